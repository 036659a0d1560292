"""Who has no Slack answers for an action by a link in a letter: it opens one action for one person, and saves once."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from urllib.parse import urlencode

import pytest

from bot.domain.actions.records import ActionState, Owner
from bot.domain.reply_links import ReplyLink, ReplyLinks, ReplyToAction
from bot.domain.risks import Visibility
from bot.handlers.reply_door import ReplyDoor
from bot.settings.mail import MailSetting
from bot.workflows.actions import closing
from bot.workflows.chasing.composing import compose
from bot.workflows.replies import link_maker
from tests.scenarios.people import MANAGER
from tests.support.actions import Tracker

OWNER = "immunisation-lead"
LINKS = ReplyLinks("https://convenor.example/reply/", ("a key of thirty-two letters or more",), 35)
DUE = date(2018, 11, 7)


@pytest.fixture
def asked(tracker: Tracker) -> Tracker:
    """An action of somebody who has no Slack."""
    mail = MailSetting(way="folder", from_address="convenor@partnership.example")
    config = tracker.services.config.model_copy(update={"mail": mail})
    asked = replace(tracker, services=replace(tracker.services, links=LINKS, config=config))
    asked.sets("ICBOct18-3", [OWNER], DUE)
    return asked


def token(tracker: Tracker, key: str = OWNER, days: int = 35) -> str:
    until = tracker.clock.now() + timedelta(days=days)
    return LINKS.token(ReplyLink(ReplyToAction(tracker.action("ICBOct18-3").id), tracker.person(key), until))


def visit(tracker: Tracker, link: str, form: Mapping[str, str] | None = None, query: str = "") -> tuple[str, str]:
    """Return the status and the page that a browser is sent."""
    body = urlencode(form or {}).encode()
    environ = {
        "REQUEST_METHOD": "POST" if form else "GET",
        "PATH_INFO": f"/reply/{link}",
        "QUERY_STRING": query,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "REMOTE_ADDR": "127.0.0.1",
    }
    started: list[str] = []
    pages = ReplyDoor(tracker.services)(environ, lambda status, _headers: started.append(status))
    return started[0], b"".join(pages).decode()


def form_of(page: str, answer: str, **fields: str) -> dict[str, str]:
    part = next(form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'value="{answer}"' in form)
    unseen = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', part)
    return {name: unescape(value) for name, value in unseen} | fields


def test_a_letter_holds_a_link_that_opens_the_action(asked: Tracker) -> None:
    asked.goes_to(date(2018, 11, 2))
    (place,) = asked.rows("select channel from outbox where anchor = 'nudges:1'")[0]
    assert place == "mailto:immunisation.lead@partnership.example"
    letter = compose(
        asked.services,
        {"kind": "nudges", "id": 1},
        channel=place,
        stands=False,
        waited=timedelta(0),
        links=link_maker(asked.services),
    )
    assert isinstance(letter, Mapping)
    link = re.search(r"https://convenor\.example/reply/(\S+)", letter["text"])
    assert link is not None
    status, page = visit(asked, link[1])
    assert status == "200 OK"
    assert "Bring what ICBOct18-3 asks for" in page
    assert "Due <strong>Wed 7 Nov</strong>" in page


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        ("update", {"update": "The draft is with the printers"}),
        ("done", {"done": "It was circulated"}),
        ("extend", {"extend": "The printers are late", "due": "2018-11-20"}),
    ],
)
def test_each_answer_is_saved_once(asked: Tracker, answer: str, fields: dict[str, str]) -> None:
    link = token(asked)
    form = form_of(visit(asked, link)[1], answer, **fields)
    for _ in range(2):
        assert visit(asked, link, form)[0] == "303 See Other"
    action = asked.action("ICBOct18-3")
    assert (action.version, action.update, action.updated_by) == (
        *(2, fields[answer]),
        "Immunisation lead (by e-mail link)",
    )
    assert action.status is (ActionState.CLOSED if answer == "done" else ActionState.OPEN)
    assert action.due_on == (date(2018, 11, 20) if answer == "extend" else DUE)
    status, page = visit(asked, link, query="saved")
    assert (status, "nothing more is needed" if answer == "done" else "Saved." in page) == (
        ("410 Gone", "nothing more is needed") if answer == "done" else ("200 OK", True)
    )


def test_what_is_wrong_is_said_beside_what_was_typed(asked: Tracker) -> None:
    link = token(asked)
    page = visit(asked, link)[1]
    for fields, sentence in (
        ({"extend": "The printers", "due": "2018-10-01"}, "is past"),
        ({"extend": "The printers", "due": "31/02/2018"}, "Write the day as in"),
        ({"extend": "The printers", "due": ""}, "Choose a day"),
    ):
        status, mended = visit(asked, link, form_of(page, "extend", **fields))
        assert status == "422 Unprocessable Entity"
        assert sentence in mended
        assert "\nThe printers</textarea>" in mended
    closed = form_of(page, "update", update="We met")
    asked.services.store.write(lambda unit: unit.actions.set_owners(1, [Owner("L", asked.person("cancer-lead"))]))
    assert visit(asked, link, closed)[0] == "403 Forbidden"


def test_who_was_overtaken_reads_what_changed(asked: Tracker) -> None:
    link = token(asked)
    form = form_of(visit(asked, link)[1], "update", update="We met")
    asked.change("update action set version = 2")
    status, page = visit(asked, link, form)
    assert status == "409 Conflict"
    assert "changed while this form was open" in page
    assert "\nWe met</textarea>" in page


def test_who_acts_for_an_owner_is_offered_what_they_may_do(asked: Tracker) -> None:
    asked.change(
        "insert into absence (person_id, from_on, until_on, deputy_id, recorded_at)"
        f" values ({asked.person(OWNER)}, '2018-11-01', '2018-11-09', {asked.person('cancer-lead')}, '2018-11-01')"
    )
    page = visit(asked, token(asked, "cancer-lead"))[1]
    assert ("It is done" in page, "How it stands" in page, "It needs more time" in page) == (True, True, False)
    assert "It needs more time" in visit(asked, token(asked))[1]


def test_a_link_opens_nothing_for_others_nor_what_is_closed(asked: Tracker) -> None:
    assert visit(asked, token(asked, "cancer-lead"))[0] == "403 Forbidden"
    assert visit(asked, token(asked, days=-1))[0] == "410 Gone"
    assert visit(asked, token(asked)[:-2] + "xx")[0] == "404 Not Found"
    asked.change(f"update action set visibility = '{Visibility.NON_PUBLIC}'")
    assert visit(asked, token(asked, "cancer-lead"))[0] == "403 Forbidden"
    forged = form_of(visit(asked, token(asked))[1], "done", done="It is done", mark="forged")
    assert visit(asked, token(asked), forged)[0] == "400 Bad Request"
    closing.done(asked.services, asked.asks(MANAGER, "ICBOct18-3"), "It was circulated")
    status, page = visit(asked, token(asked))
    assert status == "410 Gone"
    assert "ICBOct18-3 is done on Thu 1 Nov, so nothing more is needed." in page
