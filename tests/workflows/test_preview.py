"""A preview as the office asks for it in Slack: who may, until when, for whom, and what comes of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.clock import ManualClock
from bot.domain.people import Account
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.settings import default_config_dir, load_config
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store
from bot.workflows import preview
from bot.workflows.foreseen import Sent, span_of
from bot.workflows.identify import Identity, remember_accounts
from bot.workflows.services import Services
from tests.support.sound import assert_sound_message

NOW = datetime(2018, 11, 1, 8, 50, tzinfo=UTC)
PEOPLE = {
    "MANAGER": "governance.manager@partnership.example",
    "OFFICER": "governance.officer@partnership.example",
    "DIRECTOR": "planned.care.director@partnership.example",
}
MANAGER, OFFICER, DIRECTOR = (Identity(f"U0{name}", "T0DEMO") for name in PEOPLE)
LEASE = timedelta(minutes=5)


@pytest.fixture(scope="module")
def services(partnership_file, tmp_path_factory):
    config = load_config(default_config_dir() / "convenor.toml")
    clock = ManualClock(NOW)
    url = partnership_file.copy_to(tmp_path_factory.mktemp("preview"))
    store = Store(open_engines(url), clock, config.rules, config.zone)
    services = Services(store, config, clock, "T0DEMO")
    ordinary = {"is_guest": False, "is_stranger": False, "is_bot": False, "is_deleted": False}
    accounts = [Account(f"U0{name}", "T0DEMO", name, email, **ordinary) for name, email in PEOPLE.items()]
    remember_accounts(services, accounts)
    yield services
    store.close()


def sent(number: int = 1, channel: str = "U0DIRECTOR") -> list[Sent]:
    return [
        Sent(NOW + timedelta(hours=hour), channel, f"*Update* &lt;{hour}&gt;", in_thread=False)
        for hour in range(number)
    ]


def done(services, foreseen):
    """Have the job that waits performed; return what the message then says."""
    seen = []

    def foresee(_services, span):
        seen.append(span)
        return foreseen

    job = services.store.write(lambda unit: unit.jobs.take(LEASE))
    preview.performer(services, foresee).perform(job)
    services.store.write(lambda unit: unit.jobs.finish(job))
    return seen[0], messages(services)[-1]


def messages(services):
    with services.store.engines.read.connect() as connection:
        rows = connection.exec_driver_sql("SELECT anchor, channel, content FROM outbox ORDER BY id").fetchall()
    return [tuple(row) for row in rows]


def test_the_office_gets_a_table_in_its_messages_and_pages_it(services):
    answer = preview.ask(services, OFFICER, "until 5 Dec", "one")
    assert_sound_message(answer)
    assert "until Wed 5 Dec" in answer["text"]
    assert preview.ask(services, OFFICER, "until 5 Dec", "one") == answer
    span, (anchor, channel, content) = done(services, sent(30))
    assert span.until_at == datetime(2018, 12, 5, 23, 59, 59, 999999, tzinfo=UTC)
    assert {row[:2] for row in messages(services) if row[0] == "preview:one"} == {("preview:one", "U0OFFICER")}
    assert (anchor, channel) == ("preview:one", "U0OFFICER")
    assert "30 messages would be sent" in content
    assert "Update &lt;0&gt;" in content
    page = preview.turn_page(services, OFFICER, "one", 2)
    assert_sound_message(page)
    assert "page 2 of 2" in page["text"]
    assert "*Fri 2 Nov*\n04:50 · *Planned Care director*: Update" in page["blocks"][1]["text"]["text"]
    for who, reason in ((MANAGER, "somebody else's"), (DIRECTOR, "governance office can")):
        with pytest.raises(NotAllowedError, match=reason):
            preview.turn_page(services, who, "one", 2)
    with pytest.raises(NotFoundError, match="no longer kept"):
        preview.turn_page(services, OFFICER, "never", 1)


def test_of_very_many_messages_the_first_thousand_are_listed_on_every_page(services):
    preview.ask(services, OFFICER, "", "many")
    many = [Sent(NOW + timedelta(minutes=minute), "U0DIRECTOR", "*Update*", in_thread=False) for minute in range(1100)]
    _, (_, _, content) = done(services, many)
    page = preview.turn_page(services, OFFICER, "many", 2)["text"]
    for text in (json.loads(content)["text"], page):
        assert text.startswith("*1,100 messages would be sent* until Thu 15 Nov, if nobody answered")
        assert "The first 1,000 messages are listed" in text


def test_it_may_begin_on_a_day_to_come(services):
    preview.ask(services, OFFICER, "Planned Care director from 13 Nov to 5 Dec", "later")
    span, _ = done(services, [])
    assert span.begins_at == NOW
    assert span.from_at == datetime(2018, 11, 13, tzinfo=UTC)
    assert f"{span.until_at:%d %b}" == "05 Dec"


def test_one_persons_messages_are_told_alone(services):
    preview.ask(services, OFFICER, "Planned Care director until 2018-11-03", "two")
    _, (_, _, content) = done(services, [*sent(2), *sent(1, "U0MANAGER"), *sent(1, "C0OFFICE")])
    assert "2 messages would be sent to Planned Care director" in content
    assert "Governance manager" not in content
    preview.ask(services, OFFICER, "until 3 November Planned Care director", "three")
    assert "Nothing would be sent to Planned Care director until Sat 3 Nov" in done(services, [])[1][2]


def test_what_fails_is_said_where_it_was_asked(services):
    preview.ask(services, OFFICER, "", "four")
    job = services.store.write(lambda unit: unit.jobs.take(LEASE))
    preview.performer(services, lambda *_: ()).on_failed(job, "There is no room for the copy.")
    assert "There is no room for the copy." in messages(services)[-1][2]


@pytest.mark.parametrize(
    ("words", "error", "sentence"),
    [
        ("until yesterweek", InvalidInputError, "can't read “yesterweek” as a day"),
        ("until 2019-03-01", InvalidInputError, "longer than 92 days"),
        ("until 31/10/2018", InvalidInputError, "31 October 2018 is before 1 November 2018"),
        ("Nobody At All", NotFoundError, "Nobody in the directory is called “Nobody At All”"),
    ],
)
def test_what_cannot_be_previewed_says_why(services, words, error, sentence):
    with pytest.raises(error, match=re.escape(sentence)):
        preview.ask(services, OFFICER, words, "refused")


def test_only_the_office_looks_ahead(services):
    with pytest.raises(NotAllowedError, match="governance office can"):
        preview.ask(services, DIRECTOR, "", "refused")


def test_a_span_begins_now_or_on_its_day_and_may_lie_in_the_past(services):
    assert span_of(services, None, date(2018, 11, 1)).from_at == NOW
    assert span_of(services, date(2018, 11, 1), date(2018, 11, 1)).from_at == NOW
    ahead = span_of(services, date(2018, 12, 1), date(2018, 12, 2))
    assert (ahead.begins_at, ahead.from_at) == (NOW, datetime(2018, 12, 1, tzinfo=UTC))
    past = span_of(services, date(2018, 10, 1), date(2018, 10, 2))
    # Summer time: the day begins an hour before it does in UTC.
    assert past.begins_at == past.from_at == datetime(2018, 9, 30, 23, 0, tzinfo=UTC)
