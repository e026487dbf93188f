"""Rules about the code itself, kept over its syntax tree: reviewers overlook what a tree does not.

Whoever has to add to an exception here adds a place that everybody must read twice.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SIMULATOR = "bot/simulator/"
MIGRATIONS = "bot/store/migrations/"

LOADED_BY_ID = {
    # One function a kind of row leads from an id to it, with the rights in its query (C7).
    "bot/questions/access.py": {"Question"},
    "bot/places/posts.py": {"Post"},
    "bot/places/invitations.py": {"Invitation"},
    "bot/places/gazetteer.py": {"Edition"},
    "bot/people/service.py": {"Person"},
    "bot/people/sign_in.py": {"ConsoleSession", "SignInLink"},
    "bot/delivery/service.py": {"File", "Parcel"},
    "bot/channels/telegram/inbox.py": {"Update"},
    # A draft's own messages, found before by the question that the access function gave.
    "bot/questions/ask.py": {"Part"},
}
READS_THE_CLOCK = {"bot/application.py", "bot/channels/telegram/worker.py"}
CALLS_OUT = {"bot/channels/telegram/transport.py": "aiohttp"}
OPENS_A_PORT = {"bot/application.py", "bot/demo.py"}
NETWORK = {
    "aiohttp",
    "ftplib",
    "http.client",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "telnetlib",
    "urllib.request",
    "urllib3",
    "websockets",
}
NOT_FOR_LOGS = {
    "answer",
    "body",
    "caption",
    "channel_id",
    "chat",
    "chat_id",
    "contact",
    "message",
    "name",
    "number",
    "person",
    "phone",
    "question",
    "text",
    "title",
    "token",
    "user",
    "user_id",
    "username",
    "words",
}


@cache
def sources() -> dict[str, ast.Module]:
    """Every file of the product by its path; the simulator is another program."""
    found = {}
    for folder in ("bot", "admin"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith((SIMULATOR, MIGRATIONS)):
                found[name] = ast.parse(path.read_text(), name)
    return found


def nodes() -> Iterator[tuple[str, ast.AST]]:
    for name, tree in sources().items():
        for node in ast.walk(tree):
            yield name, node


def calls(*methods: str) -> Iterator[tuple[str, ast.Call]]:
    """Calls of these names, as functions or as methods."""
    for name, node in nodes():
        if isinstance(node, ast.Call) and _called(node) in methods:
            yield name, node


def _called(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr=method):
            return method
        case ast.Name(id=function):
            return function
    return ""


def _owner(call: ast.Call) -> str:
    """What a method is called on, as it is written."""
    return ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def at(name: str, node: ast.AST) -> str:
    return f"{name}:{getattr(node, 'lineno', 0)}: {ast.unparse(node)[:120]}"


def imports() -> Iterator[tuple[str, ast.AST, str]]:
    for name, node in nodes():
        if isinstance(node, ast.Import):
            yield from ((name, node, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield name, node, node.module


def test_the_product_is_looked_at_as_a_whole() -> None:
    assert len(sources()) > 100
    assert {name.split("/")[1] for name in sources()} >= {"questions", "channels", "store"}


def test_a_transaction_ends_in_the_store_and_nowhere_else() -> None:
    ended = [
        at(name, call)
        for name, call in calls("commit", "rollback", "begin_nested")
        if not name.startswith("bot/store/")
    ]
    assert ended == []


def test_a_session_is_made_in_the_store_and_nowhere_else() -> None:
    made = [at(*each) for each in calls("Session", "sessionmaker", "create_engine")]
    assert all(each.startswith("bot/store/") for each in made)
    assert made


def test_a_row_is_loaded_by_its_id_in_one_place_of_its_kind() -> None:
    wrong = []
    for name, call in calls("get", "get_one"):
        if _owner(call).endswith("session"):
            kind = ast.unparse(call.args[0])
            if kind not in LOADED_BY_ID.get(name, set()):
                wrong.append(at(name, call))
    for name, node in nodes():
        kind = _compared_by_id(node)
        if kind and kind not in LOADED_BY_ID.get(name, set()):
            wrong.append(at(name, node))
    assert wrong == []


def _compared_by_id(node: ast.AST) -> str:
    """The table whose key is compared with a value that comes from elsewhere."""
    sides: list[ast.expr] = []
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
        sides = [node.left, *node.comparators]
    elif isinstance(node, ast.Call) and _called(node) == "in_":
        assert isinstance(node.func, ast.Attribute)
        sides = [node.func.value, *node.args]
    keys = [each for each in sides if _is_key(each)]
    others = [each for each in sides if not _is_column(each)]
    if keys and others:
        key = keys[0]
        assert isinstance(key, ast.Attribute)
        return ast.unparse(key.value)
    return ""


def _is_key(node: ast.expr) -> bool:
    return _is_column(node) and isinstance(node, ast.Attribute) and node.attr == "id"


def _is_column(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id[:1].isupper()
    )


def test_every_exception_for_loading_by_id_is_still_needed() -> None:
    used: dict[str, set[str]] = {}
    for name, call in calls("get", "get_one"):
        if _owner(call).endswith("session"):
            used.setdefault(name, set()).add(ast.unparse(call.args[0]))
    for name, node in nodes():
        if kind := _compared_by_id(node):
            used.setdefault(name, set()).add(kind)
    for name, kinds in LOADED_BY_ID.items():
        assert kinds <= used.get(name, set()), name


def test_nothing_is_loaded_behind_anybodys_back() -> None:
    assert [at(*each) for each in calls("relationship", "backref", "query")] == []


def test_statements_are_not_made_of_pieces_of_text() -> None:
    made = [
        at(name, call)
        for name, call in calls("text", "exec_driver_sql")
        if isinstance(call.func, ast.Name) or _called(call) == "exec_driver_sql"
        if not isinstance(call.args[0], ast.Constant)
    ]
    # How a transaction begins; how large the database is. Nothing in them comes from outside.
    allowed = ("bot/store/database.py:", "admin/system.py:")
    assert all(each.startswith(allowed) for each in made), made


def test_telegrams_library_is_known_in_one_folder() -> None:
    wrong = [
        at(name, node)
        for name, node, module in imports()
        if module.split(".")[0] == "telegram" and not name.startswith("bot/channels/telegram/")
    ]
    assert wrong == []


def test_nothing_is_forwarded_or_copied_between_people() -> None:
    """A forwarded message, a copied one and a file id can all tell who sent it (C16)."""
    forbidden = {
        "forward_message",
        "forward_messages",
        "copy_message",
        "copy_messages",
        "forwardMessage",
        "copyMessage",
    }
    named = [
        at(name, node)
        for name, node in nodes()
        if (isinstance(node, ast.Attribute) and node.attr in forbidden)
        or (isinstance(node, ast.Constant) and node.value in forbidden)
    ]
    assert named == []
    for name, call in calls("send_photo", "send_voice", "send_document"):
        sent = ast.unparse(call.args[1])
        assert "file_ref" not in sent, at(name, call)
        assert "file_id" not in sent, at(name, call)


def test_no_state_lives_in_the_library_of_the_messenger() -> None:
    kept = {"user_data", "chat_data", "bot_data", "callback_data_cache"}
    named = [
        at(name, node)
        for name, node in nodes()
        if isinstance(node, ast.Attribute) and node.attr in kept
    ]
    assert named == []


def test_what_time_it_is_is_told_and_not_looked_up() -> None:
    looked = {
        name: at(name, call)
        for name, call in calls("now", "utcnow", "today", "fromtimestamp", "localtime", "time_ns")
        if "datetime" in _owner(call) or _owner(call) in {"date", "time"}
    }
    assert set(looked) <= READS_THE_CLOCK, looked
    for name, call in calls("now"):
        if _owner(call) == "datetime":
            assert call.args, f"{at(name, call)}: without a time zone"


def test_only_one_file_calls_out_into_the_world() -> None:
    """No address that somebody typed is ever fetched, since nothing here could fetch it (C14)."""
    for name, node, module in imports():
        if module in NETWORK or module.split(".")[0] in NETWORK:
            allowed = CALLS_OUT.get(name) == module
            assert allowed or (module == "socket" and name in OPENS_A_PORT), at(name, node)


@pytest.mark.parametrize("module", ["pickle", "marshal", "shelve", "subprocess", "ctypes"])
def test_nothing_that_could_run_what_somebody_sent_is_imported(module: str) -> None:
    wrong = [at(name, node) for name, node, found in imports() if found.split(".")[0] == module]
    assert wrong == []


def test_nothing_that_somebody_sent_is_run() -> None:
    run = [
        at(name, call)
        for name, call in calls("eval", "exec", "system", "popen")
        if not _owner(call) or _owner(call) == "os"
    ]
    assert run == []
    loaded = [at(*each) for each in calls("load", "load_all", "unsafe_load")]
    assert not [each for each in loaded if "yaml" in each and "Safe" not in each]


def test_logs_are_given_events_and_chosen_fields_alone() -> None:
    """No field for a text, a name or an id; no event that is put together; no error's words."""
    levels = ("debug", "info", "warning", "error", "critical", "exception")
    found = [(name, call) for name, call in calls(*levels) if _owner(call) in {"log", "logger"}]
    assert len(found) > 10
    for name, call in found:
        (event,) = call.args
        assert isinstance(event, ast.Constant), at(name, call)
        assert str(event.value).count(".") == 1, f"{at(name, call)}: room.what_happened"
        for each in call.keywords:
            assert each.arg is not None, f"{at(name, call)}: fields that nobody chose"
            assert each.arg not in NOT_FOR_LOGS, at(name, call)
            value = ast.unparse(each.value)
            assert not value.startswith(("str(", "repr(", "f'", 'f"')), at(name, call)


def test_errors_are_not_swallowed() -> None:
    for name, node in nodes():
        if isinstance(node, ast.ExceptHandler):
            kind = ast.unparse(node.type) if node.type else ""
            swallows = all(isinstance(each, ast.Pass) for each in node.body)
            assert kind, f"{name}:{node.lineno}: except without a kind"
            assert not (swallows and kind in {"Exception", "BaseException"}), at(name, node)
