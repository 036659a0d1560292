"""What every app of the suites shows and answers, whichever library it is written with."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

NAMES = ("Ann", "Anton", "Bea")


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(action_id: str, text: str) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), "value": "1"}


def note(title: str = "Note", callback_id: str = "note") -> Json:
    """Return a modal with a text, a menu that the app fills, and two buttons."""
    menu = {"type": "external_select", "action_id": "pick", "min_query_length": 1}
    return {
        "type": "modal",
        "callback_id": callback_id,
        "notify_on_close": True,
        "title": plain(title),
        "submit": plain("Save"),
        "blocks": [
            {
                "type": "input",
                "block_id": "text",
                "label": plain("Text"),
                "element": {"type": "plain_text_input", "action_id": "in"},
            },
            {"type": "input", "block_id": "owner", "optional": True, "label": plain("Owner"), "element": menu},
            {"type": "actions", "block_id": "row", "elements": [button("more", "More"), button("deeper", "Deeper")]},
        ],
    }


def deeper() -> Json:
    return {
        "type": "modal",
        "callback_id": "deep",
        "title": plain("Deeper"),
        "blocks": [{"type": "section", "text": plain("Down here")}],
    }


def home() -> Json:
    return {"type": "home", "blocks": [{"type": "section", "text": plain("Welcome")}]}


def panel() -> list[Json]:
    return [{"type": "actions", "block_id": "row", "elements": [button("agree", "Agree")]}]


def found(value: str) -> Json:
    """Return the options whose text begins so, in a group when asked for by its name."""
    options = [{"text": plain(name), "value": name.lower()} for name in NAMES]
    if value == "group":
        return {"option_groups": [{"label": plain("All"), "options": options}]}
    return {"options": [option for option in options if option["text"]["text"].startswith(value)]}


def answer_to_note(view: Json) -> Json | None:
    """Return the response action for a submission, or None when the modal closes and the note is posted."""
    text = view["state"]["values"]["text"]["in"]["value"]
    return {
        "bad": {"response_action": "errors", "errors": {"text": "Not that."}},
        "turn": {"response_action": "update", "view": note("Turned", "turned")},
        "stack": {"response_action": "push", "view": deeper()},
        "clear": {"response_action": "clear"},
    }.get(text)


def posted_for(view: Json) -> str:
    """Return the text of the message that a submitted note becomes."""
    values = view["state"]["values"]
    owner = values["owner"]["pick"]["selected_option"]
    return f"{values['text']['in']['value']} for {owner['value'] if owner else 'nobody'}"
