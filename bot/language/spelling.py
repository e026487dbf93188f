"""Words of articles and catalogues that no dictionary knows: the thinking half of ``make spell``.

The product starts no programs, so the Makefile asks the dictionaries. ``ask`` prints every form
worth asking about; the answers come as a folder with the files ``ky``, ``ru`` and ``uz``, known
words one a line; ``tell`` reads them and prints what is unknown as ``file:line: word``. Words that
somebody looked at and found right stand in ``content/words.<language>.txt``.
"""

from __future__ import annotations

import csv
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final

import yaml

from bot.language import po
from bot.language.catalogues import catalogue_file
from bot.language.uzbek import to_cyrillic
from bot.language.uzbek_words import with_right_signs
from bot.language.where import data_directory

LANGUAGES: Final = {"ky": "ky", "ru": "ru", "uz": "uz_Latn"}
"""What a file is called → its catalogue; Uzbek in Cyrillic is made from the Latin texts."""

_TABLES: Final = ("contacts.csv", "topics.csv")
_COLUMNS: Final = ("name", "note", "source")

_WORD = re.compile(r"[^\W\d_]+(?:['’‘`´-][^\W\d_]+)*")
_SKIPPED = re.compile(r"[\w.-]+\.рф\b|\d\w*")  # a host in Cyrillic; a number and its ending: 5ке
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_NAME_WITH_ENDING = re.compile("[A-Za-z]{2,}[Ѐ-ӿ]+")  # WhatsAppта


@dataclass(frozen=True, slots=True)
class Text:
    """Something that people read, where it stands, and in which of ``LANGUAGES``."""

    file: Path
    line: int
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is written, and the Cyrillic form that a dictionary of ``language`` may know."""

    file: Path
    line: int
    language: str
    written: str
    checked: str

    def __str__(self) -> str:
        return f"{os.path.relpath(self.file)}:{self.line}: {self.written}"


def texts(content: Path, locales: Path) -> Iterator[Text]:
    """All that is checked. Ways to ask and lists of typed words are misspelt on purpose.

    Raises ValueError for a file that cannot be read as what its name says.
    """
    for language, catalogue in LANGUAGES.items():
        for file in sorted(content.glob(f"*/*/{language}.md")):
            yield from _of_article(file, language)
        for name in _TABLES:
            yield from _of_table(content / name, language)
        path = catalogue_file(locales, catalogue)
        for message in po.read(path):
            if not message.obsolete:
                for string in message.strings:
                    yield Text(path, message.line, language, string)


def _of_article(file: Path, language: str) -> Iterator[Text]:
    lines = file.read_text(encoding="utf-8").split("\n")
    fences = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
    if fences[:1] != [0] or len(fences) < 2:
        raise ValueError(f"{file}: must begin with a front matter between two lines of ---")
    try:
        root = yaml.compose("\n".join(lines[: fences[1]]), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ValueError(f"{file}: the front matter is not YAML: {error}") from error
    for node in _labels(root):
        yield Text(file, node.start_mark.line + 1, language, str(node.value))
    for number, line in enumerate(lines[fences[1] + 1 :], start=fences[1] + 2):
        yield Text(file, number, language, line)


def _labels(node: yaml.Node | None) -> Iterator[yaml.Node]:
    """The title, the summary and the names of sources."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    for key, value in pairs:
        if key.value in ("title", "summary", "name"):
            yield value
        elif key.value == "sources" and isinstance(value, yaml.SequenceNode):
            for source in value.value:
                yield from _labels(source)


def _of_table(file: Path, language: str) -> Iterator[Text]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        for row in rows:
            for column in _COLUMNS:
                yield Text(file, rows.line_num, language, row.get(f"{column}_{language}") or "")


def words(text: Text) -> Iterator[Word]:
    """The words of a text that are there to be checked, each once.

    Whatever has no Cyrillic letter is not: names of products, addresses, commands, placeholders.
    In Uzbek that is told by what stays Latin when the text is turned. What stands there in Cyrillic
    already is the Russian or Kyrgyz name of a paper.
    """
    for written, checked in dict.fromkeys(_pairs(text)):
        if _CYRILLIC.search(checked):
            foreign = text.language == "uz" and written == checked
            language = "ky" if foreign else text.language
            yield Word(text.file, text.line, language, written, checked)


