"""Checks of Slack: who the tokens belong to, what was granted, the clock, and a Socket Mode connection."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bot.cli.doctor.findings import Finding, fault, look, unknown, well
from bot.settings import Config, default_config_dir
from bot.settings.traps import where_to_find
from bot.slack.probe import Greeting, Reply, ask, greet

LOST_WITHOUT: Mapping[str, str] = {
    "commands": "there are no commands",
    "chat:write": "Convenor can say nothing",
    "im:write": "nobody can be written to directly",
    "users:read": "guests cannot be told from members, so everybody is refused",
    "users:read.email": "nobody is found by e-mail address",
    "channels:read": "public channels cannot be checked before a message goes there",
    "groups:read": "private channels cannot be checked, so non-public records are shown in none",
    "channels:history": "after a lost connection messages in public channels may be doubled or lost",
    "groups:history": "after a lost connection messages in private channels may be doubled or lost",
    "im:history": "files sent to Convenor do not reach it, and direct messages may be doubled or lost",
    "files:read": "registers dropped into Convenor's messages cannot be read",
    "files:write": "pictures and papers cannot be sent",
    "app_mentions:read": "nothing is answered where Convenor is mentioned",
}
"""What does not work without each scope that the manifest asks for."""

_SKEW_S = 30
_SKEW_MAX_S = 240
_TURNED_AWAY = {
    "invalid_auth": "Slack does not know this token.",
    "not_authed": "Slack does not know this token.",
    "token_revoked": "The token was revoked.",
    "token_expired": "The token has run out: token rotation is on.",
    "account_inactive": "The app was removed from the workspace.",
    "team_access_not_granted": "The app has no access to the workspace.",
}
_ADD_SCOPES = (
    "Add them under OAuth & Permissions > Scopes (or put config/manifest.json in again), then reinstall the app."
)


@dataclass(frozen=True, slots=True)
class Installation:
    """The app as Slack knows it: the workspace's id, and the app's id where it could be read."""

    team_id: str
    app_id: str = ""


def check_installation(
    token: str, base_url: str, config: Config | None, now: datetime
) -> tuple[Installation | None, list[Finding]]:
    """Check the bot token with Slack; return whose it is, None when Slack turns it away, and what was found."""
    reply = ask(token, base_url, "auth.test")
    if not reply.is_ok:
        return None, [_turned_away("Slack", reply, base_url, "SLACK_BOT_TOKEN")]
    answer = reply.answer
    found = [well("Slack", f"Slack knows the token: {answer.get('user')} in {answer.get('team')}.")]
    if not answer.get("bot_id"):
        found = [fault("Slack", "The token is a person's, not the bot's.", where_to_find("SLACK_BOT_TOKEN"))]
    team = str(answer.get("team_id", ""))
    found += [_team(team, str(answer.get("team")), config), *_scopes(reply.scopes), check_clock(reply, now)]
    bot = ask(token, base_url, "bots.info", bot=str(answer.get("bot_id", "")))
    return Installation(team, str((bot.answer.get("bot") or {}).get("app_id", ""))), found


def check_socket(app_token: str, base_url: str, app: Installation | None, holder: str | None) -> Iterator[Finding]:
    """Check the app-level token, and open a connection for a moment where no bot of this database could lose by it.

    Args:
        app_token: of the right kind.
        base_url: where the Web API is.
        app: what is known of the app.
        holder: the process that runs on this database, None when none is known to.
    """
    reply = ask(app_token, base_url, "apps.connections.open")
    if not reply.is_ok:
        yield _turned_away("socket", reply, base_url, "SLACK_APP_TOKEN")
        return
    address = str(reply.answer.get("url", ""))
    if holder is not None:
        yield well(
            "socket", "Slack gives a connection. It was not opened: a click meant for your bot could land on it."
        )
        return
    greeting = greet(app_token, base_url, address)
    if not isinstance(greeting, Greeting):
        yield fault(
            "socket",
            f"Slack gave a connection to {urlsplit(address).hostname}, but it did not open: {greeting}.",
            "Let WebSocket connections (wss, port 443) out through the firewall and any proxy.",
        )
        return
    yield well("socket", "A connection opened, Slack said hello, and it was closed again.")
    if app is not None and app.app_id and greeting.app_id != app.app_id:
        yield fault(
            "app token",
            f"The two tokens belong to different apps: {app.app_id} (bot) and {greeting.app_id} (app-level).",
            "Take both from the same app's page.",
        )
    others = greeting.connections - 1
    if others > 0:
        yield look(
            "deployments",
            f"{others} more Socket Mode {'connection is' if others == 1 else 'connections are'} open on this app. "
            "Two deployments on one app take each other's clicks.",
            "Stop the other one, or make an app for each; nothing, if they are your own on this PostgreSQL database.",
        )
    else:
        yield well("deployments", "No other deployment is connected to this app.")


def check_clock(reply: Reply, now: datetime) -> Finding:
    """Compare this machine's clock (`now`, aware UTC) with the time that Slack's answer carries."""
    if reply.date is None:
        return unknown("clock", "Slack's answer does not say the time.")
    off = (now - reply.date).total_seconds()
    if abs(off) < _SKEW_S:
        return well("clock", "This machine's clock agrees with Slack's.")
    said = f"This machine's clock is {abs(off):,.0f} seconds {'ahead of' if off > 0 else 'behind'} Slack's."
    mend = "Set it from a time server (systemd-timesyncd or chrony)."
    if abs(off) < _SKEW_MAX_S:
        return look("clock", said, mend)
    return fault("clock", f"{said} Signed requests are refused at 300.", mend)


def manifest_scopes() -> tuple[str, ...]:
    """Return the bot scopes that the shipped manifest asks for, in its order."""
    manifest = json.loads((default_config_dir() / "manifest.json").read_text(encoding="utf-8"))
    return tuple(manifest["oauth_config"]["scopes"]["bot"])


def _turned_away(check: str, reply: Reply, base_url: str, variable: str) -> Finding:
    if reply.unreached:
        host = urlsplit(base_url).hostname
        return fault(check, f"{host} was not reached: {reply.unreached}.", "Check network, proxy and SLACK_API_URL.")
    if reply.error == "missing_scope":
        needed = reply.answer.get("needed") or "connections:write"
        return fault(
            check, f"The token lacks the scope {needed}.", f"Make it again with {needed}, in Basic Information."
        )
    if reply.error == "not_allowed_token_type":
        return fault(check, f"Slack does not take {variable} for this.", where_to_find(variable))
    if reply.error == "ratelimited":
        return unknown(check, "Slack asks us to slow down. Run doctor again in a minute.")
    said = _TURNED_AWAY.get(reply.error, "Slack refuses it.")
    return fault(check, f"{variable}: {said} ({reply.error})", where_to_find(variable))


def _team(team_id: str, name: str, config: Config | None) -> Finding:
    home = config.partnership.home_team if config is not None else None
    if config is None:
        return unknown("workspace", f"{name} ({team_id}); without a configuration there is nothing to compare it with.")
    if home is None:
        return well("workspace", f"{name} ({team_id}); home_team is not set, so it counts as yours.")
    if home != team_id:
        return fault(
            "workspace",
            f"The app is installed in {name} ({team_id}), but home_team is {home}: everybody would be refused.",
            f'Write home_team = "{team_id}", or install the app in your own workspace.',
        )
    return well("workspace", f"{name} ({team_id}), as the configuration says.")


def _scopes(granted: frozenset[str] | None) -> Iterator[Finding]:
    if granted is None:
        yield unknown("scopes", "Slack's answer does not say what was granted.")
        return
    wanted = manifest_scopes()
    missing = [scope for scope in wanted if scope not in granted]
    if missing:
        said = "; ".join(f"without {scope} {LOST_WITHOUT[scope]}" for scope in missing)
        yield fault("scopes", f"Not granted: {', '.join(missing)}: {said}.", _ADD_SCOPES)
    else:
        yield well("scopes", f"All {len(wanted)} that Convenor asks for are granted.")
    more = sorted(granted - set(wanted))
    if more:
        yield look("scopes", f"Granted and not needed: {', '.join(more)}.", "Take them away under OAuth & Permissions.")
