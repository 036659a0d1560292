"""Checks of the configuration, the environment and the tokens; they need neither Slack nor the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from bot.cli.common import sound, to_change
from bot.cli.doctor.findings import Finding, Level, fault, look, well
from bot.domain.people import same_address
from bot.errors import ConfigError
from bot.settings import Config, Settings, load_config
from bot.settings.load import config_file_of, is_own_variable, load_environment
from bot.settings.model import Environment
from bot.settings.traps import odd_secret, traps, where_to_find, wrong_kind


@dataclass(slots=True)
class Surroundings:
    """What the later checks stand on; None where it cannot be read or is not to be used."""

    config: Config | None = None
    environment: Environment | None = None
    bot_token: str | None = None
    app_token: str | None = None
    findings: list[Finding] = field(default_factory=list)


def look_around(variables: Mapping[str, str], given: Path | None, now: datetime, *, http: bool) -> Surroundings:
    """Check configuration, environment and tokens.

    Args:
        variables: the environment.
        given: a configuration named on the command line.
        now: aware UTC, to say the time in the partnership's zone.
        http: whether the bot is to take signed HTTP requests instead of Socket Mode.
    """
    around = Surroundings()
    file = given or config_file_of(variables)
    around.findings += _configuration(around, file, now)
    of_environment = list(_environment(around, variables))
    caught: list[Finding] = []
    if around.environment is not None and around.config is not None:
        caught += _traps(variables, Settings(config=around.config, environment=around.environment, config_file=file))
    if any(finding.level is Level.FAULT for finding in caught):
        of_environment = [finding for finding in of_environment if finding.level is not Level.OK]
    around.findings += of_environment
    if around.environment is not None:
        around.findings += _tokens(around, around.environment, http=http)
    around.findings += caught
    return around


def _configuration(around: Surroundings, file: Path, now: datetime) -> Iterator[Finding]:
    try:
        config = around.config = load_config(file)
    except ConfigError as problem:
        yield fault("configuration", str(problem), "Mend that key, or write a new file with `convenor init`.")
        return
    yield well("configuration", sound(file, config))
    if said := to_change(file, config):
        yield look("office", said, f"Put the real one into {file.name}, under people and as first_admin.")
    local = now.astimezone(config.zone)
    yield well("time zone", f"{config.partnership.timezone}, where it is {local:%a} {local.day} {local:%b %Y, %H:%M}.")
    if warning := config.calendar.warning(local.date()):
        yield look("calendar", warning, "Install a newer version, or list the days under calendar.closures.")
    named = config.partnership.first_admin
    if not any(same_address(person.email or "", named) or person.slack_id == named for person in config.people):
        yield fault(
            "administrator",
            f"first_admin, {named}, is nobody listed under people, so nobody would administer Convenor.",
            f"List a person with that address or account in {file.name}.",
        )


def _environment(around: Surroundings, variables: Mapping[str, str]) -> Iterator[Finding]:
    left = dict(variables)
    while around.environment is None:
        try:
            around.environment = load_environment(left)
        except ConfigError as problem:
            yield fault("environment", f"{problem.key} {problem.sentence}", "Mend it, then run doctor again.")
            names = problem.key.split(" and ")
            if any(is_own_variable(name) for name in names):
                return
            # The fault is said; what else is there can still be looked at without what caused it.
            left = {name: value for name, value in left.items() if name not in names}
    if len(left) == len(variables):
        yield well("environment", "Convenor knows every CONVENOR_ variable that is set.")


def _tokens(around: Surroundings, environment: Environment, *, http: bool) -> Iterator[Finding]:
    around.bot_token, finding = _token("bot token", "SLACK_BOT_TOKEN", environment.slack_bot_token)
    yield finding
    if http:
        secret, finding = _token("signing secret", "SLACK_SIGNING_SECRET", environment.slack_signing_secret)
        if secret is not None and odd_secret(secret):
            where = where_to_find("SLACK_SIGNING_SECRET")
            finding = look("signing secret", "It does not look like Slack's: 32 digits and letters from a to f.", where)
    else:
        around.app_token, finding = _token("app token", "SLACK_APP_TOKEN", environment.slack_app_token)
    yield finding


def _token(check: str, name: str, secret: SecretStr | None) -> tuple[str | None, Finding]:
    """Return the token where it is there and of the right kind, and what was found."""
    if secret is None:
        return None, fault(check, f"{name} is not set.", where_to_find(name))
    wrong = wrong_kind(name, secret.get_secret_value())
    if wrong:
        said, _, mend = wrong.partition(". ")
        return None, fault(check, f"{name} {said}.", mend)
    return secret.get_secret_value(), well(check, f"{name} is set and of the right kind.")


def _traps(variables: Mapping[str, str], settings: Settings) -> Iterator[Finding]:
    for trap in traps(variables, settings):
        yield (fault if trap.is_fault else look)("environment", trap.what, trap.mend)
