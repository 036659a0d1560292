"""What was filled into the forms of decisions."""

from __future__ import annotations

from bot.handlers.desk import Body
from bot.handlers.form_fields import all_chosen_in, chosen_in, day_in, number_of, typed_in
from bot.views.decision_forms import DecisionOrigin
from bot.workflows.proposals.deciding.adding import FollowDraft
from bot.workflows.proposals.deciding.between import ChairDraft
from bot.workflows.proposals.deciding.meeting_draft import MeetingDraft
from bot.workflows.proposals.deciding.ratifying import RatifyDraft

_NO_YEAR = "none"
_ITEM = "item"


def meeting_draft_in(body: Body, origin: DecisionOrigin) -> MeetingDraft:
    """Return what stands in the form of a meeting's decision."""
    values = body["view"]["state"]["values"]
    items = {
        number_of(block.removeprefix(_ITEM)): chosen_in(body, block) for block in values if block.startswith(_ITEM)
    }
    return MeetingDraft(
        stage_id=origin.stage_id,
        considers=origin.considers,
        sitting=origin.sitting,
        held_on=day_in(body, "held"),
        presided=person_in(body, "presided"),
        present=tuple(_id(value) for value in all_chosen_in(body, "present")),
        outcome=chosen_in(body, "outcome") or "decided",
        items=items,
        amendments=typed_in(body, "amendments"),
        years=tuple(None if value == _NO_YEAR else number_of(value) for value in all_chosen_in(body, "years")),
        lines=tuple(number_of(value) for value in all_chosen_in(body, "lines")),
        conditions=typed_in(body, "conditions"),
        review_on=day_in(body, "review"),
        review_words=typed_in(body, "review_words"),
        delegate_to=chosen_in(body, "delegate_to"),
        delegation=typed_in(body, "delegation"),
        percent=typed_in(body, "percent"),
        milestones=typed_in(body, "milestones"),
        has_follow_up=chosen_in(body, "follow_up") != "no",
        count=typed_in(body, "count"),
        proposer=person_in(body, "proposer"),
        seconder=person_in(body, "seconder"),
        interests=typed_in(body, "interests"),
        words=typed_in(body, "words"),
        sent_on=typed_in(body, "sent_on"),
        questions=typed_in(body, "questions"),
        until=day_in(body, "until"),
        reason=typed_in(body, "reason"),
    )


def chair_draft_in(body: Body, origin: DecisionOrigin) -> ChairDraft:
    """Return what stands in the form of a chair's action."""
    return ChairDraft(
        meeting_draft_in(body, origin), typed_in(body, "why"), typed_in(body, "consulted"), typed_in(body, "how")
    )


def ratify_draft_in(body: Body) -> RatifyDraft:
    """Return what stands in the form of a ratification."""
    return RatifyDraft(
        chosen_in(body, "ratified") == "yes",
        typed_in(body, "words"),
        day_in(body, "held"),
        tuple(_id(value) for value in all_chosen_in(body, "present")),
    )


def follow_draft_in(body: Body) -> FollowDraft:
    """Return what stands in the form of what follows a decision."""
    return FollowDraft(
        review_on=day_in(body, "review"),
        review_words=typed_in(body, "review_words"),
        delegate_to=chosen_in(body, "delegate_to"),
        delegation=typed_in(body, "delegation"),
        percent=typed_in(body, "percent"),
        milestones=typed_in(body, "milestones"),
        why=typed_in(body, "why"),
    )


def person_in(body: Body, block: str) -> int | None:
    """Return the id of the person chosen in a field, None for none."""
    chosen = chosen_in(body, block)
    return _id(chosen) if chosen else None


def _id(value: str) -> int:
    return number_of(value.partition(":")[2])
