import subprocess
import sys
import time
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from bot.language import po, where
from bot.language.catalogues import PLURAL_RULES, catalogue_file, load
from bot.language.generate import file_text
from bot.language.po import BrokenCatalogue, Message
from bot.language.speech import Speech
from bot.language.where import data_directory

# Any character that a catalogue may hold: line ends of other systems would be read as \n.
TEXTS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r"))


def write(locales: Path, language: str, *messages: Message) -> None:
    path = catalogue_file(locales, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(file_text(messages, language), encoding="utf-8")


def read_aloud(locales: Path, language: str) -> Speech:
    return Speech(language, load(language, locales))


def test_a_text_comes_in_the_readers_language(tmp_path: Path) -> None:
    write(tmp_path, "ky", Message("Menu", strings=("Меню",)))
    write(tmp_path, "ru", Message("Send", context="verb", strings=("Отправить",)))
    assert read_aloud(tmp_path, "ky").gettext("Menu") == "Меню"
    assert read_aloud(tmp_path, "ru").pgettext("verb", "Send") == "Отправить"
    assert read_aloud(tmp_path, "ru").gettext("Send") == "Send"


@pytest.mark.parametrize("language", ["ky", "uz_Latn", "uz_Cyrl"])
def test_a_missing_text_comes_in_russian_and_then_as_it_was_written(
    tmp_path: Path, language: str
) -> None:
    write(tmp_path, "ru", Message("Menu", strings=("Меню",)))
    write(
        tmp_path,
        language,
        Message("Menu", strings=("",)),
        Message("Help", strings=("?",), flags=frozenset({"fuzzy"})),
        Message("Back", strings=("?",), obsolete=True),
    )
    own = read_aloud(tmp_path, language)
    assert own.gettext("Menu") == "Меню"
    assert own.gettext("Help") == "Help"
    assert own.gettext("Back") == "Back"


def test_english_does_not_fall_back_to_russian(tmp_path: Path) -> None:
    write(tmp_path, "ru", Message("Menu", strings=("Меню",)))
    assert read_aloud(tmp_path, "en").gettext("Menu") == "Menu"


def test_a_missing_plural_takes_the_russian_form_that_the_number_needs(tmp_path: Path) -> None:
    days = Message("{n} day", plural="{n} days", strings=("{n} день", "{n} дня", "{n} дней"))
    write(tmp_path, "ru", days)
    kyrgyz = read_aloud(tmp_path, "ky")
    said = [kyrgyz.ngettext("{n} day", "{n} days", n).format(n=n) for n in (1, 3, 11, 21, 112)]
    assert said == ["1 день", "3 дня", "11 дней", "21 день", "112 дней"]
    assert kyrgyz.ngettext("{n} file", "{n} files", 1) == "{n} file"
    assert kyrgyz.ngettext("{n} file", "{n} files", 0) == "{n} files"


def test_plurals_in_context_are_kept_apart(tmp_path: Path) -> None:
    write(
        tmp_path,
        "ky",
        Message("{n} hour", plural="{n} hours", context="wait", strings=("{n} саат", "{n} саат")),
    )
    kyrgyz = read_aloud(tmp_path, "ky")
    assert kyrgyz.npgettext("wait", "{n} hour", "{n} hours", 5) == "{n} саат"
    assert kyrgyz.ngettext("{n} hour", "{n} hours", 5) == "{n} hours"


@given(st.integers(0, 10**6))
def test_plural_rules_are_those_of_cldr(n: int) -> None:
    for language, rule in PLURAL_RULES.items():
        cldr = Locale.parse(language).plural_form
        order = ["one", "few", "many"] if rule.forms == 3 else ["one", "other"]
        assert order[rule.form(n)] == cldr(n)


@pytest.mark.parametrize(("language", "rule"), PLURAL_RULES.items())
def test_the_header_tells_translators_tools_the_same_rule(
    language: str, rule: object, tmp_path: Path
) -> None:
    write(
        tmp_path, language, Message("a", plural="b", strings=("x",) * PLURAL_RULES[language].forms)
    )
    with catalogue_file(tmp_path, language).open("rb") as file:
        catalogue = read_po(file)
    assert catalogue.num_plurals == PLURAL_RULES[language].forms
    assert get_plural(language.partition("_")[0]).num_plurals == PLURAL_RULES[language].forms


@given(TEXTS.filter(bool), TEXTS, TEXTS)
def test_babel_reads_what_is_written_and_so_do_we(message: str, text: str, note: str) -> None:
    note = " ".join(note.split())
    entry = Message(message, strings=(text,), context="where", notes=(note,) if note else ())
    content = file_text([entry], "ky")
    babel = read_po(content.encode().splitlines(keepends=True)).get(message, context="where")
    assert babel is not None
    assert babel.string == text


@given(st.dictionaries(TEXTS.filter(bool), st.tuples(TEXTS, TEXTS), max_size=4))
def test_what_is_written_is_read_back(texts: dict[str, tuple[str, str]]) -> None:
    messages = [
        Message(key, plural=f"{key}s", strings=strings, files=("bot/a.py",))
        for key, strings in texts.items()
    ]
    read = {
        each.id: (each.plural, each.strings, each.files)
        for each in po.parsed(file_text(messages, "ky"))
    }
    assert read == {each.id: (each.plural, each.strings, each.files) for each in messages}


@pytest.mark.parametrize("line", ["msgid Menu", 'msgstr "a"b"', "what", '"Menu"'])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = catalogue_file(tmp_path, "ky")
    path.parent.mkdir(parents=True)
    path.write_text(f"# Kyrgyz\n\n{line}\n", encoding="utf-8")
    with pytest.raises(BrokenCatalogue, match=r"kopuro\.po:3"):
        load("ky", tmp_path)


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="tr"):
        load("tr", tmp_path)


def test_five_catalogues_of_five_hundred_messages_are_ready_at_once(tmp_path: Path) -> None:
    for language in PLURAL_RULES:
        messages = [
            Message(f"Question {number} has an answer", strings=(f"{number}: жооп бар",))
            for number in range(500)
        ]
        write(tmp_path, language, *messages)
    start = time.process_time()
    for language in PLURAL_RULES:
        load(language, tmp_path)
    assert time.process_time() - start < 0.15


def test_speaking_needs_no_babel() -> None:
    code = "import sys; from bot.language.speech import speech; speech('uz_Cyrl'); " + (
        "print('babel' in sys.modules, 'jinja2' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False"]


def test_the_folders_are_found_in_a_checkout_and_in_an_installed_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert data_directory("locales").name == "locales"
    assert data_directory("content").name == "content"
    package = tmp_path / "site-packages" / "bot"
    (package / "_data" / "locales").mkdir(parents=True)
    (tmp_path / "site-packages" / "locales").mkdir()
    monkeypatch.setattr(where, "_PACKAGE", package)
    assert data_directory("locales") == package / "_data" / "locales"
    with pytest.raises(FileNotFoundError, match="content"):
        data_directory("content")
