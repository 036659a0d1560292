"""What somebody writes in the thread of their reminders becomes the update of the action it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.domain.actions.answers import Meant, asks_for, leading_number, read_answer
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.store.claims import Place
from bot.store.outbox import OutgoingMessage
from bot.store.unit_of_work import Unit, View
from bot.views.action_words import ended_words, owners_of
from bot.views.answers import recorded_message, stays_message, told_message, too_old, which_message
from bot.views.wording import Mrkdwn, say
from bot.workflows.actions import updating
from bot.workflows.actions.change import take
from bot.workflows.actions.lookup import find_readable_action, pattern_of
from bot.workflows.actions.rights import ANSWER
from bot.workflows.actions.threads import About, Thread, actions_in, find_thread
from bot.workflows.desk import Desk, office_names, open_desk
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request
from bot.workflows.services import Services
from bot.workflows.slack_words import plain_words


@dataclass(frozen=True, slots=True)
class Written:
    """Something written in a thread: the channel, the time stamps of the thread and its own, and its text."""

    channel: str
    thread_ts: str
    ts: str
    text: str

    @property
    def key(self) -> str:
        """What names the answer for all time."""
        return answer_key(self.channel, self.ts)

    @property
    def thread(self) -> Place:
        """Where the thread begins."""
        return Place(self.channel, self.thread_ts)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What became of something written.

    Attributes:
        state: `recorded`, `asked` (which action it is about), `refused`, or `over`.
        text: what was written.
        under: the anchor of the reminders in whose thread it stands.
        address: where those went.
        ref: the action it was recorded for.
        said: its update.
        version: the version that made.
        turn: counts what was said of it.
    """

    state: str
    text: str
    under: str
    address: str
    ref: str = ""
    said: str = ""
    version: int = 0
    turn: int = 1


def answer_key(channel: str, ts: str) -> str:
    """Return what names an answer for all time."""
    return f"answer:{channel}:{ts}"


def receive_answer(services: Services, identity: Identity, written: Written) -> bool:
    """Take what somebody wrote in a thread for an update; return whether it stands below a message about actions.

    Told twice, it counts once.

    Raises:
        NotAllowedError: the writer is nobody of the partnership.
    """

    def work(unit: Unit) -> bool:
        thread = find_thread(unit, written.thread)
        if thread is None:
            return False
        desk = open_desk(unit, services, identity)
        if unit.inbox.claim(written.key) is None:
            answer = _Answer("over", plain_words(written.text, desk.directory), thread.anchor, thread.address)
            _settle(unit, services, desk, identity, written.key, answer, thread)
        return True

    return services.store.write(work)


def change_answer(services: Services, identity: Identity, written: Written) -> None:
    """Record what an edited message says now, where it was taken for an update before.

    Raises:
        NotAllowedError: the writer is nobody of the partnership.
    """

    def work(unit: Unit) -> None:
        answer, thread = _kept(unit, written.key), find_thread(unit, written.thread)
        desk = open_desk(unit, services, identity)
        text = plain_words(written.text, desk.directory)
        if answer.state == "over" or thread is None or text == answer.text:
            return
        again = replace(answer, text=text, turn=answer.turn + 1)
        if answer.state == "recorded" and not _stands(unit, answer):
            _say(unit, written.key, again, told_message(_later(answer, is_deleted=False)))
        else:
            _settle(unit, services, desk, identity, written.key, again, thread)

    try:
        services.store.write(work)
    except InvalidInputError:
        # Nothing was ever taken from it.
        return


def choose(services: Services, identity: Identity, key: str, ref: str) -> None:
    """Record an answer as the update of the action its writer chose.

    Raises:
        InvalidInputError: it was dealt with meanwhile, or is not known any more.
        NotAllowedError: the action is not theirs to answer for, or the answer is somebody else's.
    """

    def work(unit: Unit) -> None:
        answer = _kept(unit, key)
        if answer.state != "asked":
            raise InvalidInputError("This was dealt with meanwhile.", "See what stands below your words.")
        desk = open_desk(unit, services, identity)
        if answer.address != identity.slack_id:
            raise NotAllowedError("This is somebody else's answer.")
        _record(unit, services, desk, identity, key, replace(answer, turn=answer.turn + 1), Meant(ref, answer.text))

    services.store.write(work)


def withdraw(services: Services, identity: Identity, key: str, *, is_deleted: bool = False) -> None:
    """Take an answer back: it was no update, or its writer deleted it, of which nothing more is asked.

    Raises:
        InvalidInputError: others have written since, or it is not known any more.
        NotAllowedError: it is somebody else's.
    """

    def work(unit: Unit) -> None:
        answer = _kept(unit, key)
        desk = open_desk(unit, services, identity)
        if answer.state == "over":
            return
        if answer.address != identity.slack_id and not desk.actor.is_office:
            raise NotAllowedError("This is somebody else's answer.")
        said = _withdrawn(unit, services, desk, Request(identity, key, answer.ref), answer, is_deleted=is_deleted)
        _say(unit, key, replace(answer, state="over", turn=answer.turn + 1), told_message(said))

    try:
        services.store.write(work)
    except InvalidInputError:
        # Of what was never taken, or is too old, a deletion takes nothing back.
        if not is_deleted:
            raise


