"""The page of phones in a real browser, with a small bot behind it that talks over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    Locator,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from bot.simulator import Simulator, running

pytestmark = pytest.mark.browser

TOKEN = "1:SIMULATOR"
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 740}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


class TinyBot:
    """Shows a menu for every text and edits it at a press; knows nothing but the Bot API."""

    def __init__(self, base: str) -> None:
        self.http = httpx.AsyncClient(base_url=f"{base}/bot{TOKEN}/", timeout=30)
        self.received: list[dict[str, Any]] = []
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def call(self, method: str, **parameters: Any) -> Any:
        answer = (await self.http.post(method, json=parameters)).json()
        assert answer["ok"], answer
        return answer["result"]

    async def introduce(self) -> None:
        await self.call("setMyName", name="Bridge")
        await self.call("setMyDescription", description="Answers and a person.")
        commands = [
            {"command": "menu", "description": "Menu"},
            {"command": "my_data", "description": "What is kept"},
        ]
        await self.call("setMyCommands", commands=commands)

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self.call("getUpdates", offset=offset, timeout=20):
                offset = update["update_id"] + 1
                self.received.append(update)
                await self.take(update)

    async def take(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            await self.may_answer.wait()
            await self.answer(update["callback_query"])
        elif "message" in update:
            await self.show_menu(update["message"]["chat"]["id"])

    async def show_menu(self, chat: int) -> None:
        first = [{"text": "Next ›", "callback_data": "next"}]
        second = [
            {"text": "A note", "callback_data": "toast"},
            {"text": "A box", "callback_data": "box"},
        ]
        await self.call(
            "sendMessage",
            chat_id=chat,
            text="<b>How can we help?</b>\nWrite or choose, for example /my_data.",
            parse_mode="HTML",
            reply_markup={"inline_keyboard": [first, second]},
        )

    async def answer(self, query: dict[str, Any]) -> None:
        texts: dict[str, dict[str, Any]] = {
            "toast": {"text": "Saved"},
            "box": {"text": "Out of date.", "show_alert": True},
        }
        said = texts.get(query["data"], {})
        await self.call("answerCallbackQuery", callback_query_id=query["id"], **said)
        if query["data"] == "next":
            message = query["message"]
            await self.call(
                "editMessageText",
                chat_id=message["chat"]["id"],
                message_id=message["message_id"],
                text="Page 2 / 2",
                reply_markup={"inline_keyboard": [[{"text": "‹ Back", "callback_data": "back"}]]},
            )

    def texts(self) -> list[str]:
        return [u["message"]["text"] for u in self.received if "text" in u.get("message", {})]


@dataclass
class Desk:
    """A browser with the page of phones open, and what went wrong in it."""

    base: str
    bot: TinyBot
    page: Page
    complaints: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.set_default_timeout(10_000)
        self.page.on("console", self._noted)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.addresses.append(request.url))

    def _noted(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    async def add_phone(self, name: str = "Reader", language: str = "en") -> int:
        user = {"first_name": name, "language_code": language}
        answer = await self.bot.http.post(f"{self.base}/phones", json=user)
        return int(answer.json()["user"]["id"])

    async def opened(self) -> Locator:
        """The first phone, once it stands in the page."""
        await self.page.goto(self.base)
        phone = self.page.locator(".phone").first
        await phone.wait_for()
        return phone

    async def started(self) -> Locator:
        """A phone whose chat has begun, the first menu on its screen."""
        await self.add_phone()
        phone = await self.opened()
        await phone.get_by_role("button", name="START").click()
        await expect(phone.get_by_role("button", name="Next ›")).to_be_visible()
        return phone


@pytest_asyncio.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS
        )
        yield chromium
        await chromium.close()


@contextlib.asynccontextmanager
async def standing_desk(browser: Browser, size: ViewportSize) -> AsyncIterator[Desk]:
    # The bot here knows no patience; Telegram's pace is tested elsewhere.
    async with running(Simulator(strict_limits=False)) as base:
        bot = TinyBot(base)
        await bot.introduce()
        loop = asyncio.create_task(bot.run())
        context = await browser.new_context(viewport=size, locale="en-GB")
        desk = Desk(base, bot, await context.new_page())
        desk.watch()
        try:
            yield desk
        finally:
            await context.close()
            loop.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await loop
            await bot.http.aclose()
        assert desk.complaints == []
        assert {address.split("/")[2] for address in desk.addresses if "://" in address} <= {
            base.split("/")[2]
        }


@pytest_asyncio.fixture
async def desk(browser: Browser) -> AsyncIterator[Desk]:
    async with standing_desk(browser, WIDE) as wide:
        yield wide


async def test_a_chat_is_played_by_keyboard_alone(desk: Desk) -> None:
    await desk.add_phone()
    phone = await desk.opened()
    keys = desk.page.keyboard
    await expect(phone.get_by_text("Answers and a person.")).to_be_visible()

    await phone.get_by_role("button", name="START").focus()
    await keys.press("Enter")
    await expect(phone.get_by_role("combobox", name="Message")).to_be_focused()
    await keys.type("first")
    await keys.press("Shift+Enter")
    await keys.type("second")
    await keys.press("Enter")
    await expect(phone.locator(".message.in")).to_have_count(2)
    assert desk.bot.texts() == ["/start", "first\nsecond"]

    for _ in range(4):  # the menu button, then the buttons of the message from the last one up
        await keys.press("Shift+Tab")
    await expect(phone.get_by_role("button", name="Next ›").last).to_be_focused()
    await keys.press("Enter")
    await expect(phone.get_by_text("Page 2 / 2")).to_be_visible()
    await expect(phone.get_by_role("button", name="‹ Back")).to_be_focused()
    await expect(phone.locator(".message").last.get_by_text("edited")).to_be_visible()


async def test_a_button_spins_until_the_bot_answers_and_then_says_its_word(desk: Desk) -> None:
    phone = await desk.started()
    note = phone.get_by_role("button", name="A note")
    desk.bot.may_answer.clear()
    await note.click()
    await expect(note).to_have_attribute("aria-busy", "true")
    desk.bot.may_answer.set()
    await expect(phone.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    await expect(note).to_have_attribute("aria-busy", "false")


async def test_an_alert_holds_the_phone_until_it_is_closed(desk: Desk) -> None:
    phone = await desk.started()
    await phone.get_by_role("button", name="A box").click()
    box = phone.get_by_role("alertdialog")
    await expect(box).to_contain_text("Out of date.")
    await expect(box.get_by_role("button", name="OK")).to_be_focused()
    await desk.page.keyboard.press("Escape")
    await expect(box).to_have_count(0)
    await expect(phone.get_by_role("button", name="A box")).to_be_focused()


async def test_markup_that_a_person_types_stays_text(desk: Desk) -> None:
    phone = await desk.started()
    typed = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    await phone.get_by_role("combobox").fill(typed)
    await desk.page.keyboard.press("Enter")
    await expect(phone.locator(".message.out").last).to_contain_text(typed)
    assert await phone.locator(".text img, .text script").count() == 0
    assert await desk.page.title() == "Phones"


async def test_only_known_tags_of_a_message_are_built(desk: Desk) -> None:
    await desk.add_phone()
    await desk.opened()
    built = await desk.page.evaluate(
        """async () => {
            const { formatted } = await import("./static/formatting.js");
            const box = document.createElement("div");
            const html = '<b onclick="x">bold</b><img src="//e.test/x">'
                + '<a href="javascript:1">run</a>'
                + '<a href="https://e.test/">link</a><script>1<\\/script>'
                + '<i>a &lt;b&gt; &amp;lt;</i><';
            box.append(...formatted(html, { link() {}, command() {} }));
            return box.innerHTML;
        }"""
    )
    assert built == (
        '<strong>bold</strong>run<a href="https://e.test/" target="_blank" '
        'rel="noopener noreferrer">link</a>1<em>a &lt;b&gt; &amp;lt;</em>&lt;'
    )


async def test_commands_are_offered_while_typing_and_from_the_menu_button(desk: Desk) -> None:
    phone = await desk.started()
    field = phone.get_by_role("combobox")
    await field.press_sequentially("/")
    await expect(phone.get_by_role("option")).to_have_text(["/menuMenu", "/my_dataWhat is kept"])
    await field.press("ArrowDown")
    await field.press("Enter")
    await expect(phone.locator(".message.out").last).to_contain_text("/my_data")

    await phone.get_by_role("button", name="Menu", exact=True).click()
    await desk.page.keyboard.press("Escape")
    await expect(phone.get_by_role("menu")).to_have_count(0)
    await phone.get_by_role("button", name="Menu", exact=True).press("Enter")
    await phone.get_by_role("menuitem", name="Menu").press("Enter")
    await expect(phone.locator(".message.out").last).to_contain_text("/menu")

    await phone.get_by_role("button", name="/my_data").last.click()
    await expect(phone.locator(".message.out")).to_have_count(4)
    await expect(phone.locator(".message.in")).to_have_count(4)
    assert desk.bot.texts() == ["/start", "/my_data", "/menu", "/my_data"]


async def test_a_pasted_link_starts_the_chat_with_its_code(desk: Desk) -> None:
    await desk.add_phone()
    phone = await desk.opened()
    name = (await desk.bot.call("getMe"))["username"]
    await phone.get_by_role("button", name="Chat menu").click()
    await phone.get_by_role("menuitem", name="Open a t.me link…").click()
    await desk.page.get_by_label("Link or start code").fill(f"https://t.me/{name}?start=c-toolos")
    await desk.page.keyboard.press("Enter")
    await expect(phone.locator(".message.in")).to_have_count(1)
    assert desk.bot.texts() == ["/start c-toolos"]


async def test_a_blocked_bot_is_started_again_from_the_same_place(desk: Desk) -> None:
    phone = await desk.started()
    await phone.get_by_role("button", name="Chat menu").click()
    await phone.get_by_role("menuitem", name="Block the bot").click()
    await expect(phone.get_by_text("The bot is blocked")).to_be_visible()
    await expect(phone.get_by_role("combobox")).to_be_hidden()
    await phone.get_by_role("button", name="RESTART").click()
    await expect(phone.get_by_role("combobox")).to_be_visible()
    await expect(phone.locator(".message.in")).to_have_count(2)


async def test_a_keyboard_of_the_bot_types_for_the_person_until_it_is_taken_away(
    desk: Desk,
) -> None:
    phone = await desk.started()
    chat = int((await phone.get_attribute("id") or "").removeprefix("phone-"))
    markup = {"keyboard": [["Yes", "No"]], "resize_keyboard": True}
    await desk.bot.call("sendMessage", chat_id=chat, text="Sure?", reply_markup=markup)
    keyboard = phone.get_by_role("group", name="Keyboard of the bot")
    await expect(keyboard.get_by_role("button")).to_have_text(["Yes", "No"])
    await phone.get_by_role("button", name="Hide the keyboard").click()
    await expect(keyboard).to_have_count(0)
    await phone.get_by_role("button", name="Show the keyboard").click()
    await keyboard.get_by_role("button", name="No").click()
    await expect(phone.locator(".message.out").last).to_contain_text("No")
    gone = {"remove_keyboard": True}
    await desk.bot.call("sendMessage", chat_id=chat, text="Done", reply_markup=gone)
    await expect(keyboard).to_have_count(0)


async def test_typing_and_a_pinned_message_show_at_the_top_of_the_chat(desk: Desk) -> None:
    phone = await desk.started()
    chat = int((await phone.get_attribute("id") or "").removeprefix("phone-"))
    await desk.bot.call("sendChatAction", chat_id=chat, action="typing")
    await expect(phone.locator(".chat-top")).to_contain_text("typing…")
    sent = await desk.bot.call("sendMessage", chat_id=chat, text="Keep this")
    await expect(phone.locator(".chat-top")).not_to_contain_text("typing…")
    await desk.bot.call("pinChatMessage", chat_id=chat, message_id=sent["message_id"])
    await phone.get_by_role("button", name="Pinned message").click()
    await expect(phone.locator(".message").last).to_be_focused()


async def test_a_locked_screen_shows_the_first_line_and_nothing_more(desk: Desk) -> None:
    phone = await desk.started()
    await phone.get_by_role("button", name="Lock the screen").click()
    covered = """field => {
        const { x, y, width, height } = field.getBoundingClientRect();
        return !!document.elementFromPoint(x + width / 2, y + height / 2).closest(".lock-screen");
    }"""
    assert await phone.locator("textarea").evaluate(covered)
    chat = int((await phone.get_attribute("id") or "").removeprefix("phone-"))
    await desk.bot.show_menu(chat)
    screen = phone.locator(".lock-screen")
    await expect(screen.get_by_role("listitem")).to_have_text(["BridgeHow can we help?"])
    await phone.get_by_role("button", name="Unlock the screen").last.click()
    await expect(phone.locator(".message.in")).to_have_count(2)


async def test_the_voice_from_a_microphone_leaves_as_opus_in_ogg(desk: Desk) -> None:
    phone = await desk.started()
    await phone.get_by_role("button", name="Record a voice message").click()
    await expect(phone.get_by_text("0:01")).to_be_visible()
    await phone.get_by_role("button", name="Send").click()
    await expect(phone.locator("audio")).to_have_count(1)
    await expect(phone.locator(".message.in")).to_have_count(2)
    voice = desk.bot.received[-1]["message"]["voice"]
    assert voice["mime_type"] == "audio/ogg"
    stored = await desk.bot.http.get(await phone.locator("audio").get_attribute("src") or "")
    seconds = await desk.page.evaluate(
        """async (bytes) => {
            const sound = await new AudioContext().decodeAudioData(new Uint8Array(bytes).buffer);
            return sound.duration;
        }""",
        list(stored.content),
    )
    assert stored.content.startswith(b"OggS")
    assert seconds == pytest.approx(voice["duration"], abs=0.7)


async def test_samples_of_every_kind_can_be_sent(desk: Desk) -> None:
    phone = await desk.started()
    kinds = ["Sample photo", "Sample document", "Sample voice message", "Contact", "Sticker"]
    for kind in [*kinds, "Poll", "Video message"]:
        await phone.get_by_role("button", name="Attach").click()
        await phone.get_by_role("menuitem", name=kind, exact=True).click()
    await phone.get_by_role("button", name="Attach").click()
    await phone.get_by_role("menuitem", name="Location").click()
    await desk.page.get_by_role("button", name="Send").last.click()
    await expect(phone.locator(".message.out")).to_have_count(9)
    await expect(phone.locator(".message.in")).to_have_count(9)
    sent = {key for u in desk.bot.received for key in u.get("message", {})}
    assert sent >= {
        "photo", "document", "voice", "contact", "sticker", "poll", "video_note", "location",
    }  # fmt: skip


async def test_an_edited_a_deleted_and_a_quoted_message_are_seen_at_once(desk: Desk) -> None:
    phone = await desk.started()
    field = phone.get_by_role("combobox")
    await field.fill("brst")
    await field.press("Enter")
    await expect(phone.locator(".message.out").last).to_contain_text("brst")
    number = await phone.locator(".message.out").last.get_attribute("data-message-id")
    mine = phone.locator(f"[data-message-id='{number}']")

    async def choose(message: Locator, act: str) -> None:
        await message.hover()
        await message.get_by_role("button", name="What to do with this message").click()
        await phone.get_by_role("menuitem", name=act).click()

    await choose(mine, "Edit")
    await field.fill("birth")
    await field.press("Enter")
    await expect(mine).to_contain_text("birth")
    await expect(mine).to_contain_text("edited")

    await choose(phone.locator(".message.in").first, "Reply")
    await field.fill("this one")
    await field.press("Enter")
    await expect(phone.locator(".message.out").last.locator(".quote")).to_contain_text("Bridge")
    await choose(mine, "Delete")
    await expect(phone.get_by_text("birth")).to_have_count(0)


async def test_a_reader_who_scrolled_up_is_left_there(desk: Desk) -> None:
    phone = await desk.started()
    chat = int((await phone.get_attribute("id") or "").removeprefix("phone-"))
    for _ in range(4):
        await desk.bot.show_menu(chat)
    history = phone.get_by_role("log")
    await expect(phone.locator(".message.in")).to_have_count(5)
    await history.evaluate("box => { box.scrollTop = 0 }")
    await expect(phone.get_by_role("button", name="To the newest message")).to_be_visible()
    await desk.bot.call("sendMessage", chat_id=chat, text="news")
    await expect(phone.get_by_role("button", name="To the newest message")).to_have_text("1")
    assert await history.evaluate("box => box.scrollTop") == 0
    await phone.get_by_role("button", name="To the newest message").click()
    await expect(phone.locator(".message").last).to_be_in_viewport()


async def test_phones_are_added_changed_and_removed_in_the_page(desk: Desk) -> None:
    page = desk.page
    await page.goto(desk.base)
    await page.get_by_role("button", name="Add a phone").click()
    await page.get_by_label("First name").fill("Aunt")
    await page.get_by_label("Language of the phone").select_option("ru")
    await page.keyboard.press("Enter")
    phone = page.get_by_role("region", name="Aunt")
    await expect(phone.get_by_role("button", name="СТАРТ")).to_be_focused()

    await phone.get_by_role("button", name="Phone settings").click()
    await page.get_by_label("First name").fill("Uncle")
    await page.get_by_label("Language of the phone").select_option("uz")
    await page.get_by_role("button", name="Save").click()
    phone = page.get_by_role("region", name="Uncle")
    await expect(phone.get_by_role("button", name="BOSHLASH")).to_be_visible()

    await phone.get_by_role("button", name="Remove the phone").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove the phone").click()
    await expect(page.locator(".phone")).to_have_count(0)
    await expect(page.get_by_text("No phones yet.")).to_be_visible()


async def test_faults_are_set_from_the_page(desk: Desk) -> None:
    page = desk.page
    await page.goto(desk.base)
    await page.get_by_text("Faults and clock").click()
    await page.get_by_label("Updates that come twice, %").fill("25")
    await page.get_by_label("Delay of each call, ms").fill("30")
    await page.get_by_role("button", name="Apply").click()
    await expect(page.get_by_text("faults are on")).to_be_visible()
    faults = (await desk.bot.http.get(f"{desk.base}/faults")).json()
    assert (faults["repeat_updates_share"], faults["latency_ms"]) == (0.25, 30)
    await page.get_by_role("button", name="Turn all off").click()
    await expect(page.get_by_text("faults are on")).to_have_count(0)


async def test_the_page_speaks_the_chosen_language_and_remembers_it(desk: Desk) -> None:
    phone = await desk.started()
    await desk.page.get_by_label("Language of this page").select_option("ky")
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text("Телефондор")
    await desk.page.reload()
    await expect(desk.page.get_by_role("heading", level=1)).to_have_text("Телефондор")
    # The phone itself keeps the language that its owner set.
    await expect(phone.get_by_role("button", name="Menu", exact=True)).to_be_visible()


async def test_every_text_of_the_page_stands_in_all_four_languages(desk: Desk) -> None:
    await desk.page.goto(desk.base)
    texts: dict[str, list[str]] = await desk.page.evaluate(
        "async () => (await import('./static/texts.js')).TEXTS"
    )
    assert len(texts) > 80
    for key, sentences in texts.items():
        assert len(sentences) == 4, key
        assert all(sentence.strip() for sentence in sentences), key
        holes = {tuple(part for part in s.split() if "{" in part) for s in sentences}
        assert len({len(hole) for hole in holes}) == 1, key


@pytest.mark.parametrize(
    ("language", "day"),
    [("ky", "27-ноябрь"), ("uz", "27-noyabr"), ("ru", "27 ноября"), ("en", "November 27")],
)
async def test_days_are_written_as_the_language_of_the_phone_writes_them(
    desk: Desk, language: str, day: str
) -> None:
    await desk.page.goto(desk.base)
    noon = "Date.UTC(2026, 10, 27, 12) / 1000"
    written = await desk.page.evaluate(
        f"async l => (await import('./static/dates.js')).dayOf({noon}, l)", language
    )
    assert written == day


async def test_a_phone_fits_a_small_screen(browser: Browser) -> None:
    async with standing_desk(browser, NARROW) as desk:
        await desk.add_phone("Second")
        phone = await desk.started()
        await desk.bot.call(
            "sendMessage",
            chat_id=int((await phone.get_attribute("id") or "").removeprefix("phone-")),
            text="https://example.test/" + "a" * 300,
            reply_markup={"inline_keyboard": [[{"text": "ы" * 64, "callback_data": "x"}] * 3]},
        )
        await expect(phone.locator(".message.in")).to_have_count(2)
        width = await desk.page.evaluate("document.documentElement.scrollWidth")
        assert width == NARROW["width"]
        log = phone.get_by_role("log")
        assert await log.evaluate("box => box.scrollWidth <= box.clientWidth")
        label = phone.locator(".key-label").last
        assert await label.evaluate("label => label.scrollWidth > label.clientWidth")
        await expect(label).to_have_css("text-overflow", "ellipsis")


async def test_the_page_finds_a_simulator_that_was_started_again(browser: Browser) -> None:
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    async with running(Simulator()) as base, httpx.AsyncClient(base_url=base) as http:
        port = int(base.rpartition(":")[2])
        await http.post("/phones", json={"first_name": "Before"})
        await page.goto(base)
        await expect(page.get_by_role("region", name="Before")).to_be_visible()
        await page.evaluate("window.standing = true")
    await expect(page.get_by_text("The simulator does not answer.")).to_be_visible()
    async with running(Simulator(), port=port) as base, httpx.AsyncClient(base_url=base) as http:
        await http.post("/phones", json={"first_name": "After"})
        await expect(page.get_by_role("region", name="After")).to_be_visible(timeout=20_000)
        await expect(page.get_by_text("The simulator does not answer.")).to_be_hidden()
        assert await page.evaluate("window.standing")
        await context.close()
