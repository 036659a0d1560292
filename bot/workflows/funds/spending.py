"""Record what was drawn down and spent of a fund. What is recorded stays: a correction is a further entry."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from bot.domain.funds import AwardState, Fund
from bot.domain.money import format_pence
from bot.domain.proposals.amounts import read_pence, read_year
from bot.domain.proposals.records import Proposal
from bot.domain.proposals.refs import parse_reference
from bot.domain.registers.comparing import year_words
from bot.domain.spending import ACTUAL, DRAWDOWN
from bot.domain.text import clean_line
from bot.errors import ConvenorError, InvalidInputError, NotAllowedError
from bot.store.unit_of_work import Unit, View
from bot.views import fund_forms
from bot.views.blocks import Choice
from bot.views.fund_forms import SPEND_WORDS, SpendFields
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk
from bot.workflows.funds.lookup import find_fund, require_reader, sees_all
from bot.workflows.identify import Identity
from bot.workflows.proposals.deciding.watching import money_spent
from bot.workflows.proposals.lookup import find_readable_proposal, readable
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services

_WORDS_MAX = 500
_FIRST_MONTH = 4
_MINUS = re.compile(r"^\s*[-−–—]\s*")


def spend_form(services: Services, identity: Identity, words: str) -> dict[str, Any]:
    """Return the form of spend, filled from what was typed behind the verb: `IT-3 P-7 12,500 invoice 4711`.

    Raises:
        NotAllowedError: neither a finance officer nor of the office.
        NotFoundError: no such fund.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
    _require_keeper(desk)
    funds = [Choice(f"{one.key} · {one.name}", one.key) for one in services.config.funds]
    if not funds:
        raise InvalidInputError("No fund is set up.", "The governance office names funds in the configuration.")
    first, *others = words.split() or [funds[0].value]
    fund = find_fund(services, first)
    fields = {"ref": "", "kind": ACTUAL, "amount": ""}
    rest: list[str] = []
    for word in others:
        ref = parse_reference(word)
        if ref and not fields["ref"]:
            fields["ref"] = ref
        elif word.casefold() in _KINDS:
            fields["kind"] = _KINDS[word.casefold()]
        elif any(sign.isdigit() for sign in word) and not fields["amount"]:
            fields["amount"] = word
        else:
            rest.append(word)
    filled = SpendFields(fund=fund.key, spent_on=desk.shown.today, words=" ".join(rest), **fields)
    return fund_forms.spend_form(filled, funds)


_KINDS = {"spent": ACTUAL, "actual": ACTUAL, "paid": ACTUAL, "drawn": DRAWDOWN, "drawdown": DRAWDOWN}


