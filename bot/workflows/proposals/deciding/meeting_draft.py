"""What the office fills in about a board's meeting, read into what the board decided."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bot.domain.actions.owners import OwnerWords
from bot.domain.funds import money_lines
from bot.domain.proposals.content import Content
from bot.domain.proposals.decisions import (
    PASSED_AS,
    Delegation,
    ItemResult,
    Part,
    Resolution,
    outcome_of_items,
)
from bot.domain.proposals.records import PASSING, Ask, Outcome, Proposal, Stage
from bot.domain.proposals.resolved_lines import Defaults, LineFaultError, Readers, read_conditions, read_milestones
from bot.domain.text import clean, clean_line
from bot.domain.written_dates import UnreadableDayError, read_day
from bot.errors import InvalidInputError
from bot.store.unit_of_work import View
from bot.workflows.desk import Desk
from bot.workflows.proposals.deciding.by_vote import defaults, recommendations_of
from bot.workflows.proposals.deciding.conditions import fault_of_discharger
from bot.workflows.proposals.deciding.counted_votes import counted_votes, fault_of_counts
from bot.workflows.proposals.deciding.money import content_before, earlier_decisions
from bot.workflows.services import Services

DECIDED, REFER_BACK, DEFER, REJECT, NO_AGREEMENT = "decided", "refer_back", "defer", "reject", "none"
PASSED, AMENDED, NOT_PASSED = "passed", "amended", "rejected"
_AMENDED = re.compile(r"^\s*(\d{1,2})\s*[.:)]\s*(.+)$")
_PERCENT_MOST = 1000


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """What stands in the form of a meeting's decision.

    Attributes:
        stage_id, considers, sitting: the stage, the version that lay before the board when the form was opened, and
            how often it had been put before it.
        outcome: one of `DECIDED`, `REFER_BACK`, `DEFER`, `REJECT`, `NO_AGREEMENT`.
        items: for each recommendation's number `PASSED`, `AMENDED` or `NOT_PASSED`.
        years, lines: for which of the money; empty for all.
        present: ids of who was there.
        has_follow_up: whether an approval for which no milestone is written is followed as a whole.
        amendments, conditions, milestones, interests, questions: lines of text.
        percent: at which change of costs a delegation comes back, as typed.
    """

    stage_id: int
    considers: int
    sitting: int
    held_on: date | None = None
    presided: int | None = None
    present: tuple[int, ...] = ()
    outcome: str = DECIDED
    items: Mapping[int, str] = field(default_factory=dict)
    amendments: str = ""
    years: tuple[int | None, ...] = ()
    lines: tuple[int, ...] = ()
    conditions: str = ""
    review_on: date | None = None
    review_words: str = ""
    delegate_to: str = ""
    delegation: str = ""
    percent: str = ""
    milestones: str = ""
    has_follow_up: bool = True
    count: str = ""
    proposer: int | None = None
    seconder: int | None = None
    interests: str = ""
    words: str = ""
    sent_on: str = ""
    questions: str = ""
    until: date | None = None
    reason: str = ""


def read_draft(
    view: View, services: Services, desk: Desk, proposal: Proposal, stage: Stage, draft: MeetingDraft
) -> Resolution:
    """Return what the board decided, without who took part.

    Raises:
        InvalidInputError: with a sentence for each field.
    """
    faults: dict[str, str] = {}
    today = services.today(view.now)
    content = content_before(view, stage)
    held_on = draft.held_on or today
    if said := _fault_of_day(view, services, desk, stage, held_on):
        faults["held"] = said
    counted = counted_votes(services, desk, stage, draft.count, faults)
    items = tuple(replace(item, count=counted.items.get(item.number)) for item in _items(content, stage, draft, faults))
    readers = readers_of(services, desk)
    terms = defaults(services, view, proposal, stage.board)
    standard = Defaults(terms.owner_id, terms.discharged_by_id, terms.discharger, terms.long_stop_on)
    resolution = Resolution(
        outcome=Outcome.NONE,
        decided_on=held_on,
        items=items,
        words=clean(draft.words),
        part=Part(draft.years, draft.lines),
        count=counted.whole,
        partner_counts=counted.partners,
        review_on=draft.review_on,
        review_words=clean_line(draft.review_words),
        sent_on=clean(draft.sent_on),
        has_follow_up=draft.has_follow_up,
        reason=clean(draft.reason),
    )
    try:
        resolution = replace(resolution, conditions=read_conditions(draft.conditions, readers, standard))
        for one in resolution.conditions:
            if said := fault_of_discharger(view, services, proposal, one.discharged_by_id):
                faults["conditions"] = said
    except LineFaultError as fault:
        faults["conditions"] = str(fault)
    try:
        milestones = read_milestones(draft.milestones, readers, proposal.author_id)
        resolution = replace(resolution, milestones=milestones)
    except LineFaultError as fault:
        faults["milestones"] = str(fault)
    resolution = replace(
        resolution, delegation=delegation_of(desk, draft.delegate_to, draft.delegation, draft.percent, faults)
    )
    asked = money_lines(content)
    if not {*draft.years} <= {one.year for one in asked}:
        faults["years"] = "The version before the board asks no money for one of these years."
    if not {*draft.lines} <= {one.number for one in asked}:
        faults["lines"] = "The version before the board has not all of these lines."
    if draft.review_on is not None and draft.review_on <= held_on:
        faults["review"] = "Choose a day after the meeting."
    resolution = _with_outcome(resolution, stage, draft, faults)
    if "count" not in faults and (wrong := fault_of_counts(services, desk, stage, resolution, counted)):
        faults["count"] = wrong
    if faults:
        raise InvalidInputError(" ".join(faults.values()), fields=faults)
    return resolution


def _fault_of_day(view: View, services: Services, desk: Desk, stage: Stage, day: date) -> str:
    """Return why a stage can't have been decided on a day, in a sentence; empty where it can."""
    dated = desk.shown.dated
    if day > services.today(view.now):
        return f"{dated(day)} is still to come. Choose the day on which it was decided."
    opened_on = services.today(stage.opened_at) if stage.opened_at is not None else day
    if day < opened_on:
        return f"It came before the board on {dated(opened_on)}. Choose that day or a later one."
    version = view.proposals.submitted(stage.proposal_id, stage.considers)
    submitted_on = services.today(version.submitted_at) if version is not None else day
    if day < submitted_on:
        return f"Version {stage.considers} was submitted on {dated(submitted_on)}. Choose that day or a later one."
    earlier = max(earlier_decisions(view, stage), key=lambda one: one.decided_on, default=None)
    if earlier is not None and day < earlier.decided_on:
        board = desk.shown.board_names([earlier.board])
        return f"The {board}, which comes before, decided on {dated(earlier.decided_on)} ({earlier.number})."
    return ""


