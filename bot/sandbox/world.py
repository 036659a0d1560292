"""The workspace as it is now: everything the Web API, the page and the control API act on."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.sandbox.clock import BusinessClock, ClockState, iso
from bot.sandbox.faults import Faults
from bot.sandbox.files import Shelf
from bot.sandbox.ids import Timestamps, im_id
from bot.sandbox.live import LiveHub
from bot.sandbox.manifest import Manifest
from bot.sandbox.messages import Ledger, instant
from bot.sandbox.offers import Offers
from bot.sandbox.persistence import Keeper
from bot.sandbox.rates import Rates
from bot.sandbox.scheduled import Schedule
from bot.sandbox.steps import RUNNING, Steps
from bot.sandbox.traffic import Traffic
from bot.sandbox.triggers import Responses, Triggers
from bot.sandbox.viewbook import ViewBook
from bot.sandbox.workspace import SLACKBOT, Channel, Seed, User, patched

if TYPE_CHECKING:
    from bot.sandbox.delivery.courier import Courier


@dataclass(frozen=True, slots=True)
class Credentials:
    """The tokens the workspace accepts and the secret it signs with."""

    bot_token: str
    app_token: str
    signing_secret: str
    verification_token: str

    @property
    def tokens(self) -> tuple[str, str]:
        """Both tokens."""
        return self.bot_token, self.app_token


class World:
    """All state of one sandbox.

    Args:
        seed: The workspace file.
        manifest: The app's manifest.
        keeper: What was saved, and where to save.
        now: Business time of a fresh start; None for the real time. A saved clock goes before it.
        url: Where the sandbox listens, without a slash at the end.
    """

    def __init__(self, seed: Seed, manifest: Manifest, keeper: Keeper, *, now: datetime | None, url: str) -> None:
        self.seed = seed
        self.manifest = manifest
        self.keeper = keeper
        self.url = url
        self.credentials = _credentials(keeper)
        self.clock = BusinessClock(_saved_clock(keeper, now), zone=_zone(seed))
        self.stopping = asyncio.Event()
        self.ledger = Ledger()
        self.views = ViewBook()
        self.rates = Rates()
        self.live = LiveHub()
        self.faults = Faults(self._show_faults)
        self.traffic = Traffic(
            (self.credentials.signing_secret, self.credentials.verification_token, *self.credentials.tokens),
            lambda number: self.live.publish({"type": "traffic", "n": number}),
        )
        self.files = Shelf(keeper)
        self.scheduled = Schedule(keeper)
        self.steps = Steps(keeper, self.live)
        self.triggers = Triggers()
        self.responses = Responses()
        self.offers = Offers()
        self.courier: Courier
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.reads: dict[tuple[str, str], str] = {}
        self.opened_ims: set[str] = set()
        self._load()
        last = max((message.ts for message in self.ledger), key=instant, default="0.0")
        self.timestamps = Timestamps(last)

    async def pause(self, seconds: float) -> None:
        """Wait that long, or until the sandbox stops."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)

    def stop(self) -> None:
        """End all waiting, so that no call holds up the end of the sandbox."""
        self.stopping.set()
        self.clock.release()
        self.courier.sockets.abandon()

    def default_person(self) -> User | None:
        """Return who looks at the page when nobody is named: the first administrator, else the first person."""
        people = [user for user in self.users.values() if not user.is_bot and not user.deleted]
        people = [user for user in people if user.id != SLACKBOT]
        return next((user for user in people if user.is_admin), people[0] if people else None)

    def user(self, user_id: str) -> User | None:
        """Return the person of that id, or None."""
        return self.users.get(user_id)

    def channel(self, channel_id: str) -> Channel | None:
        """Return the channel of that id, unless it is unknown or deleted."""
        found = self.channels.get(channel_id)
        return None if found is None or found.deleted else found

    def im(self, user_id: str) -> Channel | None:
        """Return the person's direct conversation with the app, or None for strangers and bots."""
        return self.channel(im_id(user_id))

    def is_outsider(self, user: User) -> bool:
        """Whether the person belongs to another workspace."""
        return user.is_stranger or user.team_id != self.seed.team.id

    def sees(self, user_id: str, channel: Channel) -> bool:
        """Whether the person can look into the channel."""
        if channel.deleted:
            return False
        if channel.is_im:
            return channel.user == user_id
        user = self.users.get(user_id)
        if user is None:
            return False
        if self.is_outsider(user):
            return user_id in channel.members and channel.is_ext_shared
        if user_id in channel.members:
            return True
        return not (channel.is_private or user.is_restricted or user.is_ultra_restricted)

    def readers(self, channel: Channel) -> set[str]:
        """Return the ids of all who can look into the channel."""
        return {user_id for user_id in self.users if self.sees(user_id, channel)}

    def is_bot_token(self, token: str) -> bool:
        """Whether a token is the bot's own, or that of a step that still runs."""
        if token == self.credentials.bot_token:
            return True
        execution = self.steps.holder(token)
        return execution is not None and execution.status == RUNNING and time.time() < execution.token_until

    def save_clock(self) -> None:
        """Save the clock as it is now."""
        state = self.clock.state()
        self.keeper.note("clock", {"now": iso(state.now), "version": state.version, "settled": state.settled})

    def change_user(self, user_id: str, changes: Mapping[str, Any]) -> User:
        """Change fields of a person and tell the pages.

        Raises:
            KeyError: Nobody has that id.
            ValueError: A field cannot be changed so.
        """
        user = patched(self.users[user_id], changes)
        self.users[user_id] = user
        self.keeper.put_patch("user", user_id, dict(changes))
        self.live.publish({"type": "state"})
        return user

    def change_channel(self, channel_id: str, changes: Mapping[str, Any]) -> Channel:
        """Change fields of a channel and tell the pages.

        Raises:
            KeyError: No channel has that id.
            ValueError: A field cannot be changed so.
        """
        channel = patched(self.channels[channel_id], changes)
        unknown = [member for member in channel.members if member not in self.users]
        if unknown:
            raise ValueError(f"There is no user {unknown[0]!r}.")
        self.channels[channel_id] = channel
        self.keeper.put_patch("channel", channel_id, dict(changes))
        self.live.publish({"type": "state"})
        return channel

    def open_im(self, channel: Channel) -> bool:
        """Note that the app has opened a direct conversation; return whether that is new."""
        if channel.id in self.opened_ims:
            return False
        self.opened_ims.add(channel.id)
        self.keeper.note("ims", sorted(self.opened_ims))
        return True

    def mark_read(self, user_id: str, channel_id: str, ts: str) -> None:
        """Note how far the person has read the channel."""
        if instant(self.reads.get((user_id, channel_id), "0.0")) < instant(ts):
            self.reads[(user_id, channel_id)] = ts
            self.keeper.put_read(user_id, channel_id, ts)
            unread = self.ledger.unread(channel_id, user_id, ts)
            self.live.publish({"type": "read", "channel": channel_id, "unread": unread}, {user_id})

    def reset(self) -> None:
        """Empty messages, files, modals and Homes; people, channels and the clock stay."""
        self.ledger.clear()
        self.files.clear()
        self.scheduled.clear()
        self.steps.clear()
        self.views.forget()
        self.triggers.clear()
        self.offers.clear()
        self.responses.clear()
        self.rates.clear()
        self.reads.clear()
        self.opened_ims.clear()
        self.keeper.clear_content()
        self.keeper.note("ims", [])
        self.live.publish({"type": "state"})
        self.live.publish({"type": "views", "stack": []})
        self.live.publish({"type": "home", "view": None})

    def _show_faults(self) -> None:
        self.live.publish({"type": "faults", "faults": self.faults.listed()})

    def _load(self) -> None:
        team = self.seed.team.id
        people = [*self.seed.users, User(id=SLACKBOT, name="slackbot", real_name="Slackbot", team_id=team)]
        changes = self.keeper.patches("user")
        self.users = {user.id: patched(user, changes.get(user.id, {})) for user in people}
        conversations = [
            Channel(id=im_id(user.id), user=user.id, members=(user.id,), app_is_member=True)
            for user in self.users.values()
            if not user.is_bot and user.id != SLACKBOT and not self.is_outsider(user)
        ]
        changes = self.keeper.patches("channel")
        for channel in (*self.seed.channels, *conversations):
            self.channels[channel.id] = patched(channel, changes.get(channel.id, {}))
        self.reads = self.keeper.reads()
        self.opened_ims = set(self.keeper.noted("ims") or [])
        for message in self.keeper.messages():
            self.ledger.put(message)
        for user_id, view in self.keeper.homes().items():
            self.views.publish(user_id, view)


