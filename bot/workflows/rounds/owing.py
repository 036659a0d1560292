"""Who owes a round which updates, a page of people at a time: only these are looked into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.listing import Page, paginate
from bot.domain.risks import Risk
from bot.domain.rounds import Round
from bot.domain.scoring import Score
from bot.store.repositories.round_items import Missing
from bot.store.unit_of_work import View
from bot.views.presentation import Presentation
from bot.views.rounds import PEOPLE_PAGE, Owing
from bot.workflows.chasing.hearers import hearers
from bot.workflows.chasing.planning import foresee_nudges
from bot.workflows.desk import Desk
from bot.workflows.rounds.lines import silent_people
from bot.workflows.rounds.progress import owing
from bot.workflows.rounds.subjects import risk_subject
from bot.workflows.services import Services

_RISKS_SHOWN = 20
_Debt = tuple[int | None, str, list[Missing]]


def owing_page(
    view: View, services: Services, desk: Desk, round_: Round, missing: Sequence[Missing], number: int
) -> Page[Owing]:
    """Return a page of who owes what: first what nobody can be asked for, then people by name."""
    silent = silent_people(services, desk.directory)
    people = desk.directory.people
    debts: list[_Debt] = []
    for person_id, owed in owing(missing, desk.directory, desk.actor.day).items():
        leads = dict.fromkeys(lead.name for entry in owed for lead in entry.leads)
        debts.append((person_id, people[person_id].name if person_id else ", ".join(leads) or "No lead", owed))
    debts.sort(key=lambda debt: (debt[0] is not None, _is_in_slack(debt[0], desk, silent), debt[1].casefold()))
    page = paginate(debts, number, PEOPLE_PAGE)
    shown = [entry for _, _, owed in page.items for entry in owed[:_RISKS_SHOWN]]
    scores = _scores(view, round_, shown)
    asked = _asked_words(view, services, round_, page.items, desk) if desk.actor.is_office else {}
    away = _away_words(view, services, page.items, desk) if desk.actor.is_office else {}
    entries = []
    for person_id, name, owed in page.items:
        refs = [f"{entry.ref} {desk.shown.mark(scores.get(entry.risk_id))}" for entry in owed[:_RISKS_SHOWN]]
        more = [f"and {len(owed) - _RISKS_SHOWN} more"] if len(owed) > _RISKS_SHOWN else []
        reached = person_id is not None and person_id not in silent
        entries.append(
            Owing(
                person_id,
                name,
                (*refs, *more),
                str(owed[0].ref),
                asked=asked.get(person_id, "") if reached and person_id else "",
                has_slack=_is_in_slack(person_id, desk, silent),
                by_mail=reached and not _is_in_slack(person_id, desk, silent),
                away=away.get(person_id or 0, ""),
            )
        )
    return Page(tuple(entries), page.total, page.number, page.pages)


def mark(risk: Risk, shown: Presentation) -> str:
    """Return a reference with its residual score, `PC11 ■ Red 20`."""
    return f"{risk.ref} {shown.mark(risk.scores.residual)}"


def _is_in_slack(person_id: int | None, desk: Desk, silent: frozenset[int]) -> bool:
    return person_id is not None and person_id not in silent and desk.directory.people[person_id].slack_id is not None


def _scores(view: View, round_: Round, entries: Sequence[Missing]) -> Mapping[int, Score | None]:
    """Return the residual scores of risks, as they stand in the round's report where it is closed."""
    if round_.is_open or round_.position_at is None:
        risks = view.risks.of_ids({entry.risk_id for entry in entries})
        return {risk_id: risk.scores.residual for risk_id, risk in risks.items()}
    return view.risks.residual_at({entry.risk_id for entry in entries}, round_.position_at)


def _subjects(round_: Round, debts: Sequence[_Debt]) -> list[str]:
    return sorted({risk_subject(round_.id, entry.risk_id) for _, _, owed in debts for entry in owed})


def _asked_words(
    view: View, services: Services, round_: Round, debts: Sequence[_Debt], desk: Desk
) -> Mapping[int, str]:
    """Return of each person how often and when last they were asked, and when somebody hears of it next."""
    subjects, people = _subjects(round_, debts), [person_id for person_id, _, _ in debts if person_id is not None]
    asked = view.asked_days.of_people(subjects, people)
    foreseen = foresee_nudges(view, services, view.asked_days.next_of_people(subjects, people))
    following: dict[int, date] = {}
    for (_, person_id), hears in foreseen.items():
        day = desk.shown.date_of(hears.at)
        following[person_id] = min(following.get(person_id, day), day)
    words = {}
    for person_id in {*asked, *following}:
        days = asked.get(person_id, ())
        said = []
        if days:
            often = {1: "Asked once", 2: "Asked twice"}.get(len(days), f"Asked {len(days)} times")
            said.append(f"{often}, last {desk.shown.day(days[-1])}")
        if person_id in following:
            said.append(f"{'next' if days else 'Asked'} {desk.shown.day(following[person_id])}")
        words[person_id] = "; ".join(said)
    return words


def _away_words(view: View, services: Services, debts: Sequence[_Debt], desk: Desk) -> Mapping[int, str]:
    """Return who is away until when, and who acts for them."""
    people = [person_id for person_id, _, _ in debts if person_id is not None]
    words: dict[int, str] = {}
    for person_id, hearer in hearers(view, services, people).items():
        absence = hearer.absence_on(desk.actor.day)
        if absence is not None and person_id in people:
            deputy = desk.directory.people.get(absence.deputy_id or 0)
            acts = f"; {deputy.name} acts for them" if deputy else ""
            words[person_id] = f"Away until {desk.shown.day(absence.until_on)}{acts}"
    return words