def _withdrawn(
    unit: Unit, services: Services, desk: Desk, request: Request, answer: _Answer, *, is_deleted: bool
) -> Mrkdwn:
    """Take back what was recorded, where it was; return what is said of it."""
    if answer.state != "recorded":
        return say("chased/answer_dropped")
    try:
        action = take(unit, services, desk, request, ANSWER)
        before = updating.take_back(unit, services, desk, action, answer.version).update
    except InvalidInputError:
        # Raised before anything is written.
        if not is_deleted:
            raise
        return _later(answer, is_deleted=True)
    return say("chased/answer_withdrawn", ref=answer.ref, before=before, deleted=is_deleted)


def _settle(
    unit: Unit, services: Services, desk: Desk, identity: Identity, key: str, answer: _Answer, thread: Thread
) -> None:
    """Record an answer, ask which action it is about, or say why it is not recorded."""
    about = actions_in(unit, services, desk, thread)
    refs = {number: action.ref for number, action in about.mine.items()}
    meant = read_answer(answer.text, refs)
    if meant.ref is None and not meant.others:
        meant = _named_elsewhere(unit, services, desk, answer.text) or meant
    if answer.state == "recorded":
        if meant.others or meant.ref not in {None, answer.ref}:
            # What was taken for one action is not moved to another by an edit.
            named = meant.others or (meant.ref or "",)
            _say(unit, key, answer, stays_message(answer.ref, answer.said, named, key))
            return
        meant = Meant(answer.ref, meant.words)
    elif meant.ref is None and not meant.others and len(refs) == 1:
        meant = replace(meant, ref=next(iter(refs.values())))
    # What is refused may be mended by an edit; what was recorded before stands.
    refused = answer if answer.state == "recorded" else replace(answer, state="refused")
    if meant.ref is None and not refs:
        _say(unit, key, refused, told_message(_refusal(desk, about)))
    elif meant.ref is None:
        number = leading_number(answer.text)
        wrong = number if number is not None and number not in refs else None
        question = which_message(list(about.mine.values()), answer.text, key, meant.others, wrong)
        _say(unit, key, replace(answer, state="asked"), question)
    else:
        try:
            _record(unit, services, desk, identity, key, answer, meant)
        except (InvalidInputError, NotAllowedError, NotFoundError) as problem:
            # All of them are raised before anything is written.
            stands = answer.said if answer.state == "recorded" else ""
            _say(unit, key, refused, told_message(say("chased/answer_refused", why=str(problem), stands=stands)))


def _named_elsewhere(view: View, services: Services, desk: Desk, text: str) -> Meant | None:
    """Return what an answer says that begins with the reference of an action its message does not speak of."""
    found = pattern_of(services).leading(text)
    if found is None:
        return None
    try:
        action = find_readable_action(view, services, desk, found[0])
    except (InvalidInputError, NotFoundError):
        return None
    return Meant(action.ref, found[1])


def _record(
    unit: Unit, services: Services, desk: Desk, identity: Identity, key: str, answer: _Answer, meant: Meant
) -> None:
    """Record an answer; one that was recorded otherwise before is taken back, so that the words before it are known."""
    words = updating.checked(meant.words)
    action = take(unit, services, desk, Request(identity, key, meant.ref or ""), ANSWER)
    if answer.state == "recorded":
        action = updating.take_back(unit, services, desk, action, answer.version)
    version = updating.record_update(unit, services, desk, action, words)
    now = replace(answer, state="recorded", ref=action.ref, said=words, version=version)
    _say(unit, key, now, recorded_message(action, words, key, asks_for(words), desk.shown))


def _say(unit: Unit, key: str, answer: _Answer, content: Mapping[str, Any]) -> None:
    """Say below an answer what became of it, in place of what was said before, and keep that."""
    unit.inbox.keep(key, asdict(answer))
    unit.outbox.put(OutgoingMessage(f"{key}:v{answer.turn:06d}", key, answer.address, key, content, under=answer.under))


def _kept(unit: Unit, key: str) -> _Answer:
    """Return what became of an answer.

    Raises:
        InvalidInputError: it is not known any more, or never was.
    """
    kept = unit.inbox.claim(key)
    if not kept:
        raise too_old()
    try:
        return _Answer(**kept)
    except TypeError as problem:
        raise too_old() from problem


def _refusal(desk: Desk, about: About) -> Mrkdwn:
    """Return why nothing of a message can be answered: it asks for a click, is closed, or is with somebody else."""
    if not about.others:
        return say("chased/answer_nobody", office=office_names(desk))
    if about.waits_for_click:
        return say("chased/answer_press", ref=about.others[0].ref)
    closed = [(action.ref, ended_words(action)) for action in about.others if not action.is_open]
    if closed:
        return say("chased/answer_closed", closed=closed)
    others = [(action.ref, owners_of(action)) for action in about.others]
    return say("chased/answer_others", others=others, office=office_names(desk))


def _stands(view: View, answer: _Answer) -> bool:
    action = view.actions.find(answer.ref)
    return action is not None and action.update == answer.said


def _later(answer: _Answer, *, is_deleted: bool) -> Mrkdwn:
    return say("chased/answer_later", ref=answer.ref, deleted=is_deleted)
