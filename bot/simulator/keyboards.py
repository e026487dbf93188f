"""Keyboards under messages and in place of the phone's own, checked as Telegram checks them."""

from __future__ import annotations

from typing import Any

from bot.simulator.errors import ApiError, bad_request
from bot.simulator.html_markup import checked_link

MAX_BUTTONS = 100
MAX_DATA_BYTES = 64
STYLES = frozenset(("danger", "primary", "success"))

_ACTIONS = ("callback_data", "url", "copy_text", "switch_inline_query_current_chat")
_INLINE_FIELDS = frozenset(("text", "style", "icon_custom_emoji_id", *_ACTIONS))
_REPLY_FIELDS = frozenset(
    ("text", "style", "icon_custom_emoji_id", "request_contact", "request_location", "request_poll")
)
_KEYBOARD_FIELDS = frozenset(
    (
        "keyboard",
        "is_persistent",
        "resize_keyboard",
        "one_time_keyboard",
        "input_field_placeholder",
        "selective",
    )
)


def inline_only(markup: Any) -> dict[str, Any] | None:
    """The inline keyboard for an edited message, or None for none. Raises ApiError."""
    checked = any_keyboard(markup)
    if checked is not None and "inline_keyboard" not in checked:
        raise bad_request("inline keyboard expected")
    return checked


def any_keyboard(markup: Any) -> dict[str, Any] | None:
    """The markup as Telegram keeps it; None when there is nothing in it. Raises ApiError."""
    if markup is None or markup == {}:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup)
    if "keyboard" in markup:
        return _reply(markup)
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        return markup
    raise bad_request("object expected as reply markup")


def _inline(markup: dict[str, Any]) -> dict[str, Any] | None:
    if len(markup) > 1:
        raise _unparsable("unknown field beside inline_keyboard")
    rows = [[_inline_button(button) for button in row] for row in _rows(markup["inline_keyboard"])]
    _count(rows)
    return {"inline_keyboard": rows} if rows else None


def _reply(markup: dict[str, Any]) -> dict[str, Any]:
    if not _KEYBOARD_FIELDS.issuperset(markup):
        raise bad_request("can't parse reply keyboard markup: unknown field")
    rows = [[_reply_button(button) for button in row] for row in _rows(markup["keyboard"])]
    _count(rows)
    if not rows:
        raise bad_request("reply keyboard must have at least one button")
    return {**markup, "keyboard": rows}


def _rows(rows: Any) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("expected an Array of Array of buttons")
    return [row for row in rows if row]


def _count(rows: list[list[dict[str, Any]]]) -> None:
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")


def _inline_button(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise _unparsable("InlineKeyboardButton must be an Object")
    _check_label(button, _INLINE_FIELDS)
    actions = [name for name in _ACTIONS if button.get(name)]
    if not actions:
        raise _unparsable("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _unparsable("a button has exactly one action")
    if "callback_data" in button:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= MAX_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    elif "url" in button:
        url = checked_link(str(button["url"]))
        if not url:
            raise bad_request(
                f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL"
            )
        return {**button, "url": url}
    return button


def _reply_button(button: Any) -> dict[str, Any]:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request(
            "can't parse keyboard button: KeyboardButton must be a String or an Object"
        )
    _check_label(button, _REPLY_FIELDS)
    return button


def _check_label(button: dict[str, Any], fields: frozenset[str]) -> None:
    if "text" not in button:
        raise _unparsable('Can\'t find field "text"')
    if not isinstance(button["text"], str) or not button["text"].strip():
        raise _unparsable('Field "text" must be a non-empty String')
    if not fields.issuperset(button):
        unknown = ", ".join(sorted(set(button) - fields))
        raise _unparsable(f"the simulator does not know {unknown}")
    if button.get("style") not in (None, *STYLES):
        raise _unparsable("invalid button style specified")


def _unparsable(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")
