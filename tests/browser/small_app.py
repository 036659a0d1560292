"""A small Bolt app for the page's tests: it opens modals, edits messages and answers commands over Socket Mode."""

from __future__ import annotations

import threading
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from tests.support.sandbox import SandboxClient

TEAM = "T0TOWN"
OFFICE, DIRECTOR, SRO, GUEST, STRANGER = "U0OFFICE", "U0DIRECTOR", "U0SRO", "U0GUEST", "U0STRANGER"
GENERAL, CARE, OFFICE_ONLY = "C0GENERAL", "C0CARE", "G0OFFICE"

WORKSPACE: dict[str, Any] = {
    "team": {"id": TEAM, "name": "Town partnership", "domain": "town"},
    "teams": [{"id": "T0OTHER", "name": "Other council"}],
    "app": {"id": "A0CLERK", "name": "Clerk", "bot_user_id": "U0CLERK", "bot_id": "B0CLERK"},
    "users": [
        {"id": SRO, "name": "sro", "real_name": "Unplanned Care SRO"},
        {"id": OFFICE, "name": "office", "real_name": "Governance office", "is_admin": True},
        {"id": DIRECTOR, "name": "director", "real_name": "Planned Care director", "title": "Leads planned care"},
        {"id": GUEST, "name": "adviser", "real_name": "Independent adviser", "is_restricted": True},
        {"id": STRANGER, "name": "cllr", "real_name": "Visiting councillor", "team_id": "T0OTHER", "is_stranger": True},
    ],
    "channels": [
        {"id": GENERAL, "name": "general", "topic": "For everybody", "members": [OFFICE, DIRECTOR, SRO, GUEST],
         "app_is_member": True},
        {"id": CARE, "name": "planned-care", "members": [OFFICE, DIRECTOR], "app_is_member": True},
        {"id": OFFICE_ONLY, "name": "office-only", "is_private": True, "members": [OFFICE], "app_is_member": True},
    ],
}  # fmt: skip

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Clerk"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Clerk"},
        "slash_commands": [
            {"command": "/clerk", "description": "Ask the clerk", "usage_hint": "form | post | whisper"},
            {"command": "/clerks", "description": "List the clerks"},
            {"command": "/minutes", "description": "Read the minutes"},
        ],
        "shortcuts": [
            {"type": "global", "callback_id": "anywhere", "name": "Raise a matter", "description": "From anywhere"},
            {"type": "message", "callback_id": "note_it", "name": "Note for the board", "description": "As a minute"},
        ],
    },
    "functions": {
        "book": {
            "title": "Book a room",
            "description": "Books a room for a meeting",
            "input_parameters": {
                "room": {"name": "room", "type": "string", "title": "Room", "description": "Its name",
                         "is_required": True},
                "seats": {"name": "seats", "type": "integer", "title": "Seats"},
            },
            "output_parameters": {"booking": {"name": "booking", "type": "string", "title": "Booking"}},
        },
    },
    "oauth_config": {
        "scopes": {"bot": ["commands", "chat:write", "im:write", "users:read", "channels:read", "files:read"]}
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["app_home_opened", "function_executed"]},
        "interactivity": {"is_enabled": True},
        "org_deploy_enabled": True,
        "function_runtime": "remote",
        "socket_mode_enabled": True,
    },
}  # fmt: skip


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def option(text: str) -> dict[str, Any]:
    return {"text": plain(text), "value": text.lower()}


def button(text: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def field(block_id: str, label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"action_id": "v", **element},
        **more,
    }


def ballot(votes: int) -> list[dict[str, Any]]:
    confirm = {"title": plain("Withdraw it?"), "text": plain("The proposal is closed."), "confirm": plain("Withdraw"),
               "deny": plain("Keep it")}  # fmt: skip
    return [
        {"type": "section", "text": mrkdwn(f"*Votes: {votes}*")},
        {"type": "actions", "block_id": "ballot", "elements": [
            button("Vote", "vote", style="primary"),
            button("Withdraw", "withdraw", style="danger", confirm=confirm),
            {"type": "overflow", "action_id": "more", "options": [option("Later"), option("Never")]},
            {"type": "static_select", "action_id": "pick", "placeholder": plain("Pick"),
             "options": [option("Apples"), option("Pears")]},
            {"type": "users_select", "action_id": "person", "placeholder": plain("Hand over to")},
            {"type": "datepicker", "action_id": "day"},
        ]},
    ]  # fmt: skip


def form(title: str = "Update PC11") -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "notify_on_close": True,
        "blocks": [
            field("note", "What has changed", {"type": "plain_text_input", "multiline": True},
                  hint=plain("For the board")),
            field("score", "Score", {"type": "number_input", "is_decimal_allowed": False}),
            field("stream", "Workstream", {"type": "static_select", "option_groups": [
                {"label": plain("Care"), "options": [option("Planned care"), option("Unplanned care")]},
                {"label": plain("Enablers"), "options": [option("Digital")]},
            ]}, optional=True),
            field("leads", "Leads", {"type": "multi_users_select", "initial_users": [DIRECTOR]}, optional=True),
            field("way", "Direction", {"type": "radio_buttons", "options": [option("Rising"), option("Falling")]},
                  optional=True),
        ],
    }  # fmt: skip


