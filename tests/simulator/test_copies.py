"""Forwarding shows who wrote; copying does not; protected content does neither."""

from __future__ import annotations

from telegram import Bot, MessageOriginUser

from bot.simulator import Phone, Phones
from tests.simulator.conftest import Api


async def test_a_forwarded_message_reveals_who_wrote_it(
    bot: Bot, phones: Phones, phone: Phone
) -> None:
    other = await phones.new("Office")
    await other.starts()
    asked = await phone.sends("My question")
    sent = await bot.forward_message(other.id, phone.id, asked.id)
    assert isinstance(sent.forward_origin, MessageOriginUser)
    assert sent.forward_origin.sender_user.id == phone.id
    seen = await other.sees("My question")
    assert seen.raw["forward_origin"]["sender_user"]["first_name"] == "Migrant"


async def test_a_copied_message_does_not(bot: Bot, phones: Phones, phone: Phone) -> None:
    other = await phones.new("Office")
    await other.starts()
    asked = await phone.sends_photo(caption="My question")
    copied = await bot.copy_message(other.id, phone.id, asked.id, caption="A question")
    seen = await other.sees("A question")
    assert seen.id == copied.message_id
    assert "forward_origin" not in seen.raw
    assert "Migrant" not in str(seen.raw)


async def test_protected_content_can_be_neither_forwarded_nor_copied(
    api: Api, phone: Phone
) -> None:
    sent = await api("sendMessage", chat_id=phone.id, text="Secret", protect_content=True)
    which = {
        "chat_id": phone.id,
        "from_chat_id": phone.id,
        "message_id": sent.result["message_id"],
    }
    forwarded = await api("forwardMessage", **which)
    assert forwarded.error == "Bad Request: the message can't be forwarded"
    copied = await api("copyMessage", **which)
    assert copied.error == "Bad Request: the message can't be copied"


async def test_what_is_gone_is_not_found(api: Api, phone: Phone) -> None:
    which = {"chat_id": phone.id, "from_chat_id": phone.id, "message_id": 999}
    assert (await api("forwardMessage", **which)).error == (
        "Bad Request: message to forward not found"
    )
    assert (await api("copyMessage", **which)).error == "Bad Request: message to copy not found"


async def test_several_are_passed_on_at_once(bot: Bot, phones: Phones, phone: Phone) -> None:
    other = await phones.new("Office")
    await other.starts()
    ids = [(await phone.sends(f"part {number}")).id for number in range(2)]
    assert len(await bot.forward_messages(other.id, phone.id, [*ids, 999])) == 2
    assert len(await bot.copy_messages(other.id, phone.id, ids)) == 2
    await other.looks()
    assert [message.text for message in other.screen if message.from_bot] == [
        "part 0",
        "part 1",
        "part 0",
        "part 1",
    ]
