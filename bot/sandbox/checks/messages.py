"""Messages: their blocks taken together, their attachments and their metadata."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.sandbox.checks import limits
from bot.sandbox.checks.blocks import MESSAGE, check_blocks, texts_in
from bot.sandbox.checks.normal import normalised
from bot.sandbox.checks.pictures import check_slack_files
from bot.sandbox.checks.shape import Report
from bot.sandbox.errors import ApiError
from bot.sandbox.world import World

_EVENT_TYPE = re.compile(r"[A-Za-z0-9_.:\-]{1,255}")
_ATTACHMENT_CONTENT = ("text", "fallback", "pretext", "title", "fields", "image_url", "thumb_url", "footer")


def checked_blocks(world: World, blocks: Any) -> tuple[dict[str, Any], ...]:
    """Return the blocks of a message as Slack stores them.

    Args:
        world: The workspace, whose files they may show.
        blocks: What was sent.

    Raises:
        ApiError: ``invalid_blocks_format``, ``invalid_blocks`` with what is wrong, ``invalid_attachments`` for a
            second table, or ``msg_blocks_too_long``.
    """
    if blocks is None:
        return ()
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    report = Report()
    check_blocks(report, "/blocks", blocks, MESSAGE)
    check_slack_files(world, report, "/blocks", blocks)
    if report.problems:
        raise ApiError.explained("invalid_blocks", report.problems, listed=True)
    if sum(block["type"] == "table" for block in blocks) > 1:
        raise ApiError.explained("invalid_attachments", ["only_one_table_allowed"])
    if sum(len(piece) for piece in texts_in(blocks)) > limits.BLOCK_TEXT_TOTAL:
        raise ApiError("msg_blocks_too_long")
    return tuple(normalised(blocks))


def checked_attachments(world: World, attachments: Any) -> tuple[dict[str, Any], ...]:
    """Return the attachments of a message as Slack stores them; the arguments as in `checked_blocks`.

    Raises:
        ApiError: ``invalid_attachments``, ``too_many_attachments`` or ``no_text``, or an error of their blocks.
    """
    if attachments is None:
        return ()
    if not isinstance(attachments, list) or not all(isinstance(item, Mapping) for item in attachments):
        raise ApiError("invalid_attachments")
    if len(attachments) > limits.ATTACHMENTS:
        raise ApiError("too_many_attachments")
    stored = []
    for number, attachment in enumerate(attachments, start=1):
        entry = {"id": number, **attachment}
        if attachment.get("blocks"):
            entry["blocks"] = list(checked_blocks(world, attachment["blocks"]))
        elif not any(attachment.get(name) for name in _ATTACHMENT_CONTENT):
            raise ApiError("no_text")
        stored.append(entry)
    return tuple(stored)


def checked_metadata(metadata: Any) -> dict[str, Any] | None:
    """Return the metadata of a message; None when there is none.

    Raises:
        ApiError: ``invalid_metadata_format``, ``invalid_metadata_schema`` or ``metadata_too_large``.
    """
    if not metadata and metadata != []:
        return None
    if not isinstance(metadata, Mapping):
        raise ApiError("invalid_metadata_format")
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not _EVENT_TYPE.fullmatch(kind) or not isinstance(payload, Mapping):
        raise ApiError("invalid_metadata_schema")
    if set(metadata) - {"event_type", "event_payload", "entities"}:
        raise ApiError("invalid_metadata_schema")
    if len(json.dumps(metadata, ensure_ascii=False).encode()) > limits.METADATA_BYTES:
        raise ApiError("metadata_too_large")
    return dict(metadata)
