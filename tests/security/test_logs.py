"""What the log never holds, even when a handler fails: words of records, addresses, tokens."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog
from sqlalchemy import text

from bot.cli.logs import set_up_logs
from bot.errors import UnavailableError
from bot.store.unit_of_work import Store

WORDS = "the supplier Acme is about to fail"
TOKEN = "xoxb-not-a-real-token"


@pytest.fixture
def lines(monkeypatch):
    """What is written on standard error, with the logs as the bot sets them up."""
    out = io.StringIO()
    monkeypatch.setattr("sys.stderr", out)
    root, bot = logging.getLogger(), logging.getLogger("bot")
    handlers, level, bot_level = list(root.handlers), root.level, bot.level
    set_up_logs("INFO")
    yield out.getvalue
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)
    bot.setLevel(bot_level)


def fail_with(body, token):
    raise KeyError(len(body) + len(token))


def test_a_failed_handler_is_logged_without_the_values_of_its_variables(lines):
    log = structlog.get_logger("bot.handlers.faults")
    try:
        fail_with({"text": WORDS}, TOKEN)
    except KeyError:
        log.exception("handler failed")
    written = lines()
    assert json.loads(written)["exception"][0]["frames"][-1]["name"] == "fail_with"
    assert WORDS not in written
    assert TOKEN not in written


def test_a_database_fault_is_logged_without_the_values_that_were_to_be_written(lines, store: Store):
    def work(unit):
        unit._connection.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": WORDS})

    with pytest.raises(UnavailableError) as fault:
        store.write(work)
    structlog.get_logger("bot.scheduler").error("tick failed", exc_info=fault.value)
    assert "nowhere" in lines()
    assert WORDS not in lines()
