"""Bolt apps, unmodified, over Socket Mode and over signed HTTP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import DIRECTOR, OPEN
from tests.support.sandbox import SandboxRefusedError, until
from tests.support.waiting import run_async


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


MODAL = {
    "type": "modal",
    "callback_id": "note",
    "title": plain("Note"),
    "submit": plain("Save"),
    "blocks": [
        {
            "type": "input",
            "block_id": "text",
            "label": plain("Text"),
            "element": {"type": "plain_text_input", "action_id": "in"},
        }
    ],
}
BUTTON = {"type": "button", "action_id": "agree", "text": plain("Agree"), "value": "1"}


def bolt_app(sandbox) -> App:
    tokens = sandbox.app()
    client = WebClient(token=tokens["bot_token"], base_url=f"{sandbox.url}/api/")
    app = App(name="tried", client=client, signing_secret=tokens["signing_secret"])

    @app.command("/help")
    def on_help(ack, body, client, respond):
        client.views_open(trigger_id=body["trigger_id"], view=MODAL)
        ack(f"got {body['text']}")
        respond("and later")

    @app.view("note")
    def on_note(ack, body, client):
        text = body["view"]["state"]["values"]["text"]["in"]["value"]
        if text == "bad":
            ack(response_action="errors", errors={"text": "Not that."})
            return
        ack()
        client.chat_postMessage(channel=OPEN, text=text, blocks=[{"type": "actions", "elements": [BUTTON]}])

    @app.action("agree")
    def on_agree(ack, body, respond, say):
        ack()
        say(text="agreed", thread_ts=body["message"]["ts"])
        respond(text="closed", replace_original=True)

    @app.event("app_mention")
    def on_mention(event, say):
        say(f"heard <@{event['user']}>")

    @app.event("app_home_opened")
    def on_home(event, client):
        view = {"type": "home", "blocks": [{"type": "section", "text": plain("Welcome")}]}
        client.views_publish(user_id=event["user"], view=view)

    @app.event("message")
    def on_message():
        pass

    return app


def walk_through(sandbox) -> None:
    reply = sandbox.say(DIRECTOR, OPEN, "/help me")
    assert (reply["text"], reply["ephemeral"]) == ("got me", True)
    sandbox.wait_for_message(DIRECTOR, OPEN, "and later")
    view = sandbox.wait_for_modal(DIRECTOR, "note")
    assert sandbox.submit(DIRECTOR, view, {"text": "bad"})["errors"] == {"text": "Not that."}
    assert sandbox.submit(DIRECTOR, view, {"text": "A note"})["response_action"] is None
    message = sandbox.wait_for_message(DIRECTOR, OPEN, "A note")
    sandbox.press(DIRECTOR, message, "agree")
    sandbox.wait_for_message(DIRECTOR, OPEN, "agreed", thread_ts=message["ts"])
    assert sandbox.wait_for_message(DIRECTOR, OPEN, "closed")["ts"] == message["ts"]
    sandbox.say(DIRECTOR, OPEN, "@helper hello")
    sandbox.wait_for_message(DIRECTOR, OPEN, f"heard <@{DIRECTOR}>")
    sandbox.wait_for_home(DIRECTOR, "Welcome")


def test_a_bolt_app_over_socket_mode(sandbox):
    handler = SocketModeHandler(bolt_app(sandbox), sandbox.app()["app_token"], trace_enabled=False)
    handler.connect()
    try:
        sandbox.wait_for_app()
        walk_through(sandbox)
        assert sandbox.drop_connections() == 1
        sandbox.wait_for_app()
        assert sandbox.say(DIRECTOR, OPEN, "/help again")["text"] == "got again"
    finally:
        handler.close()
    until(lambda: sandbox.app()["connections"] == 0)


def test_an_asynchronous_bolt_app_over_socket_mode(sandbox):
    tokens = sandbox.app()

    async def main() -> None:
        client = AsyncWebClient(token=tokens["bot_token"], base_url=f"{sandbox.url}/api/")
        app = AsyncApp(name="tried", client=client, signing_secret=tokens["signing_secret"])

        @app.command("/help")
        async def on_help(ack, body):
            await ack(f"got {body['text']}")

        handler = AsyncSocketModeHandler(app, tokens["app_token"])
        await handler.connect_async()
        try:
            await asyncio.to_thread(sandbox.wait_for_app)
            reply = await asyncio.to_thread(sandbox.say, DIRECTOR, OPEN, "/help me")
            assert reply["text"] == "got me"
        finally:
            await handler.close_async()

    run_async(main)
    until(lambda: sandbox.app()["connections"] == 0)


class Received(list[tuple[str, dict[str, str]]]):
    """The raw bodies and headers that came in."""


@contextmanager
def http_server(answer: Any) -> Iterator[tuple[str, Received]]:
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            received.append((body, {name.lower(): value for name, value in self.headers.items()}))
            status, headers, text = answer(body, self.headers)
            payload = text.encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/slack/events", received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def over_http(sandbox):
    yield
    sandbox.deliver_by_socket()
    sandbox.retry_events_after(0, 60, 300)


def test_a_bolt_app_over_signed_http(sandbox, over_http):
    app = bolt_app(sandbox)

    def answer(body: str, headers: Any) -> tuple[int, dict[str, str], str]:
        response = app.dispatch(BoltRequest(body=body, headers={name: [value] for name, value in headers.items()}))
        flat = {name: values[0] for name, values in response.headers.items()}
        return response.status, {name: value for name, value in flat.items() if name != "content-length"}, response.body

    with http_server(answer) as (url, received):
        sandbox.deliver_to(url)
        walk_through(sandbox)
        assert sandbox.state(DIRECTOR)["app"]["online"] is True
    kinds = {headers["content-type"] for _, headers in received}
    assert kinds == {"application/x-www-form-urlencoded", "application/json"}


def test_a_wrong_signature_is_noticed_by_bolt(sandbox, over_http):
    tokens = sandbox.app()
    client = WebClient(token=tokens["bot_token"], base_url=f"{sandbox.url}/api/")
    app = App(name="tried", client=client, signing_secret="another secret")

    def answer(body: str, headers: Any) -> tuple[int, dict[str, str], str]:
        response = app.dispatch(BoltRequest(body=body, headers={name: [value] for name, value in headers.items()}))
        return response.status, {}, response.body

    with http_server(answer) as (url, _):
        sandbox.deliver_to(url)
        assert sandbox.say(DIRECTOR, OPEN, "/help")["text"] == '`/help` failed with the error "http_client_error"'


# What the app answers, and what the person reads.
FAILURES = [
    ((500, {}, "oops"), "http_service_error"),
    ((404, {}, "what"), "http_client_error"),
    ((302, {"Location": "/elsewhere"}, ""), "http_client_error"),
]


@pytest.mark.parametrize(("answer", "word"), FAILURES)
def test_a_command_that_http_cannot_take(sandbox, over_http, answer, word):
    with http_server(lambda *_: answer) as (url, _):
        sandbox.deliver_to(url)
        assert sandbox.say(DIRECTOR, OPEN, "/help")["text"] == f'`/help` failed with the error "{word}"'
    assert sandbox.say(DIRECTOR, OPEN, "/help")["text"] == '`/help` failed with the error "dispatch_failed"'
    assert sandbox.state(DIRECTOR)["app"]["online"] is False


# What the app answers to a command, and what the person reads.
ANSWERS = [
    ((200, {}, ""), None),
    ((200, {"Content-Type": "text/plain"}, "plain words"), "plain words"),
    ((200, {"Content-Type": "application/json"}, '{"text": "from JSON"}'), "from JSON"),
]


@pytest.mark.parametrize(("answer", "text"), ANSWERS)
def test_answers_to_a_command_over_http(sandbox, over_http, answer, text):
    with http_server(lambda *_: answer) as (url, _):
        sandbox.deliver_to(url)
        reply = sandbox.say(DIRECTOR, OPEN, "/help")
        assert (reply and reply["text"]) == text


def test_events_are_sent_again_with_the_same_id(sandbox, over_http):
    sandbox.retry_events_after(0, 0.05, 0.05)
    with http_server(lambda *_: (500, {}, "")) as (url, received):
        sandbox.deliver_to(url)
        sandbox.say(DIRECTOR, OPEN, "hello")
        until(lambda: len(received) == 4)
    assert len({body for body, _ in received}) == 1
    assert [headers.get("x-slack-retry-num") for _, headers in received] == [None, "1", "2", "3"]
    assert {headers.get("x-slack-retry-reason") for _, headers in received[1:]} == {"http_error"}


def test_an_app_can_ask_not_to_be_sent_an_event_again(sandbox, over_http):
    sandbox.retry_events_after(0, 0, 0)
    with http_server(lambda *_: (500, {"X-Slack-No-Retry": "1"}, "")) as (url, received):
        sandbox.deliver_to(url)
        sandbox.say(DIRECTOR, OPEN, "hello")
        until(lambda: received)
        sandbox.say(DIRECTOR, OPEN, "again")
        until(lambda: len(received) == 2)
    assert len({body for body, _ in received}) == 2


@pytest.mark.parametrize("url", ["https://127.0.0.1:3000/", "http://example.org/", "http://10.0.0.1/", "nonsense"])
def test_a_request_url_lies_on_this_machine(sandbox, url):
    with pytest.raises(SandboxRefusedError, match="this machine"):
        sandbox.deliver_to(url)
