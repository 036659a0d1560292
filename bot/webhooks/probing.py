"""Whether a webhook could be sent to: looked up and connected to, without sending anything."""

from __future__ import annotations

import socket
import ssl

import httpx

from bot.webhooks.addresses import Resolve, UnknownHostError, UnusableAddressError, checked_addresses, look_up
from bot.webhooks.posting import PRIVATE, Hook, port_of


def trouble_with(
    hook: Hook, timeout_s: float, *, resolve: Resolve = look_up, context: ssl.SSLContext | None = None
) -> str:
    """Return in a sentence why a webhook could not be sent to, empty when it could."""
    url = httpx.URL(hook.url)
    host, port = url.raw_host.decode("ascii"), port_of(url)
    try:
        address, *_ = checked_addresses(
            host, port, allow_private=hook.allow_private, within_s=timeout_s, resolve=resolve
        )
        with socket.create_connection((address, port), timeout=timeout_s) as plain:
            if url.scheme == "https":
                (context or ssl.create_default_context()).wrap_socket(plain, server_hostname=host).close()
    except (UnusableAddressError, UnknownHostError, OSError) as fault:
        return _said(fault)
    return ""


def _said(fault: Exception) -> str:
    match fault:
        case UnusableAddressError():
            return PRIVATE
        case UnknownHostError():
            return f"It was not reached: {fault}."
        case ssl.SSLCertVerificationError():
            return f"Its certificate is not trusted ({fault.verify_message})."
        case ssl.SSLError():
            return "It does not speak TLS there."
        case TimeoutError():
            return "It does not answer in time."
    return f"It was not reached ({getattr(fault, 'strerror', None) or type(fault).__name__})."
