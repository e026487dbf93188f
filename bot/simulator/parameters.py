"""The parameters of a call, however they came: query, form, multipart or JSON.

Telegram overlooks parameters that it does not know; this simulator refuses them, because in a
test a parameter that does nothing is a mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import orjson
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.types import Receive, Scope

from bot.simulator.errors import TOO_LARGE, ApiError, bad_request
from bot.simulator.files import MAX_UPLOAD, MEGABYTE

MAX_BODY = MAX_UPLOAD + MEGABYTE
_QUOTED = re.compile(rb"(?:%[0-9A-Fa-f]{2})+")
_TRUE = frozenset(("true", "yes", "1"))
_FALSE = frozenset(("false", "no", "0", ""))


class Upload(NamedTuple):
    """A file that came with the call."""

    content: bytes
    name: str
    mime_type: str


async def raw_parameters(
    query: bytes, content_type: str, length: int, scope: Scope, receive: Receive
) -> dict[str, Any]:
    """All that was given, unchecked. Raises ApiError for a body that cannot be read."""
    given: dict[str, Any] = {}
    if query:
        given.update(_form(query))
    if length > MAX_BODY:
        raise TOO_LARGE
    if content_type.startswith("multipart/form-data"):
        given.update(await _multipart(scope, receive))
        return given
    body = await _body(receive)
    if not body:
        return given
    if content_type.startswith("application/json"):
        try:
            loaded = orjson.loads(body)
        except orjson.JSONDecodeError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(loaded, dict):
            raise bad_request("object expected as parameters")
        given.update(loaded)
    elif content_type.startswith("application/x-www-form-urlencoded"):
        given.update(_form(body))
    else:
        raise bad_request("unsupported content type")
    return given


def _form(body: bytes) -> dict[str, str]:
    """Fields of a form. The library's parser takes ten times as long for Cyrillic."""
    fields = {}
    for pair in body.split(b"&"):
        if pair:
            name, _, value = pair.partition(b"=")
            fields[_unquoted(name)] = _unquoted(value)
    return fields


def _unquoted(raw: bytes) -> str:
    if b"%" in raw:  # blanks too, so that a whole text is one run of quoted bytes
        raw = _QUOTED.sub(_bytes_of, raw.replace(b"+", b"%20"))
    else:
        raw = raw.replace(b"+", b" ")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _bytes_of(run: re.Match[bytes]) -> bytes:
    return bytes.fromhex(run.group().replace(b"%", b"").decode("ascii"))


async def _body(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    parts = [body]
    size = len(body)
    while message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MAX_BODY:
            raise TOO_LARGE
    return b"".join(parts)


async def _multipart(scope: Scope, receive: Receive) -> dict[str, Any]:
    request = Request(scope, receive)
    async with request.form(max_files=20, max_fields=50, max_part_size=MEGABYTE) as form:
        return await fields_of(form)


async def fields_of(form: FormData) -> dict[str, Any]:
    """A form's texts, and its files with their bytes. Raises ApiError when one is too large."""
    given: dict[str, Any] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read()
            if len(content) > MAX_UPLOAD:
                raise TOO_LARGE
            kind = value.content_type or "application/octet-stream"
            given[name] = Upload(content, value.filename or "file", kind)
        else:
            given[name] = value
    return given


Reader = Callable[[str, Any], Any]


def read(given: dict[str, Any], known: Mapping[str, Reader]) -> dict[str, Any]:
    """Each parameter as its type; files that others name by attach:// stay as they came."""
    result: dict[str, Any] = {}
    for name, value in given.items():
        reader = known.get(name)
        if reader is not None:
            result[name] = reader(name, value)
        elif isinstance(value, Upload):
            result[name] = value
        else:
            raise bad_request(f'unknown parameter "{name}"')
    return result


def text(name: str, value: Any) -> str:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise _wrong(name, "String")


def integer(name: str, value: Any) -> int:
    try:
        if isinstance(value, int | str) and not isinstance(value, bool):
            return int(value)
    except ValueError:
        pass
    raise _wrong(name, "Number")


def number(name: str, value: Any) -> float:
    try:
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            return float(value)
    except ValueError:
        pass
    raise _wrong(name, "Number")


def flag(name: str, value: Any) -> bool:
    word = str(value).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise _wrong(name, "Boolean")


def structure(name: str, value: Any) -> Any:
    """A list or object, given as such or as its JSON."""
    if not isinstance(value, str):
        return value
    if not value:
        return None
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None


def file(name: str, value: Any) -> Upload | str:
    if isinstance(value, Upload | str):
        return value
    raise _wrong(name, "File or String")


def chat(name: str, value: Any) -> int:
    """A chat's id; names are for public channels and groups, of which the simulator has none."""
    if isinstance(value, str) and value.startswith("@"):
        raise bad_request("chat not found")
    if value == "":
        raise bad_request(f"{name} is empty")
    try:
        return integer(name, value)
    except ApiError:
        raise bad_request("chat not found") from None


def _wrong(name: str, wanted: str) -> ApiError:
    return bad_request(f'can\'t parse "{name}" as {wanted}')