def _pairs(text: Text) -> Iterator[tuple[str, str]]:
    """Each word as it is written and in Cyrillic."""
    turned = to_cyrillic(text.text) if text.language == "uz" else text.text
    for piece, other in zip(text.text.split(), turned.split(), strict=True):
        written, checked = _split(piece), _split(other)
        if len(checked) != len(written):  # with stray apostrophes words may run together
            checked = [to_cyrillic(word) for word in written]
        yield from zip(written, checked, strict=True)


def _split(piece: str) -> list[str]:
    return _WORD.findall(_SKIPPED.sub(" ", piece))


def _parts(word: str) -> list[str]:
    """Those parts of a hyphenated word that a dictionary can be asked about."""
    return [
        part
        for part in word.split("-")
        if len(part) > 1 and _CYRILLIC.search(part) and not _NAME_WITH_ENDING.fullmatch(part)
    ]


def _cases(word: str) -> list[str]:
    """The forms of which one must be known: a sentence may begin with the word, or be in capitals.

    A name in small letters is a mistake, so that form is not made.
    """
    capitals = [word.capitalize()] if word.isupper() else []
    return list(dict.fromkeys((word, *capitals, word.lower())))


_SHORTEST_STEM: Final = 3

# The last vowel of a Kyrgyz stem → the narrow and the broad vowel that endings take after it.
_HARMONY: Final = {
    **dict.fromkeys("аыя", ("ы", "а")),
    **dict.fromkeys("ую", ("у", "а")),
    **dict.fromkeys("оё", ("у", "о")),
    **dict.fromkeys("еэи", ("и", "е")),
    **dict.fromkeys("өү", ("ү", "ө")),
}
_VOICELESS: Final = frozenset("кпстфхцчшщ")

# After к and қ possession changes the stem, so it is left to the dictionary.
_UZBEK_ENDINGS = re.compile(
    r"(?:лар)?"
    r"(?:(?<![аеёиоуўэюякқ])(?:и|им|инг|имиз|ингиз)|(?<=[аеёиоуўэюя])(?:си|м|нг|миз|нгиз))?"
    r"(?:нинг|ники|ни|даги|дан|да|(?<=к)ка(?:ча)?|(?<=қ)қа(?:ча)?|(?<![кқ])га(?:ча)?)?"
    r"(?:ми)?(?:сиз)?"
)


def stems(word: str, language: str) -> Iterator[str]:
    """What is left of a word without a regular ending of nouns; nothing for Russian.

    In Kyrgyz that is one of five case endings, in Uzbek a chain of plural, possession, case,
    question and person.
    """
    small = word.lower()
    for length in range(_SHORTEST_STEM, len(small)):
        if language == "uz":
            regular = _UZBEK_ENDINGS.fullmatch(small, length) is not None
        else:
            regular = language == "ky" and small[length:] in kyrgyz_endings(small[:length])
        if regular:
            yield word[:length]


def kyrgyz_endings(stem: str) -> tuple[str, ...]:
    """Of whom, whom, to whom, at whom, from whom, in harmony with the stem if it has a vowel."""
    last_vowel = next((letter for letter in reversed(stem) if letter in _HARMONY), None)
    if last_vowel is None:
        return ()
    narrow, broad = _HARMONY[last_vowel]
    if stem[-1] in _VOICELESS:
        n, g, d = "т", "к", "т"
    else:
        n, g, d = ("н" if stem[-1] in _HARMONY else "д"), "г", "д"
    return n + narrow + "н", n + narrow, g + broad, d + broad, d + broad + "н"


# Many people type Kyrgyz without its own three letters, and so does the web the word list is from.
_PLAIN: Final = {"н": "нң", "о": "оө", "у": "уү"}

# Thy house is үйүң, his house (as an object) үйүн. We say сиз, so the first is no evidence.
_OF_THEE = re.compile("(?<=[ыиуү])ң(?=$|[аеоө]|д[аеоө])")


def _with_own_letters(word: str) -> Iterator[str]:
    """Every spelling of a Kyrgyz word in which some of н, о, у are ң, ө, ү."""
    plain = _OF_THEE.sub("н", word)
    for letters in product(*(_PLAIN.get(letter, letter) for letter in word)):
        other = "".join(letters)
        if _OF_THEE.sub("н", other) != plain:
            yield other


