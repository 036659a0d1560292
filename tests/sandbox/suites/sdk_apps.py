"""The app of the suites, written with ``slack_sdk`` alone: once with its blocking clients and once with the others."""

from __future__ import annotations

from typing import Any

import httpx
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.aiohttp import SocketModeClient as AsyncSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook import WebhookClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.sandbox.conftest import OPEN
from tests.sandbox.suites.content import Json, answer_to_note, deeper, found, home, note, panel, posted_for


def what_came(request: SocketModeRequest) -> str:
    """Return the kind of a request: the command, the type of the event or of the interaction."""
    payload: Json = request.payload
    if request.type == "slash_commands":
        return payload["command"]
    return payload["event"]["type"] if request.type == "events_api" else payload["type"]


class SdkApp:
    """Acknowledges and answers what comes over Socket Mode, with blocking clients."""

    def __init__(self, sandbox) -> None:
        tokens = sandbox.app()
        self._bot = tokens["bot_user_id"]
        self._web = WebClient(token=tokens["bot_token"], base_url=tokens["api_url"])
        self.socket = SocketModeClient(app_token=tokens["app_token"], web_client=self._web)
        self.socket.socket_mode_request_listeners.append(self._take)

    def _take(self, socket: SocketModeClient, request: SocketModeRequest) -> None:
        kind, payload = what_came(request), request.payload
        event = payload.get("event", {})
        if kind == "/help":
            self._web.views_open(trigger_id=payload["trigger_id"], view=note())
        answer = self._answer(kind, payload)
        socket.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id, payload=answer))
        if event:
            self._hear(kind, event)
        else:
            self._act(kind, payload)

    @staticmethod
    def _answer(kind: str, payload: Json) -> Json | None:
        if kind == "/help":
            return {"text": f"got {payload['text']}"}
        if kind == "view_submission":
            return answer_to_note(payload["view"])
        return found(payload["value"]) if kind == "block_suggestion" else None

    def _act(self, kind: str, payload: Json) -> None:
        if kind == "/help":
            WebhookClient(payload["response_url"]).send(text="and later")
        elif kind == "/raw":
            self._web.files_upload_v2(
                channel=payload["channel_id"],
                content=payload["text"],
                filename="note.txt",
                initial_comment="here it is",
            )
        elif kind == "shortcut":
            self._web.views_open(trigger_id=payload["trigger_id"], view=note())
        elif kind == "message_action":
            WebhookClient(payload["response_url"]).send(text=f"kept {payload['message']['text']}")
        elif kind == "view_submission" and answer_to_note(payload["view"]) is None:
            self._web.chat_postMessage(channel=OPEN, text=posted_for(payload["view"]), blocks=panel())
        elif kind == "view_closed":
            self._web.chat_postMessage(channel=OPEN, text="note closed")
        elif kind == "block_actions":
            self._press(payload["actions"][0]["action_id"], payload)

    def _press(self, action_id: str, payload: Json) -> None:
        if action_id == "more":
            view = payload["view"]
            self._web.views_update(view_id=view["id"], hash=view["hash"], view=note("More"))
        elif action_id == "deeper":
            self._web.views_push(trigger_id=payload["trigger_id"], view=deeper())
        else:
            ts = payload["message"]["ts"]
            self._web.chat_postMessage(channel=payload["channel"]["id"], text="agreed", thread_ts=ts)
            WebhookClient(payload["response_url"]).send(text="closed", replace_original=True)

    def _hear(self, kind: str, event: Json) -> None:
        if kind == "app_mention":
            self._web.chat_postMessage(channel=event["channel"], text=f"heard <@{event['user']}>")
        elif kind == "message" and event.get("text") == "ping" and "thread_ts" in event:
            self._web.chat_postMessage(channel=event["channel"], text="pong", thread_ts=event["thread_ts"])
        elif kind == "reaction_added":
            self._web.chat_postMessage(channel=event["item"]["channel"], text=f"saw {event['reaction']}")
        elif kind == "app_home_opened":
            self._web.views_publish(user_id=event["user"], view=home())
        elif kind == "function_executed":
            self._step(event)
        elif kind == "file_shared" and event["user_id"] != self._bot:
            url = self._web.files_info(file=event["file_id"])["file"]["url_private"]
            content = httpx.get(url, headers={"Authorization": f"Bearer {self._web.token}"}).content
            self._web.chat_postMessage(channel=event["channel_id"], text=f"read {len(content)} bytes")

    def _step(self, event: Json) -> None:
        step = WebClient(token=event["bot_access_token"], base_url=self._web.base_url)
        run, text = event["function_execution_id"], event["inputs"]["text"]
        if text == "bad":
            step.functions_completeError(function_execution_id=run, error="Not that.")
        else:
            step.functions_completeSuccess(function_execution_id=run, outputs={"text": text * 2})


