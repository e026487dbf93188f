"""One sample of each kind of update: what we use of it, and that the rest is dropped."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.incoming import ALLOWED_UPDATES, Incoming, What, read

PERSON = {
    "id": 77001122334,
    "is_bot": False,
    "first_name": "CANARY-first",
    "last_name": "CANARY-last",
    "username": "CANARY_name",
    "language_code": "ky-KG",
}
CHAT = {"id": 77001122334, "type": "private", "first_name": "CANARY-first"}
GROUP = {"id": -100123, "type": "supergroup", "title": "CANARY-group"}


def message(**content: Any) -> dict[str, Any]:
    return {
        "update_id": 10,
        "message": {"message_id": 5, "from": PERSON, "chat": CHAT, "date": 1, **content},
    }


FILE = {"file_id": "F1", "file_unique_id": "U", "file_size": 900}
PHOTO = [
    {**FILE, "file_id": "small", "width": 90, "height": 60},
    {**FILE, "file_id": "large", "width": 900, "height": 600},
    {**FILE, "file_id": "middle", "width": 320, "height": 200},
]

TAKEN = [
    (message(text="салам"), What.TEXT, {"text": "салам", "message_ref": "5"}),
    (
        message(text="ооба", reply_to_message={"message_id": 3, "from": PERSON, "text": "CANARY"}),
        What.TEXT,
        {"replies_to_ref": "3"},
    ),
    (message(photo=PHOTO, caption="сүрөт"), What.PHOTO, {"file_ref": "large", "text": "сүрөт"}),
    (
        message(voice={**FILE, "duration": 7, "mime_type": "audio/ogg"}),
        What.VOICE,
        {"file_ref": "F1", "seconds": 7, "mime_type": "audio/ogg", "size": 900},
    ),
    (
        message(document={**FILE, "file_name": "CANARY.jpg", "mime_type": "image/jpeg"}),
        What.DOCUMENT,
        {"mime_type": "image/jpeg"},
    ),
    (
        {
            "update_id": 10,
            "callback_query": {
                "id": "q1",
                "from": PERSON,
                "message": {"message_id": 5, "chat": CHAT, "date": 1, "text": "CANARY"},
                "chat_instance": "1",
                "data": "1m~x",
            },
        },
        What.PRESS,
        {"press_ref": "q1", "message_ref": "5", "text": "1m~x"},
    ),
    (
        {
            "update_id": 10,
            "callback_query": {"id": "q1", "from": PERSON, "data": "x", "inline_message_id": "i"},
        },
        What.PRESS,
        {"message_ref": ""},
    ),
    (
        {
            "update_id": 10,
            "my_chat_member": {
                "chat": CHAT,
                "from": PERSON,
                "new_chat_member": {"status": "kicked", "user": {"id": 1}},
            },
        },
        What.BLOCKED,
        {},
    ),
    (
        {
            "update_id": 10,
            "my_chat_member": {
                "chat": CHAT,
                "from": PERSON,
                "new_chat_member": {"status": "member", "user": {"id": 1}},
            },
        },
        What.UNBLOCKED,
        {},
    ),
]


@pytest.mark.parametrize(("update", "what", "found"), TAKEN, ids=lambda each: str(each)[:40])
def test_what_we_use_of_an_update(
    update: dict[str, Any], what: What, found: dict[str, Any]
) -> None:
    incoming = read(update)
    assert incoming is not None
    assert (incoming.update_id, incoming.channel_id, incoming.what) == (10, "77001122334", what)
    for name, value in found.items():
        assert getattr(incoming, name) == value
    assert "CANARY" not in json.dumps(incoming.packed())
    assert Incoming.unpacked(10, json.loads(json.dumps(incoming.packed()))) == incoming


NOT_TAKEN: dict[str, dict[str, Any]] = {
    "animation": {"animation": FILE, "document": FILE},
    "audio": {"audio": FILE},
    "video": {"video": FILE},
    "video_note": {"video_note": FILE},
    "sticker": {"sticker": FILE},
    "contact": {"contact": {"phone_number": "CANARY", "first_name": "CANARY"}},
    "location": {"location": {"latitude": 42.8, "longitude": 74.6}},
    "live location": {"location": {"latitude": 42.8, "longitude": 74.6, "live_period": 900}},
    "venue": {"venue": {"title": "CANARY"}, "location": {}},
    "poll": {"poll": {"id": "1", "question": "CANARY"}},
    "checklist": {"checklist": {"title": "CANARY"}},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "game": {"game": {"title": "CANARY"}},
    "story": {"story": {"id": 1, "chat": GROUP}},
    "paid media": {"paid_media": {"star_count": 1}},
    "giveaway": {"giveaway": {}},
    "invoice": {"invoice": {}},
    "passport data": {"passport_data": {"data": "CANARY"}},
    "users shared": {"users_shared": {"user_ids": [1]}},
    "gift": {"gift": {}},
    "something of a later version": {"hologram": {"of": "CANARY"}},
}


@pytest.mark.parametrize("kind", NOT_TAKEN)
def test_kinds_of_message_that_are_not_taken_are_kept_without_their_content(kind: str) -> None:
    incoming = read(message(**NOT_TAKEN[kind]))
    assert incoming is not None
    assert incoming.what is What.UNFIT
    assert set(incoming.packed()) == {"channel_id", "what", "message_ref", "language_hint"}


@pytest.mark.parametrize(
    "kind",
    [
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "guest_message",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "something_of_a_later_version",
    ],
)
def test_kinds_of_update_that_we_do_not_know_are_dropped(kind: str) -> None:
    body = message(text="x")["message"]
    assert read({"update_id": 10, kind: body}) is None
    assert kind not in ALLOWED_UPDATES


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 10, "message": {"message_id": 5, "from": PERSON, "chat": GROUP, "text": "x"}},
        {"update_id": 10, "message": {"message_id": 5, "chat": GROUP, "text": "x"}},
        {
            "update_id": 10,
            "my_chat_member": {"chat": GROUP, "new_chat_member": {"status": "member"}},
        },
        # Somebody else's name in a private chat proves nothing.
        {
            "update_id": 10,
            "message": {"message_id": 5, "from": {"id": 1}, "chat": CHAT, "text": "x"},
        },
    ],
)
def test_what_happens_outside_a_private_chat_is_nobodys_word(update: dict[str, Any]) -> None:
    incoming = read(update)
    assert incoming is not None
    assert incoming.what is What.STRANGE_CHAT
    assert not incoming.text


def test_being_thrown_out_of_a_group_needs_no_answer() -> None:
    change = {"chat": GROUP, "new_chat_member": {"status": "left"}}
    assert read({"update_id": 10, "my_chat_member": change}) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["update_id", "other", "poll"]), json_values))
def test_any_other_update_is_dropped_without_a_fault(update: dict[str, Any]) -> None:
    assert read(update) is None


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"update_id": "10", "message": {}},
        {"update_id": 10, "message": {}},
        {"update_id": 10, "message": None},
        {"update_id": 10, "message": {"chat": {"id": "1"}}},
        {"update_id": 10, "callback_query": {}},
        {"update_id": 10, "callback_query": {"id": "1"}},
        {"update_id": 10, "callback_query": {"id": "", "from": PERSON}},
        {"update_id": 10, "my_chat_member": {}},
    ],
)
def test_half_an_update_is_dropped(update: dict[str, Any]) -> None:
    assert read(update) is None
