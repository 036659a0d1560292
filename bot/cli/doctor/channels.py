"""Checks of the channels that the configuration names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.cli.doctor.findings import Finding, fault, look, unknown, well
from bot.errors import UnavailableError
from bot.settings import Config
from bot.slack.facts import ChannelFacts
from bot.slack.gateway import SlackGateway

_CHECK = "channels"


@dataclass(frozen=True, slots=True)
class Use:
    """What a channel is for: the key that names it, and whether records that are not public go there."""

    key: str
    channel: str
    is_confidential: bool


def uses(config: Config) -> Iterator[Use]:
    """Yield each use of a channel in the configuration, in its order."""
    if config.partnership.office_channel:
        yield Use("partnership.office_channel", config.partnership.office_channel, is_confidential=True)
    if config.digest.on and config.digest.channel:
        yield Use("digest.channel", config.digest.channel, is_confidential=False)
    for stream in config.workstreams:
        if stream.channel:
            yield Use(f"workstreams.{stream.key}.channel", stream.channel, is_confidential=False)
        if stream.private_channel:
            yield Use(f"workstreams.{stream.key}.private_channel", stream.private_channel, is_confidential=True)
    for board in config.boards:
        if board.channel:
            yield Use(f"boards.{board.key}.channel", board.channel, is_confidential=False)


def check_channels(config: Config, gateway: SlackGateway) -> Iterator[Finding]:
    """Say of each channel that is named whether Convenor can use it for what it is named for."""
    named = list(uses(config))
    if not named:
        yield look(
            _CHECK, "The configuration names no channel, so records are shown in none.", "Name one for each workstream."
        )
        return
    known: dict[str, ChannelFacts | None] = {}
    sound = 0
    for use in named:
        try:
            if use.channel not in known:
                known[use.channel] = gateway.channel(use.channel)
        except UnavailableError as problem:
            yield unknown(_CHECK, f"{use.key} ({use.channel}): {problem.message}")
            continue
        found = next(_faults(use, known[use.channel]), None)
        sound += found is None
        if found is not None:
            yield found
    if sound:
        yield well(_CHECK, f"{sound} of the {len(named)} channels named are there, and Convenor is in them.")


def _faults(use: Use, facts: ChannelFacts | None) -> Iterator[Finding]:
    """Yield what is wrong with a channel for its use, the worst first."""
    if facts is None:
        yield fault(
            _CHECK,
            f"{use.key}: there is no channel {use.channel}, or it is private and Convenor is not in it.",
            "Correct the id, or open the channel and type /invite @Convenor.",
        )
        return
    name = f"{use.key}: #{facts.name}"
    if facts.is_archived:
        yield fault(_CHECK, f"{name} is archived.", "Unarchive it, or name another channel.")
    if use.is_confidential and facts.is_ext_shared:
        said = f"{name} is shared with another organisation, so nothing that is not public is posted there."
        yield fault(_CHECK, said, "Name a channel of your own workspace only.")
    if use.is_confidential and not facts.is_private:
        said = f"{name} is open to the whole workspace, so nothing that is not public is posted there."
        yield fault(_CHECK, said, "Make it private, or name a private channel.")
    if not facts.is_member:
        yield fault(_CHECK, f"{name}: Convenor is not in it.", "Open the channel and type /invite @Convenor.")
    if facts.is_ext_shared:
        said = f"{name} is shared with another organisation, which reads what is posted there."
        yield look(_CHECK, said, "Nothing, if that is meant.")