class AsyncSdkApp:
    """The same with the clients for asyncio; it must be made inside a running loop."""

    def __init__(self, sandbox) -> None:
        tokens = sandbox.app()
        self._bot = tokens["bot_user_id"]
        self._web = AsyncWebClient(token=tokens["bot_token"], base_url=tokens["api_url"])
        self.socket = AsyncSocketModeClient(app_token=tokens["app_token"], web_client=self._web)
        self.socket.socket_mode_request_listeners.append(self._take)

    async def _take(self, socket: Any, request: SocketModeRequest) -> None:
        kind, payload = what_came(request), request.payload
        event = payload.get("event", {})
        if kind == "/help":
            await self._web.views_open(trigger_id=payload["trigger_id"], view=note())
        answer = SdkApp._answer(kind, payload)
        await socket.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id, payload=answer))
        if event:
            await self._hear(kind, event)
        else:
            await self._act(kind, payload)

    async def _act(self, kind: str, payload: Json) -> None:
        if kind == "/help":
            await AsyncWebhookClient(payload["response_url"]).send(text="and later")
        elif kind == "/raw":
            await self._web.files_upload_v2(
                channel=payload["channel_id"],
                content=payload["text"],
                filename="note.txt",
                initial_comment="here it is",
            )
        elif kind == "shortcut":
            await self._web.views_open(trigger_id=payload["trigger_id"], view=note())
        elif kind == "message_action":
            await AsyncWebhookClient(payload["response_url"]).send(text=f"kept {payload['message']['text']}")
        elif kind == "view_submission" and answer_to_note(payload["view"]) is None:
            await self._web.chat_postMessage(channel=OPEN, text=posted_for(payload["view"]), blocks=panel())
        elif kind == "view_closed":
            await self._web.chat_postMessage(channel=OPEN, text="note closed")
        elif kind == "block_actions":
            await self._press(payload["actions"][0]["action_id"], payload)

    async def _press(self, action_id: str, payload: Json) -> None:
        if action_id == "more":
            view = payload["view"]
            await self._web.views_update(view_id=view["id"], hash=view["hash"], view=note("More"))
        elif action_id == "deeper":
            await self._web.views_push(trigger_id=payload["trigger_id"], view=deeper())
        else:
            ts = payload["message"]["ts"]
            await self._web.chat_postMessage(channel=payload["channel"]["id"], text="agreed", thread_ts=ts)
            await AsyncWebhookClient(payload["response_url"]).send(text="closed", replace_original=True)

    async def _hear(self, kind: str, event: Json) -> None:
        if kind == "app_mention":
            await self._web.chat_postMessage(channel=event["channel"], text=f"heard <@{event['user']}>")
        elif kind == "message" and event.get("text") == "ping" and "thread_ts" in event:
            await self._web.chat_postMessage(channel=event["channel"], text="pong", thread_ts=event["thread_ts"])
        elif kind == "reaction_added":
            await self._web.chat_postMessage(channel=event["item"]["channel"], text=f"saw {event['reaction']}")
        elif kind == "app_home_opened":
            await self._web.views_publish(user_id=event["user"], view=home())
        elif kind == "function_executed":
            await self._step(event)
        elif kind == "file_shared" and event["user_id"] != self._bot:
            url = (await self._web.files_info(file=event["file_id"]))["file"]["url_private"]
            async with httpx.AsyncClient() as http:
                content = (await http.get(url, headers={"Authorization": f"Bearer {self._web.token}"})).content
            await self._web.chat_postMessage(channel=event["channel_id"], text=f"read {len(content)} bytes")

    async def _step(self, event: Json) -> None:
        step = AsyncWebClient(token=event["bot_access_token"], base_url=self._web.base_url)
        run, text = event["function_execution_id"], event["inputs"]["text"]
        if text == "bad":
            await step.functions_completeError(function_execution_id=run, error="Not that.")
        else:
            await step.functions_completeSuccess(function_execution_id=run, outputs={"text": text * 2})