def _credentials(keeper: Keeper) -> Credentials:
    invented = keeper.noted("credentials")
    if invented is None:
        invented = {
            "bot_token": f"xoxb-sandbox-{secrets.token_hex(12)}",
            "app_token": f"xapp-1-sandbox-{secrets.token_hex(12)}",
            "signing_secret": secrets.token_hex(16),
            "verification_token": secrets.token_urlsafe(18),
        }
        keeper.note("credentials", invented)
    return Credentials(
        bot_token=os.environ.get("SLACK_BOT_TOKEN") or invented["bot_token"],
        app_token=os.environ.get("SLACK_APP_TOKEN") or invented["app_token"],
        signing_secret=os.environ.get("SLACK_SIGNING_SECRET") or invented["signing_secret"],
        verification_token=invented["verification_token"],
    )


def _zone(seed: Seed) -> tzinfo:
    people = [user for user in seed.users if not user.is_bot]
    return ZoneInfo(people[0].tz) if people else UTC


def _saved_clock(keeper: Keeper, now: datetime | None) -> ClockState:
    saved = keeper.noted("clock")
    if saved is None:
        return ClockState(now=now or datetime.now(UTC), version=1, settled=1)
    return ClockState(now=datetime.fromisoformat(saved["now"]), version=saved["version"], settled=saved["settled"])
