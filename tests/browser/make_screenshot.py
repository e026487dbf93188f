"""Makes the picture in the README anew: ``python -m tests.browser.make_screenshot``.

A demo in a folder of its own plays the main story; phones and console are then taken as they are.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, ViewportSize, async_playwright, expect

from bot.demo import demo
from bot.sample import ADMINISTRATOR, FOCAL_POINT, MIGRANT, RELATIVE
from tests import required
from tests.browser.console import Console
from tests.browser.deeds import QUESTION, answers, asks_a_person, finds_what_to_do
from tests.browser.handset import PhonesPage
from tests.browser.watching import watched

PICTURE = Path(__file__).parents[2] / "docs" / "phones-and-console.png"
PHONES: ViewportSize = {"width": 1200, "height": 800}
CONSOLE: ViewportSize = {"width": 1200, "height": 900}
FRAME, GROUND = 12, "#818a94"
COLOURS = 128
"""So few that the file stays small, and still enough for smooth letters."""


async def take(browser: Browser, base_url: str) -> tuple[bytes, bytes]:
    """The phones after an answer has come, and the console that the administrator opened."""
    async with watched(browser, base_url, size=PHONES) as context:
        phones = await PhonesPage.opened(context, base_url)
        await phones.removes(phones.phone_of(RELATIVE))
        migrant, focal_point = phones.phone_of(MIGRANT), phones.phone_of(FOCAL_POINT)
        await migrant.sees("☰ How can we help?")
        await finds_what_to_do(migrant)
        number = await asks_a_person(migrant)
        await answers(focal_point, number)
        await migrant.sees("💬 Question {number}: there is a reply", number=number)
        card = focal_point.came.filter(has_text=QUESTION)
        console = await Console.signed_in(context, phones.phone_of(ADMINISTRATOR))
        await console.page.set_viewport_size(CONSOLE)
        await expect(console.topics).to_be_visible()
        await card.scroll_into_view_if_needed()
        await phones.page.mouse.move(0, 0)
        return await phones.page.screenshot(), await console.page.screenshot()


def compose(*shots: bytes) -> bytes:
    """One under another, in as few colours as text needs."""
    parts = [Image.open(io.BytesIO(each)).convert("RGB") for each in shots]
    width = max(part.width for part in parts) + 2 * FRAME
    height = sum(part.height + FRAME for part in parts) + FRAME
    whole = Image.new("RGB", (width, height), GROUND)
    top = FRAME
    for part in parts:
        whole.paste(part, (FRAME, top))
        top += part.height + FRAME
    made = io.BytesIO()
    few = whole.quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(made, "PNG", optimize=True)
    return made.getvalue()


async def play() -> bytes:
    """The picture. Raises SystemExit without a browser."""
    executable = required.chromium()
    if executable is None:
        raise SystemExit(required.NO_BROWSER)
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        async with demo() as base_url, async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=executable, args=required.CHROMIUM_FLAGS
            )
            shots = await take(browser, base_url)
            await browser.close()
    return compose(*shots)


if __name__ == "__main__":
    PICTURE.write_bytes(asyncio.run(play()))
