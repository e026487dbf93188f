"""How the bot presents itself: name, descriptions, and the command menu in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from telegram import Bot, BotCommand, BotCommandScopeChat

from bot.language.speech import N_, speech

NAME = "Kopuro · Көпүрө"
TELEGRAM_LANGUAGES: Mapping[str, str] = {"ky": "ky", "ru": "ru", "uz": "uz_Latn"}
"""Telegram's interface languages and the language of ours that each is given."""

COMMANDS = (
    ("menu", N_("Menu")),
    ("ask", N_("Ask a person")),
    ("questions", N_("My questions")),
    ("language", N_("Language and script")),
    ("my_data", N_("My data")),
    ("help", N_("Help")),
    ("cancel", N_("Cancel")),
)

SHORT_DESCRIPTION = N_(
    "Documents, going abroad, return and services: clear answers and a question to a person. Free."
)
DESCRIPTION = N_(
    "Hello! Here are short answers about documents, going abroad, return and services. If there is"
    " no answer, ask your village office: you will see who answers and when.\n\n"
    "We do not ask for your name or phone. We never ask for money, codes or cards: whoever asks is"
    " not us."
)
SHORT_WITHOUT_LANGUAGE = (
    "Документтер, чет өлкө, кызматтар · Документы, поездки, услуги · Hujjatlar, xizmatlar. Акысыз."
)


async def introduce(bot: Bot) -> None:
    """Set what Telegram shows before and beside the chat, for each of its languages."""
    await bot.set_my_name(NAME)
    await bot.set_my_short_description(SHORT_WITHOUT_LANGUAGE)
    kyrgyz, russian = speech("ky"), speech("ru")
    both = f"{kyrgyz.gettext(DESCRIPTION)}\n\n{russian.gettext(DESCRIPTION)}"
    await bot.set_my_description(both[:512])
    await bot.set_my_commands(commands("ky"))
    for code, language in TELEGRAM_LANGUAGES.items():
        ours = speech(language)
        await bot.set_my_short_description(ours.gettext(SHORT_DESCRIPTION), language_code=code)
        await bot.set_my_description(ours.gettext(DESCRIPTION), language_code=code)
        await bot.set_my_commands(commands(language), language_code=code)


async def offer_commands(bot: Bot, channel_id: str, language: str) -> None:
    """The list for one chat, since Telegram itself knows no second script."""
    scope = BotCommandScopeChat(int(channel_id))
    await bot.set_my_commands(commands(language), scope=scope)


def commands(language: str) -> Sequence[BotCommand]:
    ours = speech(language)
    return [BotCommand(command, ours.gettext(text)) for command, text in COMMANDS]
