"""A press as the 64 bytes that Telegram carries for us, and back.

``1`` (the version), the code, the arguments and a signature over them and the person: what a
client invents, what somebody else was shown, and what an older version meant is out of date (C9).
A ``+`` after the version: the button stands under a screen that stays when it is pressed.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode

from telegram.constants import InlineKeyboardButtonLimit

from bot.screens import OutOfDate, Press, press_named
from bot.store.keys import Keyring

VERSION = "1"
STAYS = "+"
BETWEEN = "~"
SIGNATURE_BYTES = 6
"""48 bits: a forger would have to try through Telegram, a few presses a second."""


def written(press: Press, channel_id: str, keys: Keyring, *, stays: bool = False) -> str:
    """Raises ValueError when it would not fit into Telegram's 64 bytes."""
    parts = [press.code, *press.arguments()]
    if any(BETWEEN in part for part in parts):
        raise ValueError(f"{type(press).__name__}: an argument holds {BETWEEN!r}")
    meaning = VERSION + STAYS * stays + BETWEEN.join(parts)
    data = meaning + BETWEEN + _signature(meaning, channel_id, keys)[0]
    if len(data.encode()) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
        raise ValueError(f"{type(press).__name__}: {len(data)} bytes do not fit into a button")
    return data


def read(data: str, channel_id: str, keys: Keyring) -> Press:
    """Raises OutOfDate for anything that we did not write for this very person."""
    meaning, between, signature = data.rpartition(BETWEEN)
    if not between or not meaning.startswith(VERSION):
        raise OutOfDate(data[:8])
    # Plain comparison: a press travels through Telegram, which hides any difference in time.
    if signature not in _signature(meaning, channel_id, keys):
        raise OutOfDate(data[:8])
    code, *arguments = meaning.removeprefix(VERSION).removeprefix(STAYS).split(BETWEEN)
    return press_named(code, arguments)


def leaves_its_message(data: str) -> bool:
    """Whether the answer stands below the message whose button was pressed, not in its place."""
    return data.startswith(VERSION + STAYS)


def _signature(meaning: str, channel_id: str, keys: Keyring) -> list[str]:
    message = f"{channel_id}\0{meaning}".encode(errors="surrogatepass")
    return [
        urlsafe_b64encode(signature).decode()
        for signature in keys.signatures(message, SIGNATURE_BYTES)
    ]
