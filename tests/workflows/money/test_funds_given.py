"""Money of a fund: what is given, what would overdraw it, and who allows that."""

from __future__ import annotations

import json

import pytest

from bot.domain.funds import AwardState, narrowed
from bot.domain.proposals.records import Stage, StageState
from bot.domain.proposals.rules import StageRules, rules_to_json
from bot.domain.risks import Visibility
from bot.errors import IntegrityError, InvalidInputError, NotAllowedError, StaleRecordError
from bot.sandbox.checks.blocks import MODAL
from bot.store.outbox import DEFERRED
from bot.store.unit_of_work import Unit
from bot.workflows.desk import open_desk
from bot.workflows.funds import overriding, showing
from bot.workflows.funds.awarding import set_award_state
from bot.workflows.funds.events import money_events
from bot.workflows.funds.positions import left_of, overdraw, position
from bot.workflows.load_partnership import load_partnership
from bot.workflows.proposals import cards
from bot.workflows.proposals.deciding.money import fund_facts
from tests.support.funds import FUND, Treasury, funded, line, lines_of, said
from tests.support.sound import assert_sound_view

NAMED = "CCG chief finance officer"
OFFICER, OFFICE, AUTHOR = "ccg-finance-officer", "governance-manager", "unplanned-care-director"


def facts(treasury: Treasury) -> dict[str, int]:
    with treasury.services.store.view() as view:
        found = position(view, treasury.services.config, "X-9")
        assert found is not None
        assert left_of(view, found.fund) == found.left
        return {name: pence // 100 for name, pence in found.facts().items()}


def test_money_moves_from_asked_over_conditions_to_approved_and_back(treasury):
    beds = treasury.proposes([line(100_000), line(50_000, 2019, 2)])
    assert facts(treasury) == {
        "envelope": 1_000_000,
        "approved": 283_000,
        "conditional": 0,
        "asked": 150_000,
        "left": 717_000,
    }
    wanted = narrowed(lines_of(treasury, beds), years={2018})
    award_id = treasury.gives(beds, wanted, AwardState.CONDITIONAL)
    assert facts(treasury) | {"envelope": 0} == {
        "envelope": 0,
        "approved": 283_000,
        "conditional": 100_000,
        "asked": 50_000,
        "left": 617_000,
    }

    def state(to: AwardState):
        return treasury.services.store.write(lambda unit: set_award_state(unit, award_id, to, "test", "met"))

    assert state(AwardState.IN_FORCE)
    assert not state(AwardState.IN_FORCE)
    assert facts(treasury)["approved"] == 383_000
    assert state(AwardState.FALLEN)
    assert facts(treasury)["left"] == 717_000
    with pytest.raises(IntegrityError):
        state(AwardState.IN_FORCE)
    assert treasury.events(f"proposal:{beds.ref}") == ["fund.award_changed", "fund.award_changed", "fund.awarded"]


def test_of_two_that_fit_but_not_both_the_second_needs_a_finance_officer(treasury):
    first, second = treasury.proposes([line(500_000)]), treasury.proposes([line(400_000)])
    treasury.gives(first, lines_of(treasury, first))
    with treasury.services.store.view() as view:
        found = overdraw(view, treasury.services.config, second)
    assert found is not None
    assert found.over == 18_300_000
    with pytest.raises(NotAllowedError, match="would overdraw X-9 by £183,000") as refused:
        treasury.gives(second, lines_of(treasury, second))
    assert f"/proposal override {second.ref}" in refused.value.mend
    assert facts(treasury)["left"] == 217_000
    form = overriding.override_form(treasury.services, treasury.who(OFFICER), second.ref)
    assert_sound_view(form, MODAL)
    kept = form["private_metadata"]
    saved = overriding.allow(treasury.services, treasury.asks(OFFICER), kept, "The council underwrites it.")
    assert "may overdraw X-9 by £183,000" in saved.said
    treasury.gives(second, lines_of(treasury, second))
    assert facts(treasury)["left"] == -183_000
    assert "Overdrawn: -£183,000" in said(showing.show_fund(treasury.services, treasury.who(OFFICE), "x9"))


def test_what_is_not_public_is_not_told_by_what_is_left(treasury):
    secret = treasury.proposes([line(500_000)], visibility=Visibility.NON_PUBLIC)
    treasury.gives(secret, lines_of(treasury, secret))
    big = treasury.proposes([line(400_000)])
    with treasury.services.store.view() as view:
        found = overdraw(view, treasury.services.config, big)
        shown = {
            who: said(
                {
                    "all": showing.overdraw_section(
                        view, treasury.services, open_desk(view, treasury.services, treasury.who(who)), big
                    )
                }
            )
            for who in (AUTHOR, OFFICER)
        }
        whole = fund_facts(view, treasury.services, big)
    assert found is not None
    assert "217,000" not in found.sentence()
    assert "more is wanted than is left" in shown[AUTHOR]
    assert "£217,000 is left" in shown[OFFICER]
    assert whole is not None
    assert (whole.whole["approved"], whole.public["approved"]) == (78_300_000, 28_300_000)


def test_an_override_is_for_one_version_and_one_sum(treasury):
    big = treasury.proposes([line(800_000)])
    kept = overriding.override_form(treasury.services, treasury.who(OFFICER), big.ref)["private_metadata"]
    other = treasury.proposes([line(100_000)])
    treasury.gives(other, lines_of(treasury, other))
    with pytest.raises(StaleRecordError, match="by £183,000 in version 1 by now"):
        overriding.allow(treasury.services, treasury.asks(OFFICER), kept, "Yes")
    kept = overriding.override_form(treasury.services, treasury.who(OFFICER), big.ref)["private_metadata"]
    overriding.allow(treasury.services, treasury.asks(OFFICER), kept, "Yes")
    with pytest.raises(InvalidInputError, match="has allowed"):
        overriding.override_form(treasury.services, treasury.who(OFFICER), big.ref)
    pound = treasury.proposes([line(1)])
    pound_id = treasury.gives(pound, lines_of(treasury, pound))
    with pytest.raises(NotAllowedError, match="£183,001"):
        treasury.gives(big, lines_of(treasury, big))
    treasury.services.store.write(lambda unit: set_award_state(unit, pound_id, AwardState.FALLEN, "test"))
    treasury.services.store.write(lambda unit: _resubmit(unit, big.id))
    with pytest.raises(NotAllowedError, match="£183,000"):
        treasury.gives(treasury.now(big.id), lines_of(treasury, treasury.now(big.id)))


def _resubmit(unit: Unit, proposal_id: int) -> None:
    proposal = unit.proposals.get(proposal_id)
    assert proposal is not None
    version = unit.proposals.submitted(proposal_id, 1)
    assert version is not None
    unit.proposals.add_version(proposal_id, 2, version.content, at=unit.now, by_id=None, by="Author", why="Clearer.")
    unit.proposals.change(proposal, submitted=2)


def test_only_a_finance_officer_who_is_not_its_author_allows(treasury):
    big = treasury.proposes([line(800_000)])
    small = treasury.proposes([line(1)])
    own = treasury.proposes([line(900_000)], author=OFFICER)
    for who, ref, why in (
        (OFFICE, big.ref, "Only a finance officer"),
        (OFFICER, own.ref, "your own proposal"),
    ):
        with pytest.raises(NotAllowedError, match=why):
            overriding.override_form(treasury.services, treasury.who(who), ref)
    with pytest.raises(InvalidInputError, match="would not overdraw"):
        overriding.override_form(treasury.services, treasury.who(OFFICER), small.ref)
    kept = overriding.override_form(treasury.services, treasury.who(OFFICER), big.ref)["private_metadata"]
    with pytest.raises(InvalidInputError, match="Say why"):
        overriding.allow(treasury.services, treasury.asks(OFFICER), kept, " ")


def test_the_cards_of_the_funds_other_proposals_say_what_is_left_now(treasury):
    first, second = treasury.proposes([line(500_000)]), treasury.proposes([line(400_000)])

    def lies_before_a_board(unit: Unit) -> Stage:
        row = {"proposal_id": second.id, "step": 1, "position": 1, "board_key": "TB", "ask": "approve"}
        unit.stages.add([{**row, "decides_in": "thread", "rules": rules_to_json(StageRules())}])
        (made,) = unit.stages.of_proposal(second.id)
        unit.stages.change(made, state=StageState.OPEN.value, considers=1, sitting=1)
        return made

    anchor = cards.anchor_of(treasury.services.store.write(lies_before_a_board))
    with treasury.engines.write.begin() as connection:
        posted = "insert into posted_message (anchor, address, channel, ts) values (?, 'C0TB', 'C0TB', '1.0')"
        connection.exec_driver_sql(posted, (anchor,))
    award_id = treasury.gives(first, lines_of(treasury, first))
    with treasury.engines.read.connect() as connection:
        rows = connection.exec_driver_sql("select dedupe_key, content from outbox where anchor = ?", (anchor,)).all()
    assert [key for key, _ in rows] == [f"{anchor}:award{award_id}"]
    assert json.loads(rows[0][1])[DEFERRED]["kind"] == cards.KIND


def test_funds_follow_the_configuration_and_each_change_is_recorded(treasury):
    dearer = funded({**FUND, "envelope": "2,000,000"})
    assert load_partnership(treasury.services.store, dearer).applied == ("fund:X-9",)
    assert "fund:X-9" not in load_partnership(treasury.services.store, dearer).applied
    assert treasury.events("fund:X-9") == ["fund.loaded", "fund.loaded"]
    with treasury.engines.read.connect() as connection:
        rows = connection.exec_driver_sql("select envelope_pence from fund where key = 'X-9'").all()
    assert rows == [(200_000_000,)]


def test_what_happened_to_its_money_stands_in_a_proposals_timeline(treasury):
    big = treasury.proposes([line(800_000)])
    kept = overriding.override_form(treasury.services, treasury.who(OFFICER), big.ref)["private_metadata"]
    overriding.allow(treasury.services, treasury.asks(OFFICER), kept, "The council underwrites it.")
    award_id = treasury.gives(big, lines_of(treasury, big), AwardState.CONDITIONAL)
    treasury.services.store.write(
        lambda unit: set_award_state(unit, award_id, AwardState.FALLEN, "convenor", "A condition lapsed.")
    )
    with treasury.services.store.view() as view:
        desk = open_desk(view, treasury.services, treasury.who(OFFICE))
        words = [words for _, words in money_events(view, treasury.services, desk, big)]
    assert words == [
        "£800,000 of X-9 has fallen: A condition lapsed.",
        "X-9 gave £800,000 (on conditions)",
        f"{NAMED}, a finance officer, allowed that X-9 is overdrawn by £83,000: The council underwrites it.",
    ]
