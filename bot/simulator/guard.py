"""Who may talk to the simulator: programs and pages of this machine, opened under its own name.

A page of another site can reach loopback through a name that it owns (DNS rebinding); its Host
header then shows that name, and its Origin is not ours.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from starlette.types import Scope

_OWN_HOST = re.compile(rb"(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?")


def refusal(scope: Scope) -> str:
    """Why a request is not answered, or nothing when it may be."""
    host = origin = site = b""
    for name, value in _headers(scope):
        if name == b"host":
            host = value.lower()
        elif name == b"origin":
            origin = value.lower()
        elif name == b"sec-fetch-site":
            site = value
    if not _OWN_HOST.fullmatch(host):
        return "The simulator answers to 127.0.0.1 and localhost only."
    if origin and origin not in (b"http://" + host, b"https://" + host):
        return "The simulator answers no other site's page."
    if site == b"cross-site" and scope["path"].removeprefix(scope.get("root_path", "")) != "/":
        return "The simulator answers no other site's page."
    client = scope.get("client")
    if client and not _is_loopback(client[0]):
        return "The simulator answers this machine only."
    return ""


def _headers(scope: Scope) -> Iterable[tuple[bytes, bytes]]:
    headers: Iterable[tuple[bytes, bytes]] = scope["headers"]
    return headers


def _is_loopback(address: str) -> bool:
    if address == "127.0.0.1":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
