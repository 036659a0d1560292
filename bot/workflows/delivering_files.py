"""Files that somebody asked for: a message says they are being made, a job makes and sends them, the message follows.

A file is shared once, whatever breaks off: its id is noted in the job before Slack is asked to share it, and whoever
performs the job again asks Slack first what became of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.clock import wall_now
from bot.errors import NotAllowedError, UnavailableError
from bot.slack.outcomes import Unknown
from bot.slack.uploads import SentFile, explained
from bot.store.claims import Place
from bot.store.outbox import OutgoingMessage
from bot.store.repositories.jobs import Job
from bot.store.unit_of_work import Unit
from bot.views.files import made_message, making_message, not_made_message
from bot.views.wording import Mrkdwn
from bot.workflows.file_orders import FileOrder, Maker, Product
from bot.workflows.hands import Hands, Performer
from bot.workflows.services import Services

_PLACE_PATIENCE_S, _PLACE_LOOK_S = 15.0, 0.1
_SHARE_PATIENCE_S, _SHARE_LOOK_S = 5.0, 0.25
_FRESH = timedelta(minutes=10)
"""For how long content that was sent and not shared is still what was asked for."""


@dataclass(frozen=True, slots=True)
class _Sent:
    """What was sent to Slack and is to be shared, as the job notes it. `since` is real time."""

    files: tuple[SentFile, ...]
    since: datetime
    said: str
    comment: str
    facts: Mapping[str, Any]
    buttons: tuple[dict[str, Any], ...]

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "facts": dict(self.facts), "since": self.since.isoformat()}

    @classmethod
    def from_json(cls, noted: Mapping[str, Any]) -> _Sent:
        files = tuple(SentFile(**file) for file in noted["files"])
        since = datetime.fromisoformat(noted["since"])
        return cls(**{**noted, "files": files, "since": since, "buttons": tuple(noted["buttons"])})


def ask_for_files(unit: Unit, order: FileOrder) -> bool:
    """Have files made and sent, with the unit; return whether the order is new."""
    if not unit.jobs.ask(order.job_key, order.kind, order.payload()):
        return False
    _tell(unit, order, "asked", making_message(order.title))
    unit.record(f"slack:{order.asker.slack_id}", "files.asked", order.anchor, place=order.place, wish=dict(order.wish))
    return True


def _tell_progress(services: Services, order: FileOrder, done: int, of: int) -> None:
    """Say in place of "I'm making ..." how many files of an order are made; each number once, however often it runs."""
    if of < 2:
        return
    content = making_message(order.title, done, of)
    services.store.write(lambda unit: _tell(unit, order, f"step-{done}", content))


def say_more(unit: Unit, job_key: str, more: str, links: Mapping[str, str]) -> None:
    """Say more in the message of files that were made, instead of its buttons.

    Args:
        unit: the unit of work.
        job_key: the job that made them; nothing is said where it is no longer kept.
        more: a sentence.
        links: the address of each of its files by their ids; nothing is said unless all are there.
    """
    carried = unit.jobs.payload(job_key)
    if carried is None or not carried.get("sent"):
        return
    sent = _Sent.from_json(carried["sent"])
    if all(file.id in links for file in sent.files):
        linked = [(file.title, links[file.id]) for file in sent.files]
        content = made_message(Mrkdwn(f"{sent.said}\n{more}"), linked)
        _tell(unit, FileOrder.of(carried), "more", content)


def performer(hands: Hands, maker: Maker) -> Performer:
    """Return what performs a maker's jobs."""
    return Performer(
        lambda job: _deliver(hands, maker, job),
        lambda job, why: _tell_failed(hands.services, FileOrder.of(job.payload), why),
    )


def _deliver(hands: Hands, maker: Maker, job: Job) -> None:
    order = FileOrder.of(job.payload)
    sent, is_shared = _sent_before(hands, order, job)
    if sent is None:
        sent = _send(hands, maker.make(hands, order, partial(_tell_progress, hands.services, order)))
    place = _await_place(hands, order)
    if not is_shared:
        _note(hands.services, job, sent)
        _share(hands, order, job, sent, place)
    conversation = place.channel
    links = [hands.uploads.standing(file.id, conversation).link for file in sent.files]
    linked = tuple(replace(file, link=link) for file, link in zip(sent.files, links, strict=True))
    hands.services.store.write(lambda unit: _finish(unit, order, maker, sent, linked))


