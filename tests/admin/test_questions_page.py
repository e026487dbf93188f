"""Questions from above: no asker, and no text without a reason."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy.orm import Session

from bot.questions.models import Part, Side
from tests.admin.conftest import House, Reader, text_of
from tests.insights.conftest import KOTORMO, NOW, TOOLOS, Life

SECRET = "what she wrote"


def asked(house: House, office: str = TOOLOS, *, days: int = 2, answered: bool = False) -> int:
    def work(session: Session) -> int:
        (question,) = Life(session).asks(
            1,
            TOOLOS,
            office=office,
            due_after=timedelta(days=days),
            answered_after=timedelta(hours=2) if answered else None,
        )
        session.flush()
        session.add(
            Part(question_id=question.id, side=Side.ASKER, text=SECRET, position=1, sent_at=NOW)
        )
        return question.number or 0

    return house.does(work)


def test_late_ones_come_first_with_office_and_due_time(house: House, administrator: Reader) -> None:
    answered, waiting, late = asked(house, answered=True), asked(house, days=90), asked(house)
    page = administrator.opens("/questions")
    numbers = re.findall(r"/questions/(\d+)", page.text)
    assert numbers == [str(each) for each in (late, waiting, answered)]
    text = text_of(page)
    assert "late" in text
    assert "village office · Toolos" in text
    assert "Friday, 16 October" in text
    assert SECRET not in page.text
    only = administrator.opens("/questions", state="late")
    assert re.findall(r"/questions/(\d+)", only.text) == [str(late)]
    assert 'class="count">2<' in page.text


def test_the_text_is_shown_only_for_a_reason_which_goes_into_the_log(
    house: House, administrator: Reader
) -> None:
    number = asked(house)
    page = administrator.opens(f"/questions/{number}")
    assert SECRET not in page.text
    assert administrator.opens(f"/questions/{number}/text").status_code in {404, 405}
    for reason in ("", "curiosity"):
        refused = administrator.submits(
            f"/questions/{number}", f"/questions/{number}/text", reason=reason
        )
        assert SECRET not in refused.text
        assert "Choose why" in text_of(refused)
    shown = administrator.submits(
        f"/questions/{number}", f"/questions/{number}/text", reason="safety"
    )
    assert SECRET in shown.text
    log = text_of(administrator.opens("/log"))
    told = f"read the text of a question Question {number} · somebody may be in danger"
    assert told in log
    assert SECRET not in log


def test_a_coordinator_opens_no_question_of_another_area(house: House, coordinator: Reader) -> None:
    mine, foreign = asked(house), asked(house, KOTORMO)
    assert str(foreign) not in coordinator.opens("/questions").text
    assert coordinator.opens(f"/questions/{mine}").status_code == 200
    answers = [
        coordinator.opens(f"/questions/{number}")
        for number in (foreign, 1, 0, "x", "9" * 12, "9" * 40)
    ]
    assert {each.status_code for each in answers} == {404}
    read = coordinator.submits(f"/questions/{mine}", f"/questions/{foreign}/text", reason="safety")
    assert read.status_code == 404
    assert SECRET not in read.text
