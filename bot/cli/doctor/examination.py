"""The whole examination, in the order in which one thing stands on another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.cli.doctor.channels import check_channels
from bot.cli.doctor.database import check_database, check_funds
from bot.cli.doctor.findings import Finding, fault, unknown
from bot.cli.doctor.mail import check_mail
from bot.cli.doctor.people import check_people
from bot.cli.doctor.settings import Surroundings, look_around
from bot.cli.doctor.slack import check_installation, check_socket
from bot.cli.doctor.webhooks import check_webhooks
from bot.clock import wall_now
from bot.errors import ConfigError
from bot.settings.dotenv import ENV_FILE, apply_env_file
from bot.slack.gateway import SlackGateway
from bot.store.health import look_at


def examine(
    variables: Mapping[str, str], config_file: Path | None, *, http: bool, mail_to: str | None = None
) -> Iterator[Finding]:
    """Yield what is found, as it is found. Nothing is changed: no file, no row, nothing in Slack.

    Args:
        variables: the environment; what `.env` in the working directory gives is added to it.
        config_file: a configuration named on the command line, which outweighs the environment's.
        http: whether the bot is to take signed HTTP requests instead of Socket Mode.
        mail_to: an address that a trial letter is sent to; None sends nothing.
    """
    known = dict(variables)
    try:
        apply_env_file(ENV_FILE, known)
    except ConfigError as refusal:
        said = str(refusal).replace(": (file):", "")
        yield fault("environment", said, "Mend it, then run doctor again.")
        for check in ("configuration", "database", "Slack"):
            yield unknown(check, f"Not looked at while {ENV_FILE} is refused.")
        return
    around = look_around(known, config_file, wall_now(), http=http)
    yield from around.findings
    if around.environment is None:
        yield unknown("database", "Not looked at while the environment cannot be read.")
        yield unknown("Slack", "Not looked at while the environment cannot be read.")
        return
    facts = look_at(around.environment.database_url)
    yield from check_database(facts)
    if around.config is not None:
        yield from check_funds(facts, {one.key for one in around.config.funds})
    yield from check_mail(around.config, around.environment, mail_to)
    yield from check_webhooks(around.config, around.environment)
    yield from _slack(around, around.environment.slack_api_url, facts.holder)


def _slack(around: Surroundings, base_url: str, holder: str | None) -> Iterator[Finding]:
    app = None
    if around.bot_token is None:
        yield unknown("Slack", "Not asked: there is no bot token to ask with.")
    else:
        app, found = check_installation(around.bot_token, base_url, around.config, wall_now())
        yield from found
    if around.app_token is not None:
        yield from check_socket(around.app_token, base_url, app, holder)
    if around.bot_token is None or app is None or around.config is None:
        missing = "a configuration" if around.config is None else "a bot token that Slack knows"
        yield unknown("channels", f"Not looked at without {missing}.")
        yield unknown("people", f"Not looked at without {missing}.")
        return
    gateway = SlackGateway(around.bot_token, base_url)
    yield from check_channels(around.config, gateway)
    yield from check_people(around.config, gateway, app.team_id)
