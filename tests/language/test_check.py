from pathlib import Path

import pytest

from bot.language.check import problems
from bot.language.labels import Label, labels_in
from tests.language.catalogue_folder import Workshop

CODE = """
    def screen(speech, n):
        _ = speech.gettext
        speech.ngettext("{n} file", "{n} files", n)
        return rows(Button(_("☰ Menu"), OpenMenu())), _("See /my_data, **{name}**")
"""
GOOD = {
    "ky": ("☰ Меню", "Караңыз: /my_data, **{name}**", ("{n} файл", "{n} файл")),
    "ru": ("☰ Меню", "Смотрите /my_data, **{name}**", ("{n} файл", "{n} файла", "{n} файлов")),
    "uz_Latn": ("☰ Menyu", "Qarang: /my_data, **{name}**", ("{n} ta fayl", "{n} ta fayl")),
}


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """A product in which nothing is wrong."""
    workshop = Workshop(tmp_path)
    workshop.writes("bot/menu.py", CODE)
    workshop.generates()
    for language, (menu, see, files) in GOOD.items():
        workshop.translates(language, "☰ Menu", menu)
        workshop.translates(language, "See /my_data, **{name}**", see)
        workshop.translates(language, "{n} file", *files)
    workshop.generates()
    return workshop


def found(workshop: Workshop) -> list[str]:
    return [
        f"{problem.file.relative_to(workshop.locales).parts[0]}: {problem.what}"
        for problem in problems(workshop.locales, workshop.source)
    ]


def test_nothing_is_wrong_with_a_whole_set(workshop: Workshop) -> None:
    assert found(workshop) == []


def test_a_text_that_is_not_translated_is_named_with_its_line(workshop: Workshop) -> None:
    workshop.translates("ky", "☰ Menu", "")
    (problem,) = problems(workshop.locales, workshop.source)
    assert problem.what == "'☰ Menu' is not translated"
    lines = workshop.text("ky").split("\n")
    assert lines[problem.line - 1] == 'msgid "☰ Menu"'
    assert str(problem).startswith(f"{workshop.file('ky')}:{problem.line}: ")


def test_a_doubtful_translation_is_named(workshop: Workshop) -> None:
    text = workshop.text("ky").replace('msgid "☰ Menu"', '#, fuzzy\nmsgid "☰ Menu"')
    workshop.file("ky").write_text(text, encoding="utf-8")
    assert found(workshop) == ["ky: '☰ Menu' is marked fuzzy, so nobody sees its translation"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Караңыз: /my_data, **{nam}**", "fields nam instead of name"),
        ("Караңыз: /my_data, ****", "fields none instead of name"),
        ("Караңыз: /my_data, **{name**", "braces that do not fit"),
        ("Караңыз: /my_data, {name}", "other markup"),
        ("Караңыз: /data, **{name}**", "other commands"),
        ("📄 Караңыз: /my_data, **{name}**", "other signs"),
        ("Караңыз: /my_data, **{name}** ", "at the edges"),
    ],
)
def test_a_translation_that_lost_or_gained_something_is_named(
    workshop: Workshop, text: str, complaint: str
) -> None:
    workshop.translates("ky", "See /my_data, **{name}**", text)
    (what,) = found(workshop)
    assert what.startswith("ky: ")
    assert complaint in what


def test_every_plural_form_needs_its_number(workshop: Workshop) -> None:
    workshop.translates("ru", "{n} file", "один файл", "{n} файла", "{n} файлов")
    (what,) = found(workshop)
    assert "fields none instead of n" in what


def test_a_wrong_number_of_plural_forms_is_named(workshop: Workshop) -> None:
    lines = [line for line in workshop.text("ru").split("\n") if not line.startswith("msgstr[2]")]
    workshop.file("ru").write_text("\n".join(lines), encoding="utf-8")
    assert found(workshop) == ["ru: '{n} file' needs 3 forms, not 2"]


def test_uzbek_cyrillic_may_not_be_edited_by_hand(workshop: Workshop) -> None:
    text = workshop.text("uz_Cyrl").replace("Меню", "Мэню")
    workshop.file("uz_Cyrl").write_text(text, encoding="utf-8")
    (what,) = found(workshop)
    assert what.startswith("uz_Cyrl: differs from what uz_Latn gives")


def test_a_message_that_is_only_in_the_code_or_only_in_the_file_is_named(
    workshop: Workshop,
) -> None:
    workshop.writes("bot/menu.py", CODE.replace("☰ Menu", "☰ Home"))
    said = found(workshop)
    assert len(said) == 8
    assert "'☰ Home' is not in the catalogue" in said[0]
    assert "'☰ Menu' is no longer so in the code" in said[1]


def test_a_label_too_wide_for_its_place_is_named_in_each_script(workshop: Workshop) -> None:
    workshop.writes(
        "bot/menu.py",
        CODE.replace("rows(", "rows([Button(_('Yes'), Y()), ").replace("Menu())", "Menu())]"),
    )
    workshop.generates()
    for language in ("ky", "ru"):
        workshop.translates(language, "Yes", "Да")
    workshop.translates("uz_Latn", "Yes", "Ha, roziman, yozing")
    workshop.generates()
    said = found(workshop)
    assert len(said) == 2
    assert "'Ҳа, розиман, ёзинг' is 18 wide; a button there holds 14" in said[0]
    assert "'Ha, roziman, yozing' is 19 wide; a button there holds 14" in said[1]


def test_a_missing_or_broken_file_is_named(workshop: Workshop) -> None:
    workshop.file("ky").unlink()
    workshop.file("ru").write_text("what\n", encoding="utf-8")
    said = found(workshop)
    assert len(said) == 2
    assert said[0].startswith("ky: is missing")
    assert "kopuro.po:1: not a line of a PO file" in said[1]


def test_code_that_cannot_be_read_is_a_problem_and_not_a_crash(workshop: Workshop) -> None:
    workshop.writes("admin/templates/broken.html", "{% if %}")
    (problem,) = problems(workshop.locales, workshop.source)
    assert "broken.html" in problem.what


@pytest.mark.parametrize(
    ("code", "labels"),
    [
        ('Button(_("Yes"), A())', [((None, "Yes"), 28)]),
        (
            'rows(Button(_("Yes"), A()), Button(_("No"), B()))',
            [((None, "Yes"), 28), ((None, "No"), 28)],
        ),
        ('rows([Button(_("Yes"), A()), menu(s)])', [((None, "Yes"), 14)]),
        ('rows((a, b, Button(_("Yes"), A())))', [((None, "Yes"), 8)]),
        (
            'rows(*[Button(_("Yes"), A()), Button(_("No"), B())])',
            [((None, "Yes"), 28), ((None, "No"), 28)],
        ),
        ('x = ((Button(label=_("Yes"), press=A()), b),)', [((None, "Yes"), 14)]),
        ('Button(speech.gettext("All {n}").format(n=n), A())', [((None, "All {n}"), 28)]),
        ('Button(s.pgettext("verb", "Answer"), A())', [(("verb", "Answer"), 28)]),
        ('Button(_("On") if on else _("Off"), A())', [((None, "On"), 28), ((None, "Off"), 28)]),
        ('Button(title, A()); _("Yes")', []),
    ],
)
def test_labels_are_read_from_the_code(
    code: str, labels: list[tuple[tuple[str | None, str], int]]
) -> None:
    read: list[Label] = list(labels_in(code))
    assert [(label.key, label.widest) for label in read] == labels
