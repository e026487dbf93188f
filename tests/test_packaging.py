"""The project as a stranger meets it: its files, its promises, and the package that it becomes."""

from __future__ import annotations

import configparser
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from tests.required import nothing_may_be_skipped

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-build.lock")
PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)( ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")

# In pieces, so that this file does not name what it looks for.
ADDRESSES = ("py" + "pi.org", "python" + "hosted", "npm" + "js", "deb." + "debian", "file:" + "//")
MACHINE_PATHS = re.compile("/(?:work|root|opt/" + "pypi|opt/" + r"wheels)(?:/|\b)|\.py" + "env")


def text_of(name: str) -> str:
    return (ROOT / name).read_text()


def project() -> dict[str, Any]:
    return tomllib.loads(text_of("pyproject.toml"))


def kept_files() -> Iterator[Path]:
    """What git keeps, or would; an unpacked archive has nothing else."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    if (ROOT / ".git").exists():
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        yield from (ROOT / name for name in sorted(set(listed.stdout.split("\0"))) if name)
    else:
        ignored = set(text_of(".gitignore").replace("/", "").split())
        yield from (
            each
            for each in ROOT.rglob("*")
            if each.is_file() and not ignored & set(each.relative_to(ROOT).parts)
        )


# --- locks ---


def pins(name: str) -> dict[str, str]:
    """Package to version. Fails at any line that is neither a pin nor its hash."""
    found: dict[str, str] = {}
    hashes = 0
    for number, line in enumerate([*text_of(name).splitlines(), "end==0 \\"], 1):
        if pin := PIN.match(line):
            assert not found or hashes, f"{name}:{number}: the package before has no hash"
            found[pin[1]], hashes = pin[2], 0
        else:
            assert HASH.match(line), f"{name}:{number}: {line}"
            hashes += 1
    del found["end"]
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_versions_and_hashes_and_nothing_else(name: str) -> None:
    assert len(pins(name)) > 5


def test_the_locks_fit_together_and_fit_what_the_project_asks_for() -> None:
    asked = project()
    locked = {name: pins(name) for name in LOCKS}
    wanted = {
        "requirements.lock": asked["project"]["dependencies"],
        "requirements-dev.lock": asked["project"]["optional-dependencies"]["dev"]
        + asked["project"]["dependencies"],
        "requirements-build.lock": asked["build-system"]["requires"],
    }
    for name, requirements in wanted.items():
        for requirement in map(Requirement, requirements):
            version = locked[name].get(requirement.name)
            assert version, f"{name} lacks {requirement.name}: make lock"
            assert requirement.specifier.contains(version), f"{name}: {requirement}: make lock"
    dev = locked["requirements-dev.lock"]
    for name in ("requirements.lock", "requirements-build.lock"):
        differing = {
            each for each, version in locked[name].items() if dev.get(each, version) != version
        }
        assert not differing, f"{name} and requirements-dev.lock differ: make lock"


def test_every_install_asks_for_hashes_or_takes_only_ourselves() -> None:
    make = re.findall(r"^\t@\$\((?:PIP|INSTALL)\) .*", text_of("Makefile"), re.MULTILINE)
    image = [each for stage in stages() for each in stage if " install " in each and "RUN" in each]
    commands = [*make, *(each for each in image if "useradd" not in each)]
    assert len(commands) == 7
    for command in commands:
        assert "--require-hashes" in command or "--no-deps" in command, command


# --- containers ---


def stages() -> list[list[str]]:
    """The Dockerfile's instructions, by stage, continued lines joined, comments left out."""
    lines = [line for line in text_of("Dockerfile").splitlines() if not line.startswith("#")]
    instructions = re.sub(r"\\\n\s*", "", "\n".join(lines)).split("\n")
    found: list[list[str]] = []
    for each in filter(None, instructions):
        if each.startswith("FROM "):
            found.append([])
        if found:
            found[-1].append(each)
    return found


def test_the_image_stands_on_digests_alone_and_its_user_is_nobody() -> None:
    build, final = stages()
    for stage in (build, final):
        assert stage[0].split()[1] == "python:3.11-slim-bookworm@${PYTHON_DIGEST}"
    # Without a default there is no way to build on a base that nobody looked up.
    assert re.search(r"^ARG PYTHON_DIGEST$", text_of("Dockerfile"), re.MULTILINE)
    users = [each for each in final if each.startswith("USER ")]
    assert users == ["USER 10001"]
    assert final.index(users[0]) < final.index('ENTRYPOINT ["kopuro"]')
    health = next(each for each in final if each.startswith("HEALTHCHECK "))
    assert "/healthz" in health
    compile(yaml.safe_load(health[health.index("CMD ") + 4 :])[2], "health", "exec")


def test_the_image_gets_what_it_names_and_no_secret_can_slip_in() -> None:
    ignored = text_of(".dockerignore").split("\n")
    assert ignored[1] == "*"
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    copied = {
        source
        for stage in stages()
        for each in stage
        if each.startswith("COPY ") and "--from" not in each
        for source in each.split()[1:-1]
    }
    assert copied == let_in
    assert all((ROOT / each).exists() for each in copied)
    assert not [
        each for stage in stages() for each in stage if re.match(r"(ENV|ARG).*(TOKEN|KEY)", each)
    ]


def test_the_image_is_installed_as_the_makefile_installs() -> None:
    make = text_of("Makefile")
    for lock in ("requirements-build.lock", "requirements.lock"):
        step = f"--require-hashes -r {lock}"
        assert sum(step in each for each in stages()[0] if each.startswith("RUN ")) == 1
        assert make.count(f"{step}\n") == 1


def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load(text_of("compose.yaml"))
    return parsed


@pytest.mark.parametrize("name", ["kopuro", "database"])
def test_a_container_can_do_no_more_than_its_work(name: str) -> None:
    service = compose()["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].split(":")[0]) > 0
    assert service["mem_limit"]
    assert service["cpus"]
    assert service["pids_limit"]


def test_only_the_console_is_published_and_only_on_this_machine() -> None:
    services = compose()["services"]
    assert "ports" not in services["database"]
    assert services["database"]["networks"] == ["inside"]
    assert compose()["networks"]["inside"] == {"internal": True}
    assert all(each.startswith("127.0.0.1:") for each in services["kopuro"]["ports"])


def test_no_password_has_a_default_and_secrets_come_as_files() -> None:
    text = text_of("compose.yaml")
    for name in ("POSTGRES_PASSWORD", "PYTHON_DIGEST", "POSTGRES_DIGEST"):
        uses = re.findall(rf"\$\{{{name}(.)(.)", text)
        assert uses
        assert set(uses) == {(":", "?")}, name
    environment = compose()["services"]["kopuro"]["environment"]
    for secret in ("BOT_TOKEN", "DATA_KEY"):
        assert f"KOPURO_{secret}" not in environment
        assert environment[f"KOPURO_{secret}_FILE"] == f"/run/secrets/{secret.lower()}"
    assert set(compose()["secrets"]) == set(compose()["services"]["kopuro"]["secrets"])


# --- the files ---


def test_no_file_names_a_package_index_or_a_place_on_the_machine_that_made_it() -> None:
    looked_at = 0
    for path in kept_files():
        try:
            text = path.read_text()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        looked_at += 1
        for address in ADDRESSES:
            assert address not in text, f"{path}: {address}"
        if path.parts[-2:-1] != ("versions",):
            found = MACHINE_PATHS.search(text)
            assert found is None, f"{path}: {found}"
    assert looked_at > 100


def test_every_chat_module_is_kept_from_the_services() -> None:
    contracts = configparser.ConfigParser()
    contracts.read_string(text_of(".importlinter"))
    kept = contracts["importlinter:contract:chat"]["protected_modules"].split()
    hidden = contracts["importlinter:contract:console"]["forbidden_modules"].split()
    for path in (*ROOT.glob("bot/**/*chat.py"), *ROOT.glob("bot/**/desk.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        pattern = re.sub(r"^bot\.\w+\.(\w+)$", r"bot.*.\1", module)
        assert pattern in kept, module
        assert pattern in hidden, module


def test_the_steps_of_the_image_give_a_program_that_runs(tmp_path: Path) -> None:
    """The Dockerfile's first stage, step by step, in a folder instead of a container."""
    if not nothing_may_be_skipped():
        pytest.skip("fetches every package: KOPURO_TEST_REQUIRE=1 runs it")
    source = tmp_path / "src"
    source.mkdir()
    for step in stages()[0][2:]:
        verb, _, rest = step.partition(" ")
        if verb == "COPY":
            command = f"cd {ROOT} && cp -R {' '.join(rest.split()[:-1])} {source}"
        else:
            assert verb == "RUN"
            command = rest.replace("/opt/", f"{tmp_path}/").replace("/src", str(source))
        done = subprocess.run(
            ["sh", "-euc", command], cwd=source, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{step}\n{done.stderr}"
    shown = subprocess.run(
        [tmp_path / "kopuro" / "bin" / "kopuro", "--help"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "demo" in shown.stdout
