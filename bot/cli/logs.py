"""Structured logs: one JSON object a line on standard error, never a message's body or a token."""

from __future__ import annotations

import logging
import sys

import structlog


def quiet_rehearsals(_logger: object, level: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """Drop what is only said of a copy that runs ahead of time: it was not done. Faults are said with that mark.

    Raises:
        structlog.DropEvent: it is no fault.
    """
    if "rehearsal" in event and level in {"debug", "info"}:
        raise structlog.DropEvent
    return event


def set_up_logs(level: str) -> None:
    """Send our own events, and other libraries' warnings, to standard error as JSON lines."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        quiet_rehearsals,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(allow={"fault"}),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
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
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(level)