def notice(title: str) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "blocks": [{"type": "section", "text": plain("PC11 is up to date.")}],
    }


def every_input() -> dict[str, Any]:
    choices = [{**option("Open"), "description": plain("Anybody may come")}, option("Closed")]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Every input"),
        "submit": plain("Save"),
        "blocks": [
            field("search", "Find a risk", {"type": "external_select", "min_query_length": 2}),
            field("several", "Find several", {"type": "multi_external_select", "min_query_length": 0}, optional=True),
            field("files", "Papers", {"type": "file_input", "filetypes": ["txt"], "max_files": 2}),
            field("words", "Minutes", {"type": "rich_text_input", "placeholder": plain("What was said")}),
            field("mail", "E-mail", {"type": "email_text_input"}, optional=True),
            field("site", "Web address", {"type": "url_text_input"}, optional=True),
            field("when", "Starts", {"type": "datetimepicker"}, optional=True),
            field("hour", "Hour", {"type": "timepicker"}, optional=True),
            field("boxes", "Doors", {"type": "checkboxes", "options": choices}, optional=True),
            field("place", "Where", {"type": "conversations_select"}, optional=True),
        ],
    }  # fmt: skip


class Clerk:
    """The app, connected for as long as it is not closed.

    Attributes:
        seen: Every payload the listeners got, oldest first: actions, submissions and closings.
    """

    def __init__(self, sandbox: SandboxClient) -> None:
        known = sandbox.app()
        self.seen: list[dict[str, Any]] = []
        self.client = WebClient(token=known["bot_token"], base_url=known["api_url"])
        self._lock = threading.Lock()
        self._votes = 0
        app = App(name="tried", client=self.client, signing_secret=known["signing_secret"])
        app.command("/clerk")(self._on_command)
        app.event("app_home_opened")(self._on_home)
        app.action("vote")(self._on_vote)
        app.action("again")(self._on_again)
        for name in ("withdraw", "more", "pick", "person", "day"):
            app.action(name)(self._on_action)
        app.shortcut("anywhere")(self._on_shortcut)
        app.shortcut("note_it")(self._on_shortcut)
        app.options("v")(self._on_options)
        app.function("book")(self._on_book)
        app.view("form")(self._on_form)
        app.view_closed("form")(self._on_action)
        self._handler = SocketModeHandler(app, known["app_token"])
        self._handler.connect()
        sandbox.wait_for_app()

    def close(self) -> None:
        self._handler.close()

    def actions(self) -> list[dict[str, Any]]:
        return [action for body in list(self.seen) for action in body.get("actions", [])]

    def _on_action(self, ack: Any, body: dict[str, Any]) -> None:
        self.seen.append(body)
        ack()

    def _on_command(self, ack: Any, body: dict[str, Any], client: WebClient) -> None:
        word = body["text"]
        if word == "whisper":
            ack(text="Only you hear the clerk.")
        elif word == "post":
            ack()
            client.chat_postMessage(channel=body["channel_id"], text="A ballot", blocks=ballot(0))
        else:
            client.views_open(trigger_id=body["trigger_id"], view=every_input() if word == "inputs" else form())
            ack()

    def _on_shortcut(self, ack: Any, body: dict[str, Any]) -> None:
        self.seen.append(body)
        ack()

    def _on_options(self, ack: Any, body: dict[str, Any]) -> None:
        words = body["value"]
        if words == "bad":
            ack(options=[{"value": "without words"}])
        else:
            ack(options=[option(f"{words or 'First'} {number}") for number in (1, 2)])

    def _on_book(self, inputs: dict[str, Any], complete: Any, fail: Any) -> None:
        if inputs["room"] == "Attic":
            fail("The attic has no chairs.")
        else:
            complete({"booking": f"{inputs['room']} for {inputs.get('seats', 1)}"})

    def _on_vote(self, ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        with self._lock:
            self._votes += 1
            place = body["container"]
            client.chat_update(
                channel=place["channel_id"], ts=place["message_ts"], text="A ballot", blocks=ballot(self._votes)
            )

    def _on_home(self, event: dict[str, Any], client: WebClient) -> None:
        self._publish(client, event["user"], "Nothing waits for you.")

    def _on_again(self, ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        self._publish(client, body["user"]["id"], "Asked again.")

    @staticmethod
    def _publish(client: WebClient, user: str, text: str) -> None:
        actions = {"type": "actions", "elements": [button("Ask again", "again")]}
        client.views_publish(
            user_id=user, view={"type": "home", "blocks": [{"type": "section", "text": mrkdwn(text)}, actions]}
        )

    def _on_form(self, ack: Any, body: dict[str, Any]) -> None:
        self.seen.append(body)
        values = body["view"]["state"]["values"]
        note = values["note"]["v"]["value"] if "note" in values else ""
        if note == "wrong":
            ack(response_action="errors", errors={"score": "Residual (20) is above inherent (16)."})
        elif note == "more":
            ack(response_action="push", view=form("Second page"))
        elif note == "say so":
            ack(response_action="update", view=notice("Saved"))
        else:
            ack()
