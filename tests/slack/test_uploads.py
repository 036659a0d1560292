"""Sending files: each call once, content to Slack's hosts alone, and refusals said in sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from bot.errors import ConvenorError, InvalidInputError, UnavailableError
from bot.slack.outcomes import NotSent, RateLimited, Refused, Unknown
from bot.slack.uploads import ALT_TEXT_MAX, SentFile, Standing, Upload, Uploads, explained
from tests.support.slack_double import Answer, Drop, SlackDouble, slack_double

ANNOUNCE, SHARE, INFO, CONTENT = "files.getUploadURLExternal", "files.completeUploadExternal", "files.info", "/up/1"
PICTURE = Upload("map.png", "The map", b"content", "What it shows")
SENT = SentFile("F1", "map.png", "The map")


@pytest.fixture
def double() -> Iterator[SlackDouble]:
    with slack_double() as running:
        running.replies[ANNOUNCE] = {"file_id": "F1", "upload_url": f"{running.url}{CONTENT}"}
        running.replies[SHARE] = {"files": [{"id": "F1", "title": "The map"}]}
        yield running


@pytest.fixture
def uploads(double: SlackDouble) -> Uploads:
    return Uploads("xoxb-secret", double.api, timeout=5)


def test_a_file_is_announced_filled_and_shared(double: SlackDouble, uploads: Uploads) -> None:
    assert uploads.send(PICTURE) == SENT
    assert uploads.share([SENT], "C1", "1.1", "Here it is") is None
    assert [name for name, _ in double.calls] == [ANNOUNCE, CONTENT, SHARE]
    assert double.bodies(ANNOUNCE) == [{"filename": "map.png", "length": "7", "alt_txt": "What it shows"}]
    (shared,) = double.bodies(SHARE)
    assert json.loads(shared.pop("files")) == [{"id": "F1", "title": "The map"}]
    assert shared == {"channel_id": "C1", "thread_ts": "1.1", "initial_comment": "Here it is"}


def test_long_words_for_a_picture_are_cut_where_slack_would_refuse_it(double: SlackDouble, uploads: Uploads) -> None:
    uploads.send(Upload("map.png", "The map", b"content", "x" * 5_000))
    assert len(double.bodies(ANNOUNCE)[0]["alt_txt"]) == ALT_TEXT_MAX


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/up",
        "https://slack.com.example.org/up",
        "http://files.slack.com/up",
        "file:///etc/passwd",
        "",
    ],
)
def test_content_goes_to_no_other_host(double: SlackDouble, uploads: Uploads, address: str) -> None:
    double.replies[ANNOUNCE] = {"file_id": "F1", "upload_url": address}
    with pytest.raises(UnavailableError, match="didn't say where"):
        uploads.send(PICTURE)
    assert [name for name, _ in double.calls] == [ANNOUNCE]


@pytest.mark.parametrize(
    ("method", "planned", "kind", "said"),
    [
        pytest.param(ANNOUNCE, Answer.error("file_uploads_disabled"), InvalidInputError, "forbid files", id="disabled"),
        pytest.param(ANNOUNCE, Answer.error("missing_scope"), InvalidInputError, "files:write", id="scope"),
        pytest.param(ANNOUNCE, Answer(500, ""), UnavailableError, "could not be reached", id="announcing"),
        pytest.param(CONTENT, Answer(500, ""), UnavailableError, "HTTP 500", id="content refused"),
        pytest.param(CONTENT, Drop(after=True), UnavailableError, "could not be sent", id="content lost"),
    ],
)
def test_what_is_not_taken_is_said(
    double: SlackDouble,
    uploads: Uploads,
    method: str,
    planned: Answer | Drop,
    kind: type[ConvenorError],
    said: str,
) -> None:
    double.plan(method, planned)
    with pytest.raises(kind, match=said):
        uploads.send(PICTURE)


@pytest.mark.parametrize(
    ("planned", "outcome"),
    [
        (Answer.error("not_in_channel"), Refused("not_in_channel")),
        (Answer(429, headers=(("Retry-After", "7"),)), RateLimited(7.0)),
        (Answer.error("missing_scope"), NotSent("Slack answered missing_scope")),
        (Drop(after=True), Unknown),
    ],
)
def test_what_became_of_sharing_is_told_apart(
    double: SlackDouble, uploads: Uploads, planned: Answer | Drop, outcome: object
) -> None:
    double.plan(SHARE, planned)
    failed = uploads.share([SENT], "C1", None, "")
    assert failed == outcome or (isinstance(outcome, type) and isinstance(failed, outcome))
    assert len(double.bodies(SHARE)) == 1


def test_a_wait_that_slack_asks_for_is_passed_on() -> None:
    error = explained(RateLimited(40.0))
    assert isinstance(error, UnavailableError)
    assert error.wait_s == 40.0


def test_every_refusal_says_what_to_do() -> None:
    refusals = [explained(Refused(code)) for code in ("channel_not_found", "not_in_channel", "something_new")]
    assert all(error.mend for error in refusals)
    assert str(refusals[1]).startswith("Convenor is not a member of the channel. (not_in_channel) Invite it")


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ({}, Standing(is_complete=True, is_shared=False, link="https://w.slack.com/f")),
        ({"private": {"D1": [{"ts": "1"}]}}, Standing(is_complete=True, is_shared=True, link="https://w.slack.com/f")),
        ({"public": {"C2": [{"ts": "1"}]}}, Standing(is_complete=True, is_shared=False, link="https://w.slack.com/f")),
    ],
)
def test_where_a_file_stands(double: SlackDouble, uploads: Uploads, shares: object, expected: Standing) -> None:
    double.replies[INFO] = {"file": {"id": "F1", "permalink": "https://w.slack.com/f", "shares": shares}}
    assert uploads.standing("F1", "D1") == expected


def test_a_file_that_slack_does_not_know_is_not_complete(double: SlackDouble, uploads: Uploads) -> None:
    double.plan(INFO, Answer.error("file_not_found"), Answer(500, ""))
    assert uploads.standing("F1", "D1") == Standing(is_complete=False)
    with pytest.raises(UnavailableError):
        uploads.standing("F1", "D1")
