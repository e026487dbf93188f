"""Letters as people type them: one skeleton for every script, and marks that nobody sees.

The same word reaches us in Kyrgyz, Russian and Uzbek letters, in Latin ones of several habits, and
in Kyrgyz without ө, ү, ң since many keyboards lack them. :func:`fold` brings all of these together;
what it returns is for comparing, never for showing.
"""

import re
from unicodedata import is_normalized, normalize

_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
"""Unicode's Default_Ignorable_Code_Point and the blank Braille cell, but for the two signs that
choose between a plain and a coloured emoji (U+FE0E, U+FE0F)."""

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_MARKS = re.compile(f"[{_UNSEEN}{_CONTROL}]")
_LINE_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029]")

_LETTERS: dict[int, str | None] = {
    ord(letter): sound
    for letters, sounds in (
        ("абвгдеёзийклмнопрстуфхцыэ", "a b v g d e e z i i k l m n o p r s t u f h s i e"),
        ("жҗчшщюя", "j j ch sh sh iu ia"),
        ("өүңқғҳўәіїєұһӣҷӯј", "o u n k g h o a i i e u h i j u j"),
        ("qwxyışšçčžŋ", "k v h i i sh sh ch ch j n"),
    )
    for letter, sound in zip(letters, sounds.split(), strict=True)
}
# Apostrophes of every keyboard, signs that only soften, and accents.
_LETTERS |= dict.fromkeys(map(ord, "ъь'`´ʹʻʼʽʾʿˈˊˋ‘’‛′‵\ufe0e\ufe0f"))
_LETTERS |= dict.fromkeys(range(0x300, 0x370))

_BETWEEN_WORDS = re.compile("[^a-z0-9]+")
_DOUBLED = re.compile(r"([a-z])\1+")
_LONE_C = re.compile("c(?!h)")
_SOFT_C = re.compile("c(?=[ei])")

_SAME_SOUND = (
    ("shch", "sh"),  # щ
    ("sch", "sh"),
    ("chch", "ch"),
    ("shsh", "sh"),
    ("kh", "h"),  # х
    ("zh", "j"),  # ж
    ("dj", "j"),  # Джалал-Абад, Жалал-Абад
    ("gh", "g"),  # ғ
    ("ng", "n"),  # ң
    ("ts", "s"),  # ц
    ("io", "e"),  # ё, which is written е in Russian and yo in Latin
    ("ie", "e"),  # ye
    ("iu", "u"),  # ю, yu
)


def fold(text: str) -> str:
    """The skeleton of a text: words of ``a-z`` and ``0-9`` with one space between them.

    Two spellings of one word have one skeleton; a few different words share one too. Folding twice
    changes nothing, nothing is raised for any text, and the result is at most six times as long.
    Letters of other scripts than Latin and Cyrillic vanish.
    """
    if not text.isascii():
        text = _MARKS.sub("", text)
        if not is_normalized("NFKC", text):
            # The acute accent serves as an apostrophe and would become a space.
            text = normalize("NFKC", text.replace("´", ""))
    text = text.lower().translate(_LETTERS)
    if not text.isascii():
        text = normalize("NFKD", text).lower().translate(_LETTERS)
    text = _BETWEEN_WORDS.sub(" ", text).strip()
    while True:
        simpler = _one_spelling(text)
        if simpler == text:
            return text
        text = simpler


def _one_spelling(text: str) -> str:
    text = _DOUBLED.sub(r"\1", text)
    if "c" in text:
        text = _LONE_C.sub("k", _SOFT_C.sub("s", text))
    for spelling, sound in _SAME_SOUND:
        text = text.replace(spelling, sound)
    return text


def words(text: str) -> list[str]:
    """The folded words of a text, in their order."""
    return fold(text).split()


def has_letters(text: str) -> bool:
    """Whether a text holds a letter of any script: not only emoji, digits, signs or marks."""
    return any(character.isalpha() for character in _MARKS.sub("", text))


def without_marks(text: str) -> str:
    """A text that reads as it is: no zero-width, direction, filler or control characters.

    They can make a text read otherwise than it is, or hide another one in it. Line breaks of every
    kind become ``\\n``; letters of right-to-left scripts stay.
    """
    return _MARKS.sub("", _LINE_BREAKS.sub("\n", text))
