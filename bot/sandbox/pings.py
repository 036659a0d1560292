"""Whom a message notifies, read from its text and blocks the way Slack parses mentions.

Where Slack's behaviour leaves room, a mention counts: a test that asserts silence should fail rather than hope.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

_EXPLICIT = re.compile(r"<(?:@([UW][A-Z0-9]+)|!(here|channel|everyone)|!subteam\^(S[A-Z0-9]+))(?:\|[^<>]*)?>")
_BARE = re.compile(r"(?<![\w.@/])@(here|channel|everyone)\b")
_BARE_NAME = re.compile(r"(?<![\w.@/])@([\w][\w.\-]*)")
_BROADCASTS = ("here", "channel", "everyone")


def pings(
    text: str,
    blocks: Sequence[Mapping[str, Any]] = (),
    attachments: Sequence[Mapping[str, Any]] = (),
    *,
    names: Mapping[str, str] | None = None,
) -> tuple[str, ...]:
    """Return whom a message notifies, each once, in order.

    Args:
        text: The top-level text.
        blocks: The blocks; plain text in them is never parsed, ``verbatim`` mrkdwn only for explicit mentions.
        attachments: The attachments; their texts and blocks are parsed for explicit mentions.
        names: User names to ids when bare names in `text` are parsed too (``link_names``, ``parse=full``).

    Returns:
        "@here", "@channel", "@everyone", user ids and user group ids.
    """
    found = list(_in_text(text, bare=names is not None, names=names or {}))
    for block in blocks:
        found += _in_value(block)
    for attachment in attachments:
        found += _in_attachment(attachment)
    return tuple(dict.fromkeys(found))


def _in_text(text: str, *, bare: bool, names: Mapping[str, str]) -> Iterator[str]:
    for user, broadcast, group in _EXPLICIT.findall(text):
        yield user or group or f"@{broadcast}"
    if bare:
        yield from (f"@{word}" for word in _BARE.findall(text))
        for name in _BARE_NAME.findall(text):
            user = names.get(name.rstrip(".-"))
            if user is not None and name not in _BROADCASTS:
                yield user


def _in_value(value: Any) -> Iterable[str]:
    if isinstance(value, Mapping):
        yield from _in_object(value)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _in_value(item)


def _in_object(value: Mapping[str, Any]) -> Iterable[str]:
    kind = value.get("type")
    text = value.get("text")
    if kind == "mrkdwn" and isinstance(text, str):
        yield from _in_text(text, bare=not value.get("verbatim"), names={})
    elif kind == "markdown" and isinstance(text, str):
        yield from _in_text(text, bare=True, names={})
    elif kind == "user" and "user_id" in value:
        yield str(value["user_id"])
    elif kind == "usergroup" and "usergroup_id" in value:
        yield str(value["usergroup_id"])
    elif kind == "broadcast" and value.get("range") in _BROADCASTS:
        yield f"@{value['range']}"
    else:
        for item in value.values():
            yield from _in_value(item)


def _in_attachment(attachment: Mapping[str, Any]) -> Iterable[str]:
    for name in ("pretext", "text"):
        if isinstance(attachment.get(name), str):
            yield from _in_text(attachment[name], bare=False, names={})
    for field in attachment.get("fields") or ():
        if isinstance(field, Mapping) and isinstance(field.get("value"), str):
            yield from _in_text(field["value"], bare=False, names={})
    yield from _in_value(attachment.get("blocks"))