def readers_of(services: Services, desk: Desk) -> Readers:
    """Return what reads people and days in lines of a form."""
    words = OwnerWords(desk.directory, desk.actor, services.home_team)

    def person(written: str) -> tuple[int | None, str]:
        found = words.find(written)
        if found is None:
            raise LineFaultError(f"I know nobody called “{written[:40]}”. {words.near(written)}".strip())
        return found.id, found.name

    def day(written: str) -> date:
        try:
            return read_day(written, desk.shown.today).day
        except UnreadableDayError as fault:
            raise LineFaultError(fault.sentence) from fault

    return Readers(person, day)


def _items(content: Content, stage: Stage, draft: MeetingDraft, faults: dict[str, str]) -> tuple[ItemResult, ...]:
    amended = _amendments(draft.amendments, faults)
    items = []
    for one in recommendations_of(content, content.title):
        ask = one.ask_of(stage.board, stage.ask)
        answer = NOT_PASSED if draft.outcome == REJECT else draft.items.get(one.number, PASSED)
        outcome = Outcome.REJECTED if answer == NOT_PASSED else PASSED_AS[ask]
        text = amended.pop(one.number, "")
        if answer == AMENDED and not text:
            faults["amendments"] = (
                f"Write how recommendation {one.number} was amended, such as: {one.number}: its new words."
            )
        if text and answer != AMENDED:
            faults["amendments"] = f"Recommendation {one.number} is not marked as amended."
        items.append(ItemResult(one.number, one.words, ask, outcome, text))
    for number in amended:
        faults["amendments"] = f"There is no recommendation {number}."
    return tuple(items)


