"""People who write proposals, vote on them and record what was decided, with what they are answered."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from typing import Any

from bot.settings import default_config_dir
from tests.scenarios.people import Person, labels, words
from tests.support.bot import WORKSPACE
from tests.support.sandbox import Json, SandboxClient, until

_NAMES = {user["id"]: user.get("real_name") or user["name"] for user in WORKSPACE["users"]}
_DEMO = default_config_dir() / "demo"
_IDS = {name: user for user, name in _NAMES.items()}

OFFICE = "Governance manager"
BEDS_AUTHOR, IT_AUTHOR = "Integrated discharge manager", "Programme manager"
WAIT = 15.0

Act = Callable[["Cast"], object]


class Cast:
    """Everybody, with what they did and were answered.

    Args:
        sandbox: Where they work.
    """

    def __init__(self, sandbox: SandboxClient) -> None:
        self.sandbox = sandbox
        self.heard: list[tuple[str, str]] = []

    def taken(self) -> list[tuple[str, str]]:
        """Return what was done and answered since this was last asked."""
        heard, self.heard = self.heard, []
        return heard

    def person(self, name: str, channel: str = "") -> Person:
        """Return somebody by name, in their own messages unless a channel is named."""
        user = _IDS[name]
        return Person(self.sandbox, user, channel or f"D{user[1:]}")

    def note(self, name: str, did: str, said: str) -> None:
        """Keep what somebody did and was answered."""
        self.heard.append((f"{name}: {did}", said))

    def types(self, name: str, text: str, channel: str = "") -> Json:
        """Run a command that is answered in words."""
        said = self.person(name, channel).types(text)
        buttons = " ".join(f"[{label}]" for label in labels(said))
        self.note(name, text, f"{words(said)}\n{buttons}".strip())
        return said

    def saves(self, name: str, text: str, values: Mapping[str, Any], channel: str = "") -> None:
        """Run a command that opens a form, and save it."""
        person = self.person(name, channel)
        self.saves_form(name, text, person.opens(text), values)

    def saves_form(self, name: str, did: str, form: Json, values: Mapping[str, Any]) -> None:
        """Save a form that is open."""
        person = self.person(name)
        self.note(name, f"{did} opens", _form_words(form))
        answer = person.submits(form, values)
        assert answer["response_action"] == "update", answer
        self.note(name, "is told in the form", words(answer["view"]))
        for view in reversed(person.forms()):
            self.sandbox.close(person.user, view)

    def card(self, name: str, channel: str, holding: str) -> Json:
        """Return the newest message of a channel that says something, as somebody sees it."""
        person = self.person(name, channel)

        def newest() -> Json | None:
            found = [one for one in person.reads(channel) if holding in words(one) and one.get("bot_id")]
            return found[-1] if found else None

        found = until(newest, WAIT, what=f"a message with {holding!r} in {channel}")
        assert found is not None
        return found

    def presses(self, name: str, channel: str, holding: str, label: str) -> None:
        """Press a button of a card that answers in words."""
        said = self.person(name, channel).asks(self.card(name, channel, holding), label)
        self.note(name, f"[{label}]", words(said))


def _form_words(form: Json) -> str:
    """Return what is written in a form, without what its menus offer."""
    lines = [str(form["title"]["text"])]
    for block in form["blocks"]:
        if block["type"] != "input":
            lines.append(words({"blocks": [block]}))
        else:
            hint = block.get("hint", {}).get("text", "")
            lines.append(f"  [{block['label']['text']}] {hint}")
    return "\n".join(line for line in lines if line)


def runs(name: str, text: str) -> Act:
    """Have somebody run a command that is answered in words."""
    return lambda cast: cast.types(name, text)


def presses(name: str, channel: str, holding: str, label: str) -> Act:
    return lambda cast: cast.presses(name, channel, holding, label)


def says(name: str, channel: str, holding: str, text: str) -> Act:
    def act(cast: Cast) -> None:
        root = cast.card(name, channel, holding)
        cast.note(name, f"writes in the thread: {text}", "")
        cast.sandbox.say(_IDS[name], channel, text, root["ts"])

    return act


def saves(name: str, text: str, **values: Any) -> Act:
    return lambda cast: cast.saves(name, text, values)


def _demo(number: int) -> Mapping[str, Any]:
    """Return a proposal as the demonstration has it."""
    found: Mapping[str, Any] = tomllib.loads((_DEMO / "proposals.toml").read_text(encoding="utf-8"))["proposals"][
        number
    ]
    return found


def drafts(name: str, number: int, steps: Mapping[str, Any]) -> Act:
    """Have somebody write a proposal of the demonstration with the form, step after step."""

    def act(cast: Cast) -> None:
        facts, person = _demo(number), cast.person(name)
        answers = {f"q_{key}": value for key, value in facts["answers"].items()}
        known = {
            **answers,
            **steps,
            "title": facts["title"],
            "summary": facts["summary"],
            "kind": facts["kind"],
            "workstream": facts["workstream"],
            "organisation": facts["organisation"],
            "starts_on": facts["starts_on"].isoformat(),
            "money_of": facts["money_of"],
            "risks": ", ".join(facts["risks"]),
            "organisations": "\n".join(facts.get("organisations", ())),
            "recommendations": "\n".join(one["words"] for one in facts["recommendations"]),
        }
        form = person.opens(f"/proposal new {facts['fund']}")
        while True:
            cast.note(name, "sees the form", _form_words(form))
            there = {block["block_id"]: block for block in form["blocks"] if block["type"] == "input"}
            values = {block: known[block] for block in there if known.get(block)}
            if "sponsor" in there:
                values["sponsor"] = option(there["sponsor"], steps["sponsor"])
            answer = person.submits(form, values)
            assert answer["response_action"] in ("update", "push"), answer
            form = person.form()
            if not any(block["type"] == "input" for block in form["blocks"]):
                break
        cast.note(name, "is told in the form", words(form))
        for view in reversed(person.forms()):
            cast.sandbox.close(person.user, view)
        if len(facts["recommendations"]) > 1:
            giving = next(n for n, one in enumerate(facts["recommendations"], 1) if one.get("is_of_money"))
            cast.saves(name, f"/proposal recommend {facts['ref']} {giving}", {"money": "yes"})

    return act


def option(block: Json, label: str) -> str:
    """Return the value of an option by the words on it."""
    element = block["element"]
    options = [
        *element.get("options", ()),
        *(one for group in element.get("option_groups", ()) for one in group["options"]),
    ]
    value = next((one["value"] for one in options if one["text"]["text"] == label), None)
    assert value is not None, f"there is no {label!r} but {[one['text']['text'] for one in options]}"
    return str(value)


def beds_costs(cast: Cast) -> None:
    shown = cast.types(BEDS_AUTHOR, "/proposal costs P-1")
    person = cast.person(BEDS_AUTHOR)
    form = person.chooses(shown, "Add a line")
    values = {
        "what": "Nursing home beds",
        "reckoning": "5 beds x 26 weeks x £800",
        "year_2018": "104,000",
        "total": "104,000",
        "recurrence": "non_recurrent",
    }
    cast.saves_form(BEDS_AUTHOR, "[Add a line]", form, values)


def it_costs(cast: Cast) -> None:
    person = cast.person(IT_AUTHOR)
    form = person.chooses(cast.types(IT_AUTHOR, "/proposal costs P-2"), "Read a table")
    file = cast.sandbox.upload(person.user, (_DEMO / "fund_lines.csv").read_bytes(), "fund_lines.csv")["file"]
    cast.saves_form(IT_AUTHOR, "[Read a table]", form, {"file": [file]})
    read = cast.card(IT_AUTHOR, person.channel, "Nothing is saved yet")
    cast.note(IT_AUTHOR, "is shown what was read", words(read))
    person.presses(read, "Take these lines")
    cast.card(IT_AUTHOR, person.channel, "is taken")


def it_totals(cast: Cast) -> None:
    facts, person = _demo(1), cast.person(IT_AUTHOR)
    totals = [
        f"Total {one.get('workstream') or 'section ' + one['section']}: "
        f"{'up to ' if one.get('up_to') else ''}{one['pounds']:,}"
        for one in facts["stated_totals"]
    ]
    form = person.chooses(cast.types(IT_AUTHOR, "/proposal costs P-2"), "Write all lines")
    before = next(block["element"].get("initial_value", "") for block in form["blocks"] if block["block_id"] == "lines")
    written = "\n".join([*([before] if before else []), *totals, f"Total: {facts['stated_total']:,}"])
    cast.saves_form(IT_AUTHOR, f"[Write all lines] ({len(before)} characters there)", form, {"lines": written})
    cast.types(IT_AUTHOR, "/proposal costs P-2")


def fills(name: str, holding: str, label: str, **values: Any) -> Act:
    """Have somebody press a button of a private message that opens a form, and save it."""

    def act(cast: Cast) -> None:
        person = cast.person(name)
        form = person.chooses(cast.card(name, person.channel, holding), label)
        cast.saves_form(name, f"[{label}]", form, values)

    return act


def enters(text: str, seat: str, **values: Any) -> Act:
    def act(cast: Cast) -> None:
        form = cast.person(OFFICE).opens(text)
        block = next(one for one in form["blocks"] if one["block_id"] == "seat")
        cast.saves_form(OFFICE, text, form, {"seat": option(block, seat), **values})

    return act


def decides(text: str, present: tuple[str, ...], people: Mapping[str, str], **values: Any) -> Act:
    """Have the office record what a meeting decided."""

    def act(cast: Cast) -> None:
        form = cast.person(OFFICE).opens(text)
        there = {block["block_id"]: block for block in form["blocks"] if block["type"] == "input"}
        named = {field: option(there[field], name) for field, name in people.items() if field in there}
        years = values.pop("years", None)
        filled = {**named, **values, "present": [option(there["present"], name) for name in present]}
        if years:
            filled["years"] = [option(there["years"], year) for year in years]
        cast.saves_form(OFFICE, text, form, filled)

    return act


def tries(name: str, text: str) -> Act:
    """Have somebody run a command that may open a form."""

    def act(cast: Cast) -> None:
        person = cast.person(name)
        said = cast.sandbox.say(person.user, person.channel, text)
        if said is not None:
            cast.note(name, text, words(said))
            return
        cast.note(name, f"{text} opens", words(person.form()))
        cast.sandbox.close(person.user, person.form())

    return act
