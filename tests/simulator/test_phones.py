"""What can be done with a phone, through the client in which tests are told."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
from telegram import Bot, CallbackQuery

from bot.simulator import Phone, Phones, Simulator, running
from tests.simulator.conftest import Api

GO = {"inline_keyboard": [[{"text": "Go on", "callback_data": "go"}]]}


async def test_a_phone_waits_for_words_and_shows_its_whole_screen_when_they_never_come(
    api: Api, phone: Phone
) -> None:
    await api("sendMessage", chat_id=phone.id, text="Something else", reply_markup=GO)
    with pytest.raises(AssertionError) as failure:
        await phone.sees("The right words", within=0.05)
    told = str(failure.value)
    assert "'The right words'" in told
    assert "me  #1 | /start" in told
    assert "bot #2 | Something else\n        [ Go on ]" in told


async def test_words_that_come_later_are_seen_when_they_come(api: Api, phone: Phone) -> None:
    waiting = asyncio.create_task(phone.sees("At last"))
    await api("sendMessage", chat_id=phone.id, text="At last")
    assert (await waiting).text == "At last"
    with pytest.raises(AssertionError, match="did not want to see 'At last'"):
        await phone.does_not_see("At last")


async def test_what_the_person_wrote_is_not_what_they_see(phone: Phone) -> None:
    await phone.sends("My own words")
    await phone.does_not_see("My own words")


async def test_a_button_that_is_not_there_or_never_answered_fails_the_test(
    api: Api, phone: Phone
) -> None:
    with pytest.raises(AssertionError, match="no button 'Go'"):
        await phone.presses("Go", within=0.05)
    await api("sendMessage", chat_id=phone.id, text="Press", reply_markup=GO)
    with pytest.raises(AssertionError, match="'Go' kept spinning"):
        await phone.presses("Go", within=0.05)


async def test_a_button_of_that_very_name_goes_before_one_that_holds_it(
    bot: Bot, api: Api, phone: Phone
) -> None:
    exact = {"inline_keyboard": [[{"text": "Go", "callback_data": "exact"}]]}
    await api("sendMessage", chat_id=phone.id, text="Older", reply_markup=exact)
    await api("sendMessage", chat_id=phone.id, text="Newer", reply_markup=GO)
    press = asyncio.create_task(phone.presses("Go"))
    queries: list[CallbackQuery] = []
    while not queries:
        updates = await bot.get_updates(timeout=5)
        queries = [update.callback_query for update in updates if update.callback_query]
    assert queries[0].data == "exact"
    await queries[0].answer()
    assert await press == ""


async def test_an_own_message_can_be_answered_edited_and_deleted(bot: Bot, phone: Phone) -> None:
    first = await phone.sends("First")
    reply = await phone.sends("Reply", replying_to=first)
    assert reply.raw["reply_to_message_id"] == first.id
    assert (await phone.edits(first, "First again")).edited
    await phone.deletes(reply)
    assert [message.text for message in phone.screen] == ["/start", "First again"]
    messages = [update.effective_message for update in await bot.get_updates()]
    texts = [message.text for message in messages if message is not None]
    assert texts == ["/start", "First", "Reply", "First again"]
    with pytest.raises(AssertionError, match="no such message"):
        await phone.deletes(9999)


async def test_only_own_texts_can_be_edited(api: Api, phone: Phone) -> None:
    sent = await api("sendMessage", chat_id=phone.id, text="The bot's")
    with pytest.raises(AssertionError, match="only an own text"):
        await phone.edits(sent.result["message_id"], "Mine")


async def test_a_link_starts_the_bot_with_its_code(phones: Phones) -> None:
    person = await phones.new("Migrant")
    for link in ("https://t.me/sample_bot?start=c-village", "t.me/Sample_Bot?start=c-village"):
        assert (await person.opens(link)).text == "/start c-village"
    with pytest.raises(AssertionError, match="leads to @other_bot"):
        await person.opens("https://t.me/other_bot?start=x")
    with pytest.raises(AssertionError, match=r"not a t\.me link"):
        await person.opens("https://example.org/sample_bot")


@pytest.mark.parametrize("code", ["a b", "ы", "x" * 65])
async def test_a_start_code_has_telegrams_letters(phones: Phones, code: str) -> None:
    person = await phones.new("Migrant")
    with pytest.raises(AssertionError, match="a start code has"):
        await person.starts(code)
    assert (await person.starts("x" * 64)).text == f"/start {'x' * 64}"


async def test_a_long_text_leaves_in_pieces_as_from_telegrams_apps(bot: Bot, phone: Phone) -> None:
    words = " ".join(["😀слово"] * 1200)
    await phone.sends(words)
    pieces = [
        update.message.text
        for update in (await bot.get_updates())[1:]
        if update.message and update.message.text
    ]
    assert len(pieces) > 1
    assert " ".join(pieces) == words
    assert all(len(piece.encode("utf-16-le")) <= 2 * 4096 for piece in pieces)


@pytest.mark.parametrize("letters", [4095, 4096, 4097])
async def test_a_text_without_blanks_is_cut_where_it_must_be(phone: Phone, letters: int) -> None:
    await phone.sends("x" * letters)
    assert [len(message.text) for message in phone.screen[1:]] == [
        length for length in (min(letters, 4096), letters - 4096) if length > 0
    ]


@pytest.mark.parametrize("text", ["", "  \n "])
async def test_an_empty_text_cannot_be_sent(phone: Phone, text: str) -> None:
    with pytest.raises(AssertionError, match="empty message"):
        await phone.sends(text)


@pytest.mark.parametrize("text", ["🙂🙂🙂", "\u200b", "מה שלומך", "a\u200db"])
async def test_odd_texts_reach_the_bot(bot: Bot, phone: Phone, text: str) -> None:
    await phone.sends(text)
    last = (await bot.get_updates())[-1].message
    assert last is not None
    assert last.text == text


async def test_while_the_bot_is_blocked_the_phone_sends_nothing(bot: Bot, phone: Phone) -> None:
    await phone.blocks()
    with pytest.raises(AssertionError, match="the bot is blocked"):
        await phone.sends("Hello")
    await phone.unblocks()
    await phone.sends("Hello again")
    last = (await bot.get_updates())[-1].message
    assert last is not None
    assert last.text == "Hello again"


async def test_a_phone_can_be_renamed_and_change_its_language(
    bot: Bot, phones: Phones, phone: Phone
) -> None:
    await phones.call(
        "PATCH", f"/phones/{phone.id}", json={"first_name": "Returned", "language_code": "ru"}
    )
    await phone.sends("Hello")
    user = (await bot.get_updates())[-1].effective_user
    assert user is not None
    assert (user.first_name, user.language_code) == ("Returned", "ru")


async def test_phones_can_be_listed_and_taken_up_again(phones: Phones, phone: Phone) -> None:
    other = await phones.new("Relative", person_id=77)
    assert [each.id for each in await phones.all()] == [phone.id, 77]
    assert [message.text for message in (await phones.of(phone.id)).screen] == ["/start"]
    with pytest.raises(AssertionError, match="taken"):
        await phones.new("Another", person_id=other.id)
    with pytest.raises(AssertionError, match="no such phone"):
        await phones.of(404)
    with pytest.raises(AssertionError, match="first name"):
        await phones.new(" ")


async def test_before_a_bot_has_called_there_is_nobody_to_talk_to() -> None:
    async with running(Simulator()) as base_url, Phones(base_url) as phones:
        person = await phones.new("Early")
        assert person.state["bot"] is None
        assert (await phones.call("GET", "/phones"))["bot"] is None
        with pytest.raises(AssertionError, match="no such bot has called yet"):
            await person.starts()


async def test_news_of_all_phones_comes_as_a_stream(
    base_url: str, session: aiohttp.ClientSession, api: Api, phones: Phones
) -> None:
    async with session.get(f"{base_url}/phones/events") as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        assert await stream.content.readline() == b": listening\n"
        person = await phones.new("Migrant")
        await person.starts()
        await api("sendChatAction", chat_id=person.id, action="typing")
        news: list[tuple[str, dict[str, object]]] = []
        async with asyncio.timeout(5):
            while ("typing", {"id": person.id}) not in news:
                line = (await stream.content.readline()).decode().strip()
                if line.startswith("event: "):
                    data = (await stream.content.readline()).decode().removeprefix("data: ")
                    news.append((line.removeprefix("event: "), json.loads(data)))
        assert news[0] == ("phone", {"id": person.id, "version": 0})
        assert news[1][1]["version"] == 1


async def test_what_cannot_be_understood_is_said_in_a_sentence(
    base_url: str, session: aiohttp.ClientSession, phone: Phone
) -> None:
    for path, body in (
        (f"/phones/{phone.id}/text", b"{"),
        (f"/phones/{phone.id}/text", b"[]"),
        (f"/phones/{phone.id}/press", b'{"message_id": "x"}'),
        ("/clock", b'{"seconds": -1}'),
    ):
        async with session.post(base_url + path, data=body) as answer:
            assert answer.status == 400
            assert (await answer.json())["error"]


async def test_a_group_has_messages_of_its_own(api: Api, phones: Phones, phone: Phone) -> None:
    group = await phones.call("POST", "/groups", json={"title": "Village"})
    assert group["id"] < 0
    await phones.call(
        "POST", f"/groups/{group['id']}/text", json={"from": phone.id, "text": "Hello, all"}
    )
    update = (await api("getUpdates")).result[-1]["message"]
    assert update["chat"] == {"id": group["id"], "type": "supergroup", "title": "Village"}
    await api("sendMessage", chat_id=group["id"], text="Hello, you")
    shown = await phones.call("GET", f"/groups/{group['id']}")
    assert [message["text"] for message in shown["messages"]] == ["Hello, all", "Hello, you"]
    theirs = await api("deleteMessage", chat_id=group["id"], message_id=update["message_id"])
    assert theirs.error == "Bad Request: message can't be deleted"