def _amendments(written: str, faults: dict[str, str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for line in filter(None, map(clean_line, written.splitlines())):
        match = _AMENDED.match(line)
        if match is None:
            faults["amendments"] = "Begin each line with the recommendation's number and a colon, such as “2: ...”."
        else:
            found[int(match[1])] = match[2]
    return found


def delegation_of(desk: Desk, to: str, written: str, back_at: str, faults: dict[str, str]) -> Delegation | None:
    """Return what is delegated; None where nothing is, or where `faults` then has a sentence for a field.

    Args:
        desk: of whoever writes it down.
        to: key of the board that gets it.
        written: what is delegated.
        back_at: at which change of costs it comes back, in percent as typed; empty for none.
        faults: sentences by field.
    """
    words = clean(written)
    if not words and not to:
        return None
    if not words or not to:
        faults["delegation" if to else "delegate_to"] = "Say what is delegated, and to which board."
        return None
    percent = None
    if back_at.strip():
        typed = back_at.strip().removesuffix("%").strip()
        if not typed.isdecimal() or not 0 < int(typed) <= _PERCENT_MOST:
            faults["percent"] = "Write a whole number of percent above 0, such as 10."
            return None
        percent = int(typed)
    return Delegation(to, desk.shown.board_names([to]), words, percent)


def _with_outcome(resolution: Resolution, stage: Stage, draft: MeetingDraft, faults: dict[str, str]) -> Resolution:
    """Return a resolution with its outcome; what does not go with it is left out."""
    match draft.outcome:
        case "refer_back":
            questions = tuple(filter(None, map(clean_line, draft.questions.splitlines())))
            if not questions:
                faults["questions"] = "Ask at least one question, one a line: its author answers them."
            return _bare(replace(resolution, outcome=Outcome.REFERRED_BACK, questions=questions))
        case "defer":
            return _bare(replace(resolution, outcome=Outcome.DEFERRED, until=draft.until))
        case "none":
            return _bare(resolution)
        case _:
            pass
    outcome = outcome_of_items(
        resolution.items, stage.ask, has_conditions=bool(resolution.conditions), part=resolution.part
    )
    if stage.ask in (Ask.NOTE, Ask.CONSIDER) and outcome in (Outcome.IN_PART, Outcome.CONDITIONAL):
        outcome = PASSED_AS[stage.ask]
    if outcome is Outcome.REJECTED:
        if stage.ask in (Ask.NOTE, Ask.CONSIDER):
            faults["outcome"] = "A board that is asked to note can't reject. It can refer back or defer."
        elif not resolution.reason:
            faults["reason"] = "Write why the board says no: its author reads it."
        return _bare(replace(resolution, outcome=outcome))
    if stage.ask in (Ask.NOTE, Ask.CONSIDER):
        if resolution.conditions:
            faults["conditions"] = "A board that is asked to note sets no conditions. Send it on as a comment."
        if resolution.delegation is not None:
            faults["delegation"] = "A board that is asked to note has nothing to delegate."
        resolution = replace(resolution, part=Part())
    return replace(resolution, outcome=outcome)


def _bare(resolution: Resolution) -> Resolution:
    items = () if resolution.outcome not in PASSING and resolution.outcome is not Outcome.REJECTED else resolution.items
    return replace(
        resolution,
        items=items,
        part=Part(),
        conditions=(),
        review_on=None,
        review_words="",
        delegation=None,
        milestones=(),
    )
