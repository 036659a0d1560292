"""What in the surroundings would lead the bot astray without an error: tokens of another kind, proxies, open files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bot.settings.load import default_config_dir
from bot.settings.mail import LOOPBACK
from bot.settings.model import Settings

SLACK_HOST = "slack.com"
_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_OF_OTHERS = 0o077
_WRITTEN_BY_OTHERS = 0o022
_SECRET = re.compile(r"[0-9a-f]{32}")
_WHERE = {
    "SLACK_BOT_TOKEN": "Take the Bot User OAuth Token (xoxb-), under OAuth & Permissions on Slack's page of the app.",
    "SLACK_APP_TOKEN": "Take the app-level token (xapp-), under Basic Information on Slack's page of the app.",
    "SLACK_SIGNING_SECRET": "Take the Signing Secret, under Basic Information on Slack's page of the app.",
}
_PREFIX = {"SLACK_BOT_TOKEN": "xoxb-", "SLACK_APP_TOKEN": "xapp-"}
_KINDS = {
    "xoxb-": "a bot token",
    "xapp-": "an app-level token",
    "xoxp-": "a person's token; Convenor acts as itself, never as a person",
    "xoxe": "a token that runs out; switch token rotation off and install the app again",
    "xoxc-": "a browser's token",
    "xoxs-": "a browser's token",
    "xoxa-": "a token of an old kind",
    "xoxr-": "a token of an old kind",
}


@dataclass(frozen=True, slots=True)
class Trap:
    """Something to look at: what it is, what to do, and whether the bot cannot work like that."""

    what: str
    mend: str
    is_fault: bool = False


def where_to_find(name: str) -> str:
    """Return where Slack shows the secret of that variable."""
    return _WHERE[name]


def wrong_kind(name: str, value: str) -> str:
    """Return what a secret is instead of what its variable asks for; empty when it looks right.

    Args:
        name: `SLACK_BOT_TOKEN`, `SLACK_APP_TOKEN` or `SLACK_SIGNING_SECRET`.
        value: the secret; nothing of it is repeated but the letters that say its kind.
    """
    if value != value.strip().strip("\"'"):
        return "has spaces or quotation marks around it. Take them off."
    wanted = _PREFIX.get(name)
    if wanted is not None and value.startswith(wanted):
        return ""
    for prefix, kind in _KINDS.items():
        if value.startswith(prefix):
            return f"is {kind} (it begins with {prefix}). {_WHERE[name]}"
    return "" if wanted is None else f"does not begin with {wanted}. {_WHERE[name]}"


def odd_secret(value: str) -> bool:
    """Return whether a signing secret has another form than Slack's: 32 digits and letters from a to f."""
    return _SECRET.fullmatch(value) is None


def speaks_to_slack(settings: Settings) -> bool:
    """Return whether the Web API is Slack's own, not a sandbox's."""
    return urlsplit(settings.environment.slack_api_url).hostname == SLACK_HOST


def traps(variables: Mapping[str, str], settings: Settings) -> list[Trap]:
    """Return what in the environment and on the disk may lead astray, the worst first."""
    found = [*_addresses(settings), *_proxies(variables, settings), *_certificates(variables), *_open_files(settings)]
    return sorted(found, key=lambda trap: not trap.is_fault)


def _addresses(settings: Settings) -> Iterator[Trap]:
    host = urlsplit(settings.environment.slack_api_url).hostname
    real = speaks_to_slack(settings)
    if not real:
        place = "a sandbox on this machine" if host in LOOPBACK else host
        yield Trap(f"SLACK_API_URL points to {place}, not to Slack.", "Unset it to work with Slack itself.")
    if real and settings.environment.clock_url is not None:
        yield Trap(
            "CONVENOR_CLOCK_URL is set: business time comes from a sandbox's time machine, yet Slack is the real one.",
            "Unset CONVENOR_CLOCK_URL.",
            is_fault=True,
        )
    if real and settings.config_file.resolve() == (default_config_dir() / "convenor.toml").resolve():
        yield Trap(
            "The worked example is in use as configuration; its workspace and people are not yours.",
            "Write your own with `convenor init`, and name it in CONVENOR_CONFIG.",
            is_fault=True,
        )


def _proxies(variables: Mapping[str, str], settings: Settings) -> Iterator[Trap]:
    name = next((name for name in _PROXIES if variables.get(name, "").strip()), None)
    if name is None:
        return
    host = urlsplit(variables[name]).hostname or "a proxy that cannot be read"
    if urlsplit(settings.environment.slack_api_url).hostname in LOOPBACK:
        yield Trap(
            f"{name} sends every call through {host}, also those to this machine; NO_PROXY is not looked at.",
            f"Unset {name} for this process.",
            is_fault=True,
        )
    else:
        yield Trap(
            f"{name} sends every call of Slack through {host}; NO_PROXY is not looked at.",
            "If that is meant, see that the proxy lets WebSocket connections (CONNECT to port 443) out. Else unset it.",
        )


def _certificates(variables: Mapping[str, str]) -> Iterator[Trap]:
    for name in _CERTIFICATES:
        if variables.get(name) and not Path(variables[name]).exists():
            yield Trap(
                f"{name} names {variables[name]}, which is not there; no certificate of Slack can be checked.",
                f"Correct {name} or unset it.",
                is_fault=True,
            )


def _open_files(settings: Settings) -> Iterator[Trap]:
    if os.name != "posix":
        return
    database = _sqlite_file(settings.environment.database_url)
    if database is None:
        return
    if database.is_file() and database.stat().st_mode & _OF_OTHERS:
        yield Trap(f"Other accounts of this machine can read the database {database}.", f"chmod 600 {database}")
    if database.parent.is_dir() and database.parent.stat().st_mode & _WRITTEN_BY_OTHERS:
        yield Trap(
            f"Other accounts of this machine can put files into {database.parent}, where the database is.",
            f"chmod go-w {database.parent}",
        )


def _sqlite_file(url: str) -> Path | None:
    scheme, _, rest = url.partition(":///")
    return Path(rest.partition("?")[0]) if scheme == "sqlite" and rest else None
