"""The office looks ahead in Slack: asked for in a channel, answered in its messages, and nobody else hears of it."""

from __future__ import annotations

from tests.scenarios.people import DIRECTOR, OFFICER, words
from tests.support.sandbox import until


def test_the_office_sees_what_would_be_sent_and_nothing_is_sent(stage):
    officer = stage.person(OFFICER)
    assert "It comes to you as a direct message" in words(
        officer.types("/convenor preview from 13 November until 14 November")
    )
    messages = f"D{OFFICER[1:]}"
    (answer,) = until(lambda: [one for one in officer.reads(messages) if "if nobody answered" in words(one)])
    assert "09:00 · *Planned Care director*:" in words(answer)
    assert stage.person(DIRECTOR).reads(f"D{DIRECTOR[1:]}") == []
    assert "governance office can" in words(stage.person(DIRECTOR).types("/convenor preview"))
    stage.books.verify()
