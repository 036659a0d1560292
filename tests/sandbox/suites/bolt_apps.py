"""The app of the suites, written with Bolt: once with ``App`` and once with ``AsyncApp``."""

from __future__ import annotations

import httpx
from slack_bolt import App
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import OPEN
from tests.sandbox.suites.content import answer_to_note, deeper, found, home, note, panel, posted_for


def bolt_app(sandbox) -> App:
    tokens = sandbox.app()
    client = WebClient(token=tokens["bot_token"], base_url=tokens["api_url"])
    app = App(name="tried", client=client, signing_secret=tokens["signing_secret"])

    _take_clicks(app, client)
    _take_forms(app, client)
    _take_events(app, client, tokens["bot_user_id"])
    return app


def _take_clicks(app: App, client: WebClient) -> None:
    @app.command("/help")
    def on_help(ack, body, respond):
        client.views_open(trigger_id=body["trigger_id"], view=note())
        ack(f"got {body['text']}")
        respond("and later")

    @app.command("/raw")
    def on_raw(ack, body):
        ack()
        client.files_upload_v2(
            channel=body["channel_id"], content=body["text"], filename="note.txt", initial_comment="here it is"
        )

    @app.action("more")
    def on_more(ack, body):
        ack()
        client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=note("More"))

    @app.action("deeper")
    def on_deeper(ack, body):
        ack()
        client.views_push(trigger_id=body["trigger_id"], view=deeper())

    @app.action("agree")
    def on_agree(ack, body, respond, say):
        ack()
        say(text="agreed", thread_ts=body["message"]["ts"])
        respond(text="closed", replace_original=True)


def _take_forms(app: App, client: WebClient) -> None:
    @app.view("note")
    def on_note(ack, view):
        answer = answer_to_note(view)
        if answer is not None:
            ack(**answer)
            return
        ack()
        client.chat_postMessage(channel=OPEN, text=posted_for(view), blocks=panel())

    @app.view_closed("note")
    def on_closed(ack):
        ack()
        client.chat_postMessage(channel=OPEN, text="note closed")

    @app.options("pick")
    def on_options(ack, payload):
        ack(**found(payload["value"]))

    @app.shortcut("raise")
    def on_raise(ack, shortcut):
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=note())

    @app.message_shortcut("keep")
    def on_keep(ack, shortcut, respond):
        ack()
        respond(f"kept {shortcut['message']['text']}")


def _take_events(app: App, client: WebClient, bot: str) -> None:
    @app.function("double")
    def on_double(inputs, complete, fail):
        if inputs["text"] == "bad":
            fail("Not that.")
        else:
            complete({"text": inputs["text"] * 2})

    @app.event("app_mention")
    def on_mention(event, say):
        say(f"heard <@{event['user']}>")

    @app.event("message")
    def on_message(event, say):
        if event.get("text") == "ping" and "thread_ts" in event:
            say(text="pong", thread_ts=event["thread_ts"])

    @app.event("reaction_added")
    def on_reaction(event):
        client.chat_postMessage(channel=event["item"]["channel"], text=f"saw {event['reaction']}")

    @app.event("reaction_removed")
    def on_no_reaction():
        pass

    @app.event("file_shared")
    def on_file(event):
        if event["user_id"] != bot:
            url = client.files_info(file=event["file_id"])["file"]["url_private"]
            content = httpx.get(url, headers={"Authorization": f"Bearer {client.token}"}).content
            client.chat_postMessage(channel=event["channel_id"], text=f"read {len(content)} bytes")

    @app.event("app_home_opened")
    def on_home(event):
        client.views_publish(user_id=event["user"], view=home())


def async_bolt_app(sandbox) -> AsyncApp:
    tokens = sandbox.app()
    client = AsyncWebClient(token=tokens["bot_token"], base_url=tokens["api_url"])
    app = AsyncApp(name="tried", client=client, signing_secret=tokens["signing_secret"])

    _async_take_clicks(app, client)
    _async_take_forms(app, client)
    _async_take_events(app, client, tokens["bot_user_id"])
    return app


def _async_take_clicks(app: AsyncApp, client: AsyncWebClient) -> None:
    @app.command("/help")
    async def on_help(ack, body, respond):
        await client.views_open(trigger_id=body["trigger_id"], view=note())
        await ack(f"got {body['text']}")
        await respond("and later")

    @app.command("/raw")
    async def on_raw(ack, body):
        await ack()
        await client.files_upload_v2(
            channel=body["channel_id"], content=body["text"], filename="note.txt", initial_comment="here it is"
        )

    @app.action("more")
    async def on_more(ack, body):
        await ack()
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=note("More"))

    @app.action("deeper")
    async def on_deeper(ack, body):
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=deeper())

    @app.action("agree")
    async def on_agree(ack, body, respond, say):
        await ack()
        await say(text="agreed", thread_ts=body["message"]["ts"])
        await respond(text="closed", replace_original=True)


def _async_take_forms(app: AsyncApp, client: AsyncWebClient) -> None:
    @app.view("note")
    async def on_note(ack, view):
        answer = answer_to_note(view)
        if answer is not None:
            await ack(**answer)
            return
        await ack()
        await client.chat_postMessage(channel=OPEN, text=posted_for(view), blocks=panel())

    @app.view_closed("note")
    async def on_closed(ack):
        await ack()
        await client.chat_postMessage(channel=OPEN, text="note closed")

    @app.options("pick")
    async def on_options(ack, payload):
        await ack(**found(payload["value"]))

    @app.shortcut("raise")
    async def on_raise(ack, shortcut):
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=note())

    @app.message_shortcut("keep")
    async def on_keep(ack, shortcut, respond):
        await ack()
        await respond(f"kept {shortcut['message']['text']}")


def _async_take_events(app: AsyncApp, client: AsyncWebClient, bot: str) -> None:
    @app.function("double")
    async def on_double(inputs, complete, fail):
        if inputs["text"] == "bad":
            await fail("Not that.")
        else:
            await complete({"text": inputs["text"] * 2})

    @app.event("app_mention")
    async def on_mention(event, say):
        await say(f"heard <@{event['user']}>")

    @app.event("message")
    async def on_message(event, say):
        if event.get("text") == "ping" and "thread_ts" in event:
            await say(text="pong", thread_ts=event["thread_ts"])

    @app.event("reaction_added")
    async def on_reaction(event):
        await client.chat_postMessage(channel=event["item"]["channel"], text=f"saw {event['reaction']}")

    @app.event("reaction_removed")
    async def on_no_reaction():
        pass

    @app.event("file_shared")
    async def on_file(event):
        if event["user_id"] != bot:
            url = (await client.files_info(file=event["file_id"]))["file"]["url_private"]
            async with httpx.AsyncClient() as http:
                content = (await http.get(url, headers={"Authorization": f"Bearer {client.token}"})).content
            await client.chat_postMessage(channel=event["channel_id"], text=f"read {len(content)} bytes")

    @app.event("app_home_opened")
    async def on_home(event):
        await client.views_publish(user_id=event["user"], view=home())
