"""Messages of Slack, as people read them."""

from __future__ import annotations

import pytest

from bot.domain.directory import Directory
from bot.domain.people import Account, Person, Term
from bot.workflows.slack_words import plain_words

ACCOUNTS = {
    slack_id: Account(slack_id, "T1", name, None, is_guest=False, is_stranger=False, is_bot=False, is_deleted=False)
    for slack_id, name in (("U1", "ann"), ("U3", "Dan"))
}
DIRECTORY = Directory({1: Person(1, "ann", "Ann Other", None, "U1", None, Term())}, {}, {}, {}, ACCOUNTS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "<@U1>, see <#C1|planned-care> &amp; tell <@U2|ben> or <@U3> or <@U4>",
            "Ann Other, see #planned-care & tell ben or Dan or somebody",
        ),
        ("<!here> <!date^1541062200^{date}|1 Nov> <!subteam^S1|@leads>", "@here 1 Nov @leads"),
        (
            "<https://x.example/a|the plan> <https://x.example/b> <mailto:a@x.example|a@x.example> <http://x.example|x.example>",
            "the plan (https://x.example/a) https://x.example/b a@x.example x.example",
        ),
        ("5 &lt; 6 &amp;lt;", "5 < 6 &lt;"),
        ("<#C1>", "a channel"),
    ],
)
def test_words_as_people_read_them(text, words):
    assert plain_words(text, DIRECTORY) == words
