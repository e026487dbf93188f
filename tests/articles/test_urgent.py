import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis.strategies import text

from bot.articles.article import Urgency
from bot.articles.finder.phrases import Phrases, phrase
from bot.articles.finder.urgent import urgent_kind
from bot.language.letters import words

HERE = Path(__file__).parent


def phrases(*, urgent: bool) -> list[dict[str, str]]:
    with (HERE / "urgent.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in rows if bool(row["kind"]) is urgent]


def test_there_are_enough_phrases_to_judge_by() -> None:
    assert len(phrases(urgent=True)) >= 150
    assert len(phrases(urgent=False)) >= 100
    assert {kind for row in phrases(urgent=True) for kind in row["kind"].split("|")} == set(Urgency)


def test_urgent_phrases_are_recognised_with_their_kind() -> None:
    rows = phrases(urgent=True)
    missed = [row["text"] for row in rows if urgent_kind(row["text"]) is None]
    mistaken = [row["text"] for row in rows if str(urgent_kind(row["text"])) not in row["kind"]]
    assert len(missed) / len(rows) <= 0.03, missed
    assert len(set(mistaken) - set(missed)) / len(rows) <= 0.05, mistaken


def test_false_alarms_are_rare() -> None:
    rows = phrases(urgent=False)
    alarms = [row["text"] for row in rows if urgent_kind(row["text"])]
    assert len(alarms) / len(rows) <= 0.02, alarms


@pytest.mark.parametrize(
    "harmless",
    ["цены ударили по карману", "доллар бьёт рекорды", "убейте время", "умираю со смеху", ""],
)
def test_words_that_only_sound_dangerous_raise_no_alarm(harmless: str) -> None:
    assert urgent_kind(harmless) is None


def test_a_harmless_phrase_hides_no_danger_beside_it() -> None:
    assert urgent_kind("цены ударили по карману, а муж избил меня") is Urgency.VIOLENCE


def test_who_wants_to_die_is_heard_first() -> None:
    assert urgent_kind("муж избивает, бьёт, угрожает убить, не хочу больше жить") is Urgency.SUICIDE


@pytest.mark.parametrize(
    "spelling",
    ["МУЖ БЬЁТ МЕНЯ", "муж бьет, меня", "му\u200bж бьё\u2060т меня", "🆘муж...бьёт🆘меня"],
)
def test_capitals_marks_and_signs_hide_nothing(spelling: str) -> None:
    assert urgent_kind(spelling) is Urgency.VIOLENCE


def test_an_alarm_in_the_middle_of_a_long_text_is_heard() -> None:
    filler = "мен силерге узун кат жазып жатам "
    assert urgent_kind(filler * 60 + "күйөөм мени сабап жатат " + filler * 60) is Urgency.VIOLENCE


@given(text(max_size=100))
def test_any_text_can_be_looked_at(written: str) -> None:
    assert urgent_kind(written) in {None, *Urgency}


@pytest.mark.parametrize(
    ("written", "typed", "is_there"),
    [
        ("муж*", "мужем", True),
        ("муж", "мужем", False),
        ("муж бьет", "муж опять сильно бьет", True),
        ("муж бьет", "муж, это же надо, опять бьет", False),
        ("муж бьет", "бьет муж", False),
        ("муж + бьет", "бьет муж", True),
        ("муж + бьет", "бьет " + "и " * 9 + "муж", False),
        ("муж|брат бьет|пьет", "брат пьет", True),
        ("не_хочу жить", "не сильно хочу жить", False),
        ("@he бьет", "отчим бьет", True),
        ("@he бьет", "мой муж бьет", True),
        ("муж* + муж*", "муж", False),
        ("муж* + бьет", "бьет " * 30 + "муж", True),
    ],
)
def test_a_phrase_means_what_the_lexicon_says(written: str, typed: str, is_there: bool) -> None:
    lexicon = Phrases([phrase("it", written, {"@he": "муж|отчим*"})])
    assert any(lexicon.found(words(typed))) is is_there


def test_a_phrase_with_an_unknown_group_cannot_be_read() -> None:
    with pytest.raises(ValueError, match="@nobody"):
        phrase("it", "@nobody бьет", {})
