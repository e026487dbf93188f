"""How a bot gets its updates: getUpdates, webhooks, and the answer to a press of a button."""

from __future__ import annotations

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from bot.simulator.calls import Call, method
from bot.simulator.errors import ApiError, bad_request, conflict
from bot.simulator.html_markup import utf16_length
from bot.simulator.parameters import flag, integer, structure, text
from bot.simulator.updates import MAX_AT_ONCE, MAX_WAIT_SECONDS

CALLBACK_LIFE_SECONDS = 600
MAX_TOAST = 200
_PORTS = frozenset((80, 88, 443, 8443))
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@method("getUpdates", offset=integer, limit=integer, timeout=integer, allowed_updates=structure)
async def get_updates(call: Call) -> list[bytes]:
    """The only method that answers with pieces of JSON: an update is never parsed again."""
    bot = call.bot
    if bot.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
            "webhook first"
        )
    _want(call)
    return await bot.updates.poll(
        offset=call.get("offset", 0),
        limit=min(max(call.get("limit", MAX_AT_ONCE), 1), MAX_AT_ONCE),
        seconds=0 if call.simulator.closing else min(call.get("timeout", 0), MAX_WAIT_SECONDS),
    )


def _want(call: Call) -> None:
    if "allowed_updates" not in call.given:
        return
    kinds = call.get("allowed_updates") or []
    if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
        raise bad_request("expected an Array of String as allowed updates")
    call.bot.updates.want(kinds)
    call.bot.webhook.allowed_updates = kinds


@method(
    "setWebhook",
    url=text,
    ip_address=text,
    max_connections=integer,
    allowed_updates=structure,
    drop_pending_updates=flag,
    secret_token=text,
)
async def set_webhook(call: Call) -> bool:
    """As Telegram's, but plain http is taken when it leads to this machine, on any port."""
    url = call.get("url", "")
    if not url:
        return await stop_webhook(call)
    _check_address(url)
    secret = call.get("secret_token", "")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    bot = call.bot
    _want(call)
    if call.get("drop_pending_updates"):
        bot.updates.forget_all()
    bot.updates.interrupt("terminated by setWebhook request")
    connections = min(max(call.get("max_connections", 40), 1), 100)
    await bot.webhook.open(url, secret=secret, max_connections=connections)
    return True


def _check_address(url: str) -> None:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _bad_webhook("invalid webhook URL specified") from None
    if not host:
        raise _bad_webhook("invalid webhook URL specified")
    if parts.scheme == "http" and _is_loopback(host):
        return
    if parts.scheme != "https":
        raise _bad_webhook("An HTTPS URL must be provided for webhook")
    if not _is_loopback(host) and (port or 443) not in _PORTS:
        raise _bad_webhook("Webhook can be set up only on ports 80, 88, 443 or 8443")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _bad_webhook(reason: str) -> ApiError:
    return bad_request(f"bad webhook: {reason}")


@method("deleteWebhook", drop_pending_updates=flag)
async def delete_webhook(call: Call) -> bool:
    return await stop_webhook(call)


async def stop_webhook(call: Call) -> bool:
    await call.bot.webhook.close()
    if call.get("drop_pending_updates"):
        call.bot.updates.forget_all()
    return True


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> dict[str, Any]:
    return call.bot.webhook.described()


@method(
    "answerCallbackQuery",
    callback_query_id=text,
    text=text,
    show_alert=flag,
    url=text,
    cache_time=integer,
)
def answer_callback_query(call: Call) -> bool:
    """A second answer is taken and changes nothing: the phone has already heard the first."""
    simulator = call.simulator
    callback = call.bot.callbacks.get(call.get("callback_query_id", ""))
    if callback is None or simulator.clock.now() - callback.pressed_at > CALLBACK_LIFE_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    words = call.get("text", "")
    if utf16_length(words) > MAX_TOAST:
        raise bad_request("MESSAGE_TOO_LONG")
    if callback.answered:
        return True
    callback.answered = True
    callback.text = words
    callback.show_alert = call.get("show_alert", False)
    callback.url = call.get("url", "")
    chat = callback.chat
    chat.pending.pop(callback.id, None)
    if chat.person is not None:
        answer = callback.shown()
        simulator.events.send(
            "callback", {"id": chat.id, "callback_query_id": callback.id, **answer}
        )
    chat.changed()
    return True
