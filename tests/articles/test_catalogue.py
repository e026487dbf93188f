import pytest

from bot.articles.article import Urgency
from bot.articles.catalogue import Catalogue, UnknownArticle, catalogue
from bot.screens import Style
from tests.articles.conftest import Write

TWELVE = {
    "documents": [
        "passport-lost-abroad",
        "birth-certificate-child-abroad",
        "civil-status-certificates",
        "power-of-attorney",
    ],
    "departure": [
        "entry-ban-check",
        "russia-entry-and-stay",
        "employment-contract",
        "trafficking-and-fraud",
    ],
    "services": [
        "first-steps-after-return",
        "social-benefits",
        "domestic-violence",
        "complaints-and-ombudsman",
    ],
}


def test_the_first_twelve_are_there_most_asked_first(library: Catalogue) -> None:
    assert library.sections == ("documents", "departure", "services")
    for section, ids in TWELVE.items():
        found = [article.id for article in library.in_section(section)]
        assert [each for each in found if each in ids] == ids


def test_every_article_is_told_in_every_language_and_script(library: Catalogue) -> None:
    for article in library.articles.values():
        for language in ("ky", "ru", "uz_Latn", "uz_Cyrl"):
            text = article.text(language)
            assert (text.language, text.shown_in_russian) == (language, False)
            assert text.title
            assert text.body


def test_uzbek_in_cyrillic_is_made_from_the_latin_text(library: Catalogue) -> None:
    article = library.article("domestic-violence")
    assert article.urgent is Urgency.VIOLENCE
    latin, cyrillic = article.text("uz_Latn"), article.text("uz_Cyrl")
    assert "қўнғироқ" in " ".join(block.plain() for block in cyrillic.body)
    bold = [
        [span.text for block in text.body for span in block.spans if span.style is Style.BOLD]
        for text in (latin, cyrillic)
    ]
    assert bold[0] == bold[1]
    assert "102" in bold[0]
    assert [source.url for source in latin.sources] == [source.url for source in cyrillic.sources]


def test_where_a_text_is_missing_the_russian_one_is_shown_and_marked(write: Write) -> None:
    content = write("lost-goat", "ky.md", ("title: lost-goat ky", "title:"))
    article = catalogue(content).article("lost-goat")
    assert article.text("ky").title == "lost-goat ru"
    assert article.text("ky").shown_in_russian
    assert not article.text("ru").shown_in_russian
    assert not article.text("uz_Cyrl").shown_in_russian


def test_an_article_without_a_russian_text_is_left_out_and_the_others_stay(write: Write) -> None:
    write("found-goat")
    content = write("lost-goat", "ru.md", ("checked_on: 2026-11-25", "checked_on: soon"))
    loaded = catalogue(content)
    assert [article.id for article in loaded.in_section("documents")] == ["found-goat"]
    with pytest.raises(UnknownArticle):
        loaded.article("lost-goat")


def test_order_is_that_of_the_topics(write: Write) -> None:
    write("lost-goat")
    loaded = catalogue(write("found-goat"))
    assert [article.id for article in loaded.in_section("documents")] == ["found-goat", "lost-goat"]
    assert loaded.in_section("elsewhere") == ()


def test_related_articles_that_were_taken_away_are_passed_over(write: Write) -> None:
    write("found-goat")
    for name in ("ky.md", "ru.md", "uz.md"):
        content = write("lost-goat", name, ("related: []", "related: [found-goat, gone]"))
    (content / "documents/lost-goat/ru.md").write_text(
        (content / "documents/lost-goat/uz.md").read_text("utf-8"), encoding="utf-8"
    )
    assert [each.id for each in catalogue(content).related("lost-goat")] == ["found-goat"]


def test_the_hash_changes_with_any_text_and_with_nothing_else(write: Write) -> None:
    before = catalogue(write()).content_hash
    assert catalogue(write()).content_hash == before
    changed = write("lost-goat", "uz.md", ("The second one.", "The last one."))
    assert catalogue(changed).content_hash != before


def test_a_topic_has_a_name_with_and_without_an_article(write: Write) -> None:
    loaded = catalogue(write("lost-goat"))
    assert loaded.topic_name("lost-goat", "uz_Latn") == "lost-goat uz"
    assert loaded.topic_name("lost-goat", "en") == "Lost goat"
    assert loaded.topic_name("found-goat", "ky") == "Коза найдена"
    assert loaded.topic_name("found-goat", "en") == "Found goat"
    assert loaded.topic_name("sold-goat", "ky") == "sold-goat"
    assert loaded.has_article("lost-goat")
    assert not loaded.has_article("found-goat")


def test_all_sixty_two_topics_are_named(library: Catalogue) -> None:
    assert len(library.topics) == 62
    assert all(topic.name_en and topic.name_ru for topic in library.topics.values())
    by_section = [topic.section for topic in library.topics.values()]
    assert [by_section.count(each) for each in ("documents", "departure", "services")] == [
        21,
        23,
        18,
    ]
