"""Every error of a handler becomes an answer of the right kind; nothing technical reaches Slack."""

from __future__ import annotations

import json
import secrets
from typing import Any

import structlog
from slack_bolt import BoltResponse

from bot.errors import ConvenorError, InvalidInputError, UnavailableError
from bot.handlers.desk import Body, FrontDesk
from bot.views import problems
from bot.views.blocks import clip
from bot.views.form_standing import field_name

_log = structlog.get_logger(__name__)
_FIELD_ERROR_MAX = 2000
_PRESSED = frozenset({"block_actions", "shortcut", "message_action"})


def answer_fault(desk: FrontDesk, error: Exception, body: Body) -> BoltResponse:
    """Return the answer to a request whose handler raised `error`.

    A command is answered with text, a submission with field errors that keep what was typed, a click or a shortcut
    with a private message, and an event with a status that makes Slack deliver it again, unless it would only be
    refused again.
    """
    if isinstance(error, ConvenorError):
        _log.info("request refused", kind=_kind(body), error=type(error).__name__)
        message, sentence = problems.problem(error), str(error)
    else:
        number = secrets.token_hex(4)
        _log.error("handler failed", kind=_kind(body), number=number, exc_info=error)
        message = problems.unexpected(number)
        sentence = message["text"]
    if body.get("type") == "view_submission":
        fields = error.fields if isinstance(error, InvalidInputError) else {}
        return _json({"response_action": "errors", "errors": _on_known_blocks(body, fields, sentence)})
    if "command" in body:
        return _json({"response_type": "ephemeral", **message})
    if body.get("type") in _PRESSED:
        _answer_click(desk, body, message)
        return BoltResponse(status=200, body="")
    is_refusal = isinstance(error, ConvenorError) and not isinstance(error, UnavailableError)
    return BoltResponse(status=200 if is_refusal else 500, body="")


def _answer_click(desk: FrontDesk, body: Body, message: dict[str, Any]) -> None:
    try:
        desk.answer_click(body, message)
    except ConvenorError as problem:
        _log.warning("could not answer a click", error=type(problem).__name__)


def _on_known_blocks(body: Body, fields: dict[str, str], sentence: str) -> dict[str, str]:
    """Put each sentence under a field of the open form; what has no field goes under the first."""
    ids = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
    inputs = {field_name(block_id): block_id for block_id in ids}
    placed = {inputs[name]: clip(text, _FIELD_ERROR_MAX) for name, text in fields.items() if name in inputs}
    return placed or {ids[0]: clip(sentence, _FIELD_ERROR_MAX)}


def _kind(body: Body) -> str:
    return str(body.get("type") or body.get("command") or "unknown")


def _json(answer: dict[str, Any]) -> BoltResponse:
    return BoltResponse(
        status=200, body=json.dumps(answer), headers={"content-type": ["application/json;charset=utf-8"]}
    )
