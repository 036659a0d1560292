"""Checks that the people of the configuration are found in Slack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.cli.doctor.findings import Finding, fault, look, unknown, well
from bot.domain.people import Account, same_address
from bot.errors import UnavailableError
from bot.settings import Config
from bot.settings.partnership import PersonSetting
from bot.slack.gateway import SlackGateway
from bot.views.wording import counted

_CHECK = "people"
_NAMED = 8
_WORDS = ("person with an address", "people with an address")


def check_people(config: Config, gateway: SlackGateway, team: str) -> Iterator[Finding]:
    """Say who of the configuration has no account that Convenor would link, and whether anybody administers it.

    Args:
        config: the configuration.
        gateway: Slack.
        team: the workspace the app is installed in, whose accounts count.
    """
    try:
        accounts = [account for account in gateway.users() if not account.is_bot]
    except UnavailableError as problem:
        yield unknown(_CHECK, problem.message)
        return
    if not any(account.email for account in accounts):
        yield fault(
            _CHECK, "Slack shows no e-mail address of anybody.", "Grant users:read.email and reinstall the app."
        )
        return
    sought = [person for person in config.people if person.email or person.slack_id]
    missing = [person for person in sought if not _is_found(person, accounts, team)]
    named = config.partnership.first_admin
    first = next((p for p in sought if same_address(p.email or "", named) or p.slack_id == named), None)
    if first is not None and first in missing:
        yield fault(
            "administrator",
            f"{first.name} ({named}) has no account in this workspace, so nobody would administer Convenor.",
            "Correct first_admin and that person's e-mail address, or invite them to Slack.",
        )
    elif first is not None:
        yield well("administrator", f"{first.name} becomes the first administrator.")
    if missing:
        shown = ", ".join(f"{person.name} ({person.slack_id or person.email})" for person in missing[:_NAMED])
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        yield look(
            _CHECK,
            f"{len(missing)} of {counted(len(sought), *_WORDS)} not found in Slack: {shown}{more}.",
            "Correct the address or give slack_id; leave both out for somebody without Slack.",
        )
    else:
        yield well(_CHECK, f"{counted(len(sought), *_WORDS)} found in Slack, and nobody missing.")


def _is_found(person: PersonSetting, accounts: Sequence[Account], team: str) -> bool:
    if person.slack_id:
        return any(account.slack_id == person.slack_id and not account.is_deleted for account in accounts)
    return any(
        same_address(account.email or "", person.email or "")
        and account.team_id == team
        and not (account.is_deleted or account.is_stranger)
        for account in accounts
    )
