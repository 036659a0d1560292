"""Show the money of risks: a partner's tracker, a risk's lines, and the forms that change them. Nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.domain.access import Actor, may_change
from bot.domain.finance import FINANCE_LINK, KeptLine, by_partner, reckon, total
from bot.domain.finance_range import simulate
from bot.domain.listing import paginate
from bot.domain.references import parse_reference
from bot.domain.registers.records import FinanceLineRecord
from bot.domain.risks import Risk
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.store.unit_of_work import View
from bot.views import finance as finance_views
from bot.views import finance_form
from bot.views.finance import Money
from bot.views.finance_form import LineFields
from bot.views.finance_lines import HISTORY_MOST, LINES_PAGE, line_history, lines_page
from bot.views.wording import Mrkdwn
from bot.workflows.desk import Desk, open_desk
from bot.workflows.finance_access import (
    changeable_lines,
    line_stamp,
    may_change_some,
    readable_lines,
    require_change,
)
from bot.workflows.finance_history import readable_events
from bot.workflows.identify import Identity
from bot.workflows.risk_lookup import find_readable
from bot.workflows.services import Services

Message = dict[str, Any]
ALL = "all"


def show_finance(services: Services, identity: Identity, words: str) -> Message:
    """Return the money of whatever `words` name: a risk, a partner, `all` of them; nothing for the only partner.

    A risk's money is told by partner, and added up over all of them where `all` stands behind its reference.

    Raises:
        InvalidInputError: no partner of that name.
        NotFoundError: no risk of that reference that this person may read.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        subject, adds_up = _parted(words)
        risk = _risk_meant(view, desk.actor, subject)
        tied = view.finance.lines() if risk is None else _of_risk(view, risk)
        partners = by_partner(kept.line for kept in readable_lines(view, desk.actor, tied, risk))
    can_add = may_change_some(desk.actor)
    if risk is not None and adds_up and len(partners) > 1:
        return finance_views.risk_money_together(risk, partners, _with_range(_all_of(partners)))
    if risk is not None:
        can_add = can_add or may_change(desk.actor, risk)
        return finance_views.risk_money(risk, _apart(partners), can_add=can_add)
    if not partners:
        return finance_views.no_lines(can_add=can_add)
    if words.casefold() == ALL and len(partners) > 1:
        return finance_views.all_partners(partners, _with_range(_all_of(partners)))
    if not words and len(partners) > 1:
        return finance_views.partners(_apart(partners), can_add=can_add)
    name = _partner_called(words, list(partners)) if words and words.casefold() != ALL else next(iter(partners))
    return finance_views.partner_money(name, _with_range(partners[name]), can_add=can_add)


def show_lines(services: Services, identity: Identity, subject: str, number: int = 1) -> Message:
    """Return a page of the lines of a partner, or of a risk where `subject` is its reference."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        risk = _risk_meant(view, desk.actor, subject)
        if risk is not None:
            lines = _of_risk(view, risk)
        else:
            lines = tuple(k for k in view.finance.lines() if k.line.partner.casefold() == subject.casefold())
        page = paginate(readable_lines(view, desk.actor, lines, risk), number, LINES_PAGE)
        changeable = changeable_lines(view, desk.actor, page.items)
    return lines_page(subject, page, changeable)


def add_form(services: Services, identity: Identity, subject: str) -> Message:
    """Return the empty form of a line, for a risk or a partner where `subject` names one.

    Raises:
        NotAllowedError: this person may add none.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        risk = _risk_meant(view, desk.actor, subject)
        if risk is None and not may_change_some(desk.actor):
            raise NotAllowedError(
                "You can't add a line to a tracker.",
                "Finance officers and the governance office can. For a risk you answer for, "
                "`/risk finance add PC11` with its reference.",
            )
        if risk is not None:
            require_change(view, desk, (str(risk.ref),))
        partners = list(by_partner(kept.line for kept in view.finance.lines()))
    partner = subject if subject and risk is None else partners[0] if len(partners) == 1 else ""
    partner = next((name for name in partners if name.casefold() == partner.casefold()), partner)
    fields = LineFields(partner=partner, risk_ref=str(risk.ref) if risk else "")
    return finance_form.line_form(None, "", fields)


def edit_form(services: Services, identity: Identity, line_id: int) -> Message:
    """Return the form of a line, filled.

    Raises:
        NotAllowedError: this person may not change it; says who may.
    """
    with services.store.view() as view:
        kept = changeable_line(view, open_desk(view, services, identity), line_id)
    return finance_form.line_form(kept, line_stamp(kept), LineFields.of(kept.line))


