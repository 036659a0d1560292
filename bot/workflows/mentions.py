"""Answers in threads: of records that are named beside the bot, and of actions that were made out of a message.

Who is in a channel is asked of Slack, which takes its time, so it is done by a job.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.access import Actor, may_read
from bot.domain.actions.access import may_read_action
from bot.domain.actions.records import Action
from bot.domain.mentions import references_in
from bot.domain.references import parse_reference
from bot.domain.risks import Risk
from bot.errors import InvalidInputError, NotAllowedError
from bot.slack.facts import ChannelFacts
from bot.slack.gateway import SlackGateway
from bot.store.claims import Place
from bot.store.outbox import DEFERRED, OutgoingMessage
from bot.store.repositories.jobs import Job
from bot.store.unit_of_work import Unit, View
from bot.views import mentions as views
from bot.views.mentions import Named
from bot.workflows.actions.lookup import find_action, pattern_of
from bot.workflows.services import Services
from bot.workflows.sharing import MEMBERS_CHECKED, Shareable, refuse_if_unsafe
from bot.workflows.threads import KIND, Thread

_ANSWER = "answer"
MOST = 5
"""How many records one message is answered of."""


def hear(services: Services, thread: Thread, message_ts: str, text: str) -> None:
    """Have a message answered that mentions the bot. The same message, told twice, is answered once.

    Of its words only the references are kept.
    """

    def work(unit: Unit) -> None:
        refs = references_in(text, pattern_of(services), unit.people.directory().workstreams)
        payload = {"channel": thread.channel, "thread": thread.ts, "refs": list(refs[:MOST]), "more": len(refs) > MOST}
        unit.jobs.ask(f"mention:{thread.channel}:{message_ts}", KIND, payload)

    services.store.write(work)


def answer(services: Services, gateway: SlackGateway, job: Job) -> None:
    """Say in a thread what everybody in the channel may read of the records that were named there.

    Raises:
        UnavailableError: Slack or the database did not answer.
    """
    thread = Thread(str(job.payload["channel"]), str(job.payload["thread"]))
    channel = gateway.channel(thread.channel)
    if channel is None or not channel.is_member or channel.is_archived:
        return
    members = gateway.members(thread.channel, MEMBERS_CHECKED + 1)

    def work(unit: Unit) -> None:
        refs = [str(ref) for ref in job.payload["refs"]]
        named = [one for ref in refs if (one := _named(unit, ref)) is not None]
        said = [one for one in named if _may_be_said(services, unit, one, channel, members)]
        known = {one.asked_as for one in said}
        unsaid = [ref for ref in refs if ref not in known]
        by = str(job.payload.get("by", ""))
        if by and unsaid:
            _tell_setter(unit, job, channel)
            return
        shown = services.presentation(unit.people.directory(), unit.now)
        more = bool(job.payload.get("more"))
        content = (
            _kept(said, unsaid, by, more=more)
            if said
            else views.answer((), unsaid, shown, is_shared=channel.is_ext_shared, more=more)
        )
        # Thanks and greetings are answered once a day in a channel, not each time.
        key = job.key if refs else f"mention-hint:{thread.channel}:{services.today(unit.now)}"
        root = unit.outbox.adopt(Place(thread.channel, thread.ts))
        unit.outbox.put(
            OutgoingMessage(
                dedupe_key=key,
                subject=f"thread:{thread.channel}:{thread.ts}",
                channel=thread.channel,
                anchor=f"{_ANSWER}:{_marks(said)}:{job.key}",
                content=content,
                under=root,
                is_confidential=any(one.is_hidden for one in said),
            )
        )

    services.store.write(work)


def compose_answer(services: Services, kept: Mapping[str, Any], *, stands: bool) -> Mapping[str, Any]:
    """Return what an answer says when it is sent: nothing of a record that is not public any more.

    What stands already is worded anew without any record that is not public: who reads it is not asked again.

    Args:
        services: what every use case is handed.
        kept: what the row kept: which records everybody there might read.
        stands: whether the answer is on Slack already.
    """
    with services.store.view() as view:
        said, unsaid = [], list(kept["unsaid"])
        for mark, asked_as, was_hidden in kept["said"]:
            record = _marked(view, mark)
            if record is None:
                continue
            named = Named(asked_as or str(record.ref), record)
            if named.is_hidden and (stands or not was_hidden):
                unsaid.append(named.asked_as)
            else:
                said.append(named)
        shown = services.presentation(view.people.directory(), view.now)
        return views.answer(said, unsaid, shown, made_by=kept["by"] if said else "", more=kept["more"])


def renew_answers(unit: Unit, kind: str, record_id: int, step: str) -> None:
    """Have answers that tell of a record worded anew, since it is not public any more; `step` names the change."""
    for anchor, channel in unit.outbox.to_be_renewed(unit.outbox.naming(_ANSWER, f",{kind}.{record_id},")).items():
        marks = anchor.split(":")[1].strip(",").split(",")
        said = [[mark, "", False] for mark in marks]
        unit.outbox.put(
            OutgoingMessage(
                dedupe_key=f"{anchor}:{kind}.{record_id}:{step}",
                subject=anchor,
                channel=channel,
                anchor=anchor,
                content={DEFERRED: {"kind": "mention", "said": said, "unsaid": [], "by": "", "more": False}},
            )
        )


def leave_unsaid(_job: Job, _why: str) -> None:
    """Give up an answer that Slack did not let be prepared: whoever asked can ask again, and the log says why."""


def _kept(said: Sequence[Named], unsaid: Sequence[str], by: str, *, more: bool) -> dict[str, Any]:
    """Return what an answer is worded from when it is sent."""
    records = [[_mark(one), one.asked_as, one.is_hidden] for one in said]
    return {DEFERRED: {"kind": "mention", "said": records, "unsaid": list(unsaid), "by": by, "more": more}}


def _marks(said: Sequence[Named]) -> str:
    """Return the records of an answer as its anchor names them, each between commas."""
    return f",{','.join(map(_mark, said))}," if said else ""


def _mark(named: Named) -> str:
    return f"{'risk' if isinstance(named.record, Risk) else 'action'}.{named.record.id}"


def _marked(view: View, mark: str) -> Risk | Action | None:
    kind, _, number = mark.partition(".")
    if kind == "risk":
        return view.risks.of_ids([int(number)]).get(int(number))
    return view.actions.get(int(number))


def _named(unit: Unit, ref: str) -> Named | None:
    """Return the record of a reference, None where there is none, or more than one it may mean."""
    risk_ref = parse_reference(ref)
    if risk_ref is not None:
        risk = unit.risks.find(risk_ref)
        return None if risk is None else Named(ref, risk)
    try:
        action = find_action(unit, ref)
    except InvalidInputError:
        return None
    return None if action is None else Named(ref, action)


def _may_be_said(services: Services, unit: Unit, named: Named, channel: ChannelFacts, members: Sequence[str]) -> bool:
    record, bodies = named.record, services.config.bodies

    def may_be_read_by(reader: Actor) -> bool:
        return may_read(reader, record) if isinstance(record, Risk) else may_read_action(reader, record, bodies)

    shared = Shareable(named.asked_as, named.is_hidden, may_be_read_by)
    try:
        refuse_if_unsafe(services, unit.people.directory(), shared, channel, tuple(members))
    except NotAllowedError:
        return False
    return True


def _tell_setter(unit: Unit, job: Job, channel: ChannelFacts) -> None:
    """Tell whoever made an action out of a message why its thread does not say so."""
    slack_id = str(job.payload["by_id"])
    ref = str(job.payload["refs"][0])
    key = f"{job.key}:unsaid"
    content = views.not_said(ref, channel.name)
    unit.outbox.put(OutgoingMessage(key, key, slack_id, key, content, is_confidential=True))
