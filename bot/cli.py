"""The ``kopuro`` command: every verb an operator has. Imports late, so that --help is quick."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store.database import Store

app = typer.Typer(
    name="kopuro",
    help="A bridge between migrants from Kyrgyzstan, their families and their village offices.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
places_app = typer.Typer(help="Oblasts, districts and communities.", no_args_is_help=True)
admin_app = typer.Typer(help="Administrators.", no_args_is_help=True)
app.add_typer(places_app, name="places")
app.add_typer(admin_app, name="admin")

Port = Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1.")]


def main() -> None:
    """Exit 0: done. 1: failed, with one line on stderr that says what to do. 2: wrong use."""
    app()


def fail(message: str) -> NoReturn:
    print(f"kopuro: {message}", file=sys.stderr)
    raise typer.Exit(1)


@contextmanager
def one_line_for_errors() -> Iterator[None]:
    """What an operator can mend is told in one line; anything else stays a crash to be reported."""
    from sqlalchemy.exc import DBAPIError

    from bot.settings import SettingsError

    try:
        yield
    except SettingsError as error:
        fail(str(error))
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0] if error.orig else type(error).__name__
        fail(f"the database does not answer ({reason}); check KOPURO_DATABASE_URL")
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


@app.command()
def demo(
    port: Port = 8080,
    no_sample: Annotated[bool, typer.Option(help="Without sample people and activity.")] = False,
) -> None:
    """Simulator, bot and console in one process on 127.0.0.1, with marked sample data."""
    with one_line_for_errors():
        from bot.demo import run_demo

        _loop(run_demo(port, with_sample=not no_sample))


@app.command()
def run(
    no_console: Annotated[bool, typer.Option(help="The bot only, without the console.")] = False,
) -> None:
    """The bot for real: polling, or a webhook when KOPURO_WEBHOOK_URL is set."""
    with one_line_for_errors():
        from bot.application import run as run_for_real

        _loop(run_for_real(_settings(), console=not no_console))


@app.command()
def console() -> None:
    """The console alone, on KOPURO_LISTEN."""
    with one_line_for_errors():
        from bot.application import console_alone

        _loop(console_alone(_settings()))


@app.command()
def simulator(port: Port = 8081) -> None:
    """Telegram on one laptop: a Bot API server on 127.0.0.1 with phones in a page."""
    from bot.simulator import serve

    print(f"Phones: http://127.0.0.1:{port}/", flush=True)
    try:
        serve(port)
    except OSError:
        fail(f"port {port} is taken; stop what uses it or choose another: --port")


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    with one_line_for_errors():
        from bot.places import service as places
        from bot.store import leases, schema
        from bot.store.database import open_store
        from bot.tables import METADATA

        store = open_store(_settings())
        schema.migrate(store.engine, METADATA)
        with store.transaction() as session:
            leases.alone(session, "first things")
            places.load_defaults(session, now=_now())
        print(f"The database stands at {schema.newest()}.")
        store.close()


@app.command()
def check() -> None:
    """Content, locales, places and settings: every problem with file and line."""
    from bot.checking import every_problem

    problems = list(every_problem())
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        fail(f"{len(problems)} problems; mend them and run kopuro check again")
    print("Everything is in order.")


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="What somebody types.")] = "",
    lines: Annotated[
        bool, typer.Option("--lines", help="One query a line in, one JSON object a line out.")
    ] = False,
) -> None:
    """Articles for a typed text, best first; an empty list means: out of scope."""
    from bot.searching import answer_lines, answer_one

    if lines:
        answer_lines(sys.stdin, sys.stdout)
    elif text.strip():
        answer_one(text, sys.stdout)
    else:
        print("kopuro: give a text, or --lines", file=sys.stderr)
        raise typer.Exit(2)


@app.command("rotate-key")
def rotate_key() -> None:
    """Seal everything anew: KOPURO_DATA_KEY is the new key, KOPURO_DATA_KEY_OLD the one before."""
    with one_line_for_errors():
        from bot.rotation import rotate

        settings = _settings()
        if settings.data_key_old is None:
            fail("set KOPURO_DATA_KEY_OLD to the key before, and KOPURO_DATA_KEY to the new one")
        store = _store(settings)
        count = rotate(store, progress=lambda text: print(text, flush=True))
        print(f"{count} values are sealed with the new key. KOPURO_DATA_KEY_OLD can be removed.")
        store.close()


@places_app.command("import")
def places_import(
    file: Annotated[Path, typer.Argument(help="CSV, columns as in content/places/places.csv.")],
    apply: Annotated[bool, typer.Option("--apply", help="Do it; else only show.")] = False,
) -> None:
    """Take over a list of places. Without --apply it only shows what would change."""
    with one_line_for_errors():
        from bot.places import service as places

        try:
            plan = places.read(file)
        except OSError as error:
            fail(f"cannot read {file}: {error.strerror}")
        except UnicodeDecodeError:
            fail(f"{file} is no text in UTF-8; save it as CSV UTF-8")
        for problem in plan.problems:
            print(problem, file=sys.stderr)
        if plan.problems:
            fail(f"{len(plan.problems)} problems in {file}; nothing was changed")
        store = _store(_settings())
        with store.transaction() as session:
            changes = plan.changes(session)
            for kind in ("new", "renamed", "merged", "changed", "missing"):
                codes = getattr(changes, kind)
                print(f"{kind}: {len(codes)}", *codes[:20], "…" if len(codes) > 20 else "")
            print(f"unchanged: {len(changes.unchanged)}")
            if apply:
                plan.apply(session, None, now=_now())
        print("Done." if apply else "Nothing was changed: add --apply to do it.")
        store.close()


@admin_app.command("add")
def admin_add(
    telegram_id: Annotated[int, typer.Argument(help="Their Telegram id, a number.")],
    role: Annotated[str, typer.Option(help="administrator or coordinator")] = "administrator",
    place: Annotated[str, typer.Option(help="Code of the place; kg is the country.")] = "kg",
) -> None:
    """The first administrator, or another one; a suspended post is not given back."""
    from bot.errors import NotFound
    from bot.people import service as people
    from bot.places import service as places
    from bot.places.refusals import RoleDoesNotFit

    with one_line_for_errors():
        if role not in {"administrator", "coordinator"}:
            print("kopuro: --role must be administrator or coordinator", file=sys.stderr)
            raise typer.Exit(2)
        store = _store(_settings())
        with store.transaction() as session:
            person = people.meet(session, str(telegram_id), now=_now())
            try:
                places.add_administrator(
                    session, person, places.Role(role), place=place, now=_now()
                )
            except (NotFound, RoleDoesNotFit):
                fail(f"there is no {role} in {place!r}; see content/places/places.csv for codes")
        print("Done. They can send /console to the bot.")
        store.close()


@admin_app.command("link")
def admin_link(
    telegram_id: Annotated[int | None, typer.Argument(help="Whose; else KOPURO_ADMINS.")] = None,
) -> None:
    """A sign-in link for the console, printed here: good for ten minutes and once."""
    from bot.people import service as people
    from bot.people import sign_in

    with one_line_for_errors():
        settings = _settings()
        wanted = telegram_id or next(iter(settings.admins), None)
        if wanted is None:
            fail("say whose link it is: kopuro admin link TELEGRAM_ID")
        store = _store(settings)
        with store.transaction() as session:
            person = people.find(session, str(wanted))
            if person is None:
                fail("this person is not known; first: kopuro admin add TELEGRAM_ID")
            token = sign_in.make_terminal_link(session, person, now=_now())
        print(f"{settings.console_url}/sign-in/{token}")
        store.close()


def _settings() -> Settings:
    from bot import logs
    from bot.settings import load_settings

    settings = load_settings()
    logs.set_up(settings.log_level)
    return settings


def _store(settings: Settings) -> Store:
    from bot.application import open_checked_store

    return open_checked_store(settings)


def _now() -> Any:
    from bot.application import utc_now

    return utc_now()


def _loop(work: Any) -> None:
    import asyncio

    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)


if __name__ == "__main__":
    main()
