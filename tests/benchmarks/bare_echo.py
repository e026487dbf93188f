"""A bare python-telegram-bot echo as the library comes: httpx, one update after another."""

from __future__ import annotations

import asyncio
import os
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from tests.benchmarks.load import TOKEN


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message is not None and update.message.text is not None:
        await update.message.reply_text(update.message.text)


async def main(port: int) -> None:
    base = os.environ["BOT_API"]
    application = Application.builder().token(TOKEN).base_url(f"{base}/bot").updater(None).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))

    async def webhook(request: Request) -> Response:
        await application.update_queue.put(Update.de_json(await request.json(), application.bot))
        return Response()

    async def healthz(_request: Request) -> Response:
        return Response("ok")

    app = Starlette(
        routes=[Route("/telegram", webhook, methods=["POST"]), Route("/healthz", healthz)]
    )
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", access_log=False)
    async with application:
        await application.start()
        await uvicorn.Server(config).serve()
        await application.stop()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
