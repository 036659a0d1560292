"""What the office records of a meeting: the record, the money, the route, and who is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from bot.domain.actions.records import SourceKind
from bot.domain.funds import AwardState
from bot.domain.proposals.content import digest_of
from bot.domain.proposals.records import Outcome, ProposalState
from bot.errors import IntegrityError, InvalidInputError, NotAllowedError
from bot.workflows.proposals.deciding import further, meeting
from bot.workflows.proposals.deciding.verifying import verify_decisions
from tests.support.deciding import MET, Decided, viewer
from tests.support.routing import beds


def test_one_board_approves_and_the_other_notes(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    approved = decided.records(ref, "ICB-H")
    assert (approved.number, approved.words) == ("ICB-H-2018-1", "APPROVED (£104,000).")
    assert [award.pence for award in decided.awards(ref)] == [10_400_000]
    assert decided.awards(ref)[0].state is AwardState.IN_FORCE
    assert approved.record["fund"]["after"]["approved"] - approved.record["fund"]["before"]["approved"] == 10_400_000
    noted = decided.records(ref, "ICB-C")
    assert (noted.number, noted.outcome, noted.words) == ("ICB-C-2018-1", Outcome.NOTED, "NOTED.")
    assert decided.proposal(ref).state is ProposalState.DECIDED
    assert len(decided.awards(ref)) == 1


def test_a_record_is_whole_sealed_and_known_to_the_audit_trail(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    made = decided.records(
        ref, "ICB-H", count="CCG: 2 for, 0 against\nHackney Council: 1, 0, 1", words="APPROVED, as in the minutes."
    )
    record = made.record
    assert made.digest == digest_of(record)
    assert record["version_digest"]
    assert record["quorate"]
    assert record["count"] == {"for": 3, "against": 0, "abstain": 1}
    assert record["partner_counts"][1] == {"partner": "Hackney Council", "for": 1, "against": 0, "abstain": 1}
    assert record["words"] == made.words == "APPROVED, as in the minutes."
    with decided.routed.services.store.view() as view:
        assert verify_decisions(view) == 1


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("update decision set words = 'REJECTED.'", "ICB-H-2018-1 was altered"),
        ("update decision set digest = 'x', record = json_set(record, '$.number', 'ICB-H-2018-1')", "was altered"),
        ("delete from decision", "ICB-H-2018-1 is gone"),
        ("update proposal_version set content = json_set(content, '$.title', 'Other')", "Version 1 of"),
    ],
)
def test_a_record_that_was_altered_is_found(decided: Decided, statement: str, said: str) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    decided.records(ref, "ICB-H")
    with decided.routed.engines.write.begin() as connection:
        connection.execute(text("pragma foreign_keys = off"))
        connection.execute(text("delete from decision_action"))
        connection.execute(text("update award set decision_id = null"))
        connection.execute(text(statement))
    with decided.routed.services.store.view() as view, pytest.raises(IntegrityError, match=said):
        verify_decisions(view)


def test_part_of_the_money_and_a_stocktake(decided: Decided) -> None:
    ref = decided.submits(viewer())
    decided.at(MET)
    made = decided.records(
        ref, "ICB-H", years=(2018,), review_on=date(2019, 2, 15), review_words="stocktake before the rest"
    )
    assert made.outcome is Outcome.IN_PART
    assert made.words == ("APPROVED for 2018/19 only (£60,000). Stocktake before the rest on Fri 15 Feb 2019.")
    assert sum(award.pence for award in decided.awards(ref)) == 6_000_000
    assert ("review", date(2019, 2, 15)) in decided.coming("ICB-H")


def test_each_recommendation_is_decided_by_itself(decided: Decided) -> None:
    ref = decided.submits(viewer())
    decided.at(MET)
    made = decided.records(ref, "ICB-H", items={1: "amended", 2: "rejected"}, amendments="1: Approve a smaller viewer")
    assert made.outcome is Outcome.IN_PART
    assert made.words.startswith(
        "Recommendation 1 APPROVED as amended: “Approve a smaller viewer”; recommendation 2 REJECTED; "
        "that is for line 1 only"
    )
    assert sum(award.pence for award in decided.awards(ref)) == 9_500_000


def test_conditions_milestones_and_delegation_are_followed(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    made = decided.records(
        ref,
        "ICB-H",
        conditions="Value for money is confirmed; owner: CCG chief finance officer; by: 31 Jan 2019; before; falls",
        milestones="Open the beds; owner: Integrated discharge manager; by: 3 Dec 2018",
        delegate_to="BCFP",
        delegation="detailed spending",
        percent="10",
    )
    assert made.outcome is Outcome.CONDITIONAL
    assert "APPROVED (£104,000), subject to: Value for money is confirmed." in made.words
    assert decided.awards(ref)[0].state is AwardState.CONDITIONAL
    with decided.routed.services.store.view() as view:
        actions = view.actions.of_source(SourceKind.PROPOSAL, ref)
        watched = view.conditions.watched(decided.proposal(ref).id)
    assert [(one.owners[0].name, one.due_on) for one in actions] == [
        ("CCG chief finance officer", date(2019, 1, 31)),
        ("Integrated discharge manager", date(2018, 12, 3)),
    ]
    assert "Decided in November 2018 (ICB-H-2018-1 on P-1): Open the beds" in actions[1].summary
    assert (watched[0].percent, watched[0].to_board) == (10, "BCFP")


def test_people_and_threads_are_told(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.routed.posts()
    decided.at(MET)
    decided.records(ref, "ICB-H")
    sent = decided.routed.posts()
    told = [words for _, words in sent if "decided on" in words]
    assert any("APPROVED (£104,000)" in words for words in told)
    assert any("ICB-H-2018-1" in words for _, words in sent)


REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"present": ()}, "present"),
    ({"held_on": date(2018, 12, 1)}, "held"),
    ({"outcome": "reject"}, "reason"),
    ({"outcome": "refer_back"}, "questions"),
    ({"items": {0: "amended"}}, "amendments"),
    ({"count": "many"}, "count"),
    ({"count": "1 for, 3 against"}, "count"),
    ({"conditions": "Something; owner: Nobody at all"}, "conditions"),
    ({"conditions": "Something; by: whenever"}, "conditions"),
    ({"milestones": "Something; falls"}, "milestones"),
    ({"delegate_to": "TB"}, "delegation"),
    ({"delegate_to": "TB", "delegation": "all", "percent": "ten"}, "percent"),
    ({"review_on": date(2018, 11, 1)}, "review"),
    ({"interests": "Somebody: something"}, "interests"),
)


def test_what_cannot_be_is_refused_in_its_field(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    for fields, field in REFUSED:
        with pytest.raises(InvalidInputError) as refused:
            decided.records(ref, "ICB-H", **fields)
        assert field in refused.value.fields, fields
    assert decided.decisions(ref) == ()


def test_only_the_office_records_a_meeting(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    with pytest.raises(NotAllowedError):
        decided.records(ref, "ICB-H", who="U0PCDIRECTOR")


def test_money_that_is_not_there_is_refused(decided: Decided) -> None:
    ref = decided.submits(beds(2_000_000))
    decided.at(MET)
    with pytest.raises(InvalidInputError, match="overdraw"):
        decided.records(ref, "ICB-H")
    assert decided.proposal(ref).state is ProposalState.UNDER_WAY


def test_sent_back_and_put_off_wait(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    made = decided.records(ref, "ICB-H", outcome="refer_back", questions="How many people?\nWho pays in April?")
    assert made.words == "REFERRED BACK."
    assert decided.routed.states(ref)["ICB-H"] == "returned"
    other = decided.submits(beds())
    decided.records(other, "ICB-H", outcome="defer", until=date(2018, 12, 14), reason="No time")
    assert decided.routed.states(other)["ICB-H"] == "deferred"


def test_a_rejection_ends_it_with_its_reason(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    made = decided.records(ref, "ICB-H", outcome="reject", reason="Too dear")
    assert made.words == "REJECTED: Too dear."
    assert decided.proposal(ref).state is ProposalState.REJECTED


def test_a_stage_is_decided_once(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    draft = decided.draft(ref, "ICB-H")
    decided.records(ref, "ICB-H")
    with pytest.raises(InvalidInputError):
        meeting.record_meeting(decided.routed.services, decided.request(ref), draft)
    assert len(decided.decisions(ref)) == 1


def test_a_correction_stands_beside_what_it_corrects(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    about = decided.records(ref, "ICB-H")
    further.correct(
        decided.routed.services, decided.request(), about.number, words="APPROVED for 26 weeks.", why="The clerk's slip"
    )
    first, second = decided.decisions(ref)
    assert first.words == about.words
    assert (second.number, second.about_id) == ("ICB-H-2018-2", first.id)
    with decided.routed.services.store.view() as view:
        assert verify_decisions(view) == 2
