"""The webhooks of the configuration, ready to be sent to, with what the environment alone gives."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import SecretStr

from bot.errors import ConfigError
from bot.settings.model import Environment
from bot.settings.webhooks import WebhookSetting, address_fault, secrets_of
from bot.webhooks.outcomes import HookOutcome, TurnedAway
from bot.webhooks.posting import WHOLE_S, Hook, Postman

_GONE = TurnedAway("The configuration names no such webhook any more.")


class Webhooks:
    """Sends to webhooks by their names.

    Args:
        hooks: the webhooks.
        postman: what carries messages to them.
    """

    def __init__(self, hooks: Sequence[Hook] = (), postman: Postman | None = None) -> None:
        self._hooks = {hook.name: hook for hook in hooks}
        self._postman = postman or Postman()

    def send(self, name: str, key: str, body: Mapping[str, Any]) -> HookOutcome:
        """Send a body as JSON to a webhook, once; never raises."""
        hook = self._hooks.get(name)
        return _GONE if hook is None else self._postman.post(hook, key, encoded(body))


def encoded(body: Mapping[str, Any]) -> bytes:
    """Return a body as it is sent and signed: the same bytes for the same body."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def open_webhooks(settings: Sequence[WebhookSetting], environment: Environment, whole_s: float = WHOLE_S) -> Webhooks:
    """Return the webhooks of the settings; `whole_s` is how many seconds a message may take at the most.

    Raises:
        ConfigError: an address or a secret is missing or cannot be used, or a variable names no webhook.
    """
    if variable := unclaimed_variable(settings, environment):
        raise ConfigError(None, variable, "belongs to no webhook of the configuration. Correct its last part.")
    return Webhooks([hook_of(setting, environment) for setting in settings], Postman(whole_s=whole_s))


def unclaimed_variable(settings: Sequence[WebhookSetting], environment: Environment) -> str:
    """Return a variable that is of no webhook of the settings, empty when there is none."""
    known = {name for setting in settings for name in (setting.secret_variable, setting.url_variable)}
    given = (*environment.webhook_secrets, *environment.webhook_urls)
    return next((variable for variable in given if variable not in known), "")


def hook_of(setting: WebhookSetting, environment: Environment) -> Hook:
    """Return a webhook as it is sent to.

    Raises:
        ConfigError: its address or its secret is missing or cannot be used.
    """
    given = environment.webhook_urls.get(setting.url_variable)
    if given is not None and (fault := address_fault(_value(given), allow_private=setting.allow_private)):
        raise ConfigError(None, setting.url_variable, f"{fault}.")
    url = _value(given) if given is not None else setting.url
    if url is None:
        raise ConfigError(None, setting.url_variable, f"is not set, and the webhook `{setting.name}` has no `url`.")
    return Hook(
        name=setting.name,
        url=url,
        secrets=_secrets(setting, environment),
        allow_private=setting.allow_private,
        # Teams shows whatever comes, and looks at no id.
        is_safe_twice=setting.format == "json",
    )


def _secrets(setting: WebhookSetting, environment: Environment) -> tuple[bytes, ...]:
    secret = environment.webhook_secrets.get(setting.secret_variable)
    if secret is None:
        if setting.format == "teams":
            return ()
        raise ConfigError(
            None, setting.secret_variable, "is not set; the receiver knows us by it. See docs/webhooks.md."
        )
    try:
        return secrets_of(secret)
    except ValueError as fault:
        raise ConfigError(None, setting.secret_variable, f"{fault}.") from None


def _value(secret: SecretStr) -> str:
    return secret.get_secret_value()
