"""All articles, loaded once and never changed: what there is to read, in which order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from bot.articles.article import Article
from bot.articles.contacts import FILE as CONTACTS_FILE
from bot.articles.contacts import Contact, read_contacts
from bot.articles.linked_hosts import LINKED, hosts
from bot.articles.loading import article as load_article
from bot.articles.problems import Problem
from bot.articles.topics import SECTIONS, TOPICS_FILE, Topic, topics
from bot.articles.urgent_numbers import FILE as URGENT_FILE
from bot.articles.urgent_numbers import urgent_numbers


class UnknownArticle(Exception):
    """No article has this id: it never was, or it was taken away."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Articles in the order of how often people ask, and the topics that they belong to.

    ``content_hash`` changes whenever anything that people read does. ``problems`` holds what was
    left out or is doubtful; whatever is sound can be read all the same.
    """

    content: Path
    linked_hosts: frozenset[str]
    articles: Mapping[str, Article]
    topics: Mapping[str, Topic]
    contacts: Mapping[str, Contact]
    urgent_numbers: tuple[Contact, ...]
    content_hash: str
    problems: tuple[Problem, ...] = field(default=(), repr=False)

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections that have something to read."""
        present = {article.section for article in self.articles.values()}
        return tuple(section for section in SECTIONS if section in present)

    def article(self, article_id: str) -> Article:
        """Raises UnknownArticle."""
        try:
            return self.articles[article_id]
        except KeyError:
            raise UnknownArticle(article_id) from None

    def in_section(self, section: str) -> tuple[Article, ...]:
        """The articles of a section, most asked first; none for an unknown section."""
        return tuple(each for each in self.articles.values() if each.section == section)

    def related(self, article_id: str) -> tuple[Article, ...]:
        """What else helps a reader of an article. Raises UnknownArticle."""
        related = self.article(article_id).related
        return tuple(self.articles[each] for each in related if each in self.articles)

    def has_article(self, topic_id: str) -> bool:
        return topic_id in self.articles

    def topic_name(self, topic_id: str, language: str) -> str:
        """A topic as its article is called; without one in English or else Russian.

        An id that is no longer known names itself, since figures of the past still hold it.
        """
        if topic_id in self.articles and language != "en":
            return self.articles[topic_id].text(language).title
        topic = self.topics.get(topic_id)
        if topic is None:
            return topic_id
        return topic.name_en if language == "en" else topic.name_ru


def catalogue(content: Path) -> Catalogue:
    """Load what stands in a content folder; problems are kept beside what could be read."""
    known, problems = topics(content)
    by_id = {topic.id: topic for topic in known}
    order = {topic.id: position for position, topic in enumerate(known)}
    linked, wrong = hosts(content / LINKED)
    problems += wrong
    contacts, wrong = read_contacts(content)
    problems += wrong
    numbers, wrong = urgent_numbers(content, contacts)
    problems += wrong
    loaded: list[Article] = []
    folders: dict[str, Path] = {}
    for folder in article_folders(content):
        one, wrong = load_article(folder, linked, contacts)
        problems += wrong
        if folder.name in folders:
            problems.append(Problem(folder, 0, f"the id is taken: see {folders[folder.name]}"))
            continue
        folders[folder.name] = folder
        topic = by_id.get(folder.name)
        if topic is None or topic.section != folder.parent.name:
            problems.append(Problem(folder, 0, f"stands in no line of {TOPICS_FILE}"))
        if one is not None:
            loaded.append(one)
    loaded.sort(key=lambda each: (SECTIONS.index(each.section), order.get(each.id, len(order))))
    problems += _dead_ends(content, loaded, set(folders))
    return Catalogue(
        content,
        linked,
        {each.id: each for each in loaded},
        by_id,
        contacts,
        numbers,
        _content_hash(content),
        tuple(sorted(problems)),
    )


def article_folders(content: Path) -> Iterator[Path]:
    for section in SECTIONS:
        if (content / section).is_dir():
            yield from (each for each in sorted((content / section).iterdir()) if each.is_dir())


def _dead_ends(content: Path, loaded: list[Article], known: set[str]) -> Iterator[Problem]:
    for each in loaded:
        for related in each.related:
            if related not in known or related == each.id:
                file = content / each.section / each.id / "ru.md"
                yield Problem(file, 0, f"`related` names {related!r}, which is no other article")


def _content_hash(content: Path) -> str:
    digest = sha256()
    files = [
        content / TOPICS_FILE,
        content / CONTACTS_FILE,
        content / URGENT_FILE,
        *(file for folder in article_folders(content) for file in folder.iterdir()),
    ]
    for file in sorted(files):
        if file.is_file():
            digest.update(file.relative_to(content).as_posix().encode() + b"\0")
            digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()
