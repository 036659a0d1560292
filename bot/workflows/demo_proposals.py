"""The demonstration's proposals: drafted, submitted and decided day by day, by the workflows by which people do it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.clock import ManualClock
from bot.domain.imports.drafts import Recurrence, RegisterKind
from bot.domain.imports.interpreting import interpret
from bot.domain.people import Account, Person
from bot.domain.proposals.content import Content, CostLine, Recommendation, StatedTotal, YearAmount
from bot.domain.proposals.cost_import import lines_from
from bot.domain.proposals.records import Ask, Choice
from bot.domain.proposals.refs import reference_of
from bot.domain.risks import Visibility
from bot.papers.sheets import read_workbook
from bot.store.unit_of_work import Store, Unit
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity, remember_accounts
from bot.workflows.proposals import submitting
from bot.workflows.proposals.cost_facts import names_of
from bot.workflows.proposals.deciding.meeting import record_meeting
from bot.workflows.proposals.deciding.meeting_draft import MeetingDraft
from bot.workflows.proposals.voting.casting import Ballot, cast_vote
from bot.workflows.risk_change import Request
from bot.workflows.services import Services

_FILE, _WORKSPACE = "proposals.toml", "workspace.json"
_OFFICE = "governance-manager"
_MANY_PENCE = 100

_Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that somebody did, to be done again at its time."""

    at: datetime
    ref: str
    kind: str
    facts: _Table


def load_demo_proposals(services: Services, folder: Path) -> int:
    """Load the demonstration's proposals where there are none yet; return how many.

    Each step is done at the time it was done, in the order of the days, so that what follows from it is there too. What
    was to be told then is old news: only the cards of boards that still have something before them are posted.

    Args:
        services: on a store with the demonstration's partnership and register; its clock says when today is.
        folder: the demonstration's files.

    Raises:
        ConvenorError: the files ask for what the workflows refuse.
    """
    with services.store.view() as view:
        if view.proposals.all():
            return 0
    remember_accounts(services, _accounts(json.loads((folder / _WORKSPACE).read_text(encoding="utf-8"))))
    with services.store.view() as view:
        people = {person.key: person for person in view.people.directory().people.values()}
    written = tomllib.loads((folder / _FILE).read_text(encoding="utf-8"))["proposals"]
    for event in sorted(_events(written, services), key=lambda one: one.at):
        _Doing(services, event, people, folder).do()
    services.store.write(_forget_old_news)
    return len(written)


def _events(written: Iterable[_Table], services: Services) -> Iterator[_Event]:
    def at(local: datetime) -> datetime:
        return local.replace(tzinfo=services.config.zone).astimezone(UTC)

    for one in written:
        yield _Event(at(one["made_at"]), one["ref"], "drafted", one)
        yield _Event(at(one["submitted_at"]), one["ref"], "submitted", one)
        for vote in one.get("votes", ()):
            yield _Event(at(vote["at"]), one["ref"], "voted", vote)
        for meeting in one.get("meetings", ()):
            yield _Event(at(meeting["at"]), one["ref"], "met", meeting)


def _accounts(workspace: _Table) -> list[Account]:
    """Return the accounts of the demonstration's workspace, as Slack describes them."""
    return [
        Account(
            slack_id=user["id"],
            team_id=user["team_id"],
            name=user["name"],
            email=user.get("email"),
            is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
            is_stranger=bool(user.get("is_stranger")),
            is_bot=False,
            is_deleted=bool(user.get("deleted")),
            timezone=user.get("tz"),
        )
        for user in workspace["users"]
    ]


def _forget_old_news(unit: Unit) -> None:
    """Let nothing of what was loaded be told, but the cards of stages that lie before boards, and interests in them."""
    current = [stage.id for stage in unit.stages.before_boards()]
    kept = [f"{kind}:{stage_id}" for kind in ("stage", "interests") for stage_id in current]
    unit.outbox.withdraw_all_but(kept, "it was told before the demonstration begins")


