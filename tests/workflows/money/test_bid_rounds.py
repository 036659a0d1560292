"""A round of bids from its opening to the board: who sees and scores what, and that each bid goes on by itself."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.bids import BidRoundState, Score
from bot.domain.proposals.records import ProposalState, StageState
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.papers.bids_paper import write_pdf
from bot.sandbox.checks.blocks import MODAL
from bot.workflows.bids import opening, ranking, scoring, showing
from bot.workflows.bids.extending import extend_scoring
from bot.workflows.bids.lookup import look
from bot.workflows.bids.opening import RoundFields
from bot.workflows.bids.panel_telling import tell_panels
from bot.workflows.bids.paper import paper_of
from bot.workflows.bids.rules import before_submit
from bot.workflows.desk import open_desk
from bot.workflows.funds.showing import show_fund
from bot.workflows.proposals.route_answer import show_route
from bot.workflows.proposals.sections import withheld_from
from tests.support.funds import Treasury, line, said
from tests.support.routing import with_routes
from tests.support.sound import assert_sound_message, assert_sound_view

OFFICE, AUTHOR = "governance-manager", "unplanned-care-director"
ANN, BOB = "planned-care-director", "prevention-director"
STEPS = {"steps": [{"boards": ["TB"], "ask": "approve"}]}


def fields(treasury: Treasury, **changed) -> RoundFields:
    filled = RoundFields(
        fund="X-9",
        title="Winter ideas",
        closes_on=date(2018, 11, 9),
        scores_due_on=date(2018, 11, 16),
        board="TB",
        panel=(treasury.id_of(ANN), treasury.id_of(BOB)),
        criteria="Outcomes; 40; 5\nValue; 60; 10",
        is_blind=True,
    )
    return replace(filled, **changed)


def opens(treasury: Treasury, **changed) -> int:
    return opening.open_round(treasury.services, treasury.asks(OFFICE), fields(treasury, **changed)).version


def scores(treasury: Treasury, member: str, ref: str, outcomes: int, value: int) -> None:
    points = {"c1": str(outcomes), "c2": str(value)}
    scoring.save_scores(treasury.services, treasury.asks(member), f"R-1 {ref}", points, "Sound")


def closes(treasury: Treasury, kind: str, why: str = "") -> str:
    form = ranking.close_form(treasury.services, treasury.who(OFFICE), kind, "R-1")
    assert_sound_view(form, MODAL)
    return ranking.close(treasury.services, treasury.asks(OFFICE), form["private_metadata"], why).said


def withheld(treasury: Treasury, who: str, proposal) -> str | None:
    with treasury.services.store.view() as view:
        desk = open_desk(view, treasury.services, treasury.who(who))
        return withheld_from(view, treasury.services, desk, proposal)


def test_a_round_goes_from_bids_over_points_to_the_board_each_bid_by_itself(treasury):
    services = replace(treasury.services, config=with_routes(treasury.services.config, STEPS))
    treasury = replace(treasury, services=services)
    assert_sound_view(opening.open_form(services, treasury.who(OFFICE), "x9"), MODAL)
    made = opens(treasury)
    beds = treasury.proposes([line(100_000)], round_id=made, title="Beds")
    taxis = treasury.proposes([line(20_000)], round_id=made, title="Taxis", author=BOB)
    assert withheld(treasury, ANN, beds) is not None
    assert withheld(treasury, AUTHOR, beds) is None
    with pytest.raises(InvalidInputError, match="not scored now"):
        scoring.panel_page(services, treasury.who(ANN), "R-1")
    treasury.at(date(2018, 11, 10))
    tell_panels(services, treasury.clock.now())
    with services.store.view() as view, pytest.raises(InvalidInputError, match="took bids until 9 Nov 2018"):
        before_submit(view, services, beds)

    page = scoring.panel_page(services, treasury.who(ANN), "R-1")
    assert_sound_message(page)
    assert "Bid 1: Beds" in said(page)
    form = scoring.score_form(services, treasury.who(ANN), f"R-1 {beds.ref}")
    assert_sound_view(form, MODAL)
    for named in ("Unplanned Care director", "Hackney Council", "HACKNEY", '"proposal.files"'):
        assert named not in json.dumps(form), named
    scores(treasury, ANN, beds.ref, 3, 5)
    scores(treasury, ANN, taxis.ref, 5, 10)
    scores(treasury, BOB, beds.ref, 5, 5)
    with pytest.raises(NotAllowedError, match="concerns yourself"):
        scores(treasury, BOB, taxis.ref, 5, 10)
    assert "It is a bid in R-1" in str(show_route(services, treasury.who(AUTHOR), beds.ref)["text"])
    assert "62" not in said(showing.show_round(services, treasury.who(AUTHOR), "R-1"))
    assert beds.ref not in said(showing.show_round(services, treasury.who(ANN), "R-1"))

    assert "2 bids ranked" in closes(treasury, ranking.RANK)
    message = showing.show_round(services, treasury.who(ANN), "R-1")
    assert_sound_message(message)
    table = next(block for block in message["blocks"] if block["type"] == "table")
    assert [[cell["text"] for cell in row] for row in table["rows"][1:]] == [
        ["1", taxis.ref, "100.0", "1", "£20,000", "£20,000", "Taxis"],
        ["2", beds.ref, "62.0", "2", "£100,000", "£120,000", "Beds"],
    ]
    with pytest.raises(InvalidInputError, match="The scoring has ended"):
        scores(treasury, ANN, beds.ref, 5, 10)
    with services.store.view() as view:
        found = view.bids.numbered(1)
        assert found is not None
        desk = open_desk(view, services, treasury.who(OFFICE))
        paper = paper_of(look(view, services, found), desk)
    assert [one.ask for one in paper.bids] == [
        f"Transformation Board is asked to decide on {ref} by itself." for ref in (taxis.ref, beds.ref)
    ]
    assert write_pdf(paper).startswith(b"%PDF")

    assert f"{taxis.ref}, {beds.ref}" in closes(treasury, ranking.SEND)
    with services.store.view() as view:
        coming = [one.words for one in view.coming.of_board("TB")]
        assert f"{taxis.ref}, a bid in R-1: rank 1 of 2, 100.0" in coming
        stages = [view.stages.of_proposal(one.id) for one in (beds, taxis)]
        assert before_submit(view, services, beds) is False
    assert [[(one.board, one.state) for one in route] for route in stages] == [[("TB", StageState.OPEN)]] * 2


def test_bids_that_would_not_come_before_the_rounds_board_are_not_sent(treasury):
    services = replace(treasury.services, config=with_routes(treasury.services.config, STEPS))
    treasury = replace(treasury, services=services)
    beds = treasury.proposes([line(5)], round_id=opens(treasury, board="ICB-H"))
    treasury.at(date(2018, 11, 10))
    closes(treasury, ranking.RANK)
    with pytest.raises(InvalidInputError, match="would not bring it before"):
        closes(treasury, ranking.SEND)
    with services.store.view() as view:
        assert view.stages.of_proposal(beds.id) == ()


def test_who_stands_aside_gives_no_points_and_is_named(treasury):
    made = opens(treasury)
    beds = treasury.proposes([line(100_000)], round_id=made)
    treasury.at(date(2018, 11, 10))
    scores(treasury, ANN, beds.ref, 5, 10)
    assert_sound_view(scoring.aside_form(treasury.services, treasury.who(ANN), f"R-1 {beds.ref}"), MODAL)
    with pytest.raises(InvalidInputError, match="what the interest is"):
        scoring.stand_aside(treasury.services, treasury.asks(ANN), f"R-1 {beds.ref}", " ")
    scoring.stand_aside(treasury.services, treasury.asks(ANN), f"R-1 {beds.ref}", "My brother works there.")
    scores(treasury, BOB, beds.ref, 0, 10)
    with treasury.services.store.view() as view:
        found = view.bids.numbered(1)
        assert found is not None
        looked = look(view, treasury.services, found)
        paper = paper_of(looked, open_desk(view, treasury.services, treasury.who(OFFICE)))
    assert looked.ranked[0].score == 60
    assert looked.missing == {}
    assert "Stood aside, with an interest: Planned Care director" in paper.bids[0].points
    assert Score(beds.id, treasury.id_of(ANN), "", 0, "My brother works there.") in looked.scores


def test_scores_are_taken_until_their_last_day_and_longer_where_the_office_says_so(treasury):
    beds = treasury.proposes([line(5)], round_id=opens(treasury))
    treasury.at(date(2018, 11, 19))
    with pytest.raises(InvalidInputError, match="was scored until Fri 16 Nov 2018"):
        scores(treasury, ANN, beds.ref, 1, 1)
    for who, words, refused in ((ANN, "R-1 30 Nov", NotAllowedError), (OFFICE, "R-1 8 Nov 2018", InvalidInputError)):
        with pytest.raises(refused):
            extend_scoring(treasury.services, treasury.asks(who), words)
    extend_scoring(treasury.services, treasury.asks(OFFICE), "R-1 30 Nov")
    scores(treasury, ANN, beds.ref, 1, 1)
    scoring.stand_aside(treasury.services, treasury.asks(ANN), f"R-1 {beds.ref}", "My brother works there.")
    with pytest.raises(NotAllowedError, match="You stand aside"):
        scores(treasury, ANN, beds.ref, 5, 5)


def test_until_they_are_ranked_bids_are_kept_from_who_bids_against_them(treasury):
    beds = treasury.proposes([line(100_000)], round_id=opens(treasury, panel=(treasury.id_of(ANN),)), title="Beds")
    assert beds.ref not in said(showing.show_round(treasury.services, treasury.who(BOB), "R-1"))
    assert beds.ref in said(showing.show_round(treasury.services, treasury.who(AUTHOR), "R-1"))
    assert "only who wrote it" in str(withheld(treasury, BOB, beds))
    assert beds.ref not in said(show_fund(treasury.services, treasury.who(BOB), "X-9"))
    assert beds.ref in said(show_fund(treasury.services, treasury.who(AUTHOR), "X-9"))
    assert withheld(treasury, OFFICE, beds) is None
    treasury.at(date(2018, 11, 10))
    closes(treasury, ranking.RANK)
    assert beds.ref in said(showing.show_round(treasury.services, treasury.who(BOB), "R-1"))
    assert withheld(treasury, BOB, beds) is None


def test_a_draft_goes_into_a_round_and_out_again(treasury):
    opens(treasury)
    draft = treasury.proposes([line(5)], state=ProposalState.DRAFT)
    said_entered = opening.enter(treasury.services, treasury.asks(AUTHOR, draft.ref), "r1").said
    assert "Fri 9 Nov 2018" in said_entered
    with treasury.services.store.view() as view:
        assert before_submit(view, treasury.services, treasury.now(draft.id)) is True
    with pytest.raises(InvalidInputError, match="is in R-1 already"):
        opening.enter(treasury.services, treasury.asks(AUTHOR, draft.ref), "R-1")
    opening.leave(treasury.services, treasury.asks(AUTHOR, draft.ref))
    assert treasury.now(draft.id).round_id is None
    with pytest.raises(InvalidInputError, match="was submitted already"):
        opening.enter(treasury.services, treasury.asks(AUTHOR, treasury.proposes([line(5)]).ref), "R-1")
    elsewhere = treasury.proposes([line(5)], state=ProposalState.DRAFT, fund="")
    with pytest.raises(InvalidInputError, match="asks no fund"):
        opening.enter(treasury.services, treasury.asks(AUTHOR, elsewhere.ref), "R-1")
    with pytest.raises(NotFoundError):
        opening.enter(treasury.services, treasury.asks(AUTHOR, draft.ref), "R-2")


def test_a_round_that_is_called_off_lets_its_bids_go(treasury):
    made = opens(treasury)
    beds = treasury.proposes([line(5)], round_id=made)
    with pytest.raises(InvalidInputError, match="those who bid are told"):
        closes(treasury, ranking.OFF)
    closes(treasury, ranking.OFF, "The money is needed elsewhere.")
    after = treasury.now(beds.id)
    assert (after.state, after.round_id) == (ProposalState.WITHDRAWN, None)
    with treasury.engines.read.connect() as connection:
        rows = connection.exec_driver_sql(
            "select channel, content from outbox where anchor like 'bids:R-1:off:%'"
        ).all()
    assert [channel for channel, _ in rows] == [treasury.who(AUTHOR).slack_id]
    assert "The money is needed elsewhere." in rows[0][1]
    assert_sound_message(showing.show_rounds(treasury.services, treasury.who(AUTHOR)))
    with pytest.raises(InvalidInputError, match="was called off"):
        ranking.close_form(treasury.services, treasury.who(OFFICE), ranking.RANK, "R-1")


def test_the_panel_hears_once_that_it_has_bids_and_once_that_time_runs_out(treasury):
    made = opens(treasury)
    beds = treasury.proposes([line(5)], round_id=made)

    def told(day: date) -> list[str]:
        tell_panels(treasury.at(day).services, treasury.clock.now())
        with treasury.engines.read.connect() as connection:
            rows = connection.exec_driver_sql("select dedupe_key from outbox where dedupe_key like 'bids:%'")
            return sorted(row[0].rpartition(":")[0] for row in rows)

    assert told(date(2018, 11, 9)) == []
    assert told(date(2018, 11, 12)) == ["bids:R-1:closed"] * 2
    scores(treasury, ANN, beds.ref, 1, 1)
    assert told(date(2018, 11, 15)) == ["bids:R-1:closed", "bids:R-1:closed", "bids:R-1:due"]
    assert told(date(2018, 11, 19))[-1].startswith("bids:R-1:late")
    with treasury.services.store.view() as view:
        assert view.bids.all()[0].state is BidRoundState.SCORING


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"closes_on": None}, "closes_on"),
        ({"closes_on": date(2018, 10, 31)}, "closes_on"),
        ({"scores_due_on": date(2018, 11, 9)}, "scores_due_on"),
        ({"board": "ZZ"}, "board"),
        ({"panel": ()}, "panel"),
        ({"panel": (9999,)}, "panel"),
        ({"criteria": "Outcomes"}, "criteria"),
    ],
)
def test_a_round_that_cannot_be_is_refused_at_its_field(treasury, changed, field):
    with pytest.raises(InvalidInputError) as refused:
        opens(treasury, **changed)
    assert set(refused.value.fields) == {field}


def test_only_the_office_runs_rounds_and_only_the_panel_scores(treasury):
    opens(treasury)
    treasury.at(date(2018, 11, 10))
    with pytest.raises(NotAllowedError, match="governance office"):
        opening.open_form(treasury.services, treasury.who(AUTHOR), "X-9")
    with pytest.raises(NotAllowedError, match="not on the panel of R-1"):
        scoring.panel_page(treasury.services, treasury.who(AUTHOR), "R-1")
    with pytest.raises(NotAllowedError):
        ranking.close_form(treasury.services, treasury.who(ANN), ranking.RANK, "R-1")
    with pytest.raises(InvalidInputError, match="has no bids"):
        ranking.close_form(treasury.services, treasury.who(OFFICE), ranking.RANK, "R-1")
