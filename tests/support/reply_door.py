"""An open door of reply links over the demonstration's register, with a round in it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import httpx
from sqlalchemy import text

from bot.clock import ManualClock
from bot.domain.people import Person
from bot.domain.references import Reference, parse_reference
from bot.domain.reply_links import ReplyLink, ReplyLinks, ReplyTo
from bot.domain.risks import Risk
from bot.domain.rounds import Item, RoundDates
from bot.handlers.reply_door import ReplyDoor, ReplyListener
from bot.settings import default_config_dir, load_config
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store, Unit
from bot.workflows.services import Services

NOW = datetime(2018, 11, 14, 10, 0, tzinfo=UTC)
CONFIG = load_config(default_config_dir() / "convenor.toml")
KEY = "k" * 40
LINKS = ReplyLinks("https://convenor.example/reply/", (KEY,), 35)
REF, LEAD = "CY8", "immunisation-lead"
FIRST = 2
"""The version of that risk in the demonstration."""


def store_at(url: str) -> Store:
    """Open a database at that instant."""
    return Store(open_engines(url), ManualClock(NOW), CONFIG.rules, CONFIG.zone)


def services_on(store: Store) -> Services:
    """Return what use cases are handed, with links."""
    return Services(store, CONFIG, ManualClock(NOW), "T0DEMO", LINKS)


def begin_round(database_url: str) -> None:
    """Open a round of every risk in a database."""
    store = store_at(database_url)

    def begin(unit: Unit) -> None:
        dates = RoundDates("2018-12", date(2018, 11, 13), date(2018, 11, 23), date(2018, 11, 27), date(2018, 12, 6))
        begun = unit.rounds.begin(dates, NOW)
        assert begun is not None
        unit.rounds.add_items(begun.id, [risk.id for risk in unit.risks.all()])

    store.write(begin)
    store.close()


class OpenPort:
    """One open port for all tests of a run: each puts its own door behind it."""

    def __init__(self, store: Store) -> None:
        self.listener = ReplyListener(services_on(store), "127.0.0.1", 0)
        self.listener.start()
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.listener.port}/reply/", timeout=10)

    def put_behind(self, door: ReplyDoor) -> None:
        self.listener._application = door

    def close(self) -> None:
        self.client.close()
        self.listener.stop()


class Door:
    """A door of a test's own, and what stands behind it.

    Args:
        url: A database that is its own.
        port: Where it is open.
    """

    def __init__(self, url: str, port: OpenPort) -> None:
        self.port = port.listener.port
        self.client = port.client
        self.store = store_at(url)
        self.services = services_on(self.store)
        self.pages = ReplyDoor(self.services)
        port.put_behind(self.pages)
        with self.store.view() as view:
            round_ = view.rounds.find("2018-12")
        assert round_ is not None
        self.round = round_
        self.token = self.token_for(REF, LEAD)

    def risk(self, ref: str = REF) -> Risk:
        with self.store.view() as view:
            found = view.risks.find(parse_reference(ref) or Reference("", 0))
        assert found is not None
        return found

    def person(self, key: str) -> Person:
        with self.store.view() as view:
            return next(person for person in view.people.directory().people.values() if person.key == key)

    def item(self) -> Item | None:
        with self.store.view() as view:
            return view.rounds.item(self.round.id, self.risk().id)

    def token_for(self, ref: str, key: str, until: datetime = NOW + timedelta(days=35), round_id: int = 0) -> str:
        to = ReplyTo(round_id or self.round.id, self.risk(ref).id)
        return LINKS.token(ReplyLink(to, self.person(key).id, until))

    def say(self, sql: str, **values: Any) -> None:
        """Change the database behind everybody's back; the directory is read anew."""
        with self.store.engines.write.begin() as connection:
            connection.execute(text(sql), values)
            connection.execute(text("UPDATE directory_version SET version = version + 1"))

    def events(self) -> int:
        with self.store.view() as view:
            return view.audit_head.seq

    def form(self, answer: str, page: str = "") -> dict[str, str]:
        """The fields of one of the page's two forms, as a browser would send them untouched."""
        html = page or self.client.get(self.token).text
        part = next(form for form in re.findall(r"<form.*?</form>", html, re.DOTALL) if f'value="{answer}"' in form)
        unseen = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', part)
        words = re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n(.*?)</textarea>', part, re.DOTALL)
        selects = re.findall(r'<select[^>]*name="(\w+)".*?<option value="([^"]*)" selected>', part, re.DOTALL)
        return {name: unescape(value) for name, value in (*unseen, *words, *selects)}

    def send(self, fields: dict[str, str], token: str = "") -> httpx.Response:
        return self.client.post(token or self.token, data=fields)
