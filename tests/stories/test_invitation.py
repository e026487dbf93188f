"""How somebody gets a desk: a link, a code said on the phone, and the inviter's press (C5)."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from bot.places import posts
from bot.places import service as places
from bot.places.models import Invitation, InvitationState, Post, Sex
from bot.places.service import PostState, Role
from tests.house import Reader, Story
from tests.stories.deeds import TOOLOS, answers, asks, card_of, person_of

DOES_NOT_WORK = "⚠️ This link does not work"


@pytest.fixture
async def administrator(st: Story) -> Reader:
    chief = await st.reader("", "ru")

    def appoint(session: Session) -> None:
        posts.add_administrator(session, person_of(session, chief), now=st.clock())

    await st.store.write(appoint)
    return chief


async def link(st: Story, inviter: Reader, role: Role = Role.FOCAL_POINT) -> str:
    """An invitation to Toolos, as the console makes it: the code of its link."""
    code = await st.store.write(
        lambda session: places.make(
            session, person_of(session, inviter), TOOLOS, role, now=st.clock()
        )
    )
    return f"i-{code}"


def code_on(screen: str) -> str:
    """The four digits to be said on the phone."""
    return next(word for word in screen.split() if word.isdigit() and len(word) == 4)


async def opens(invited: Reader, code: str) -> str:
    await invited.phone.starts(code)
    return code_on((await invited.sees("🏛 You were invited")).text)


async def test_the_right_code_gives_the_desk_and_asks_one_question(
    st: Story, administrator: Reader
) -> None:
    invited = await st.reader(TOOLOS)
    said = await opens(invited, await link(st, administrator))
    notice = await administrator.sees("🏛 Somebody opened your invitation")
    codes = notice.buttons[:4]
    assert len(set(codes)) == 4
    assert said in codes
    await invited.does_not_see("🏛 The desk is yours")

    await administrator.phone.presses(said)
    await administrator.sees("✅ The post is given")
    await invited.sees("🏛 The desk is yours")
    await invited.presses("Woman")
    await invited.sees("🏛 Your desk is ready")
    await invited.sends("/desk")
    await invited.sees("🏛 No question is waiting")

    number = await asks(await st.reader(TOOLOS, "ru"), "Вопрос")
    await card_of(invited, number)
    await answers(invited, number, "Жооп")

    def look(session: Session) -> tuple[PostState, Sex | None]:
        (post,) = session.query(Post).filter_by(place=TOOLOS).all()
        return post.state, post.sex

    assert await st.store.read(look) == (PostState.ACTIVE, Sex.WOMAN)


async def test_a_wrong_code_spends_the_invitation(st: Story, administrator: Reader) -> None:
    invited = await st.reader(TOOLOS)
    code = await link(st, administrator)
    said = await opens(invited, code)
    notice = await administrator.sees("🏛 Somebody opened your invitation")
    wrong = next(each for each in notice.buttons[:4] if each != said)
    await administrator.phone.presses(wrong)
    await administrator.sees("⚠️ That was another code: nobody got the post")
    await invited.phone.starts(code)
    await invited.sees(DOES_NOT_WORK)
    await invited.sends("/desk")
    await invited.sees("🏛 You have no desk")


async def test_nobody_called_spends_the_invitation(st: Story, administrator: Reader) -> None:
    invited = await st.reader(TOOLOS)
    code = await link(st, administrator)
    await opens(invited, code)
    await administrator.presses("Nobody called, or a stranger")
    await administrator.sees("✅ Refused: nobody got the post")
    await invited.phone.starts(code)
    await invited.sees(DOES_NOT_WORK)


async def test_whoever_opens_it_second_gets_nothing_and_tells_nobody(
    st: Story, administrator: Reader
) -> None:
    """A link that was posted in a village's group."""
    first, second = await st.reader(TOOLOS), await st.reader(TOOLOS, "uz_Latn")
    code = await link(st, administrator)
    said = await opens(first, code)
    await second.phone.starts(code)
    await second.sees(DOES_NOT_WORK)
    await second.does_not_see("🏛 You were invited")
    assert await opens(first, code) == said
    await st.quiet()
    await administrator.phone.looks()
    opened = administrator.words("🏛 Somebody opened your invitation")
    assert sum(opened in each.text for each in administrator.phone.screen) == 1


async def test_an_invitation_ends_after_72_hours(st: Story, administrator: Reader) -> None:
    invited = await st.reader(TOOLOS)
    opened_late, left_open = await link(st, administrator), await link(st, administrator)
    said = await opens(invited, left_open)
    await administrator.sees("🏛 Somebody opened your invitation")
    await st.passes(hours=72, minutes=1)
    await invited.phone.starts(opened_late)
    await invited.sees(DOES_NOT_WORK)
    flashed = await administrator.phone.presses(said)
    assert flashed == administrator.words("This button is out of date. Open the menu.")
    await st.house.clock.tidy()

    def look(session: Session) -> set[InvitationState]:
        return {each.state for each in session.query(Invitation)}

    assert await st.store.read(look) == {InvitationState.EXPIRED}


async def test_a_newcomer_who_opens_an_invitation_chooses_a_language_first(
    st: Story, administrator: Reader
) -> None:
    phone = await st.phones.new("Invited")
    invited = Reader(phone, "uz_Cyrl")
    await phone.starts(await link(st, administrator, Role.WOMENS_COUNCIL))
    await phone.sees("Тилди тандаңыз")
    await phone.presses("Ўзбекча")
    said = code_on((await invited.sees("🏛 You were invited")).text)
    await administrator.sees("🏛 Somebody opened your invitation")
    await administrator.phone.presses(said)
    await invited.sees("🏛 The desk is yours")


async def test_ones_own_invitation_gives_nothing(st: Story, administrator: Reader) -> None:
    await administrator.phone.starts(await link(st, administrator))
    await administrator.sees(DOES_NOT_WORK)


async def test_a_suspended_focal_point_loses_the_desk_and_old_cards_are_out_of_date(
    st: Story, administrator: Reader
) -> None:
    clerk, asker = await st.clerk(TOOLOS), await st.reader(TOOLOS)
    number = await asks(asker, "Суроо")
    card = await card_of(clerk, number)

    def suspend(session: Session) -> None:
        by = person_of(session, administrator)
        (post,) = posts.posts_of(session, person_of(session, clerk))
        posts.suspend(session, by, post.id, now=st.clock())

    await st.store.write(suspend)
    flashed = await clerk.presses("✏️ Answer")
    assert flashed == clerk.words("This button is out of date. Open the menu.")
    await clerk.sends("Жооп", replying_to=card)
    await clerk.sees("That is not here any more")
    await clerk.sends("/desk")
    await clerk.sees("🏛 You have no desk")
    await asker.does_not_see("💬 Question {number}: there is a reply", number=number)
