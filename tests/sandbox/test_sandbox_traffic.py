"""What the traffic view shows never holds a secret, however it was written."""

from __future__ import annotations

import base64

import pytest

from bot.sandbox.traffic import Traffic

TOKEN = "xoxb-1234-5678-abcdefABCDEF"
SIGNING = "0123456789abcdef0123456789abcdef"


def shown(body: object) -> str:
    traffic = Traffic((SIGNING,))
    traffic.add("call", "auth.test", summary=str(body), status="ok", ms=1, request={"body": body})
    entry = traffic.entry(1)
    assert entry is not None
    return f"{entry['summary']}\n{entry['request']}"


def quoted(text: str, times: int = 1) -> str:
    """Return a text with every letter as a per cent sign and two digits, again and again."""
    written = "".join(f"%{ord(letter):02x}" for letter in text)
    for _ in range(times - 1):
        written = written.replace("%", "%25")
    return written


@pytest.mark.parametrize("secret", [TOKEN, SIGNING])
@pytest.mark.parametrize(
    "write",
    [
        pytest.param(str, id="plain"),
        pytest.param(quoted, id="every letter quoted"),
        pytest.param(lambda text: quoted(text, 3), id="quoted three times"),
        pytest.param(lambda text: text[:3] + quoted(text[3]) + text[4:], id="one letter quoted"),
        pytest.param(lambda text: base64.b64encode(text.encode()).decode(), id="base64"),
        pytest.param(lambda text: base64.urlsafe_b64encode(f"a?>{text}".encode()).decode().rstrip("="), id="base64url"),
    ],
)
def test_a_secret_is_cut_out_however_it_is_written_and_what_stands_around_it_stays(secret, write):
    written = write(secret)
    seen = shown(f"http://127.0.0.1:1/api/auth.test?token={written}&channel=%23general#end")
    assert written not in seen
    assert secret not in seen
    assert seen.count("token=…&channel=%23general#end") == 2


@pytest.mark.parametrize(
    "text", ["100%25 of 5%", "/api/chat.postMessage/aGVsbG8gd29ybGQsIGhlbGxv", "%zz%", "é%C3%A9", "a" * 5000 + "="]
)
def test_what_holds_no_secret_is_shown_as_it_was(text):
    assert text in shown(text)
