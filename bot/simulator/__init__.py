"""Telegram on one laptop: a Bot API server on loopback and a page of phones.

It is made for testers, translators and administrators as much as for tests, and knows nothing of
the bot that talks to it. It is as strict as Telegram, with Telegram's own error texts, and in one
thing stricter: a parameter that a method does not have is refused. Tokens have the form
``<number>:SIMULATOR…``, so that a real one is never taken. All state is in memory.

    simulator = Simulator()
    async with running(simulator) as base_url, Phones(base_url) as phones:
        ...  # a bot talks to f"{base_url}/bot1:SIMULATOR", a test to the phones
"""

from bot.simulator.bubble import Message
from bot.simulator.phone import Phone
from bot.simulator.phones_client import Phones
from bot.simulator.server import NotLoopback, application, running, serve
from bot.simulator.simulator import Simulator

__all__ = [
    "Message",
    "NotLoopback",
    "Phone",
    "Phones",
    "Simulator",
    "application",
    "running",
    "serve",
]
