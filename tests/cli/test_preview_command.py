"""`convenor preview` as whoever runs the bot types it."""

from __future__ import annotations

import json

import pytest

from bot.errors import InvalidInputError, NotFoundError

WORDS = ("preview", "--from", "2018-11-13", "--to", "13 November 2018")


@pytest.fixture
def demo(run, demo_file, tmp_path):
    demo_file.copy_to(tmp_path)


def test_a_day_is_printed_and_the_same_for_programs(run, demo):
    status, said = run(*WORDS)
    assert status == 0
    assert "would be sent from 13 Nov 2018 00:00 to 13 Nov 2018" in said
    assert "Tue 13 Nov 2018" in said
    assert "begins in the past" in said
    status, written = run(*WORDS, "--json")
    told = json.loads(written)
    assert status == 0
    assert (told["timezone"], [day["day"] for day in told["days"]]) == ("Europe/London", ["2018-11-13"])
    messages = told["days"][0]["messages"]
    assert len(messages) == told["messages"]
    assert messages
    assert set(messages[0]) == {"at", "to", "channel", "kind", "summary", "in_thread"}
    assert {one["at"] for one in messages} == {"2018-11-13T09:00:00+00:00"}


@pytest.mark.parametrize(
    ("words", "error"),
    [(("--to", "soon"), InvalidInputError), (("--person", "Nobody At All"), NotFoundError)],
)
def test_what_cannot_be_previewed_is_refused(run, demo, words, error):
    with pytest.raises(error):
        run("preview", *words)
