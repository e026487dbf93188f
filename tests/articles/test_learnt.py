"""What is learnt beforehand fits what stands in content, and its absence stops nobody."""

import csv
from pathlib import Path

import numpy as np
import pytest

from bot.articles.article import Urgency
from bot.articles.catalogue import catalogue
from bot.articles.check import problems
from bot.articles.finder import alarm, learnt
from bot.articles.finder.finder import Finder
from bot.articles.finder.learnt import Learnt, in_steps
from bot.articles.finder.training import train
from bot.articles.finder.urgent import recogniser, urgent_kind
from tests.articles.conftest import Write

HERE = Path(__file__).parent


def phrases(*, urgent: bool) -> list[dict[str, str]]:
    """Phrases that nothing was learnt from."""
    with (HERE / "urgent_unseen.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [row for row in rows if bool(row["kind"]) is urgent]


def test_danger_is_heard_in_words_that_nobody_taught() -> None:
    rows = phrases(urgent=True)
    missed = [row["text"] for row in rows if urgent_kind(row["text"]) is None]
    assert len(missed) / len(rows) <= 0.03, missed


def test_everyday_questions_raise_no_alarm() -> None:
    rows = phrases(urgent=False)
    alarms = [row["text"] for row in rows if urgent_kind(row["text"])]
    assert len(alarms) / len(rows) <= 0.03, alarms


def test_nothing_was_learnt_from_the_phrases_that_judge() -> None:
    examples, wrong = alarm.read_examples(HERE.parents[1] / "content")
    assert wrong == []
    taught = {phrase.casefold() for _kind, phrase in examples}
    judging = [row["text"].casefold() for urgent in (True, False) for row in phrases(urgent=urgent)]
    # Whoever writes two or three words writes the same as others do.
    assert not [each for each in judging if each in taught and each.count(" ") > 2]


@pytest.fixture
def taught(write: Write) -> Path:
    """A small content folder with what was learnt of it."""
    write("found-goat")
    content = write("lost-goat")
    (content / "questions.csv").write_text(
        "topic,question\nnone,ob-havo\nlost-goat,эчким жок\nfound-goat,эчки таптым\n",
        encoding="utf-8",
    )
    (content / alarm.EXAMPLES).write_text(
        "kind,phrase\nviolence,ал мага кол көтөрөт\nviolence,ал мени коркутат кол көтөрөт\n"
        "harmless,кол коюш керек\nharmless,кагазга кол коюш керек\n",
        encoding="utf-8",
    )
    assert [each.name for each in train(content)] == [learnt.FILE, alarm.FILE]
    return content


def test_what_was_learnt_fits_and_is_learnt_alike_again(taught: Path) -> None:
    assert problems(taught) == []
    first = learnt.read(taught / learnt.FILE)
    list(train(taught))
    again = learnt.read(taught / learnt.FILE)
    assert (first.features, first.subjects) == (again.features, again.subjects)
    assert np.array_equal(first.steps, again.steps)
    found = Finder(catalogue(taught)).search("эчким жок болду")
    assert found.results[0].id == "lost-goat"
    assert recogniser(taught)[0].kind("дагы кол көтөрөт") is Urgency.VIOLENCE


@pytest.mark.parametrize(
    ("file", "added", "what"),
    [
        ("questions.csv", "lost-goat,эчки качты\n", "learnt from other examples"),
        (alarm.EXAMPLES, "harmless,кол чабуу\n", "learnt from other phrases"),
        (alarm.EXAMPLES, "fire,үй күйүп жатат\n", "is no line of a kind and a phrase"),
    ],
)
def test_who_changes_the_examples_is_told_to_learn_anew(
    taught: Path, file: str, added: str, what: str
) -> None:
    with (taught / file).open("a", encoding="utf-8") as lines:
        lines.write(added)
    told = [each.what for each in problems(taught)]
    assert any(what in each for each in told), told
    assert Finder(catalogue(taught)).search("эчким жок болду").results


@pytest.mark.parametrize("name", [learnt.FILE, alarm.FILE])
def test_a_broken_file_is_told_and_stops_nothing(taught: Path, name: str) -> None:
    (taught / name).write_bytes(b"nothing of the kind")
    told = [each for each in problems(taught) if each.file.name == name]
    assert "cannot be read" in told[0].what
    assert Finder(catalogue(taught)).search("эчким жок болду").results
    assert recogniser(taught)[0].kind("муж бьёт меня") is Urgency.VIOLENCE


def test_nothing_learnt_is_no_problem(write: Write) -> None:
    content = write()
    assert problems(content) == []
    assert recogniser(content)[0].kind("ал мени сабайт") is Urgency.VIOLENCE


def test_weights_keep_their_order_in_one_byte() -> None:
    weights = np.array([[0.5, -3.0], [1.0, 0.001], [0.25, 3.0]], np.float32)
    steps, scale = in_steps(weights)
    assert np.abs(steps * scale - weights).max() <= scale.max() / 2
    kept = Learnt(["a", "b", "c"], ["x", "y"], steps, scale, np.zeros(2, np.float32), "")
    here = kept.arranged({"c": 0, "a": 1, "new": 2}, ["y", "z", "x"])
    assert here.steps[0].tolist() == [127, 0, 32]
    assert here.steps[2].tolist() == [0, 0, 0]
    shares = here.shares(np.array([0]), np.array([1.0], np.float32))
    assert shares.argmax() == 0
    assert shares.sum() == pytest.approx(1)
