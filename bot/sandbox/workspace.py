"""The people, channels and app of the workspace, as its JSON file gives them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from bot.sandbox.errors import SetupError

SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Team:
    """A workspace: the app's own, or one that strangers come from."""

    id: str
    name: str
    domain: str = ""


@dataclass(frozen=True, slots=True)
class AppIdentity:
    """The one app that is installed."""

    id: str
    name: str
    bot_user_id: str
    bot_id: str


@dataclass(frozen=True, slots=True)
class User:
    """A person, a guest, a stranger of another workspace, or the app's bot user."""

    id: str
    name: str
    real_name: str = ""
    title: str = ""
    email: str = ""
    tz: str = "Europe/London"
    team_id: str = ""
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_admin: bool = False
    is_bot: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel, or the direct conversation of one person (`user`) with the app."""

    id: str
    name: str = ""
    topic: str = ""
    is_private: bool = False
    is_ext_shared: bool = False
    is_archived: bool = False
    members: tuple[str, ...] = ()
    app_is_member: bool = False
    deleted: bool = False
    user: str | None = None

    @property
    def is_im(self) -> bool:
        """Whether this is a direct conversation with the app."""
        return self.user is not None

    @property
    def kind(self) -> str:
        """Return "im", "private" or "channel"."""
        if self.is_im:
            return "im"
        return "private" if self.is_private else "channel"


@dataclass(frozen=True, slots=True)
class Seed:
    """What a workspace file holds."""

    team: Team
    teams: tuple[Team, ...]
    app: AppIdentity
    users: tuple[User, ...]
    channels: tuple[Channel, ...]


_Record = TypeVar("_Record", Team, AppIdentity, User, Channel)


def read_seed(path: Path) -> Seed:
    """Read a workspace file.

    Raises:
        SetupError: The file cannot be read or does not describe a workspace.
    """
    try:
        return parse_seed(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise SetupError(f"The workspace file {path} cannot be read: {error}.") from error


def parse_seed(body: Mapping[str, Any]) -> Seed:
    """Build a seed from the parsed workspace file.

    Raises:
        SetupError: A part is missing, has an unknown field, or refers to somebody unknown.
    """
    try:
        team = _record(Team, body["team"])
        app = _record(AppIdentity, body["app"])
        users = [_record(User, {"team_id": team.id, **row}) for row in body.get("users", [])]
        channels = [_record(Channel, row) for row in body.get("channels", [])]
        teams = tuple(_record(Team, row) for row in body.get("teams", []))
    except (KeyError, TypeError) as error:
        raise SetupError(f"The workspace file is incomplete or has a field nobody knows: {error}.") from error
    if all(user.id != app.bot_user_id for user in users):
        users.append(User(id=app.bot_user_id, name=app.name.lower(), real_name=app.name, team_id=team.id, is_bot=True))
    known = {user.id for user in users}
    strangers = {member for channel in channels for member in channel.members} - known
    if strangers:
        raise SetupError(f"The workspace file has channel members that are no users: {', '.join(sorted(strangers))}.")
    return Seed(team=team, teams=teams, app=app, users=tuple(users), channels=tuple(channels))


def patched(record: _Record, changes: Mapping[str, Any]) -> _Record:
    """Return the record with some fields changed.

    Raises:
        ValueError: A field is unknown or of the wrong type; the text is a sentence.
    """
    known = {field.name: getattr(record, field.name) for field in fields(record)}
    prepared: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in known or name == "id":
            raise ValueError(f"There is no field {name!r} that can be changed.")
        if name == "members":
            prepared[name] = tuple(str(member) for member in value)
        elif known[name] is not None and not isinstance(value, type(known[name])):
            raise ValueError(f"The field {name!r} needs a value of type {type(known[name]).__name__}.")
        else:
            prepared[name] = value
    return replace(record, **prepared)


def _record(kind: type[_Record], row: Mapping[str, Any]) -> _Record:
    values: dict[str, Any] = {name: tuple(item) if isinstance(item, list) else item for name, item in row.items()}
    make = cast("Callable[..., _Record]", kind)
    return make(**values)