@dataclass(frozen=True)
class Dictionaries:
    """What is known: language → words that a dictionary knows, and words that somebody reviewed."""

    found: Mapping[str, frozenset[str]]
    reviewed: Mapping[str, frozenset[str]]

    def know(self, word: Word) -> bool:
        """Whether a word is known whole or in all its parts, and has the right Uzbek signs."""
        if word.language == "uz" and word.written != with_right_signs(word.written):
            return False
        return self._knows(word.checked, word.language) or all(
            self._knows(part, word.language) for part in _parts(word.checked)
        )

    def _knows(self, form: str, language: str) -> bool:
        return any(self._lists(each, language) for each in (form, *stems(form, language)))

    def _lists(self, form: str, language: str) -> bool:
        """Russian counts everywhere: names of papers are Russian, and many words come from it."""
        cases = _cases(form)
        if any(case in self.reviewed[each] for each in {language, "ru"} for case in cases):
            return True
        if any(case in self.found["ru"] for case in cases):
            return True
        known = any(case in self.found[language] for case in cases)
        return known and not (language == "ky" and self._lacks_letters(form.lower()))

    def _lacks_letters(self, form: str) -> bool:
        """Whether a Kyrgyz word is at least as well known with ң, ө, ү in it."""
        spread = self._spread(form)
        return any(self._spread(other) >= spread for other in _with_own_letters(form))

    def _spread(self, form: str) -> int:
        """How widely a Kyrgyz word is known: in small letters, with a capital, in capitals."""
        forms = {form, form.capitalize(), form.upper()}
        return len(forms & self.found["ky"])


def asked(texts: Iterable[Text]) -> set[str]:
    """Every form whose being known can make a word known."""
    return {
        case
        for text in texts
        for word in words(text)
        for form in (word.checked, *_parts(word.checked))
        for each in (form, *stems(form, word.language))
        for case in _cases(each)
    }


def reviewed_file(content: Path, language: str) -> Path:
    """The list of words that were looked at and found right."""
    return content / f"words.{language}.txt"


def reviewed(file: Path) -> Iterator[tuple[int, str]]:
    """The words of a list with their lines; what follows a ``#`` says why."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        word = line.partition("#")[0].strip()
        if word:
            yield number, word


def out_of_order(file: Path) -> Iterator[str]:
    """The words of a list that stand before their place or twice: so that changes merge well."""
    before = ("", "")
    for number, word in reviewed(file):
        here = (word.lower(), word)
        if here <= before:
            yield f"{os.path.relpath(file)}:{number}: {word} is out of order"
        before = here


def dictionaries(answers: Path, content: Path) -> Dictionaries:
    """What the dictionaries answered, and the reviewed lists; Uzbek ones are written in Latin."""
    found = {
        language: frozenset((answers / language).read_text(encoding="utf-8").splitlines())
        for language in LANGUAGES
    }
    lists = {
        language: frozenset(word for _, word in reviewed(reviewed_file(content, language)))
        for language in LANGUAGES
    }
    lists["uz"] = frozenset(map(to_cyrillic, lists["uz"]))
    return Dictionaries(found, lists)


def complaints(answers: Path, content: Path, locales: Path) -> Iterator[str]:
    """What ``make spell`` prints: unknown words, and words of a list out of their order."""
    known = dictionaries(answers, content)
    for text in texts(content, locales):
        yield from (str(word) for word in words(text) if not known.know(word))
    for language in LANGUAGES:
        yield from out_of_order(reviewed_file(content, language))


def main(arguments: list[str]) -> int:
    """``ask`` or ``tell ANSWERS``; two folders more are taken for content and locales."""
    match arguments:
        case ["ask", *folders] if len(folders) in (0, 2):
            answers = None
        case ["tell", folder, *folders] if len(folders) in (0, 2):
            answers = Path(folder)
        case _:
            print("usage: make spell [ARGS='CONTENT LOCALES']", file=sys.stderr)
            return 2
    content, locales = map(Path, folders or (data_directory("content"), data_directory("locales")))
    try:
        if answers is None:
            print(*sorted(asked(texts(content, locales))), sep="\n")
            return 0
        found = list(complaints(answers, content, locales))
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(*found, sep="\n", end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
