from pathlib import Path

import pytest

from bot.articles.catalogue import catalogue
from bot.articles.check import problems
from tests.articles.conftest import CONTENT, Write


def said(content: Path) -> list[str]:
    return [f"{p.file.relative_to(content)}:{p.line}: {p.what}" for p in problems(content)]


def test_the_product_s_own_articles_are_sound() -> None:
    assert problems(CONTENT) == []


def test_a_sound_article_has_no_problem(write: Write) -> None:
    assert said(write()) == []


@pytest.mark.parametrize(
    ("change", "line", "what"),
    [
        (("title: lost-goat ru", "title: a title far too long for a button"), 2, "33 wide"),
        (("title: lost-goat ru", "title: '📄 a title of twenty-six lett'"), 2, "29 wide"),
        (("title: lost-goat ru", "title:"), 2, "`title` is empty"),
        (("title: lost-goat ru", "titel: lost goat"), 2, "unknown key `titel`"),
        (("title: lost-goat ru", "title: one\ntitle: two"), 3, "stands twice"),
        (("summary: What", "summary: " + "What " * 30), 3, "letters, at most 120"),
        (("lost-goat ru.md 7", "lost-goat ru.md 6"), 12, "stands twice in `asks`"),
        (("\n  - lost-goat ru.md 7", ""), 5, "7 ways to ask, at least 8"),
        (("https://example", "http://example"), 15, "is not an https address"),
        (("https://example.gov.kg/page", "https://"), 15, "is not an https address"),
        (("seen: 2026-03-01", "seen: 2026-13"), 16, "is not a date"),
        (("seen: 2026-03-01", "seen: March 2026"), 16, "is not a date"),
        (("    seen: 2026-03-01\n", ""), 14, "a source lacks `seen`"),
        (("checked_on: 2026-11-25", "checked_on: 25.11.2026"), 17, "expected a day"),
        (("again_by: 2027-02-25", "again_by: 2026-11-25"), 18, "is not after `checked_on`"),
        (("who_helps: village_office", "who_helps: the mayor"), 19, "expected one of village"),
        (("related: []", "related: [nowhere]"), 0, "which is no other article"),
        (("related: []", "related: [lost-goat]"), 0, "which is no other article"),
        (("related: []", "urgent: fire"), 20, "expected one of violence"),
        (("related: []", "related: []\n  - broken: ["), 21, "is not YAML"),
        (("{police}", "**102**"), 22, "only the numbers of contacts.csv are bold"),
        (("{police}.", "*102*."), 22, "em cannot be shown"),
        (("{police}.", "`102`."), 22, "code inline cannot be shown"),
        (("{police}.", "[here](http://gov.kg)."), 22, "may not be linked"),
        (("{police}.", "[here](https://gov.kg.example.org)."), 22, "may not be linked"),
        (("{police}.", "{nobody}."), 22, "names no contact with such a part"),
        (("{police}.", "{police.web}."), 22, "names no contact with such a part"),
        (("{police}.", "+996 312 62 62 10."), 0, "is typed by hand"),
        (("{police}.", "{police}, see www.bad.example/a."), 22, "names bad.example"),
        (("url: https://example.gov.kg/page", "url: https://bad.example/a"), 15, "names bad."),
        (("## Что делать", "### Что делать"), 24, "only headings of the form"),
        (("## Что делать", "## Что-то"), 0, "'Что делать' is missing"),
        (("2. The second one.", "2. One\n   - inside"), 27, "a list inside a list"),
        (("2. The second one.", "| a | b |\n\n---"), 28, "hr cannot be shown"),
        (("The short answer. Call {police}.\n", ""), 22, "must begin with its short answer"),
        (("again_by: 2027-02-25", "again_by: 2028-02-25"), 18, "more than a year after"),
    ],
)
def test_each_problem_is_told_with_its_line(
    write: Write, change: tuple[str, str], line: int, what: str
) -> None:
    told = said(write("lost-goat", "ru.md", change))
    place = f"documents/lost-goat/ru.md:{line}: "
    assert any(each.startswith(place) and what in each for each in told), told


