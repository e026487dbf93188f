"""Keys derived from the one data key, and what they seal and look up.

A sealed value is AES-256-GCM under a random nonce, with table, column, row and key version as
associated data, so that a value copied into another row or column does not open (C35). Storing
and looking up use separate keys (HKDF labels): ids are few enough to be guessed once a lookup key
leaks, and then the texts must not fall with them (C36).
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
VERSION = 4
LOOKUP = 16


class CannotOpen(Exception):
    """A sealed value does not belong where it stands, or its key is not at hand."""


class DataKey:
    """What one data key can do. Its ``version`` is a fingerprint that tells nothing of the key."""

    def __init__(self, secret: str) -> None:
        self._cipher = AESGCM(_derived(secret, b"kopuro storing 1"))
        self._lookup = _derived(secret, b"kopuro lookup 1")
        self._buttons = _derived(secret, b"kopuro buttons 1")
        self.version = hashlib.sha256(_derived(secret, b"kopuro version 1")).digest()[:VERSION]

    def __repr__(self) -> str:
        return f"DataKey({self.version.hex()})"

    def seal(self, plain: bytes, place: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return self.version + nonce + self._cipher.encrypt(nonce, plain, place + self.version)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        nonce = sealed[VERSION : VERSION + NONCE]
        try:
            return self._cipher.decrypt(nonce, sealed[VERSION + NONCE :], place + self.version)
        except InvalidTag as error:
            raise CannotOpen(place.decode()) from error

    def lookup(self, kind: str, value: str) -> bytes:
        message = f"{kind}\0{value}".encode()
        return hmac.digest(self._lookup, message, "sha256")[:LOOKUP]

    def signature(self, message: bytes, length: int) -> bytes:
        """For buttons: binds what a client sends back to what we put there."""
        return hmac.digest(self._buttons, message, "sha256")[:length]


class Keyring:
    """The present key and, while a rotation runs, the one before it."""

    def __init__(self, present: str, old: str | None = None) -> None:
        self.present = DataKey(present)
        self._keys = {self.present.version: self.present}
        self._all = [self.present]
        if old:
            before = DataKey(old)
            self._keys[before.version] = before
            self._all.append(before)

    @property
    def versions(self) -> list[str]:
        """The fingerprints of the keys at hand, the present one first."""
        return [key.version.hex() for key in self._all]

    def seal(self, plain: bytes, place: bytes) -> bytes:
        return self.present.seal(plain, place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Raises CannotOpen for a value of another row, column, or of a key we do not have."""
        key = self._keys.get(sealed[:VERSION])
        if key is None:
            raise CannotOpen(place.decode())
        return key.open(sealed, place)

    def is_present(self, sealed: bytes) -> bool:
        return sealed[:VERSION] == self.present.version

    def lookup(self, kind: str, value: str) -> bytes:
        return self.present.lookup(kind, value)

    def lookups(self, kind: str, value: str) -> list[bytes]:
        """The hashes a row may carry: the present one first, then that of the key before."""
        return [key.lookup(kind, value) for key in self._all]

    def signatures(self, message: bytes, length: int) -> list[bytes]:
        return [key.signature(message, length) for key in self._all]


_in_use: ContextVar[Keyring] = ContextVar("keyring")


def keyring() -> Keyring:
    """The keys of the transaction that runs. Raises LookupError outside of one."""
    return _in_use.get()


@contextmanager
def using(keys: Keyring) -> Iterator[None]:
    token = _in_use.set(keys)
    try:
        yield
    finally:
        _in_use.reset(token)


def _derived(secret: str, label: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label).derive(secret.encode())