def _sent_before(hands: Hands, order: FileOrder, job: Job) -> tuple[_Sent | None, bool]:
    """Return what an earlier run sent, None where it is to be made (anew), and whether it stands in its place.

    Raises:
        UnavailableError: an attempt to share it may still land.
    """
    noted = job.payload.get("sent")
    if noted is None:
        return None, False
    sent = _Sent.from_json(noted)
    with hands.services.store.view() as view:
        place = view.place_of(order.anchor)
    if place is None:
        return None, False
    first = sent.files[0].id
    waited = 0.0
    while True:
        standing = hands.uploads.standing(first, place.channel)
        if standing.is_shared:
            return sent, True
        if not standing.is_complete or waited >= _SHARE_PATIENCE_S:
            break
        hands.pause(_SHARE_LOOK_S)
        waited += _SHARE_LOOK_S
    age = wall_now() - sent.since
    left = hands.services.config.delivery.reconcile_wait_seconds - age.total_seconds()
    if standing.is_complete:
        raise UnavailableError(
            "Slack has the file and doesn't show it.", "Ask for it again if it hasn't come.", wait_s=max(left, 0.0)
        )
    if left > 0:
        raise UnavailableError("Slack hasn't said whether it took the file.", "Ask for it again.", wait_s=left)
    return (sent, False) if age < _FRESH else (None, False)


def _send(hands: Hands, product: Product) -> _Sent:
    files = tuple(hands.uploads.send(upload) for upload in product.files)
    return _Sent(
        files,
        wall_now(),
        product.said,
        product.comment,
        product.facts,
        product.buttons,
    )


def _await_place(hands: Hands, order: FileOrder) -> Place:
    """Return where the order's message stands, once it has been posted.

    Raises:
        UnavailableError: it has not been for a while.
    """
    waited = 0.0
    while True:
        with hands.services.store.view() as view:
            place = view.place_of(order.anchor)
        if place is not None:
            return place
        if waited >= _PLACE_PATIENCE_S:
            raise UnavailableError("Slack takes no messages at the moment.", "Ask for it again in a few minutes.")
        hands.pause(_PLACE_LOOK_S)
        waited += _PLACE_LOOK_S


def _note(services: Services, job: Job, sent: _Sent | None) -> None:
    """Note what is about to be shared, so that another run can ask Slack for it; None when it certainly was not.

    Raises:
        UnavailableError: another worker has taken the job.
    """
    noted = None if sent is None else replace(sent, since=wall_now()).to_json()
    if not services.store.write(lambda unit: unit.jobs.note(job, sent=noted)):
        raise UnavailableError("The work was taken over by another run.")


def _share(hands: Hands, order: FileOrder, job: Job, sent: _Sent, place: Place) -> None:
    if order.is_confidential and not order.is_direct:
        _require_private(hands, order.place)
    failure = hands.uploads.share(sent.files, place.channel, place.ts if order.in_thread else None, sent.comment)
    if failure is None:
        return
    error = explained(failure)
    if not isinstance(failure, Unknown):
        _note(hands.services, job, None)
    elif isinstance(error, UnavailableError):
        error.wait_s = hands.services.config.delivery.reconcile_wait_seconds
    raise error


def _finish(unit: Unit, order: FileOrder, maker: Maker, sent: _Sent, files: Sequence[SentFile]) -> None:
    links = [(file.title, file.link) for file in files if file.link]
    _tell(unit, order, "made", made_message(Mrkdwn(sent.said), links, sent.buttons))
    maker.on_shared(unit, order, files, sent.facts)
    named = [{"id": file.id, "name": file.name} for file in files]
    unit.record("convenor", "files.shared", order.anchor, place=order.place, files=named)


def _tell_failed(services: Services, order: FileOrder, why: str) -> None:
    def work(unit: Unit) -> None:
        _tell(unit, order, "failed", not_made_message(order.title, why))
        unit.record("convenor", "files.given_up", order.anchor, place=order.place)

    services.store.write(work)


def _tell(unit: Unit, order: FileOrder, step: str, content: Mapping[str, Any]) -> None:
    anchor = order.anchor
    # Who a person is was checked: a look at the direct conversation would need a scope more.
    guarded = order.is_confidential and not order.is_direct
    message = OutgoingMessage(f"{anchor}:{step}", anchor, order.place, anchor, content, is_confidential=guarded)
    unit.outbox.put(message)


def _require_private(hands: Hands, channel: str) -> None:
    """Make sure that a channel is private and the partnership's own, as Slack describes it this moment."""
    facts = hands.gateway.channel(channel)
    if facts is None or facts.is_ext_shared or not (facts.is_private or facts.is_im):
        raise NotAllowedError(
            "It holds records that are not public, and others than the partnership's may read this channel.",
            "Ask for it in Convenor's messages.",
        )
