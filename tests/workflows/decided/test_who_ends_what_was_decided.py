"""Who discharges, waives and completes conditions, who takes back what was given, and what of it others may read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.domain.proposals.conditions import Condition
from bot.domain.proposals.decisions import Due, OnLapse
from bot.domain.proposals.records import Ruling
from bot.domain.proposals.recusals import Ruled, Source
from bot.domain.risks import Visibility
from bot.errors import InvalidInputError, NotAllowedError
from bot.workflows.desk import open_desk
from bot.workflows.proposals import withdrawing
from bot.workflows.proposals.deciding import conditions
from bot.workflows.proposals.deciding.conditions import ConditionFields
from bot.workflows.proposals.openness import visibility_changed
from bot.workflows.risk_change import Request
from tests.support.deciding import MET, Decided
from tests.support.routing import beds

SUBJECT = "The two finance officers find it worth the money; by: 30 Nov 2018"
CHAIR, AUTHOR = "hackney-health-councillor", "unplanned-care-director"


def conditional(decided: Decided, **more: Any) -> tuple[str, Condition]:
    ref = decided.submits(beds(), **more)
    decided.at(MET)
    decided.records(ref, "ICB-H", conditions=SUBJECT, milestones="Open the beds; by: 1 Dec 2018")
    return ref, decided.conditions(ref)[0]


def asks(decided: Decided, key: str, ref: str = "") -> Request:
    with decided.routed.services.store.view() as view:
        account = next(one.slack_id for one in view.people.directory().people.values() if one.key == key)
    assert account is not None
    return decided.request(ref, account)


def refused(decided: Decided, key: str, condition: Condition) -> None:
    services = decided.routed.services
    with pytest.raises(NotAllowedError, match="can't end this condition"):
        conditions.discharge(services, asks(decided, key), condition.id, "Seen")
    with pytest.raises(NotAllowedError, match="can't end this condition"):
        conditions.waive(services, asks(decided, key), condition.id, "Not needed")
    fields = ConditionFields(None, "", None, None, Due.AFTER, OnLapse.STAYS, "It hurries")
    with pytest.raises(NotAllowedError, match="can't end this condition"):
        conditions.amend(services, asks(decided, key), condition.id, fields)


def changes(decided: Decided, ref: str, **columns: Any) -> None:
    decided.routed.services.store.write(lambda unit: unit.proposals.change(unit.proposals.find(ref), **columns))


def test_whose_proposal_it_is_ends_none_of_its_conditions(decided: Decided) -> None:
    ref, condition = conditional(decided)
    chair = decided.routed.person(CHAIR)
    refused(decided, AUTHOR, condition)
    changes(decided, ref, former_sponsors=[chair])
    refused(decided, CHAIR, condition)
    changes(decided, ref, former_sponsors=[])
    sro = decided.routed.person("unplanned-care-sro")
    owned = ConditionFields(chair, "", date(2018, 12, 14), sro, Due.BEFORE, OnLapse.STAYS)
    conditions.amend(decided.routed.services, decided.request(), condition.id, owned)
    refused(decided, CHAIR, condition)
    conditions.discharge(decided.routed.services, asks(decided, "unplanned-care-sro"), condition.id, "Seen")


def test_who_took_no_part_for_an_interest_ends_no_condition(decided: Decided) -> None:
    ref, condition = conditional(decided)
    stage, chair = decided.routed.stages(ref)["ICB-H"], decided.routed.person(CHAIR)

    def leaves(unit: Any) -> None:
        found = unit.conflicts.add(
            stage.id, chair, source=Source.DECLARED, kind="pecuniary", words="The beds", raised_by="", at=unit.now
        )
        unit.conflicts.rule(found, Ruled(Ruling.LEAVE, "", "", None, "The vice-chair", unit.now))

    decided.routed.services.store.write(leaves)
    refused(decided, CHAIR, condition)


def test_a_condition_is_made_milder_with_a_reason_that_is_kept(decided: Decided) -> None:
    ref, condition = conditional(decided)
    fields = ConditionFields(condition.owner_id, "", date(2018, 12, 14), None, Due.AFTER, OnLapse.STAYS)
    with pytest.raises(InvalidInputError) as missing:
        conditions.amend(decided.routed.services, decided.request(), condition.id, fields)
    assert set(missing.value.fields) == {"why"}
    agreed = replace(fields, why="The chair agreed on 20 Nov")
    conditions.amend(decided.routed.services, decided.request(), condition.id, agreed)
    with decided.routed.services.store.view() as view:
        event = next(one for one in view.events_of(f"proposal:{ref}", 50) if one.verb == "condition.completed")
    assert (event.detail["milder"], event.detail["why"]) == (["due"], "The chair agreed on 20 Nov")


def summaries(decided: Decided) -> list[tuple[str, Visibility]]:
    with decided.routed.services.store.view() as view:
        ids = [*range(1, 50)]
        return [(one.summary, one.visibility) for _, one in sorted(view.actions.of_ids(ids).items()) if one.minute]


def test_actions_of_what_is_not_public_say_nothing_of_it_and_follow_when_that_changes(decided: Decided) -> None:
    ref, _ = conditional(decided, visibility=Visibility.NON_PUBLIC.value)
    hidden = [
        ("Condition 1 of ICB-H-2018-1 on P-1", Visibility.NON_PUBLIC),
        ("Milestone 1 of ICB-H-2018-1 on P-1", Visibility.NON_PUBLIC),
    ]
    assert summaries(decided) == hidden

    def turns(to: Visibility) -> None:
        def work(unit: Any) -> None:
            unit.proposals.change(unit.proposals.find(ref), visibility=to.value)
            services = decided.routed.services
            desk = open_desk(unit, services, decided.request().identity)
            visibility_changed(unit, services, desk, unit.proposals.find(ref))

        decided.routed.services.store.write(work)

    turns(Visibility.PUBLIC)
    assert ["find it worth" in words or "Open the beds" in words for words, _ in summaries(decided)] == [True, True]
    turns(Visibility.NON_PUBLIC)
    assert summaries(decided) == hidden


def test_money_in_force_is_taken_back_by_the_office_alone(decided: Decided) -> None:
    ref = decided.submits(beds())
    decided.at(MET)
    decided.records(ref, "ICB-H")
    version = decided.proposal(ref).version
    with pytest.raises(NotAllowedError, match="not yours alone"):
        withdrawing.withdraw(decided.routed.services, replace(asks(decided, AUTHOR, ref), version=version), "No")
    withdrawing.withdraw(decided.routed.services, replace(decided.request(ref), version=version), "Not wanted")
