"""People of the demonstration at work: what they type, press, fill in, and read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.support.sandbox import Json, SandboxClient

MANAGER = "U0GOVMANAGER"
OFFICER = "U0GOVOFFICER"
PROGRAMME_DIRECTOR = "U0PROGDIRECTOR"
DIRECTOR = "U0PCDIRECTOR"
SRO = "U0PCSRO"
MEMBER = "U0PCDEPUTY"
LEAD = "U0CANCERLEAD"
OTHER_DIRECTOR = "U0UCDIRECTOR"
GROUP_MEMBER = "U0UCCLINICAL"
BOARD_MEMBER = "U0CCGLAY"
GUEST_WITH_ROLE = "U0HOSPITALOPS"
GUEST_ON_BOARD = "U0HEALTHWATCH"
GUEST = "U0ITCONTRACTOR"
UNLISTED = "U0FINANALYST"
STRANGER = "U0STRANGER"

GENERAL = "C0GENERAL"
PLANNED = "C0PLANNED"
PLANNED_PRIVATE = "C0PLANNEDPRIV"
UNPLANNED = "C0UNPLANNED"
UNPLANNED_PRIVATE = "C0UNPLANNEDPRIV"
PREVENTION = "C0PREVENTION"
CHILDREN = "C0CHILDREN"
PROGRAMME = "C0PROGRAMME"
IT_BOARD = "C0ITEB"
REGION = "C0REGION"


class Person:
    """One person at their Slack.

    Args:
        sandbox: The workspace.
        user: Who they are.
        channel: Where they type unless they say otherwise.
    """

    def __init__(self, sandbox: SandboxClient, user: str, channel: str = GENERAL) -> None:
        self._sandbox = sandbox
        self.user = user
        self.channel = channel
        self._typed: dict[str, dict[str, Any]] = {}

    def types(self, text: str, channel: str = "") -> Json:
        """Run a command that answers with a message, and return that message."""
        reply = self._sandbox.say(self.user, channel or self.channel, text)
        assert reply is not None, f"no answer to {text!r}"
        return reply

    def opens(self, text: str, channel: str = "") -> Json:
        """Run a command that opens a form, and return the form."""
        reply = self._sandbox.say(self.user, channel or self.channel, text)
        assert reply is None, f"{text!r} was answered: {words(reply or {})}"
        return self.form()

    def form(self) -> Json:
        """Return the modal on top."""
        stack = self._sandbox.stack(self.user)
        assert stack, f"no form is open for {self.user}"
        return stack[-1]

    def forms(self) -> list[Json]:
        """Return the open modals."""
        return self._sandbox.stack(self.user)

    def presses(self, place: Json, label: str) -> None:
        """Press a button by the words on it."""
        block, action = button(place, label)
        self._sandbox.press(self.user, place, action, block_id=block)

    def asks(self, place: Json, label: str) -> Json:
        """Press a button that answers with a private message, and return that message."""
        before = {message["ts"]: message for message in self.notes(place["channel"])}
        self.presses(place, label)
        new = [message for message in self.notes(place["channel"]) if before.get(message["ts"]) != message]
        assert len(new) == 1, f"“{label}” gave {len(new)} answers: {[words(message) for message in new]}"
        return new[0]

    def chooses(self, place: Json, label: str) -> Json:
        """Press a button that opens a form, and return the form."""
        before = len(self.forms())
        self.presses(place, label)
        assert len(self.forms()) == before + 1, f"“{label}” opened no form"
        return self.form()

    def submits(self, form: Json, values: Mapping[str, Any] | None = None) -> Json:
        """Fill in and submit a form; return Slack's answer with `response_action`.

        What was typed before stays in its field, also when the app has changed the form around it.
        """
        typed = self._typed.setdefault(form["id"], {})
        typed |= values or {}
        there = {block["block_id"] for block in form["blocks"]}
        return self._sandbox.submit(self.user, form, {name: typed[name] for name in typed if name in there})

    def saves(self, form: Json, values: Mapping[str, Any] | None = None) -> str:
        """Fill in and submit a form that is accepted; return what the form then says, and close it."""
        answer = self.submits(form, values)
        assert answer["response_action"] == "update", answer
        said = words(answer["view"])
        self._sandbox.close(self.user, answer["view"])
        return said

    def is_refused(self, form: Json, values: Mapping[str, Any] | None = None) -> dict[str, str]:
        """Fill in and submit a form that comes back with field errors; return those."""
        answer = self.submits(form, values)
        assert answer["response_action"] == "errors", answer
        errors: dict[str, str] = answer["errors"]
        return errors

    def reads(self, channel: str, thread: str | None = None) -> list[Json]:
        """Return what the person sees in a channel or thread that everybody there sees."""
        return [m for m in self._sandbox.messages(self.user, channel, thread) if not m["ephemeral"]]

    def notes(self, channel: str = "") -> list[Json]:
        """Return what the person alone sees in a channel."""
        return [m for m in self._sandbox.messages(self.user, channel or self.channel) if m["ephemeral"]]


def words(place: Json) -> str:
    """Return all that is written in a message, a modal or a Home, a line for each piece."""
    return "\n".join(_texts(place["blocks"])) if place.get("blocks") else str(place.get("text", ""))


def button(place: Json, label: str) -> tuple[str, str]:
    """Return the block id and action id of the first button with these words on it."""
    for block, element in _buttons(place):
        if element["text"]["text"] == label:
            return block["block_id"], element["action_id"]
    raise AssertionError(f"there is no button “{label}” but {labels(place)}")


def labels(place: Json) -> list[str]:
    """Return the words on all buttons, in order."""
    return [element["text"]["text"] for _, element in _buttons(place)]


def filled(form: Json) -> dict[str, Any]:
    """Return what stands in the fields of a form: block ids to texts, option values or lists of them."""
    found: dict[str, Any] = {}
    for block in form["blocks"]:
        if block["type"] == "input":
            found[block["block_id"]] = _initial(block["element"])
    return found


def refs(place: Json) -> list[str]:
    """Return the references of a listed page of risks, in order."""
    lines = [block["text"]["text"] for block in place["blocks"] if block["type"] == "section" and "accessory" in block]
    return [line.split("*")[1].split()[0] for line in lines]


def _initial(element: Json) -> Any:
    if "initial_options" in element or element["type"].startswith("multi_"):
        return [option["value"] for option in element.get("initial_options", ())]
    if "initial_option" in element:
        return element["initial_option"]["value"]
    for name in ("initial_value", "initial_user", "initial_date"):
        if name in element:
            return element[name]
    return ""


def _buttons(place: Json) -> Iterator[tuple[Json, Json]]:
    for block in place.get("blocks", ()):
        for element in [*block.get("elements", ()), block.get("accessory") or {}]:
            if element.get("type") == "button":
                yield block, element


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") in ("mrkdwn", "plain_text") and "text" in value:
            yield value["text"]
            return
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
