"""Reading the content of a message from the arguments of a call: text, blocks, attachments, metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.checks import limits
from bot.sandbox.checks.messages import checked_attachments, checked_blocks, checked_metadata
from bot.sandbox.errors import ApiError
from bot.sandbox.files import COMPLETE
from bot.sandbox.messages import Message
from bot.sandbox.pings import pings
from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says, and whom it notifies."""

    text: str
    blocks: tuple[dict[str, Any], ...]
    attachments: tuple[dict[str, Any], ...]
    metadata: dict[str, Any] | None
    pings: tuple[str, ...]


def read_content(world: World, args: Arguments) -> Content:
    """Read the content of a new message.

    Raises:
        ApiError: ``no_text``, ``markdown_text_conflict``, ``msg_too_long``, or an error of blocks, attachments or
            metadata.
    """
    text, blocks = args.text("text"), checked_blocks(world, args.parsed("blocks", "invalid_blocks_format"))
    markdown = args.text("markdown_text")
    if markdown:
        text, blocks = _from_markdown(markdown, conflict=bool(text or blocks)), ()
    attachments = checked_attachments(world, args.parsed("attachments", "invalid_attachments"))
    if not text.strip() and not blocks and not attachments:
        raise ApiError("no_text")
    text = text[: limits.MESSAGE_TEXT]
    return Content(
        text=text,
        blocks=blocks,
        attachments=attachments,
        metadata=checked_metadata(args.parsed("metadata", "invalid_metadata_format")),
        pings=pings(text, blocks, attachments, names=_bare_names(world, args)),
    )


def read_share(world: World, args: Arguments) -> dict[str, Any]:
    """Read what goes with files into a channel: ``initial_comment``, else ``blocks``, as fields of a message.

    Raises:
        ApiError: An error of the blocks.
    """
    comment = args.text("initial_comment")
    blocks = () if comment else checked_blocks(world, args.parsed("blocks", "invalid_blocks"))
    can_rename = "chat:write.customize" in world.manifest.scopes
    return {
        "text": comment[: limits.MESSAGE_TEXT],
        "blocks": blocks,
        "pings": pings(comment, blocks),
        "username": args.text("username") if can_rename else "",
    }


def read_update(world: World, args: Arguments, message: Message) -> dict[str, Any]:
    """Read the fields that a ``chat.update`` changes; what it does not name stays, but a text alone drops the blocks.

    Raises:
        ApiError: As `read_content`; ``msg_too_long`` already above 4,000 characters, ``file_not_found`` for files
            the app has not uploaded.
    """
    text = args.text("text")
    if len(text) > limits.UPDATE_TEXT:
        raise ApiError("msg_too_long")
    fields: dict[str, Any] = {}
    if args.has("text"):
        fields |= {"text": text, "blocks": ()}
    if args.text("markdown_text"):
        conflict = bool(text or args.parsed("blocks", "invalid_blocks_format"))
        fields |= {"text": _from_markdown(args.text("markdown_text"), conflict=conflict), "blocks": ()}
    if args.has("blocks"):
        fields["blocks"] = checked_blocks(world, args.parsed("blocks", "invalid_blocks_format") or [])
    if args.has("attachments"):
        fields["attachments"] = checked_attachments(world, args.parsed("attachments", "invalid_attachments") or [])
    if args.has("metadata"):
        fields["metadata"] = checked_metadata(args.parsed("metadata", "invalid_metadata_format"))
    if args.has("file_ids"):
        fields["files"] = _files(world, args)
    if not any(name in fields for name in ("text", "blocks", "attachments", "files")):
        raise ApiError("no_text")
    blocks = fields.get("blocks", message.blocks)
    attachments = fields.get("attachments", message.attachments)
    is_empty = not fields.get("text", message.text).strip() and not blocks and not attachments
    if is_empty and not fields.get("files", message.files):
        raise ApiError("no_text")
    fields["pings"] = pings(
        fields.get("text", ""),
        fields.get("blocks", ()),
        fields.get("attachments", ()),
        names=_bare_names(world, args, parse="client"),
    )
    return fields


def _files(world: World, args: Arguments) -> tuple[str, ...]:
    given = args.raw("file_ids").strip()
    listed = args.parsed("file_ids", "invalid_arguments") if given.startswith("[") else args.names("file_ids")
    ids = tuple(str(file_id) for file_id in listed)
    for file_id in ids:
        file = world.files.get(file_id)
        if file is None or file.status != COMPLETE or file.user != world.seed.app.bot_user_id:
            raise ApiError("file_not_found")
    return ids


def _from_markdown(markdown: str, *, conflict: bool) -> str:
    if conflict:
        raise ApiError("markdown_text_conflict")
    if len(markdown) > limits.MARKDOWN_TEXT:
        raise ApiError("msg_too_long")
    return markdown


def _bare_names(world: World, args: Arguments, parse: str = "none") -> Mapping[str, str] | None:
    """Return whose bare names are mentions; None when not even "@here" is one, `parse` being the method's default."""
    mode = args.text("parse", parse)
    if args.flag("link_names") or mode == "full":
        return {user.name: user.id for user in world.users.values()}
    return {} if mode == "client" else None
