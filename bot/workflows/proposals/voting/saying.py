"""What people say on a stage: questions to the author, comments, advice, objections, and that they have read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.proposals.access import concerns, may_edit
from bot.domain.proposals.records import Proposal, Stage
from bot.domain.proposals.words import StageWord, WordKind
from bot.domain.text import clean
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.store.unit_of_work import Unit, View
from bot.views.vote_forms import answer_form, say_form
from bot.views.wording import say
from bot.workflows.chasing.planning import plan_now, settle
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals.cards import put_card, put_word
from bot.workflows.proposals.change import subject_of
from bot.workflows.proposals.interests.seeing import note_sight
from bot.workflows.proposals.lookup import find_readable_proposal
from bot.workflows.proposals.routing import resume_if_answered
from bot.workflows.proposals.voting.answering import plan_answers
from bot.workflows.proposals.voting.finding import see_poll, take_poll
from bot.workflows.proposals.voting.polls import Poll
from bot.workflows.proposals.voting.subjects import question_subject
from bot.workflows.risk_change import Request, Saved, actor_key, once
from bot.workflows.services import Services

WORDS_MAX = 2500
_ASKED = "asked"


def say_on_stage(
    services: Services, request: Request, kind: WordKind, words: str, *, stage_id: int | None = None, board: str = ""
) -> Saved:
    """Record what somebody says on a stage, show it in its thread, and ask the author where it is a question.

    Args:
        services: what every use case is handed.
        request: who says it of which proposal.
        kind: as what.
        words: what they say; nothing where they have read it.
        stage_id: of the stage, None to find it.
        board: key of the board, empty for none.

    Raises:
        NotFoundError, NotAllowedError: no such proposal that they may read.
        InvalidInputError: nothing is said, too much, or it lies before no board.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        poll = take_poll(unit, services, desk, request.ref, stage_id, board)
        return record_word(unit, services, desk, poll, kind, words)

    return once(services, request, work)


def record_word(unit: Unit, services: Services, desk: Desk, poll: Poll, kind: WordKind, written: str) -> Saved:
    """Record what somebody says on a stage that is taken; see `say_on_stage`."""
    words, ref = clean(written), poll.proposal.ref
    if not poll.stage.is_before_board:
        raise InvalidInputError(
            f"{ref} is not before {poll.board.name} now, so nothing was recorded.",
            f"See where it is with `/proposal route {ref}`.",
        )
    sentence = ""
    if kind is not WordKind.READ and not words:
        sentence = "Write what you want to say."
    elif len(words) > WORDS_MAX:
        sentence = f"That is {len(words):,} characters; at most {WORDS_MAX:,} fit. Shorten it, or attach a paper."
    if sentence:
        raise InvalidInputError(sentence, fields={"words": sentence})
    person = desk.actor.person
    said_before = unit.words.of_stage(poll.stage.id)
    if kind is WordKind.READ and any(
        one.kind is kind
        and one.sitting == poll.stage.sitting
        and (one.person_id, one.name) == (person.id if person else None, desk.actor.name)
        for one in said_before
    ):
        return Saved(ref, poll.proposal.version, f"It was noted before that you have read {ref}.")
    word_id = unit.words.add(
        poll.stage.id,
        poll.stage.sitting,
        kind,
        person_id=person.id if person else None,
        name=desk.actor.name,
        words=words,
        at=unit.now,
    )
    unit.record(actor_key(desk), f"stage.{kind.value}", subject_of(poll.proposal), stage=poll.stage.id, word=word_id)
    if kind is WordKind.READ and person is not None:
        note_sight(unit, poll.stage.id, person.id, "text")
    word = unit.words.get(word_id)
    if word is not None and kind is not WordKind.READ:
        put_word(unit, poll.stage, word)
    asked = ask_author(unit, services, poll.proposal, poll.stage, [word_id]) if kind is WordKind.QUESTION else ()
    unit.stages.change(poll.stage)
    put_card(unit, unit.stages.of_ids([poll.stage.id])[poll.stage.id])
    is_member = person is not None and person.id in poll.board.members_on(desk.actor.day)
    said = say("voting/said", kind=kind.value, ref=ref, board=poll.board.name, asked=asked, is_member=is_member)
    return Saved(ref, poll.proposal.version, said)