class _Doing:
    """One event, done again."""

    def __init__(self, services: Services, event: _Event, people: Mapping[str, Person], folder: Path) -> None:
        clock = ManualClock(event.at)
        store = Store(services.store.engines, clock, services.config.rules, services.config.zone)
        self._services = replace(services, store=store, clock=clock)
        self._event = event
        self._people = people
        self._folder = folder

    def do(self) -> None:
        """Do it."""
        {"drafted": self._draft, "submitted": self._submit, "voted": self._vote, "met": self._meet}[self._event.kind]()

    def _draft(self) -> None:
        facts = self._event.facts

        def work(unit: Unit) -> None:
            number = unit.proposals.next_number()
            unit.proposals.add(
                number,
                reference_of(number),
                self._content(),
                fund_key=facts["fund"],
                kind=facts["kind"],
                workstream_key=facts["workstream"],
                organisation_key=facts["organisation"],
                author_id=self._people[facts["author"]].id,
                sponsor_id=self._people[facts["sponsor"]].id,
                visibility=Visibility.PUBLIC.value,
                made_at=unit.now,
            )
            actor = f"person:{self._people[facts['author']].id}"
            unit.record(actor, "proposal.drafted", f"proposal:{reference_of(number)}")

        self._services.store.write(work)

    def _submit(self) -> None:
        submitting.submit(self._services, self._request(self._event.facts["author"]), "")

    def _vote(self) -> None:
        for key, choice in self._event.facts["votes"].items():
            ballot = Ballot({None: Choice(choice)}, board=self._event.facts["board"])
            cast_vote(self._services, self._request(key), ballot)

    def _meet(self) -> None:
        facts = self._event.facts
        with self._services.store.view() as view:
            proposal = view.proposals.find(self._event.ref)
            stages = view.stages.of_proposal(proposal.id) if proposal else ()
            stage = next(one for one in stages if one.board == facts["board"])
        draft = MeetingDraft(
            stage.id,
            stage.considers,
            stage.sitting,
            held_on=facts["at"].date(),
            presided=self._people[facts["presided"]].id,
            present=tuple(self._people[key].id for key in facts["present"]),
            years=tuple(facts.get("years", ())),
            review_on=facts.get("review_on"),
            review_words=facts.get("review_words", ""),
            delegate_to=facts.get("delegate_to", ""),
            delegation=facts.get("delegation", ""),
            percent=facts.get("percent", ""),
            words=facts["words"],
        )
        record_meeting(self._services, self._request(_OFFICE), draft)

    def _request(self, key: str) -> Request:
        event = self._event
        delivery = f"demo:{event.kind}:{event.ref}:{event.facts.get('board', '')}:{key}"
        return Request(self._identity(key), delivery, event.ref)

    def _identity(self, key: str) -> Identity:
        return Identity(str(self._people[key].slack_id), self._services.home_team)

    def _content(self) -> Content:
        facts = self._event.facts
        return Content(
            title=facts["title"],
            summary=facts["summary"],
            starts_on=facts["starts_on"],
            money_of=tuple(facts["money_of"]),
            answers=facts["answers"],
            costs=self._costs(),
            stated_total_pence=facts["stated_total"] * _MANY_PENCE,
            stated_totals=tuple(_stated(one) for one in facts.get("stated_totals", ())),
            recommendations=_recommendations(facts["recommendations"]),
            risks=tuple(facts["risks"]),
            organisations=tuple(facts.get("organisations", ())),
        )

    def _costs(self) -> tuple[CostLine, ...]:
        facts = self._event.facts
        if "costs_file" not in facts:
            return tuple(_line(number, one) for number, one in enumerate(facts["costs"], 1))
        file = self._folder / facts["costs_file"]
        sheet = read_workbook(file.read_bytes(), file.name).sheets[0]
        with self._services.store.view() as view:
            desk = open_desk(view, self._services, self._identity(facts["author"]))
            names = names_of(self._services, desk)
        return lines_from(interpret(RegisterKind.COSTS, sheet), sheet, names).lines


def _recommendations(written: Sequence[_Table]) -> tuple[Recommendation, ...]:
    return tuple(
        Recommendation(
            number,
            one["words"],
            {board: Ask(ask) for board, ask in one["asks"].items()},
            is_of_money=one.get("is_of_money", False),
        )
        for number, one in enumerate(written, 1)
    )


def _stated(written: _Table) -> StatedTotal:
    return StatedTotal(
        written["pounds"] * _MANY_PENCE,
        workstream=written.get("workstream", ""),
        section=written.get("section", ""),
        is_up_to=written.get("up_to", False),
    )


def _line(number: int, written: _Table) -> CostLine:
    return CostLine(
        number=number,
        what=written["what"],
        years=tuple(YearAmount(int(year), pounds * _MANY_PENCE) for year, pounds in written["years"].items()),
        recurrence=Recurrence(written["recurrence"]),
        quantity=Decimal(written["quantity"]),
        unit=written["unit"],
        periods=Decimal(written["periods"]),
        period=written["period"],
        rate_pence=written["rate"] * _MANY_PENCE,
        stated_total_pence=written["stated_total"] * _MANY_PENCE,
    )
