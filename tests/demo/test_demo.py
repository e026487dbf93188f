"""The demo as somebody meets it who has just cloned the repository."""

from __future__ import annotations

import asyncio
import re
import signal
import stat
import sys
import time
from pathlib import Path

import aiohttp
import pytest

from bot.demo import BOT_USERNAME, demo
from bot.language.speech import speech
from bot.sample import ADMINISTRATOR, CAST, FOCAL_POINT, MIGRANT
from bot.simulator import Phone, Phones

CHECKOUT = Path(__file__).parent.parent.parent
in_kyrgyz = speech("ky").gettext


async def asks(migrant: Phone, text: str) -> None:
    """The way from the menu to a question that has been sent."""
    await migrant.presses(in_kyrgyz("❓ Ask a person"))
    await migrant.sends(text)
    await migrant.presses(in_kyrgyz("Check and send ›"))
    await migrant.presses(in_kyrgyz("✅ Send"))


async def test_four_phones_are_there_and_the_bot_knows_their_holders(folder: Path) -> None:
    async with demo() as base_url, Phones(base_url) as phones:
        for holder in CAST:
            phone = await phones.of(holder.id)
            await phone.sees(speech(holder.language).gettext("☰ How can we help?"))
            assert phone.state["user"]["first_name"] == holder.label
        desk = await phones.of(FOCAL_POINT.id)
        assert in_kyrgyz("🏛 Desk of questions") in desk.buttons


async def test_a_question_crosses_the_bridge_and_the_answer_comes_back(folder: Path) -> None:
    async with demo() as base_url, Phones(base_url) as phones:
        migrant, focal_point = await phones.of(MIGRANT.id), await phones.of(FOCAL_POINT.id)
        await asks(migrant, "Паспортум жоголду, эмне кылам?")
        card = await focal_point.sees("Паспортум жоголду, эмне кылам?")
        await focal_point.sends("Айыл өкмөтүнө келиңиз.", replying_to=card)
        await focal_point.presses(in_kyrgyz("✅ Send"))
        await migrant.sees("Айыл өкмөтүнө келиңиз.")


async def test_the_desk_of_the_village_has_questions_to_answer(folder: Path) -> None:
    async with demo() as base_url, Phones(base_url) as phones:
        focal_point = await phones.of(FOCAL_POINT.id)
        await focal_point.presses(in_kyrgyz("🏛 Desk of questions"))
        waiting = [label for label in focal_point.buttons if re.search(r"\d{4}", label)]
        assert len(waiting) >= 2


async def test_a_second_start_goes_on_where_the_first_ended(folder: Path) -> None:
    async with demo() as base_url, Phones(base_url) as phones:
        await asks(await phones.of(MIGRANT.id), "Ишеним кат керек, кантип жиберем?")
        await (await phones.of(FOCAL_POINT.id)).sees("Ишеним кат керек")
    async with demo() as base_url, Phones(base_url) as phones:
        migrant = await phones.of(MIGRANT.id)
        await migrant.sees(in_kyrgyz("☰ How can we help?"))
        await asks(migrant, "Дагы бир суроом бар.")
        await (await phones.of(FOCAL_POINT.id)).sees("Дагы бир суроом бар.")
        await migrant.sends("/questions")
        await migrant.sees(in_kyrgyz("💬 My questions"))
        assert len([label for label in migrant.buttons if re.search(r"\d{4}", label)]) == 2


async def test_a_second_start_takes_little_time(folder: Path) -> None:
    async with demo():
        pass
    # CPU, since the clock on the wall tells more of what else the machine does.
    began = time.process_time()
    async with demo():
        assert time.process_time() - began < 2.5


async def test_bot_console_and_health_answer_at_one_port(folder: Path) -> None:
    async with demo() as base_url, aiohttp.ClientSession(base_url) as session:
        for path, holds in (
            ("/", "<html"),
            ("/healthz", "ok"),
            ("/readyz", "true"),
            ("/metrics", "kopuro_updates_answered"),
            ("/phones", BOT_USERNAME),
        ):
            async with session.get(path) as answer:
                assert answer.status == 200, path
                assert holds in await answer.text()
        async with session.get("/console/") as answer:
            assert answer.status < 500
            assert answer.status != 404


async def test_the_administrator_gets_a_link_that_leads_to_this_demo(folder: Path) -> None:
    async with demo() as base_url, Phones(base_url) as phones:
        administrator = await phones.of(ADMINISTRATOR.id)
        await administrator.sends("/console")
        await administrator.sees(f"{base_url}/console/")


@pytest.mark.parametrize("path", ["/", "/healthz", "/phones", "/console/"])
async def test_a_page_that_reaches_loopback_by_another_name_is_refused(
    folder: Path, path: str
) -> None:
    async with demo(with_sample=False) as base_url, aiohttp.ClientSession() as session:
        async with session.get(base_url + path, headers={"Host": "evil.example"}) as answer:
            assert answer.status in {400, 403}
        async with session.post(
            base_url + path, headers={"Origin": "http://evil.example"}
        ) as answer:
            assert answer.status == 403


async def test_without_sample_the_bot_knows_nobody(folder: Path) -> None:
    async with demo(with_sample=False) as base_url, Phones(base_url) as phones:
        strangers = await phones.all()
        assert [phone.screen for phone in strangers] == [[], [], []]
        await strangers[0].starts()
        await strangers[0].sees("Тилди тандаңыз")
    async with demo() as base_url, Phones(base_url) as phones:
        assert len(await phones.all()) == 3


@pytest.mark.postgres
async def test_a_demo_stands_on_postgresql_too(
    folder: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOPURO_DATABASE_URL", postgres_url)
    for _ in range(2):
        async with demo() as base_url, Phones(base_url) as phones:
            await (await phones.of(MIGRANT.id)).sees(in_kyrgyz("☰ How can we help?"))
    assert not (folder / ".kopuro/demo.sqlite3").exists()


async def test_key_and_database_are_closed_to_others(folder: Path) -> None:
    async with demo(with_sample=False):
        home = folder / ".kopuro"
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        for name in ("demo.key", "demo.sqlite3"):
            assert stat.S_IMODE((home / name).stat().st_mode) == 0o600


async def test_the_command_prints_its_addresses_and_ends_cleanly_at_once(folder: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(CHECKOUT)},
    )
    try:
        assert process.stdout is not None
        lines = [(await process.stdout.readline()).decode() for _ in range(3)]
        found = re.fullmatch(r"Phones: +(http://127\.0\.0\.1:\d+)/\n", lines[0])
        assert found is not None, lines
        assert f"{found[1]}/console/" in lines[1]
        assert "/console" in lines[1]
        assert ADMINISTRATOR.label in lines[1]
        assert "sample data" in lines[2]
        # An open stream and an idle connection must not hold it up.
        async with aiohttp.ClientSession() as session:
            await session.get(f"{found[1]}/phones/events")
            await session.get(f"{found[1]}/readyz")
            process.send_signal(signal.SIGINT)
            _, errors = await asyncio.wait_for(process.communicate(), 10)
        assert (process.returncode, errors.decode()) == (0, "")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
