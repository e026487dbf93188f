"""Logs for operators: events and fields, never a text, a name, an id of a person or a token (C46).

Everything goes through one handler, libraries' messages too; what looks like a token is cut out,
and a traceback is reduced to where it happened, since its text may hold what a person wrote.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]{8,}")
OUR_OWN = ("bot", "admin")
"""Who says as much as the operator asked for; everybody else speaks of trouble only."""


class _NoSecrets(logging.Filter):
    """Our own events are dictionaries of chosen fields; what libraries say is text to be cut."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, dict):
            return True
        try:
            words = record.getMessage()
        except Exception:
            words = str(record.msg)  # it does not fit its arguments: said without them
        if record.name == "asyncio":
            # Its first line says what is wrong; the others write out tasks, errors and all.
            words = words.partition("\n")[0]
        record.msg = TOKEN.sub("<token>", words)
        record.args = ()
        record.exc_text = None
        if record.exc_info and record.exc_info[0] is not None:
            record.msg += f" [{where(record.exc_info[1])}]"
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
    handler.addFilter(_NoSecrets())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelName(level)))
    for name in OUR_OWN:
        logging.getLogger(name).setLevel(level)
    # A line that cannot be written must not be told of with all that it was about.
    logging.raiseExceptions = False
    sys.excepthook = _crash
    threading.excepthook = lambda crash: _crash(crash.exc_type, crash.exc_value, None)
    sys.unraisablehook = lambda crash: _crash(crash.exc_type, crash.exc_value, None)


def _reduce_errors(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for key in ("exc_info", "exception", "stack_info", "stack"):
        event.pop(key, None)
    return event


def where(error: BaseException | None) -> str:
    """An error's kind and the places it came through; its words may be somebody's own."""
    if error is None:
        return "unknown"
    frames = traceback.extract_tb(error.__traceback__)
    way = " > ".join(f"{each.filename}:{each.lineno} in {each.name}" for each in frames)
    told = f"{type(error).__name__} at {way}" if way else type(error).__name__
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{where(cause)}; then {told}" if cause is not None else told


def _crash(_kind: type[BaseException], error: BaseException | None, _trace: Any) -> None:
    """What Python would print of an error that nobody caught, less its words."""
    print(f"kopuro: {where(error)}", file=sys.stderr)


def _no_traceback(_out: Any, _error: Any) -> None:
    return None
