"""Files as people at the page put them into conversations, see them, and hand them over."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.sandbox.conftest import CLOSED, DIRECTOR, GUEST, OFFICE, OLD, OPEN, SHARED
from tests.sandbox.test_sandbox_files import CONTENT, completed, png
from tests.support.sandbox import SandboxClient, SandboxRefusedError


def test_a_person_shares_a_file_and_the_app_hears(sandbox, recorder):
    root = sandbox.api("chat.postMessage", channel=OPEN, text="root")["ts"]
    message = sandbox.upload(DIRECTOR, png(), "plan.png", channel=OPEN, text="Look, @office", thread_ts=root)["message"]
    assert (message["thread_ts"], message["text"], message["pings"]) == (root, f"Look, <@{OFFICE}>", [OFFICE])
    file_id = message["files"][0]["id"]
    told = recorder.next("file_shared")["event"]
    assert (told["channel_id"], told["user_id"], told["file_id"], told["file"]) == (
        OPEN,
        DIRECTOR,
        file_id,
        {"id": file_id},
    )
    sandbox.upload(OFFICE, CONTENT, "b.csv", channel="D0OFFICE")
    said = heard(recorder, OFFICE)
    assert (said["subtype"], said["channel_type"], said["files"][0]["name"]) == ("file_share", "im", "b.csv")


def test_one_message_carries_several_files(sandbox, recorder):
    mine = [sandbox.upload(DIRECTOR, CONTENT, name)["file"]["id"] for name in ("a.csv", "b.csv")]
    place = {"as": DIRECTOR, "channel": OPEN, "text": ""}
    sandbox.act("message", {**place, "files": mine})
    assert [file["id"] for file in heard(recorder, DIRECTOR)["files"]] == mine
    assert [recorder.next("file_shared")["event"]["file_id"] for _ in mine] == mine
    theirs = sandbox.upload(OFFICE, CONTENT, "c.csv")["file"]["id"]
    with pytest.raises(SandboxRefusedError, match="not there any more"):
        sandbox.act("message", {**place, "files": [theirs]})


def heard(recorder: Any, user: str) -> dict[str, Any]:
    """Return the next message event of that person."""
    while True:
        event: dict[str, Any] = recorder.next("message")["event"]
        if event["user"] == user:
            return event


def test_pictures_are_told_by_their_content(sandbox):
    picture = sandbox.upload(DIRECTOR, png(30, 20), "photo.bin", channel=OPEN)["file"]
    assert (picture["mimetype"], picture["original_w"], picture["original_h"]) == ("image/png", 30, 20)
    assert picture["thumb_360"].startswith(sandbox.url)
    fake = sandbox.upload(DIRECTOR, b"<script>", "photo.png", channel=OPEN)["file"]
    assert (fake["mimetype"], "thumb_360" in fake) == ("application/octet-stream", False)


def test_people_read_what_stands_where_they_look(sandbox):
    picture = sandbox.upload(DIRECTOR, png(), "a.png", channel=OPEN)["file"]
    page = sandbox.upload(DIRECTOR, b"<script>alert(1)</script>", "a.html", channel=CLOSED)["file"]
    shown = sandbox.file(GUEST, picture["id"])
    assert (shown.content, shown.headers["content-disposition"].split(";")[0]) == (png(), "inline")
    own = sandbox.file(DIRECTOR, page["id"])
    assert own.headers["content-disposition"].startswith("attachment")
    assert own.headers["x-content-type-options"] == "nosniff"
    assert sandbox.file(OFFICE, page["id"]).status_code == 404
    assert sandbox.file("U0NOBODY", page["id"]).status_code == 400
    assert sandbox.file(DIRECTOR, "F0NONE").status_code == 404


@pytest.mark.parametrize(
    ("user", "channel", "name", "content", "sentence"),
    [
        (DIRECTOR, OLD, "a.txt", b"x", "archived"),
        (OFFICE, SHARED, "a.txt", b"x", "not a member"),
        (OFFICE, CLOSED, "a.txt", b"x", "cannot see"),
        (DIRECTOR, OPEN, "", b"x", "needs a name"),
        (DIRECTOR, OPEN, "x" * 256, b"x", "needs a name"),
        (DIRECTOR, OPEN, "a.txt", b"", "nothing in that file"),
    ],
)
def test_uploads_of_people_that_are_refused(sandbox, user, channel, name, content, sentence):
    with pytest.raises(SandboxRefusedError, match=sentence):
        sandbox.upload(user, content, name, channel=channel)
    assert sandbox.messages(DIRECTOR, OPEN) == []


def test_a_name_is_not_a_path(sandbox):
    assert sandbox.upload(DIRECTOR, b"x", "../../etc/passwd", channel=OPEN)["file"]["name"] == "passwd"
    assert sandbox.upload(DIRECTOR, b"x", "C:\\desk\\plan.txt", channel=OPEN)["file"]["name"] == "plan.txt"


def test_a_picture_in_a_home_is_seen_by_its_owner(sandbox, web):
    picture = completed(web, png(), "a.png")
    block = {"type": "image", "alt_text": "x", "slack_file": {"id": picture}}
    web.views_publish(user_id=DIRECTOR, view={"type": "home", "blocks": [block]})
    assert sandbox.file(DIRECTOR, picture).status_code == 200
    assert sandbox.file(OFFICE, picture).status_code == 404


def test_files_outlive_a_restart_and_not_a_reset(own_process):
    process = own_process()
    sandbox = SandboxClient(process.start())
    file = sandbox.upload(DIRECTOR, CONTENT, "a.csv", channel=OPEN)["file"]
    message = sandbox.messages(DIRECTOR, OPEN)[0]
    sandbox.react(OFFICE, message, "eyes")
    pending = sandbox.api("files.getUploadURLExternal", filename="late.txt", length=1)
    sandbox.close_client()
    process.stop()
    sandbox = SandboxClient(process.start())
    try:
        assert sandbox.file(OFFICE, file["id"]).content == CONTENT
        again = sandbox.messages(DIRECTOR, OPEN)[0]
        assert (again["files"][0]["id"], again["reactions"]) == (
            file["id"],
            [{"name": "eyes", "users": [OFFICE], "count": 1}],
        )
        ticket = pending["upload_url"].rpartition("/")[2]
        assert httpx.post(f"{sandbox.url}/upload/v1/{ticket}", content=b"x").status_code == 200
        sandbox.reset()
        assert sandbox.file(OFFICE, file["id"]).status_code == 404
        assert list((process.directory / "sandbox.sqlite3.files").iterdir()) == []
    finally:
        sandbox.close_client()


@pytest.mark.parametrize("name", ["a.html", "a.xhtml", "a.js", "a.svg", "a.csv", "..", "."])
def test_whatever_a_file_is_its_private_address_answers_with_something_to_save(sandbox, name):
    file = sandbox.upload(DIRECTOR, b"<script>alert(1)</script>", name, channel=OPEN)["file"]
    bearer = {"Authorization": f"Bearer {sandbox.app()['bot_token']}"}
    for address in (file["url_private"], file["url_private_download"]):
        answer = httpx.get(address, headers=bearer)
        assert (answer.status_code, answer.content) == (200, b"<script>alert(1)</script>")
        assert answer.headers["content-disposition"].startswith("attachment; ")
    assert file["name"] == name


def test_a_picture_is_shown_at_the_address_of_its_small_form_alone(sandbox):
    file = sandbox.upload(DIRECTOR, png(), "a.png", channel=OPEN)["file"]
    bearer = {"Authorization": f"Bearer {sandbox.app()['bot_token']}"}
    small = httpx.get(file["thumb_360"], headers=bearer).headers["content-disposition"]
    whole = httpx.get(file["url_private"], headers=bearer).headers["content-disposition"]
    assert (small.partition(";")[0], whole.partition(";")[0]) == ("inline", "attachment")
