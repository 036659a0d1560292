"""Checks of the webhooks: whether each has what it needs, and could be sent to; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cli.doctor.findings import Finding, fault, look, unknown, well
from bot.errors import ConfigError
from bot.settings import Config
from bot.settings.model import Environment
from bot.webhooks.opening import hook_of, unclaimed_variable
from bot.webhooks.probing import trouble_with

_CHECK = "webhooks"
_TIMEOUT_S = 5.0


def check_webhooks(config: Config | None, environment: Environment) -> Iterator[Finding]:
    """Say of each webhook whether messages would reach it; nothing where there are none."""
    if config is None:
        if environment.webhook_secrets or environment.webhook_urls:
            yield unknown(_CHECK, "Not looked at without a configuration.")
        return
    if variable := unclaimed_variable(config.webhooks, environment):
        yield fault(_CHECK, f"{variable} belongs to no webhook of the configuration.", "Correct its name, or unset it.")
    for setting in config.webhooks:
        try:
            hook = hook_of(setting, environment)
        except ConfigError as missing:
            yield fault(_CHECK, f"{missing.key} {missing.sentence}", "Set it in the environment or in .env.")
            continue
        if trouble := trouble_with(hook, _TIMEOUT_S):
            yield look(_CHECK, f"{setting.name}: {trouble}", "Correct its address, or ask who runs the receiver.")
            continue
        signed = "signed" if hook.secrets else "not signed"
        scopes = ", ".join(setting.scopes)
        yield well(_CHECK, f"{setting.name} can be reached; it is given {scopes} as {setting.format}, {signed}.")