def record_spend(services: Services, request: Request, filled: SpendFields) -> Saved:
    """Record money that was drawn down or spent.

    Raises:
        InvalidInputError: with a sentence for each field.
        NotAllowedError: neither a finance officer nor of the office.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        _require_keeper(desk)
        fund = find_fund(services, filled.fund)
        problems: dict[str, str] = {}
        proposal = _proposal(unit, services, desk, fund, filled, problems)
        pence = _pence(filled.amount, problems)
        if proposal is not None and pence > 0:
            _require_in_force(unit, desk, proposal, problems)
        year = _year(filled, problems)
        words = clean_line(filled.words)
        if not words or len(words) > _WORDS_MAX:
            problems["words"] = f"Say in at most {_WORDS_MAX} characters what it was for."
        if filled.spent_on is None or filled.spent_on > desk.shown.today:
            problems["spent_on"] = "Give the day it happened, today or before."
        if problems:
            raise InvalidInputError(" ".join(problems.values()), fields=problems)
        unit.funds.lock(fund.key)
        _not_below_nothing(unit, fund, proposal, filled.kind, pence)
        spend_id = unit.funds.add_spend(
            fund_key=fund.key,
            proposal_id=proposal.id if proposal else None,
            kind=filled.kind,
            year=year,
            pence=pence,
            spent_on=filled.spent_on,
            words=words,
            entered_by=desk.actor.name,
            entered_at=unit.now,
        )
        unit.record(
            actor_key(desk),
            "fund.spent",
            f"fund:{fund.key}",
            spend=spend_id,
            kind=filled.kind,
            pence=pence,
            year=year,
            proposal=proposal.ref if proposal else "",
        )
        given, spent = _sums(unit, fund, proposal, filled.kind)
        if proposal is not None and filled.kind == ACTUAL:
            money_spent(unit, services, desk, proposal, spent)
        said = say(
            "funds/said_spent",
            amount=format_pence(pence),
            what=SPEND_WORDS[filled.kind],
            fund=fund.key,
            ref=proposal.ref if proposal else "",
            year=year_words(year),
            sum=format_pence(spent),
            given=format_pence(given),
            over=format_pence(spent - given) if spent > given else "",
            is_outside=bool(fund.years) and year not in fund.years,
        )
        return Saved(fund.key, spend_id, said)

    return once(services, request, work)


def show_spends(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return what was drawn and spent of a fund, as far as the reader may know of the proposals it was for."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        require_reader(desk)
        fund = find_fund(services, written)
        spends = view.funds.spends(fund.key)
        known = view.proposals.of_ids({one.proposal_id for one in spends if one.proposal_id is not None})
        refs = {one.id: one.ref for one in readable(view, desk.actor, known.values())}
        shown = [
            (one, refs.get(one.proposal_id or 0, ""))
            if one.proposal_id is None or one.proposal_id in refs
            else (replace(one, words="for a proposal that is not public"), "")
            for one in spends
            if one.proposal_id is None or one.proposal_id in refs or sees_all(desk.actor)
        ]
    return fund_forms.spends_message(fund.key, shown, desk.shown, can_spend=sees_all(desk.actor))


def _require_keeper(desk: Desk) -> None:
    if not sees_all(desk.actor):
        raise NotAllowedError(
            "You can't record what was spent of a fund.", "Finance officers and the governance office can."
        )


def _proposal(
    unit: Unit, services: Services, desk: Desk, fund: Fund, filled: SpendFields, problems: dict[str, str]
) -> Proposal | None:
    if not filled.ref.strip():
        return None
    try:
        proposal = find_readable_proposal(unit, services, desk, filled.ref)
    except ConvenorError as problem:
        problems["ref"] = str(problem)
        return None
    if proposal.fund != fund.key:
        problems["ref"] = f"{proposal.ref} asks {proposal.fund or 'no fund'}, not {fund.key}."
    return proposal


def _require_in_force(unit: Unit, desk: Desk, proposal: Proposal, problems: dict[str, str]) -> None:
    """Find fault with spend on a proposal of whose money nothing is in force."""
    awards = [one for one in unit.funds.awards_of(proposal.id) if one.state is not AwardState.FALLEN]
    days = [one.effective_on for one in awards if one.effective_on is not None and one.effective_on > unit.today]
    if "ref" in problems or any(one.state is AwardState.IN_FORCE for one in awards):
        return
    if not awards:
        problems["ref"] = f"Nothing was given to {proposal.ref} yet, so nothing can be spent on it."
    elif days:
        day = desk.shown.dated(min(days))
        problems["ref"] = f"What was given to {proposal.ref} is in force from {day}; nothing can be spent before."
    else:
        problems["ref"] = f"What was given to {proposal.ref} waits for its conditions; nothing can be spent before."


def _pence(written: str, problems: dict[str, str]) -> int:
    minus = _MINUS.match(written)
    try:
        pence = read_pence(_MINUS.sub("", written))
    except InvalidInputError as problem:
        problems["amount"] = str(problem)
        return 0
    if pence == 0:
        problems["amount"] = "Nothing is not worth recording: give an amount above 0."
    return -pence if minus else pence


def _year(filled: SpendFields, problems: dict[str, str]) -> int:
    if filled.year.strip():
        try:
            return read_year(filled.year)
        except InvalidInputError as problem:
            problems["year"] = str(problem)
            return 0
    day = filled.spent_on
    return 0 if day is None else day.year - (day.month < _FIRST_MONTH)


def _not_below_nothing(view: View, fund: Fund, proposal: Proposal | None, kind: str, pence: int) -> None:
    """Refuse to take back more than was recorded.

    Raises:
        InvalidInputError: more would be taken back than there is.
    """
    mine = {proposal.id} if proposal else None
    recorded = sum(
        one.pence
        for one in view.funds.spends(fund.key, mine)
        if one.kind == kind and one.proposal_id == (proposal.id if proposal else None)
    )
    if recorded + pence < 0:
        sentence = f"Only {format_pence(recorded)} is recorded as {SPEND_WORDS[kind]}; no more can be taken back."
        raise InvalidInputError(sentence, fields={"amount": sentence})


def _sums(view: View, fund: Fund, proposal: Proposal | None, kind: str) -> tuple[int, int]:
    """Return the pence given that are in force, and those drawn or spent, of a proposal or the whole fund."""
    if proposal is not None:
        awards, given = view.funds.awards_of(proposal.id), 0
    else:
        awards, given = view.funds.awards(fund.key), sum(line.pence for line in fund.given)
    given += sum(one.pence for one in awards if one.state is AwardState.IN_FORCE)
    spends = view.funds.spends(fund.key, {proposal.id} if proposal else None)
    return given, sum(one.pence for one in spends if one.kind == kind)
