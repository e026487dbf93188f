import csv
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis.strategies import text

from bot.articles.catalogue import Catalogue, catalogue
from bot.articles.finder.finder import Finder
from tests.articles.conftest import CONTENT, Write

HERE = Path(__file__).parent
OUTSIDE = "none"  # outside the product's task
SETS = ("questions.tsv", "sample.tsv")
SCRIPTS = {"ky", "ky_plain", "ky_latin", "ru", "uz_Latn", "uz_Cyrl", "mixed"}


def questions(name: str) -> list[dict[str, str]]:
    """Questions that nothing was learnt from; any of the ids behind ``expected`` is right."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def found(finder: Finder, query: str) -> list[str]:
    return [each.id for each in finder.search(query).results]


def is_right(row: dict[str, str], ids: list[str]) -> bool:
    return any(each.split("/")[1] in ids for each in row["expected"].split("|"))


@pytest.mark.parametrize("name", SETS)
def test_most_questions_find_their_article_in_every_script(finder: Finder, name: str) -> None:
    hits: dict[str, list[bool]] = defaultdict(list)
    for row in questions(name):
        if row["expected"] != OUTSIDE:
            hits[row["script"]].append(is_right(row, found(finder, row["query"])))
    of_all = [hit for each in hits.values() for hit in each]
    assert sum(of_all) / len(of_all) >= 0.95
    assert set(hits) == SCRIPTS
    for script, each in hits.items():
        assert sum(each) / len(each) >= 0.88, script


@pytest.mark.parametrize("name", SETS)
def test_the_first_of_the_three_is_mostly_the_right_one(finder: Finder, name: str) -> None:
    rows = [row for row in questions(name) if row["expected"] != OUTSIDE]
    right = [is_right(row, found(finder, row["query"])[:1]) for row in rows]
    assert sum(right) / len(right) >= 0.88


@pytest.mark.parametrize("name", SETS)
def test_what_lies_outside_mostly_finds_nothing(finder: Finder, name: str) -> None:
    rows = [row for row in questions(name) if row["expected"] == OUTSIDE]
    refused = [not found(finder, row["query"]) for row in rows]
    assert sum(refused) / len(refused) >= 0.88


def test_a_single_word_gives_the_choice_of_several_articles(finder: Finder) -> None:
    for word in ("паспорт", "pasport", "Паспорт?", "справка", "патент"):
        assert len(found(finder, word)) == 3, word


def test_no_question_of_the_sets_was_taken_from_the_examples(library: Catalogue) -> None:
    taken = {
        ask.casefold()
        for each in library.articles.values()
        for text_ in each.texts.values()
        for ask in text_.asks
    }
    with (CONTENT / "questions.csv").open(encoding="utf-8", newline="") as lines:
        taken |= {row["question"].casefold() for row in csv.DictReader(lines)}
    judging = [row["query"] for name in SETS for row in questions(name)]
    # Whoever types one or two words types the same as others do.
    assert not [each for each in judging if each.casefold() in taken and each.count(" ") > 1]


@pytest.mark.parametrize(
    "spellings",
    [
        ["паспорт жоголду", "pasport joǵoldu".replace("ǵ", "g"), "ПАСПОРТ ЖОГОЛДУ!!!"],
        [
            "туулгандыгы тууралуу күбөлүк",
            "туулгандыгы тууралуу куболук",
            "tuulgandygy tuuraluu kubolyk".replace("lyk", "luk"),
        ],
        ["нафақа қандай олинади", "nafaqa qanday olinadi", "нафака кандай олинади"],
        ["ishonchnoma", "ишончнома", "ISHONCHNOMA"],
        ["до\u200bговор", "договор", "\u202eдоговор"],
    ],
)
def test_spelling_and_script_change_nothing(finder: Finder, spellings: list[str]) -> None:
    answers = [found(finder, each) for each in spellings]
    assert answers[0]
    assert all(answer == answers[0] for answer in answers)


@pytest.mark.parametrize(
    "nothing", ["", "  ", "🙂🙂🙂", "\u200b\u200e", "مرحبا كيف حالك", "???", "1234567", "как", "у"]
)
def test_a_text_that_asks_nothing_finds_nothing(finder: Finder, nothing: str) -> None:
    answer = finder.search(nothing)
    assert answer.results == ()
    assert not answer.urgent


def test_the_longest_message_is_answered(finder: Finder) -> None:
    longest = ("паспортум жоголуп калды " * 200)[:4096]
    assert found(finder, longest)[0] in {"passport-lost-abroad", "passport-lost-at-home"}


@given(text(max_size=80))
def test_any_text_gets_at_most_three_different_articles_best_first(
    finder: Finder, library: Catalogue, written: str
) -> None:
    results = finder.search(written).results
    scores = [each.score for each in results]
    assert len({each.id for each in results}) == len(results) <= 3
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1.001 for score in scores)
    assert all(each.id in library.articles for each in results)


def test_a_topic_without_an_article_is_named_all_the_same(
    finder: Finder, library: Catalogue
) -> None:
    answer = finder.search("чочко эти менен соода")
    assert answer.topic is None or answer.topic in library.topics
    assert finder.search("доверенность").topic == "power-of-attorney"
    assert finder.search("какая погода").topic is None


def test_an_urgent_text_is_marked_beside_its_articles(finder: Finder) -> None:
    answer = finder.search("күйөөм мени сабап жатат")
    assert answer.urgent
    assert answer.urgent_kind == "violence"
    assert answer.results[0].id == "domestic-violence"
    assert not finder.search("доверенность").urgent


def test_the_finder_works_with_two_articles_and_no_tables(write: Write) -> None:
    write("found-goat")
    content = write("lost-goat")
    for name in ("urgent.csv", "questions.csv", "synonyms.csv"):
        (content / name).unlink()
    finder = Finder(catalogue(content))
    assert found(finder, "lost goat")[0] == "lost-goat"
    assert len(finder.problems) == 3


def test_an_empty_folder_finds_nothing(tmp_path: Path) -> None:
    assert found(Finder(catalogue(tmp_path)), "паспорт") == []