def test_all_problems_of_all_files_are_told_at_once(write: Write) -> None:
    write("found-goat", "ky.md", ("seen: 2026-03-01", "seen: soon"), ("{police}.", "*102*."))
    content = write("lost-goat", "uz.md", ("who_helps: village_office", "who_helps: nobody"))
    places = [each.split(": ")[0] for each in said(content)]
    assert {"documents/found-goat/ky.md:16", "documents/found-goat/ky.md:22"} <= set(places)
    assert "documents/lost-goat/uz.md:19" in places
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("change", "line", "what"),
    [
        (("takes 10 days", "takes 12 days"), 0, "figures differ from ru.md: '10', '12'"),
        (("takes 10 days", "takes 10 000 days"), 0, "figures differ from ru.md: '10', '10000'"),
        (("Call {police} again", "Call {embassy} again"), 0, "contacts differ from ru.md"),
        (("2. The second one.\n", ""), 0, "paragraphs and lists are not those of ru.md"),
        (("seen: 2026-03-01", "seen: 2026-03-02"), 14, "sources or their dates differ"),
        (("checked_on: 2026-11-25", "checked_on: 2026-11-24"), 17, "`checked_on` differs"),
    ],
)
def test_what_one_language_tells_otherwise_is_told(
    write: Write, change: tuple[str, str], line: int, what: str
) -> None:
    told = said(write("lost-goat", "uz.md", change))
    place = f"documents/lost-goat/uz.md:{line}: "
    assert any(each.startswith(place) and what in each for each in told), told


def test_texts_of_one_article_agree_on_who_helps(write: Write) -> None:
    told = said(
        write("lost-goat", "uz.md", ("who_helps: village_office", "who_helps: coordinator"))
    )
    assert told == ["documents/lost-goat/uz.md:19: `who_helps` differs from that in ru.md"]


def test_a_missing_text_and_a_stray_file_are_told(write: Write) -> None:
    content = write()
    (content / "documents/lost-goat/ky.md").unlink()
    (content / "documents/lost-goat/uz.md").rename(content / "documents/lost-goat/uz.txt")
    told = said(content)
    assert [each.split(":")[0] for each in told] == [
        f"documents/lost-goat/{name}" for name in ("ky.md", "uz.md", "uz.txt")
    ]


def test_an_article_outside_the_list_of_topics_is_told(write: Write) -> None:
    write("lost-goat", section="services")
    told = said(write("unknown-goat"))
    assert [each for each in told if "no line of topics.csv" in each] == [
        "documents/unknown-goat:0: stands in no line of topics.csv",
        "services/lost-goat:0: stands in no line of topics.csv",
    ]


def test_an_id_belongs_to_one_section_alone(write: Write) -> None:
    write("lost-goat", section="services")
    assert any("the id is taken" in each for each in said(write("lost-goat")))


def test_an_overlong_article_is_told_and_can_be_read_all_the_same(write: Write) -> None:
    long = "A sentence about goats that goes on. " * 20 + "\n\n"
    content = write("lost-goat", "ru.md", ("## Что", long * 7 + "## Что"))
    assert any("screens in ru, at most 3" in each for each in said(content))
    assert catalogue(content).article("lost-goat").text("ru").title == "lost-goat ru"


def test_a_file_in_another_encoding_is_told(write: Write) -> None:
    content = write()
    (content / "documents/lost-goat/ky.md").write_bytes("Эчки".encode("cp1251"))
    (content / "documents/lost-goat/uz.md").write_bytes(b"no front matter")
    told = said(content)
    assert "cannot be read" in told[0]
    assert "must begin with a front matter" in told[1]


def test_broken_tables_are_told_with_their_lines(write: Write) -> None:
    content = write()
    (content / "urgent.csv").write_text("kind,phrase\nfire,a b\nviolence,@who\nviolence,!\n")
    (content / "questions.csv").write_text("topic,question\nnowhere,how\n")
    (content / "synonyms.csv").write_text("concept,words\ngoat,эчки|!\n")
    told = said(content)
    assert [each.split(": ")[0] for each in told] == [
        "questions.csv:2",
        "synonyms.csv:2",
        "urgent.csv:2",
        "urgent.csv:3",
        "urgent.csv:4",
    ]


def test_missing_tables_are_told_and_stop_nothing(write: Write) -> None:
    content = write()
    for name in ("urgent.csv", "questions.csv", "synonyms.csv", "linked-hosts.txt", "topics.csv"):
        (content / name).unlink()
    told = said(content)
    assert sum("cannot be read" in each for each in told) == 5
