from pathlib import Path

import pytest

from bot.language import po
from bot.language.generate import main
from tests.language.catalogue_folder import Workshop

MENU = """
    def screen(speech, n):
        _ = speech.gettext
        # Translators: stands on a button
        Button(_("☰ Menu"), OpenMenu())
        speech.ngettext("{n} question", "{n} questions", n)
        speech.pgettext("verb", "Answer")
        return N_("Sent"), _("Long "
                             "sentence.")
"""


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    workshop = Workshop(tmp_path)
    workshop.writes("bot/menu.py", MENU)
    return workshop


def test_a_message_in_the_code_appears_in_every_catalogue(workshop: Workshop) -> None:
    assert workshop.generates() == ["ky", "ru", "uz_Latn", "uz_Cyrl", "en"]
    for language in ("ky", "ru", "uz_Latn", "uz_Cyrl", "en"):
        ids = [message.key for message in po.read(workshop.file(language))]
        assert ids == [
            ("verb", "Answer"),
            (None, "Long sentence."),
            (None, "Sent"),
            (None, "{n} question"),
            (None, "☰ Menu"),
        ]
    assert "#. stands on a button\n#: bot/menu.py\n" in workshop.text("ky")
    assert workshop.text("ru").count("msgstr[2]") == 1
    assert workshop.text("ky").count("msgstr[2]") == 0


def test_messages_of_the_consoles_pages_are_found_and_those_of_the_simulator_left(
    workshop: Workshop,
) -> None:
    workshop.writes("admin/templates/demand.html", "<h1>{{ _('Demand') }}</h1>")
    workshop.writes("bot/simulator/page.py", "_('Phones')")
    workshop.generates()
    ids = {message.id: message.files for message in po.read(workshop.file("ru"))}
    assert ids["Demand"] == ("admin/templates/demand.html",)
    assert "Phones" not in ids


def test_generating_again_changes_nothing_and_moved_lines_do_not_show(workshop: Workshop) -> None:
    workshop.generates()
    assert workshop.generates() == []
    workshop.writes("bot/menu.py", "\n\n\n" + MENU)
    assert workshop.generates() == []


def test_translations_are_kept_and_uzbek_turns_by_itself(workshop: Workshop) -> None:
    workshop.generates()
    workshop.translates("uz_Latn", "☰ Menu", "☰ Menyu")
    workshop.translates("uz_Latn", "{n} question", "{n} ta savol", "{n} ta savol")
    workshop.writes("bot/help.py", "_('Help')")
    assert workshop.generates() == ["ky", "ru", "uz_Latn", "uz_Cyrl", "en"]
    latin = {message.id: message.strings for message in po.read(workshop.file("uz_Latn"))}
    cyrillic = {message.id: message.strings for message in po.read(workshop.file("uz_Cyrl"))}
    assert latin["☰ Menu"] == ("☰ Menyu",)
    assert cyrillic["☰ Menu"] == ("☰ Меню",)
    assert cyrillic["{n} question"] == ("{n} та савол", "{n} та савол")


def test_a_translation_outlives_its_message_until_it_is_pruned(workshop: Workshop) -> None:
    workshop.generates()
    workshop.translates("ru", "Sent", "Отправлено")
    workshop.writes("bot/menu.py", "")
    workshop.generates()
    assert '#~ msgid "Sent"\n#~ msgstr "Отправлено"' in workshop.text("ru")
    assert workshop.generates() == []
    workshop.writes("bot/menu.py", MENU)
    workshop.generates()
    assert {each.id: each.strings for each in po.read(workshop.file("ru"))}["Sent"] == (
        "Отправлено",
    )
    workshop.writes("bot/menu.py", "")
    workshop.generates(prune=True)
    assert po.read(workshop.file("ru")) == []


def test_a_translators_note_and_doubt_are_kept(workshop: Workshop) -> None:
    workshop.generates()
    path = workshop.file("ky")
    marked = workshop.text("ky").replace(
        '#: bot/menu.py\nmsgid "Sent"',
        '# read by a native speaker\n#, fuzzy\n#: bot/menu.py\nmsgid "Sent"',
    )
    path.write_text(marked, encoding="utf-8")
    workshop.generates()
    sent = {message.id: message for message in po.read(path)}["Sent"]
    assert sent.notes == ("read by a native speaker",)
    assert sent.fuzzy


def test_two_plurals_of_one_message_are_refused(workshop: Workshop) -> None:
    workshop.writes("bot/other.py", "ngettext('{n} question', '{n} of them', 2)")
    with pytest.raises(ValueError, match="two plurals"):
        workshop.generates()


def test_a_page_that_cannot_be_read_is_named(workshop: Workshop) -> None:
    workshop.writes("admin/templates/broken.html", "{% if %}")
    with pytest.raises(ValueError, match=r"admin/templates/broken\.html"):
        workshop.generates()


def test_wrong_use_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--all"]) == 2
    assert "usage" in capsys.readouterr().err
