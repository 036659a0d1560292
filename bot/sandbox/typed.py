"""What Slack makes of text that a person types: mentions and links are wrapped, the rest is escaped."""

from __future__ import annotations

import re

from bot.sandbox.world import World

_READY = re.compile(r"<(?:@[UW][A-Z0-9]+|#[CG][A-Z0-9]+)(?:\|[^<>|]*)?>")
_BROADCAST = re.compile(r"<!(?:here|channel|everyone)>")
_NAMED = re.compile(r"(?<![\w&])@([\w.\-]+)|(?<![\w&])#([\w\-]+)|(https?://[^\s<>]+)")


def escape(text: str) -> str:
    """Escape the three characters that control mrkdwn."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_message(world: World, text: str) -> str:
    """Return the text of a message that a person has typed."""
    return _converted(world, text, broadcasts=True, labels=False, linked=True)


def as_command_text(world: World, text: str, *, should_escape: bool) -> str:
    """Return the text behind a slash command as the app receives it.

    Args:
        world: The workspace, for the names of people and channels.
        text: What was typed.
        should_escape: Whether the command's manifest entry asks for names as ids.
    """
    return _converted(world, text, broadcasts=False, labels=should_escape, linked=should_escape)


def _converted(world: World, text: str, *, broadcasts: bool, labels: bool, linked: bool) -> str:
    ready = re.compile(f"{_READY.pattern}|{_BROADCAST.pattern}") if broadcasts else _READY
    parts: list[str] = []
    position = 0
    for match in ready.finditer(text):
        parts.append(_plain(world, text[position : match.start()], labels=labels, linked=linked))
        parts.append(_labelled(world, match.group()) if labels else match.group())
        position = match.end()
    parts.append(_plain(world, text[position:], labels=labels, linked=linked))
    return "".join(parts)


def _plain(world: World, text: str, *, labels: bool, linked: bool) -> str:
    if not linked:
        return escape(text)
    parts: list[str] = []
    position = 0
    for match in _NAMED.finditer(text):
        found = _wrapped(world, match, labels=labels)
        if found is not None:
            parts += [escape(text[position : match.start()]), found]
            position = match.end()
    parts.append(escape(text[position:]))
    return "".join(parts)


def _wrapped(world: World, match: re.Match[str], *, labels: bool) -> str | None:
    person, channel, url = match.groups()
    if url:
        return f"<{escape(url)}>"
    if person:
        bare = person.rstrip(".-")
        rest = person[len(bare) :]
        if bare in ("here", "channel", "everyone"):
            return f"<!{bare}>{rest}" if not labels else None
        user = next((user for user in world.users.values() if user.name == bare), None)
        if user is None:
            return None
        return (f"<@{user.id}|{user.name}>" if labels else f"<@{user.id}>") + rest
    found = next((place for place in world.channels.values() if place.name == channel and not place.deleted), None)
    return None if found is None else f"<#{found.id}|{found.name}>"


def _labelled(world: World, mention: str) -> str:
    if "|" in mention:
        return mention
    kind, identity = mention[1], mention[2:-1]
    if kind == "@":
        user = world.user(identity)
        return f"<@{identity}|{user.name}>" if user else mention
    channel = world.channel(identity)
    return f"<#{identity}|{channel.name}>" if channel else mention
