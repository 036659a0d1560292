"""Files: announced, uploaded, shared and read back by the app, with slack_sdk's own clients, and by people."""

from __future__ import annotations

import io
import json
import struct
import zlib
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import CLOSED, DIRECTOR, ELSEWHERE, GUEST, OFFICE, OLD, OPEN, SECRET
from tests.support.sandbox import SandboxClient, until
from tests.support.waiting import run_async

CONTENT = b"section,number\nA,1\n"


def png(width: int = 3, height: int = 2) -> bytes:
    """Return the smallest of pictures."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\0" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def shared(web: Any, file_id: str) -> dict[str, Any]:
    """Return what `files.info` says once the file stands in a message."""
    return until(lambda: file if (file := web.files_info(file=file_id)["file"])["shares"] else None)


def in_channel(web: Any, channel: str = OPEN) -> dict[str, Any]:
    return until(lambda: next((row for row in history(web, channel) if "files" in row), None))


def history(web: Any, channel: str) -> list[dict[str, Any]]:
    return web.conversations_history(channel=channel)["messages"]


def refusal(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(**arguments)
    return str(caught.value.response["error"])


def announced(web: Any, size: int = len(CONTENT), name: str = "a.csv") -> tuple[str, str]:
    answer = web.files_getUploadURLExternal(filename=name, length=size)
    return answer["file_id"], answer["upload_url"]


def uploaded(web: Any, content: bytes = CONTENT, name: str = "a.csv") -> str:
    file_id, url = announced(web, len(content), name)
    assert httpx.post(url, content=content).status_code == 200
    return file_id


def completed(web: Any, content: bytes = CONTENT, name: str = "a.csv", **arguments: Any) -> str:
    file_id = uploaded(web, content, name)
    web.files_completeUploadExternal(files=[{"id": file_id, "title": name}], **arguments)
    return file_id


def test_a_file_is_shared_a_moment_after_the_answer(sandbox, web):
    answer = web.files_upload_v2(
        filename="register.csv", content=CONTENT, title="The register", channel=OPEN, initial_comment="Here <@U0OFFICE>"
    )
    assert (answer["file"]["shares"], answer["file"]["title"]) == ({}, "The register")
    file = shared(web, answer["file"]["id"])
    assert (file["name"], file["mimetype"], file["filetype"], file["size"]) == (
        "register.csv",
        "text/csv",
        "csv",
        len(CONTENT),
    )
    message = in_channel(web)
    assert (message["text"], message["bot_id"], message["upload"], message.get("subtype")) == (
        "Here <@U0OFFICE>",
        "B0HELPER",
        True,
        None,
    )
    assert [row["id"] for row in message["files"]] == [file["id"]]
    assert file["shares"]["public"][OPEN][0]["ts"] == message["ts"]
    assert (file["channels"], file["is_public"]) == ([OPEN], True)
    seen = sandbox.messages(DIRECTOR, OPEN)[-1]
    assert (seen["files"][0]["name"], seen["pings"]) == ("register.csv", [OFFICE])


def test_several_files_in_one_message_below_another(web):
    root = web.chat_postMessage(channel=OPEN, text="root")["ts"]
    uploads = [{"file": io.BytesIO(bytes([65 + number])), "filename": f"{number}.txt"} for number in range(2)]
    answer = web.files_upload_v2(file_uploads=uploads, channel=OPEN, thread_ts=root)
    assert len(answer["files"]) == 2
    thread = until(
        lambda: rows if len(rows := web.conversations_replies(channel=OPEN, ts=root)["messages"]) > 1 else None
    )
    assert [row["name"] for row in thread[1]["files"]] == ["0.txt", "1.txt"]
    share = shared(web, answer["files"][0]["id"])["shares"]["public"][OPEN][0]
    assert (share["thread_ts"], share["ts"]) == (root, thread[1]["ts"])


def test_the_asynchronous_client_uploads_too(sandbox):
    async def upload() -> None:
        client = AsyncWebClient(token=sandbox.app()["bot_token"], base_url=f"{sandbox.url}/api/", retry_handlers=[])
        answer = await client.files_upload_v2(filename="a.txt", content="hello", channel=OPEN)
        sent.append(answer["file"]["id"])

    sent: list[str] = []
    run_async(upload)
    message = until(lambda: next((row for row in sandbox.messages(DIRECTOR, OPEN) if "files" in row), None))
    assert [row["id"] for row in message["files"]] == sent


def test_into_several_conversations_and_one_person(web):
    file_id = completed(web, channels=[CLOSED, OFFICE])
    until(lambda: len(web.files_info(file=file_id)["file"]["shares"].get("private", {})) == 2)
    file = web.files_info(file=file_id)["file"]
    assert (file["groups"], file["ims"], file["is_public"]) == ([CLOSED], ["D0OFFICE"], False)


def test_blocks_go_with_a_file_unless_there_is_a_comment(web):
    blocks = json.dumps([{"type": "section", "text": {"type": "mrkdwn", "text": "with blocks"}}])
    completed(web, channel_id=OPEN, blocks=blocks)
    assert in_channel(web)["blocks"][0]["text"]["text"] == "with blocks"
    completed(web, channel_id=CLOSED, blocks=blocks, initial_comment="words")
    said = in_channel(web, CLOSED)
    assert (said["text"], "blocks" in said) == ("words", False)
    file_id = uploaded(web)
    wrong = {"files": [{"id": file_id}], "channel_id": OPEN, "blocks": json.dumps([{"type": "header"}])}
    assert refusal(web.files_completeUploadExternal, **wrong) == "invalid_blocks"


def test_the_content_as_a_form_and_only_once(web):
    file_id, url = announced(web)
    form = {"other": (None, "x"), "file": ("a.csv", CONTENT, "text/csv")}
    assert httpx.post(url, files=form).text == f"OK - {len(CONTENT)}"
    assert httpx.post(url, content=CONTENT).status_code == 404
    web.files_completeUploadExternal(files=[{"id": file_id, "title": "a"}])
    assert web.files_info(file=file_id)["file"]["size"] == len(CONTENT)


@pytest.mark.parametrize("content", [b"", b"x", CONTENT + b"x"], ids=["nothing", "too little", "too much"])
def test_content_that_is_not_what_was_announced(web, content):
    file_id, url = announced(web)
    assert httpx.post(url, content=content).status_code == 400
    assert refusal(web.files_completeUploadExternal, files=[{"id": file_id}]) == "file_not_found"
    assert httpx.post(url, content=CONTENT).status_code == 200


def test_a_form_without_a_file(web):
    _, url = announced(web)
    assert httpx.post(url, files={"file": (None, "only a word")}).status_code == 400


ANNOUNCEMENTS: list[tuple[dict[str, Any], str]] = [
    ({"length": 1}, "invalid_arguments"),
    ({"filename": "a"}, "invalid_arguments"),
    ({"filename": "a", "length": "many"}, "invalid_arguments"),
    ({"filename": "a", "length": -1}, "invalid_arguments"),
    ({"filename": "a", "length": 0}, "missing_argument"),
    ({"filename": "a", "length": 1_000_000_001}, "file_upload_size_restricted"),
    ({"filename": "a", "length": 1, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ({"filename": "a", "length": 1_000_001, "snippet_type": "python"}, "snippet_too_large"),
]


@pytest.mark.parametrize(("arguments", "error"), ANNOUNCEMENTS)
def test_announcements_that_are_refused(sandbox, arguments, error):
    assert sandbox.api("files.getUploadURLExternal", **arguments)["error"] == error


@pytest.mark.parametrize(
    "arguments",
    [
        {"length": 1_000_000_000},
        {"length": 1, "alt_txt": "x" * 1000},
        {"length": 1_000_000, "snippet_type": "python"},
    ],
)
def test_announcements_at_the_limit(sandbox, arguments):
    assert sandbox.api("files.getUploadURLExternal", filename="a", **arguments)["ok"]


def test_an_announcement_in_json_is_not_read(sandbox, web):
    bearer = {"Authorization": f"Bearer {sandbox.app()['bot_token']}"}
    body = {"filename": "a", "length": 1}
    answer = httpx.post(f"{sandbox.url}/api/files.getUploadURLExternal", json=body, headers=bearer).json()
    assert (answer["error"], answer["response_metadata"]["messages"]) == (
        "invalid_arguments",
        ["[ERROR] missing required field: filename"],
    )


COMPLETIONS: list[tuple[dict[str, Any], str]] = [
    ({"channel_id": "C0NONE"}, "channel_not_found"),
    ({"channel_id": SECRET}, "channel_not_found"),
    ({"channel_id": ELSEWHERE}, "not_in_channel"),
    ({"channel_id": OLD}, "posting_to_channel_denied"),
    ({"channels": "C0NONE"}, "invalid_channel"),
    ({"channels": ",".join(f"C0{number}" for number in range(101))}, "channels_limit_exceeded"),
    ({"channel_id": OPEN, "thread_ts": "1500000000.000000"}, "invalid_arguments"),
    ({"channels": f"{OPEN},{CLOSED}", "thread_ts": "1500000000.000000"}, "invalid_arguments"),
]


@pytest.mark.parametrize(("arguments", "error"), COMPLETIONS)
def test_completions_that_are_refused(sandbox, web, arguments, error):
    file_id = uploaded(web)
    answer = sandbox.api("files.completeUploadExternal", files=[{"id": file_id}], **arguments)
    assert answer["error"] == error
    assert sandbox.api("files.completeUploadExternal", files=[{"id": file_id}])["ok"]


@pytest.mark.parametrize(
    ("files", "error"),
    [
        (None, "invalid_arguments"),
        ([], "invalid_arguments"),
        ({"id": "F0"}, "invalid_arguments"),
        ([{"title": "x"}], "invalid_arguments"),
        ([{"id": "F0NONE"}], "file_not_found"),
    ],
)
def test_completions_of_no_upload(sandbox, files, error):
    arguments = {} if files is None else {"files": files}
    assert sandbox.api("files.completeUploadExternal", **arguments)["error"] == error


def test_a_file_is_completed_once(web):
    file_id = completed(web)
    assert refusal(web.files_completeUploadExternal, files=[{"id": file_id}]) == "file_not_found"
    assert refusal(web.files_info, file="F0NONE") == "file_not_found"
    assert refusal(web.files_info, file=uploaded(web)) == "file_not_found"


def test_the_app_downloads_with_its_token_only(sandbox, web):
    file = sandbox.upload(DIRECTOR, CONTENT, "Ünser Register.csv", channel=OPEN)["file"]
    bearer = {"Authorization": f"Bearer {sandbox.app()['bot_token']}"}
    loaded = httpx.get(file["url_private_download"], headers=bearer)
    assert (loaded.content, loaded.headers["content-type"].split(";")[0]) == (CONTENT, "text/csv")
    assert loaded.headers["content-disposition"].startswith("attachment; filename*=utf-8''%C3%9Cnser%20Register.csv")
    assert httpx.get(file["url_private"], headers=bearer).content == CONTENT
    app_token = {"Authorization": f"Bearer {sandbox.app()['app_token']}"}
    for headers in ({}, {"Authorization": "Bearer xoxb-wrong"}, app_token):
        page = httpx.get(file["url_private_download"], headers=headers)
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "Sign in" in page.text


def test_what_the_app_may_not_see(sandbox, web):
    bearer = {"Authorization": f"Bearer {sandbox.app()['bot_token']}"}
    for file in (
        sandbox.upload(OFFICE, CONTENT, "a.csv", channel=ELSEWHERE)["file"],
        sandbox.upload(OFFICE, CONTENT, "a.csv")["file"],
    ):
        assert "Sign in" in httpx.get(file["url_private_download"], headers=bearer).text
        assert refusal(web.files_info, file=file["id"]) == "not_visible"


def test_without_the_scopes(own_process):
    process = own_process()
    body = process.directory / "manifest.json"
    text = body.read_text(encoding="utf-8").replace('"files:read", ', "").replace('"files:write", ', "")
    body.write_text(text, encoding="utf-8")
    sandbox = SandboxClient(process.start())
    try:
        answer = sandbox.api("files.getUploadURLExternal", filename="a", length=1)
        assert (answer["error"], answer["needed"]) == ("missing_scope", "files:write")
        assert sandbox.api("files.info", file="F0")["needed"] == "files:read"
        file = sandbox.upload(DIRECTOR, CONTENT, "a.csv", channel=OPEN)["file"]
        bearer = {"Authorization": f"Bearer {sandbox.app()['bot_token']}"}
        assert "Sign in" in httpx.get(file["url_private"], headers=bearer).text
    finally:
        sandbox.close_client()


def test_a_deleted_message_lets_go_of_its_file(web):
    file_id = completed(web, channel_id=OPEN)
    web.chat_delete(channel=OPEN, ts=in_channel(web)["ts"])
    assert web.files_info(file=file_id)["file"]["shares"] == {}


def test_the_files_of_a_message_are_changed(web):
    first, second = completed(web, channel_id=OPEN), completed(web, name="b.csv")
    ts = in_channel(web)["ts"]
    web.chat_update(channel=OPEN, ts=ts, text="now this", file_ids=[second])
    assert [row["id"] for row in history(web, OPEN)[0]["files"]] == [second]
    assert web.files_info(file=first)["file"]["shares"] == {}
    assert web.files_info(file=second)["file"]["shares"]["public"][OPEN][0]["ts"] == ts
    assert refusal(web.chat_update, channel=OPEN, ts=ts, text="x", file_ids=["F0NONE"]) == "file_not_found"


def test_a_picture_of_the_workspace_in_blocks(sandbox, web):
    picture, text = completed(web, png(), "a.png"), completed(web)
    address = web.files_info(file=picture)["file"]["url_private"]
    for slack_file in ({"id": picture}, {"url": address}):
        block = {"type": "image", "alt_text": "x", "slack_file": slack_file}
        assert web.chat_postMessage(channel=OPEN, text="x", blocks=[block])["ok"]
    assert sandbox.file(GUEST, picture).content == png()
    theirs = sandbox.upload(OFFICE, png(), "b.png")["file"]["id"]
    for file_id in (text, theirs, "F0NONE", announced(web)[0]):
        accessory = {"type": "image", "alt_text": "x", "slack_file": {"id": file_id}}
        block = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}, "accessory": accessory}
        answer = sandbox.api("chat.postMessage", channel=OPEN, text="x", blocks=[block])
        assert (answer["error"], answer["errors"]) == (
            "invalid_blocks",
            ["invalid slack file [json-pointer:/blocks/0/accessory/slack_file]"],
        )
        home = {"type": "home", "blocks": [block]}
        refused = sandbox.api("views.publish", user_id=DIRECTOR, view=home)
        assert refused["response_metadata"]["messages"] == [
            "[ERROR] invalid slack file [json-pointer:/view/blocks/0/accessory/slack_file]"
        ]


def test_a_reset_forgets_what_was_about_to_be_shared(sandbox, web):
    completed(web, channel_id=OPEN)
    sandbox.reset()
    kept = completed(web, name="kept.csv", channel_id=OPEN)
    shared(web, kept)
    assert [row["files"][0]["id"] for row in history(web, OPEN)] == [kept]


def test_the_traffic_tells_of_transfers_without_their_secrets(sandbox, web):
    last = max((row["n"] for row in sandbox.traffic()), default=0)
    file_id, url = announced(web)
    httpx.post(url, content=CONTENT)
    web.files_completeUploadExternal(files=[{"id": file_id}])
    httpx.get(web.files_info(file=file_id)["file"]["url_private"])
    rows = sandbox.traffic(last)
    assert [(row["name"], row["status"]) for row in rows if row["name"] in ("upload_url", "url_private")] == [
        ("upload_url", "ok"),
        ("url_private", "sign_in"),
    ]
    assert url.rpartition("/")[2] not in str(rows)
