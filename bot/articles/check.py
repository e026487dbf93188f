"""What ``kopuro check`` says about articles: every problem, with its file and line."""

from collections.abc import Iterator
from pathlib import Path

from bot.articles.article import Article
from bot.articles.catalogue import article_folders, catalogue
from bot.articles.finder import alarm
from bot.articles.finder.finder import Finder
from bot.articles.linked_hosts import forbidden
from bot.articles.loading import FILES, problems_below
from bot.articles.pages import MOST_PAGES, PAGE_LETTERS, longest_page
from bot.articles.problems import Problem
from bot.language.speech import speech


def problems(content: Path) -> list[Problem]:
    """All that editors must mend in a content folder; empty when it is sound."""
    loaded = catalogue(content)
    found = [*loaded.problems, *Finder(loaded).problems, *forbidden(content)]
    found += alarm.problems(content)
    for folder in article_folders(content):
        found += problems_below(folder, loaded.linked_hosts, loaded.contacts)
    for article in loaded.articles.values():
        found += _too_long(content, article)
    return sorted(found)


def _too_long(content: Path, article: Article) -> Iterator[Problem]:
    for language, text in article.texts.items():
        name = FILES.get(language, FILES["uz_Latn"])
        file = content / article.section / article.id / name
        count, letters = longest_page(text, speech(language))
        if count > MOST_PAGES:
            yield Problem(file, 0, f"takes {count} screens in {language}, at most {MOST_PAGES}")
        elif letters > PAGE_LETTERS:
            yield Problem(
                file, 0, f"has a screen of {letters} letters in {language}, at most {PAGE_LETTERS}"
            )
