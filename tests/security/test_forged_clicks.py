"""Every button and form, pressed by people who may not, with values that were never on them."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace

import pytest

from bot.errors import ConvenorError
from bot.handlers import home, registration
from bot.handlers.desk import FrontDesk
from bot.slack.facts import ChannelFacts
from bot.views.ids import Act, Form
from bot.workflows.identify import remember_accounts
from tests.security.conftest import DIRECTOR, HOME, SECRET, UNLISTED, accounts

ROOM = ChannelFacts("C0ROOM", "room", is_private=True, is_im=False, is_ext_shared=False, is_archived=False)
NOBODIES = [
    ("U0STRANGER", "T0OTHER"),
    ("U0STRANGER", HOME),
    ("U0ITCONTRACTOR", HOME),
    (DIRECTOR, "T0OTHER"),
    ("U0NEVERSEEN", HOME),
    ("U0NEVERSEEN", "T0OTHER"),
    ("", ""),
]
PRESSED = [act for act in Act if act in registration._CLICKS]


class Recorder:
    """A gateway that keeps what would reach Slack."""

    def __init__(self):
        self.said = []

    def respond(self, url, body):
        self.said.append(body)

    def open_view(self, trigger, view):
        self.said.append(view)
        return "V1"

    def publish_home(self, user, view, seen=""):
        self.said.append(view)
        return True

    def user(self, slack_id):
        return None

    def channel(self, channel_id):
        return ROOM

    def members(self, channel_id, limit=1000):
        return (DIRECTOR,)


@pytest.fixture
def desk(house):
    guest = next(a for a in accounts() if a.slack_id == "U0ITCONTRACTOR")
    remember_accounts(house.services, [replace(guest, is_guest=True)])
    return FrontDesk(house.services, Recorder())


def body_of(user, team, **more):
    return {
        "user": {"id": user, "team_id": team},
        "team": {"id": HOME},
        "channel": {"id": "C0ROOM"},
        "trigger_id": f"{user}.{team}",
        "response_url": "https://hooks.slack.com/x",
        **more,
    }


def ack_of(desk):
    def ack(*args, **kwargs):
        desk.gateway.said.append({"args": args, **kwargs})

    return ack


def values_for(ref):
    yield ref
    yield json.dumps([ref, 1])
    yield json.dumps(["PC", "open", "score", "", 1])
    yield json.dumps(["", 1])
    yield "1"


def state_of(rows):
    return json.dumps(rows, default=str, sort_keys=True)


@pytest.mark.parametrize(("user", "team"), NOBODIES)
def test_buttons_do_nothing_and_say_nothing_for_nobodies(house, desk, user, team):
    ref = house.add_private()
    tables = ("risk", "risk_review", "person", "outbox", "audit_event")
    before = state_of({name: house.rows(name) for name in tables})
    for act in PRESSED:
        for value in values_for(ref):
            body = body_of(user, team, type="block_actions", actions=[{"action_id": act, "value": value}])
            try:
                registration._CLICKS[act](desk, ack_of(desk), body)
            except (ConvenorError, ValueError, TypeError, AttributeError) as refusal:
                desk.gateway.said.append(str(refusal))
    said = json.dumps(desk.gateway.said, default=str)
    assert SECRET not in said
    assert "elective" not in said.lower()
    assert "@partnership.example" not in said
    assert state_of({name: house.rows(name) for name in tables}) == before


FIELDS = {
    "residual": {"value": {"selected_option": {"value": "1x1"}}},
    "inherent": {"value": {"selected_option": {"value": "1x1"}}},
    "target": {"value": {"selected_option": {"value": "tbc"}}},
    "workstream": {"value": {"selected_option": {"value": "PC"}}},
    "visibility": {"value": {"selected_option": {"value": "public"}}},
    "leads": {"value": {"selected_options": [{"value": "person:1", "text": {"text": "Me"}}]}},
    "summary": {"value": {"value": "Mine now"}},
    "update": {"value": {"value": "Because"}},
    "name": {"value": {"value": "Me"}},
    "email": {"value": {"value": "me@evil.example"}},
    "slack": {"value": {"selected_user": "U0STRANGER"}},
}


@pytest.mark.parametrize(("user", "team"), [*NOBODIES, (UNLISTED, HOME), ("U0UCDIRECTOR", HOME), ("U0CCGLAY", HOME)])
def test_forms_of_people_who_lost_the_right_change_nothing(house, desk, user, team):
    ref = house.add_private()
    tables = ("risk", "risk_review", "risk_lead", "person", "outbox", "audit_event", "inbox")
    before = state_of({name: house.rows(name) for name in tables})
    for form, handler in registration._FORMS.items():
        for target in (ref, "PC11"):
            for version in (0, 1, 2, 10**9):
                hidden = json.dumps([1, "stamp"] if form is Form.PERSON else [target, version])
                view = {"id": "V1", "callback_id": form.value, "private_metadata": hidden, "state": {"values": FIELDS}}
                body = body_of(user, team, type="view_submission", view={**view, "blocks": []})
                with pytest.raises(ConvenorError) as refusal:
                    handler(desk, ack_of(desk), body)
                assert SECRET not in str(refusal.value)
    assert desk.gateway.said == []
    assert state_of({name: house.rows(name) for name in tables}) == before


@pytest.mark.parametrize(("user", "team"), NOBODIES)
def test_home_holds_nothing_for_nobodies(house, desk, user, team):
    house.add_private()
    body = {"event": {"user": user, "tab": "home"}, "team_id": team}
    try:
        home.on_home_opened(desk, ack_of(desk), body)
    except ConvenorError as refusal:
        desk.gateway.said.append(str(refusal))
    said = json.dumps(desk.gateway.said, default=str)
    assert SECRET not in said
    assert "PC11" not in said


def test_a_button_on_which_nothing_readable_stands_is_refused_in_words(house, desk):
    """Buttons of an older release stay in channels for years."""
    for act in (Act.RISK_LIST_PAGE, Act.RISK_HISTORY_PAGE):
        for value in ("PC11", "null", "[]", '["PC11"]', '["PC","gone","score","",1]', '["PC","open","score","","2"]'):
            body = body_of(DIRECTOR, HOME, type="block_actions", actions=[{"action_id": act, "value": value}])
            with contextlib.suppress(ConvenorError):
                registration._CLICKS[act](desk, ack_of(desk), body)
