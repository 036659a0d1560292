"""How a message says that it is ours: a signature over its id, its time and every byte of it.

The form is that of Standard Webhooks (https://www.standardwebhooks.com), for which receivers have libraries.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256


def delivery_id(key: str) -> str:
    """Return the id of a message: the same each time it is tried, and nothing can be read from it."""
    return f"msg_{sha256(key.encode()).hexdigest()[:32]}"


def signed_headers(secrets: Sequence[bytes], named: str, now: datetime, body: bytes) -> Mapping[str, str]:
    """Return the headers that go with a body.

    Args:
        secrets: what to sign with, one signature each; without any the message goes unsigned.
        named: the id of the message.
        now: aware UTC, real time, so that receivers can refuse what is old.
        body: the body, byte for byte as it is sent.
    """
    stamp = str(int(now.timestamp()))
    headers = {"webhook-id": named, "webhook-timestamp": stamp}
    signed = f"{named}.{stamp}.".encode() + body
    marks = [base64.b64encode(hmac.digest(secret, signed, sha256)).decode() for secret in secrets]
    return {**headers, "webhook-signature": " ".join(f"v1,{mark}" for mark in marks)} if marks else headers
