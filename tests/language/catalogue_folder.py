"""A small product of its own, with code and catalogues, in a temporary folder."""

from pathlib import Path
from textwrap import dedent

from bot.language.catalogues import catalogue_file
from bot.language.generate import generate


class Workshop:
    """Writes code and translations, and brings the catalogues up to date as a developer does."""

    def __init__(self, folder: Path) -> None:
        self.source = folder
        self.locales = folder / "locales"
        (folder / "bot").mkdir()
        (folder / "admin").mkdir()

    def writes(self, name: str, code: str) -> None:
        path = self.source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(code), encoding="utf-8")

    def generates(self, *, prune: bool = False) -> list[str]:
        changed = generate(self.locales, self.source, prune=prune)
        return [path.relative_to(self.locales).parts[0] for path in changed]

    def file(self, language: str) -> Path:
        return catalogue_file(self.locales, language)

    def text(self, language: str) -> str:
        return self.file(language).read_text(encoding="utf-8")

    def translates(self, language: str, message: str, *strings: str) -> None:
        """Fills the strings of a message, as a translator does in the file."""
        head, _, rest = self.text(language).partition(f'msgid "{message}"\n')
        lines = rest.split("\n")
        number = 0
        for place, line in enumerate(lines):
            if line.startswith("msgstr") and number < len(strings):
                lines[place] = f'{line.split(" ")[0]} "{strings[number]}"'
                number += 1
        assert number == len(strings), f"{message!r} has no place for {strings}"
        text = f'{head}msgid "{message}"\n' + "\n".join(lines)
        self.file(language).write_text(text, encoding="utf-8")
