"""Whom a message notifies."""

from __future__ import annotations

import pytest

from tests.sandbox.conftest import DIRECTOR, OFFICE, OPEN


def mrkdwn(text, **fields):
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text, **fields}}]


def plain(text):
    return [{"type": "section", "text": {"type": "plain_text", "text": text}}]


def rich(*parts):
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(parts)}]}]


# What is posted besides the channel, and who hears of it.
CASES = [
    ("channel", {"text": "<!channel> look"}, ["@channel"]),
    ("here with a label", {"text": "<!here|here> look"}, ["@here"]),
    ("person", {"text": f"<@{DIRECTOR}> and <@{OFFICE}|office> and <@{DIRECTOR}>"}, [DIRECTOR, OFFICE]),
    ("group", {"text": "<!subteam^S0LEADS>"}, ["S0LEADS"]),
    ("escaped", {"text": "&lt;!channel&gt; &lt;@U0DIRECTOR&gt;"}, []),
    ("date and link", {"text": "<!date^1541062200^{date}|x> <https://example.org|@here> <#C0OPEN>"}, []),
    ("bare in text", {"text": "@channel @office"}, []),
    ("bare in text with parse none", {"text": "@channel", "parse": "none"}, []),
    ("bare with link_names", {"text": "@channel @office a@here.org", "link_names": True}, ["@channel", OFFICE]),
    ("bare with parse full", {"text": "@everyone", "parse": "full"}, ["@everyone"]),
    ("mrkdwn", {"text": "x", "blocks": mrkdwn("<!channel>")}, ["@channel"]),
    ("mrkdwn bare", {"text": "x", "blocks": mrkdwn("ask @here.")}, ["@here"]),
    ("mrkdwn bare in an address", {"text": "x", "blocks": mrkdwn("ask me@channel or /@here")}, []),
    ("verbatim bare", {"text": "x", "blocks": mrkdwn("@here", verbatim=True)}, []),
    ("verbatim explicit", {"text": "x", "blocks": mrkdwn("<!here>", verbatim=True)}, ["@here"]),
    ("plain", {"text": "x", "blocks": plain("<!channel> @here <@U0DIRECTOR>")}, []),
    ("rich text person", {"text": "x", "blocks": rich({"type": "user", "user_id": DIRECTOR})}, [DIRECTOR]),
    ("rich text broadcast", {"text": "x", "blocks": rich({"type": "broadcast", "range": "everyone"})}, ["@everyone"]),
    ("rich text words", {"text": "x", "blocks": rich({"type": "text", "text": "<!channel> @here"})}, []),
    ("markdown", {"text": "x", "blocks": [{"type": "markdown", "text": "@here"}]}, ["@here"]),
    ("attachment", {"text": "x", "attachments": [{"text": "<!channel>"}]}, ["@channel"]),
    (
        "field and context",
        {
            "text": "x",
            "blocks": [
                {"type": "section", "fields": [{"type": "mrkdwn", "text": "<@U0OFFICE>"}]},
                {"type": "context", "elements": [{"type": "mrkdwn", "text": "<!here>"}]},
            ],
        },
        [OFFICE, "@here"],
    ),
]


@pytest.mark.parametrize(("posted", "heard"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_whom_a_message_notifies(sandbox, posted, heard):
    assert sandbox.api("chat.postMessage", channel=OPEN, **posted)["ok"]
    assert sandbox.messages(DIRECTOR, OPEN)[0]["pings"] == heard


def test_an_update_adds_to_whom_a_message_notifies(sandbox):
    ts = sandbox.api("chat.postMessage", channel=OPEN, text="<!here>")["ts"]
    sandbox.api("chat.update", channel=OPEN, ts=ts, text="<!channel>")
    assert sandbox.messages(DIRECTOR, OPEN)[0]["pings"] == ["@here", "@channel"]


# How an update is parsed, and whether a bare mention counts: unlike in a new message it does unless told otherwise.
@pytest.mark.parametrize(
    ("options", "heard"), [({}, ["@here"]), ({"parse": "none"}, []), ({"parse": "full"}, ["@here"])]
)
def test_bare_mentions_in_an_update(sandbox, options, heard):
    ts = sandbox.api("chat.postMessage", channel=OPEN, text="@here")["ts"]
    sandbox.api("chat.update", channel=OPEN, ts=ts, text="@here again", **options)
    assert sandbox.messages(DIRECTOR, OPEN)[0]["pings"] == heard


def test_what_people_type_is_escaped_and_mentions_are_wrapped(sandbox):
    sandbox.say(
        DIRECTOR, OPEN, "@office, <b>R&D</b> #open @nobody @here <@U0GUEST> a@office see https://example.org/a?b=1&c"
    )
    message = sandbox.messages(DIRECTOR, OPEN)[0]
    assert message["text"] == (
        "<@U0OFFICE>, &lt;b&gt;R&amp;D&lt;/b&gt; <#C0OPEN|open> @nobody <!here> <@U0GUEST> a@office see "
        "<https://example.org/a?b=1&amp;c>"
    )
    assert message["pings"] == [OFFICE, "@here", "U0GUEST"]
