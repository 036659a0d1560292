"""The interests in a stage as they may be published, for cards, decision records and lists."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.proposals.records import Stage
from bot.domain.proposals.recusals import WITHHELD, Source, Weighed
from bot.store.unit_of_work import View
from bot.views.interest_words import InterestLine
from bot.workflows.desk import Desk
from bot.workflows.proposals.interests import presiding
from bot.workflows.services import Services

_SEEN: Mapping[str, str] = {
    "text": "read the text",
    "card": "had the card before them in the channel",
    "voted": "voted",
}
_PAPER = "opened a paper"


def interests_of(view: View, services: Services, stage: Stage) -> tuple[InterestLine, ...]:
    """Return a stage's interests in the order they came; what is sensitive is withheld."""
    weighed = view.conflicts.of_stage(stage.id)
    seen = _seen_of(view, stage) if weighed else {}
    return tuple(line_of(view, services, one, seen.get(one.conflict.person_id, ())) for one in weighed)


def interests_seen(view: View, services: Services, desk: Desk, stage: Stage) -> tuple[InterestLine, ...]:
    """Return those of a stage's interests that whoever is at the desk may know of, see `interests_of`.

    What the register alone suggests is for its holder, who rules on it and the office, until somebody has ruled.
    """
    lines = interests_of(view, services, stage)
    suggested = [one for one in lines if one.source is Source.REGISTER and one.ruling is None]
    own = desk.actor.person.id if desk.actor.person else None
    if not suggested or desk.actor.is_office or own in presiding.rulers(view, services, stage):
        return lines
    return tuple(one for one in lines if one not in suggested or one.person_id == own)


def line_of(
    view: View, services: Services, weighed: Weighed, seen: tuple[str, ...] = (), *, is_open: bool = False
) -> InterestLine:
    """Return an interest as a line; `is_open` for a reader who may know the words of a sensitive one."""
    conflict, ruled = weighed.conflict, weighed.ruled
    people = view.people.directory().people
    is_withheld = conflict.is_sensitive and not is_open
    return InterestLine(
        conflict_id=conflict.id,
        person_id=conflict.person_id,
        name=people[conflict.person_id].name if conflict.person_id in people else "Somebody",
        words=WITHHELD if is_withheld else conflict.words,
        type=conflict.type,
        is_sensitive=is_withheld,
        source=conflict.source,
        ruling=weighed.effect,
        is_bar=conflict.is_bar,
        reason="" if is_withheld or ruled is None else ruled.reason,
        dispensation=ruled.dispensation if ruled else "",
        ruled_by=ruled.ruled_by if ruled else "",
        ruled_on=ruled.at.astimezone(services.config.zone).date() if ruled else None,
        seen=seen,
    )


def _seen_of(view: View, stage: Stage) -> Mapping[int, tuple[str, ...]]:
    """Return what those who leave saw, in words, by their ids."""
    left = view.conflicts.recusals(stage.id).left
    found: dict[int, tuple[str, ...]] = {}
    for sight in view.conflicts.sights(stage.id) if left else ():
        if sight.person_id in left:
            words = _SEEN.get(sight.what, _PAPER)
            found[sight.person_id] = tuple(dict.fromkeys((*found.get(sight.person_id, ()), words)))
    return found