def stale_edit_form(services: Services, identity: Identity, line_id: int, fields: LineFields) -> Message:
    """Return the form of a line that was changed meanwhile: how it stands now on top, what was typed below."""
    with services.store.view() as view:
        kept = changeable_line(view, open_desk(view, services, identity), line_id)
    return finance_form.line_form(kept, line_stamp(kept), fields, is_stale=True)


def drop_form(services: Services, identity: Identity, line_id: int) -> Message:
    """Return the form that asks why a line is to go."""
    with services.store.view() as view:
        kept = changeable_line(view, open_desk(view, services, identity), line_id)
    return finance_form.drop_form(kept, line_stamp(kept))


def show_line_history(services: Services, identity: Identity, line_id: int) -> Message:
    """Return what was recorded of a line and may be told this person, newest first."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        kept = _readable_line(view, desk, line_id)
        events = readable_events(view, desk.actor, kept.line, HISTORY_MOST)
        people = {f"person:{person.id}": person.name for person in desk.directory.people.values()}
    return line_history(kept.line, events, people, desk.shown)


def money_of(view: View, actor: Actor, risk: Risk) -> Mrkdwn | None:
    """Return the sentence on a risk's money for its card; None where no line that the actor may see is tied to it."""
    lines = [kept.line for kept in readable_lines(view, actor, _of_risk(view, risk), risk)]
    # The card says what is expected and no more: the range is worth its price to those who ask for it.
    shown = {name: total(map(reckon, mine)) for name, mine in by_partner(lines).items()}
    return finance_views.on_card(str(risk.ref), shown) if shown else None


def changeable_line(view: View, desk: Desk, line_id: int) -> KeptLine:
    """Return a line that this person may change.

    Raises:
        NotFoundError: it is no longer there, or they may not see it.
        NotAllowedError: they may see it but not change it; says who may.
    """
    kept = _readable_line(view, desk, line_id)
    require_change(view, desk, kept.line.risk_refs)
    return kept


def _readable_line(view: View, desk: Desk, line_id: int) -> KeptLine:
    kept = view.finance.find(line_id)
    if kept is None or not readable_lines(view, desk.actor, [kept]):
        raise NotFoundError("That line is no longer there.", "See the tracker with `/risk finance`.")
    return kept


def _of_risk(view: View, risk: Risk) -> tuple[KeptLine, ...]:
    refs = [linked.ref for linked in risk.linked if linked.kind == FINANCE_LINK]
    return view.finance.called(refs) if refs else ()


def _parted(words: str) -> tuple[str, bool]:
    """Return the subject that somebody wrote, and whether `all` behind a reference asks to add its partners up."""
    subject, _, last = words.strip().rpartition(" ")
    if last.casefold() == ALL and parse_reference(subject) is not None:
        return subject, True
    return words, False


def _risk_meant(view: View, actor: Actor, words: str) -> Risk | None:
    """Return the risk that `words` name; None where they name a partner, or nothing.

    Raises:
        NotFoundError: they are a reference, but of no risk that the actor may read and of no partner they see.
    """
    if parse_reference(words) is None:
        return None
    try:
        return find_readable(view, actor, words)
    except NotFoundError:
        # A tracker that came in a file may be of a partner whose name reads as a reference.
        named = [kept for kept in view.finance.lines() if kept.line.partner.casefold() == words.strip().casefold()]
        if readable_lines(view, actor, named):
            return None
        raise


def _apart(partners: Mapping[str, Sequence[FinanceLineRecord]]) -> Mapping[str, Money]:
    """Return each partner's money; with its range where it is the only one, for the range is shown of one alone."""
    if len(partners) == 1:
        return {name: _with_range(lines) for name, lines in partners.items()}
    reckoned = {name: tuple(map(reckon, lines)) for name, lines in partners.items()}
    return {name: Money(lines, total(lines)) for name, lines in reckoned.items()}


def _all_of(partners: Mapping[str, Sequence[FinanceLineRecord]]) -> list[FinanceLineRecord]:
    return [line for lines in partners.values() for line in lines]


def _with_range(lines: Iterable[FinanceLineRecord]) -> Money:
    reckoned = tuple(map(reckon, lines))
    return Money(reckoned, total(reckoned), simulate(reckoned))


def _partner_called(words: str, partners: Sequence[str]) -> str:
    wanted = " ".join(words.casefold().split())
    exact = [name for name in partners if name.casefold() == wanted]
    begun = [name for name in partners if name.casefold().startswith(wanted)]
    found = exact or begun
    if len(found) != 1:
        known = ", ".join(name or "(no partner named)" for name in partners)
        raise InvalidInputError(
            f"There is no tracker of “{words[:40]}” that you may see.", f"There are these: {known}."
        )
    return found[0]
