"""Who of the office writes into decision records: nobody on their own proposal, and nobody who leaves for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.domain.proposals.records import Ruling
from bot.errors import NotAllowedError
from bot.views.interest_forms import ItemFields
from bot.workflows.proposals.calling_in import call_in
from bot.workflows.proposals.deciding import further, showing
from bot.workflows.proposals.deciding.adding import FollowDraft, add_following, follow_form
from bot.workflows.proposals.interests.declaring import declare
from tests.support.deciding import MET, Decided
from tests.support.routing import beds

LEAVER = "U0PROGDIRECTOR"
MORE = FollowDraft(delegate_to="TB", why="I say so")

Writes = Callable[[Decided, str, str], object]
WRITES: dict[str, Writes] = {
    "follow": lambda d, who, number: add_following(d.routed.services, d.request(who=who), number, MORE),
    "correct": lambda d, who, number: further.correct(
        d.routed.services, d.request(who=who), number, words="X", why="Y"
    ),
    "see": lambda d, who, number: showing.show_decision(d.routed.services, d.request(who=who).identity, number),
    "form": lambda d, who, number: follow_form(d.routed.services, d.request(who=who).identity, number),
}


@pytest.mark.parametrize("write", ["follow", "correct"])
def test_nobody_writes_into_what_was_decided_on_their_own_proposal(decided: Decided, write: str) -> None:
    ref = decided.submits(beds(of="HACKNEY"), author_id=decided.routed.person("governance-manager"))
    decided.at(MET)
    number = decided.records(ref, "ICB-H", who="U0GOVOFFICER").number
    with pytest.raises(NotAllowedError):
        WRITES[write](decided, "U0GOVMANAGER", number)


@pytest.mark.parametrize("write", sorted(WRITES))
def test_whoever_leaves_neither_sees_nor_writes_what_was_decided(decided: Decided, write: str) -> None:
    ref = decided.submits(beds(of="HACKNEY"))
    fields = ItemFields("Runs the home that is paid.", "professional_financial", Ruling.LEAVE.value)
    declare(decided.routed.services, decided.request(ref, LEAVER), fields)
    decided.at(MET)
    number = decided.records(ref, "ICB-H").number
    with pytest.raises(NotAllowedError):
        WRITES[write](decided, LEAVER, number)
    with pytest.raises(NotAllowedError):
        decided.records(ref, "ICB-C", who=LEAVER)
    with pytest.raises(NotAllowedError):
        call_in(decided.routed.services, decided.request(ref, LEAVER), "because I say so")