def ask_author(
    unit: Unit, services: Services, proposal: Proposal, stage: Stage, word_ids: Sequence[int]
) -> tuple[str, ...]:
    """Have a proposal's author and sponsor asked for the answers to questions, until the board decides.

    Return their names.
    """
    people = unit.people.directory().people
    ids = [one for one in (proposal.author_id, proposal.sponsor_id) if one is not None]
    plan_now(unit, services, [(question_subject(word), one) for word in word_ids for one in ids], _ASKED)
    plan_answers(unit, services, proposal, stage, word_ids)
    unit.homes.touch(ids)
    return tuple(dict.fromkeys(people[one].name for one in ids))


def answer_question(services: Services, request: Request, word_id: int, written: str) -> Saved:
    """Record the answer to a question; the thread and the card show it, and a stage sent back for it goes on.

    Raises:
        NotFoundError: no such question.
        NotAllowedError: they are neither author nor sponsor, nor of the office.
        InvalidInputError: nothing is written, or too much.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        poll, _ = _of_question(unit, services, desk, word_id, locked=True)
        _require_author(desk, poll.proposal)
        words = clean(written)
        if not words or len(words) > WORDS_MAX:
            sentence = "Write the answer." if not words else f"At most {WORDS_MAX:,} characters fit. Shorten it."
            raise InvalidInputError(sentence, fields={"words": sentence})
        behalf = (
            "" if concerns(desk.actor.person.id if desk.actor.person else None, poll.proposal) else ", for the author"
        )
        unit.words.answer(word_id, words, f"{desk.actor.name}{behalf}", unit.now)
        unit.record(actor_key(desk), "stage.answered", subject_of(poll.proposal), stage=poll.stage.id, word=word_id)
        settle(unit, [question_subject(word_id)])
        answered = unit.words.get(word_id)
        if answered is not None:
            put_word(unit, poll.stage, answered)
        unit.stages.change(poll.stage)
        stage = resume_if_answered(unit, services, actor_key(desk), poll.stage)
        put_card(unit, unit.stages.of_ids([poll.stage.id])[poll.stage.id])
        said = say("voting/answered", ref=poll.proposal.ref, board=poll.board.name, resumed=stage is not None)
        return Saved(poll.proposal.ref, poll.proposal.version, said)

    return once(services, request, work)


def form_to_say(
    services: Services, identity: Identity, ref: str, kind: WordKind, *, stage_id: int | None = None, board: str = ""
) -> dict[str, Any]:
    """Return the form in which somebody asks or says something on a stage."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        poll = see_poll(view, services, desk, ref, stage_id, board)
        return say_form(poll.stage, poll.proposal.ref, poll.board.name, kind)


def form_to_answer(services: Services, identity: Identity, ref: str, word_id: int | None = None) -> dict[str, Any]:
    """Return the form of the answer to a question, or to the first that waits on a proposal.

    Raises:
        InvalidInputError: no question waits.
        NotFoundError, NotAllowedError: see `answer_question`.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        if word_id is None:
            proposal = find_readable_proposal(view, services, desk, ref)
            lying = [stage.id for stage in view.stages.of_proposal(proposal.id) if stage.is_before_board]
            waiting = view.words.waiting_of(lying)
            if not waiting:
                raise InvalidInputError(f"No question on {proposal.ref} waits for an answer.")
            word_id = waiting[0].id
        poll, word = _of_question(view, services, desk, word_id)
        _require_author(desk, poll.proposal)
        return answer_form(word, poll.proposal.ref, view.words.waiting_of([poll.stage.id]))


def _of_question(
    view: View, services: Services, desk: Desk, word_id: int, *, locked: bool = False
) -> tuple[Poll, StageWord]:
    word = view.words.get(word_id)
    if word is None or word.kind is not WordKind.QUESTION:
        raise NotFoundError("That question is not known any more.", "See `/proposal list mine`.", of="proposal")
    if locked and isinstance(view, Unit):
        return take_poll(view, services, desk, "", word.stage_id), word
    return see_poll(view, services, desk, "", word.stage_id), word


def _require_author(desk: Desk, proposal: Proposal) -> None:
    if not may_edit(desk.actor, proposal):
        people = desk.directory.people
        names = [people[one].name for one in (proposal.author_id, proposal.sponsor_id) if one is not None]
        raise NotAllowedError(
            f"{' or '.join(dict.fromkeys(names))} answers questions on {proposal.ref}, or the governance office.",
            f"Say what you know as a comment: `/proposal comment {proposal.ref}`.",
        )
