"""What people write to the bot in the thread of a stage's card: a vote, a question, a comment, advice, an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.mentions import references_in
from bot.domain.proposals.access import may_edit
from bot.domain.proposals.vote_words import read_vote
from bot.domain.proposals.words import WordKind
from bot.errors import ConvenorError, InvalidInputError
from bot.store.claims import Place
from bot.store.outbox import OutgoingMessage
from bot.store.unit_of_work import Unit
from bot.views import blocks
from bot.views.wording import Mrkdwn, escape
from bot.workflows.actions.lookup import pattern_of
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity, UnknownAccountError
from bot.workflows.proposals.cards import stage_of
from bot.workflows.proposals.voting.casting import Ballot, cast_vote
from bot.workflows.proposals.voting.finding import see_poll
from bot.workflows.proposals.voting.saying import answer_question, say_on_stage
from bot.workflows.risk_change import Request
from bot.workflows.services import Services
from bot.workflows.slack_words import plain_words
from bot.workflows.threads import Thread

_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^<>]*)?>")
_KINDS = {
    "question": WordKind.QUESTION,
    "comment": WordKind.COMMENT,
    "advice": WordKind.ADVICE,
    "objection": WordKind.OBJECTION,
}
_NAMED = re.compile(r"^(question|comment|advice|objection|answer|vote)\b[:,]?\s+(.+)$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Said:
    stage_id: int
    ref: str
    boards: tuple[str, ...]
    words: str
    may_answer: bool
    waiting: tuple[int, ...]


def take_mention(services: Services, identity: Identity, thread: Thread, message_ts: str, text: str) -> bool:
    """Take what somebody wrote to the bot in a card's thread; return whether the thread is one of a card.

    `vote approve` votes, `answer: …` answers the first question that waits, `advice: …`, `objection: …` and
    `comment: …` are kept as such; what ends in a question mark is a question, anything else a comment. Told twice, it
    counts once. The writer alone hears what came of it, or why nothing did.

    Raises:
        UnknownAccountError: the writer has not been met.
    """
    try:
        said = _found(services, identity, thread, text)
        if said is None:
            return False
        request = Request(identity, f"stage-mention:{thread.channel}:{message_ts}", said.ref)
        answer = Mrkdwn(_take(services, request, said))
    except UnknownAccountError:
        raise
    except ConvenorError as refused:
        answer = escape(str(refused))

    def tell(unit: Unit) -> None:
        key = f"stage-mention:{thread.channel}:{message_ts}:{identity.slack_id}"
        content = blocks.message(answer, [blocks.section(answer)])
        unit.outbox.put(OutgoingMessage(key, key, identity.slack_id, key, content))

    services.store.write(tell)
    return True


def _found(services: Services, identity: Identity, thread: Thread, text: str) -> _Said | None:
    """Return what was said on which stage; None where the thread is none of a card, or records alone are named."""
    with services.store.view() as view:
        standing = view.standing_at(Place(thread.channel, thread.ts))
        stage_id = stage_of(standing[0]) if standing is not None else None
        if stage_id is None:
            return None
        directory = view.people.directory()
        words = plain_words(_MENTION.sub(" ", text), directory)
        refs = references_in(words, pattern_of(services), directory.workstreams)
        if refs and len(words.split()) <= len(refs):
            return None
        desk = open_desk(view, services, identity)
        poll = see_poll(view, services, desk, "", stage_id)
        waiting = tuple(word.id for word in view.words.waiting_of([stage_id]))
        boards = tuple(sorted(directory.boards, key=len, reverse=True))
        return _Said(stage_id, poll.proposal.ref, boards, words, may_edit(desk.actor, poll.proposal), waiting)


def _take(services: Services, request: Request, said: _Said) -> str:
    found = _NAMED.match(said.words)
    named, rest = (found[1].casefold(), found[2].strip()) if found else ("", said.words)
    if named == "vote":
        vote = read_vote(rest, said.boards)
        if vote.choice is None:
            raise InvalidInputError(f"“{blocks.clip(rest, 40)}” is no vote.", "Write for example `vote approve`.")
        ballot = Ballot(
            dict.fromkeys(vote.items or (None,), vote.choice), vote.reason, vote.conditions, stage_id=said.stage_id
        )
        return cast_vote(services, request, ballot).said
    if named == "answer" and said.waiting and said.may_answer:
        return answer_question(services, request, said.waiting[0], rest).said
    kind = _KINDS.get(named) or (WordKind.QUESTION if said.words.rstrip().endswith("?") else WordKind.COMMENT)
    return say_on_stage(services, request, kind, rest, stage_id=said.stage_id).said
