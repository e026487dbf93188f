"""Logs for operators: events and fields, never a text, a name, an id of a person or a token (C46).

Everything goes through one handler, libraries' messages too; what looks like a token is cut out,
and a traceback is reduced to where it happened, since its text may hold what a person wrote.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{8,}")
QUIET = (
    "httpx",
    "httpcore",
    "telegram",
    "aiohttp",
    "asyncio",
    "apscheduler",
    "sqlalchemy",
    "alembic",
    "uvicorn",
    "PIL",
    "multipart",
    "python_multipart",
)


class _NoSecrets(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = TOKEN.sub("<token>", record.getMessage())
        record.args = ()
        record.exc_text = None
        if record.exc_info and record.exc_info[0] is not None:
            record.msg += f" [{record.exc_info[0].__name__}]"
        record.exc_info = None
        record.stack_info = None
        return True


def set_up(level: str = "INFO", *, pretty: bool = False) -> None:
    """One line an event on stderr: JSON, or words when a person reads along (``pretty``)."""
    renderer: Any = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_no_traceback)
        if pretty
        else structlog.processors.JSONRenderer()
    )
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            _reduce_errors,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                renderer,
            ],
        )
    )
    handler.addFilter(_ForeignOnly())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class _ForeignOnly(_NoSecrets):
    """Our own events are dictionaries of chosen fields; what libraries say is text to be cut."""

    def filter(self, record: logging.LogRecord) -> bool:
        return True if isinstance(record.msg, dict) else super().filter(record)


def _reduce_errors(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for key in ("exc_info", "exception", "stack_info", "stack"):
        event.pop(key, None)
    return event


def _no_traceback(_out: Any, _error: Any) -> None:
    return None
