"""A proposal on its route: what opens when, what boards' answers do, and how it ends."""

from datetime import date

import pytest

from bot.domain.proposals.records import Outcome, ProposalState, StageState
from bot.errors import InvalidInputError
from bot.workflows.proposals import routing
from tests.support.bot import BEGINS_AT
from tests.support.routing import Routed, beds, with_routes

ENDORSED, APPROVED, NOTED = Outcome.ENDORSED, Outcome.APPROVED, Outcome.NOTED


def asked(routed, ref):
    return {board: stage.ask.value for board, stage in routed.stages(ref).items()}


def test_its_first_step_opens_when_it_is_submitted_and_the_route_is_fixed(routed, config):
    ref = routed.submits(beds())
    assert asked(routed, ref) == {"DSG": "endorse", "BCFP": "endorse", "ICB-H": "approve", "ICB-C": "note"}
    assert routed.states(ref) == {"DSG": "open", "BCFP": "coming", "ICB-H": "coming", "ICB-C": "coming"}
    dsg = routed.stages(ref)["DSG"]
    assert (dsg.sitting, dsg.considers, dsg.due_on) == (1, 1, date(2018, 11, 8))
    changed = with_routes(config, {"steps": [{"boards": ["TB"], "ask": "approve"}]})
    later = routed.under(changed)
    assert later.answers(ref, "DSG", ENDORSED).opened[0].board == "BCFP"
    assert later.stages(ref)["BCFP"].rules.working_days == 5


def test_boards_in_common_decide_side_by_side_at_the_meeting_whose_papers_can_still_be_made(routed):
    ref = routed.submits(beds())
    routed.answers(ref, "DSG", ENDORSED)
    opened = routed.answers(ref, "BCFP", ENDORSED).opened
    assert {one.board: one.meets_on for one in opened} == {"ICB-H": date(2018, 11, 16), "ICB-C": date(2018, 11, 16)}
    first = routed.answers(ref, "ICB-H", APPROVED)
    assert (first.state, first.opened) == (ProposalState.UNDER_WAY, ())
    last = routed.answers(ref, "ICB-C", NOTED)
    assert (last.state, routed.proposal(ref).state) == (ProposalState.DECIDED, ProposalState.DECIDED)


def test_a_further_version_asks_no_money_on_which_no_board_of_its_route_decides(routed, config):
    ref = routed.submits(beds())
    changed = routed.under(with_routes(config, {"steps": [{"boards": ["TB"], "ask": "approve"}], "above": 1_000_000}))
    with pytest.raises(InvalidInputError, match="decides on the money of City Council"):
        changed.submits(beds(of="CITY"), ref)
    assert changed.submits(beds(90_000), ref) == ref


def test_a_rejection_needs_a_reason_and_ends_it_once_its_sisters_have_answered(routed):
    ref = routed.submits(beds())
    routed.answers(ref, "DSG", ENDORSED)
    routed.answers(ref, "BCFP", ENDORSED)
    with pytest.raises(InvalidInputError, match="needs a reason"):
        routed.answers(ref, "ICB-H", Outcome.REJECTED)
    no = routed.answers(ref, "ICB-H", Outcome.REJECTED, "No money")
    assert (no.state, no.effective_on) == (ProposalState.UNDER_WAY, None)
    assert routed.answers(ref, "ICB-C", NOTED).state is ProposalState.REJECTED
    again = routed.submits(beds(50_000), ref)
    assert {one.run for one in routed.stages(again).values()} == {2}
    assert routed.states(again)["DSG"] == "open"
    assert routed.answers(again, "DSG", ENDORSED).opened[0].board == "BCFP"


def test_a_rejection_early_on_leaves_nothing_to_come(routed):
    ref = routed.submits(beds())
    assert routed.answers(ref, "DSG", Outcome.REJECTED, "Not now").state is ProposalState.REJECTED
    assert routed.states(ref) == {
        "DSG": "closed",
        "BCFP": "called_off",
        "ICB-H": "called_off",
        "ICB-C": "called_off",
    }


def test_an_answer_that_is_not_the_boards_to_give_changes_nothing(routed):
    ref = routed.submits(beds())
    for board, outcome, says in (
        ("DSG", APPROVED, "asked to endorse"),
        ("BCFP", ENDORSED, "has not come before it yet"),
    ):
        with pytest.raises(InvalidInputError, match=says):
            routed.answers(ref, board, outcome)
    routed.answers(ref, "DSG", ENDORSED)
    with pytest.raises(InvalidInputError, match="has been answered by it already"):
        routed.answers(ref, "DSG", Outcome.REJECTED, "No")
    assert routed.stages(ref)["DSG"].outcome is ENDORSED


def test_what_is_referred_back_resumes_with_the_last_answer_or_a_new_version(routed):
    ref = routed.submits(beds())
    with pytest.raises(InvalidInputError, match="at least one question"):
        routed.refers_back(ref, "DSG", " ")
    stage = routed.refers_back(ref, "DSG", "Why five?", "Whose beds?")
    assert (stage.state, stage.due_on) == (StageState.RETURNED, None)
    told = [text for place, text in routed.posts() if "referred back to you" in text]
    assert len(told) == 1
    assert "> 1. Why five?\n> 2. Whose beds?" in told[0]
    with routed.engines.read.connect() as connection:
        planned = connection.exec_driver_sql("select count(*) from nudge where subject like 'stage-question:%'")
        assert planned.scalar() == 4

    def one_answer(unit):
        word = unit.words.waiting_of([stage.id])[0]
        unit.words.answer(word.id, "Because", "Author", unit.now)
        return routing.resume_if_answered(unit, routed.services, None, stage)

    assert routed.services.store.write(one_answer) is None
    resumed = routed.services.store.write(one_answer)
    assert resumed is not None
    assert (resumed.state, resumed.sitting, resumed.due_on) == (StageState.OPEN, 2, date(2018, 11, 8))
    routed.refers_back(ref, "DSG", "Still: why five?")
    routed.submits(beds(100_000), ref)
    dsg = routed.stages(ref)["DSG"]
    assert (dsg.state, dsg.sitting, dsg.considers) == (StageState.OPEN, 3, 2)
    with routed.services.store.view() as view:
        assert view.words.waiting_of([dsg.id]) == ()
    with routed.engines.read.connect() as connection:
        open_ones = "select count(*) from nudge where subject = 'stage-question:3' and status = 'planned'"
        assert connection.exec_driver_sql(open_ones).scalar() == 0


def test_a_new_version_goes_on_where_the_last_one_was(routed):
    ref = routed.submits(beds())
    routed.answers(ref, "DSG", ENDORSED)
    routed.goes_to(date(2018, 11, 6))
    routed.submits(beds(90_000), ref)
    stages = routed.stages(ref)
    assert (stages["DSG"].outcome, stages["DSG"].considers) == (ENDORSED, 1)
    assert (stages["BCFP"].considers, stages["BCFP"].sitting, stages["BCFP"].due_on) == (2, 1, date(2018, 11, 13))


def test_a_version_that_has_outgrown_its_limit_begins_a_route_anew(routed, config):
    small = {"up_to": 50_000, "steps": [{"boards": ["TB"], "ask": "approve"}]}
    large = {"steps": [{"boards": ["TB"], "ask": "endorse"}, {"boards": ["ICB-H"], "ask": "approve"}]}
    limited = routed.under(with_routes(config, small, large))
    ref = limited.submits(beds(50_000))
    assert asked(limited, ref) == {"TB": "approve"}
    limited.submits(beds(50_001), ref)
    assert asked(limited, ref) == {"TB": "endorse", "ICB-H": "approve"}
    with limited.services.store.view() as view:
        runs = [(one.run, one.state.value) for one in view.stages.of_proposal(limited.proposal(ref).id)]
    assert runs == [(1, "called_off"), (2, "open"), (2, "coming")]


def test_a_withdrawn_proposal_is_asked_no_more(routed):
    ref = routed.submits(beds())
    routed.answers(ref, "DSG", ENDORSED)
    routed.withdraws(ref)
    assert set(routed.states(ref).values()) == {"closed", "called_off"}
    with pytest.raises(InvalidInputError, match="is not put to it any more"):
        routed.answers(ref, "BCFP", ENDORSED)


def test_notice_and_call_in_put_a_decision_off(routed, config):
    step = {"boards": ["TB"], "ask": "approve", "notice_days": 28, "call_in_days": 5}
    noticed = routed.under(with_routes(config, {"steps": [step]}))
    ref = noticed.submits(beds())
    assert noticed.stages(ref)["TB"].due_on == date(2018, 11, 29)
    with pytest.raises(InvalidInputError, match="cannot be decided before Thu 29 Nov 2018"):
        noticed.answers(ref, "TB", APPROVED, decided_on=date(2018, 11, 28))
    closed = noticed.answers(ref, "TB", APPROVED, decided_on=date(2018, 11, 29))
    assert closed.effective_on == date(2018, 12, 6)


@pytest.mark.parametrize(
    ("content", "values", "says"),
    [
        pytest.param(beds(of="HOSPITAL"), {}, "Nobody on the route “Beds” would decide", id="nobody's money"),
        pytest.param(beds(1_000_000), {}, "No route is set for a proposal", id="above every limit"),
    ],
)
def test_without_a_route_nothing_is_submitted(routed, config, content, values, says):
    boards = {"ICB-H": {"money_of": ("CCG", "HACKNEY")}}
    steps = [{"boards": ["ICB-H"], "ask": "approve"}]
    limited = routed.under(with_routes(config, {"up_to": 500_000, "steps": steps}, boards=boards))
    draft = limited.draft(content, **values)
    with pytest.raises(InvalidInputError, match=says):
        limited.submits(content, draft.ref)
    assert limited.proposal(draft.ref).state is ProposalState.DRAFT
    assert limited.states(draft.ref) == {}
    assert "has no route yet" in limited.says(draft.ref)


def test_a_board_that_lost_its_members_is_told_of_and_a_proposal_does_not_pass_it(routed, config):
    quorum = {"quorum": {"members": 4}}
    steps = [{"boards": ["DSG"], "ask": "endorse"}, {"boards": ["PCLG"], "ask": "approve", **quorum}]
    strict = routed.under(with_routes(config, {"steps": steps}))
    ref = strict.submits(beds())
    with strict.engines.write.begin() as connection:
        connection.exec_driver_sql(
            "delete from board_member where capacity = 'voting'"
            " and board_id = (select id from board where key = 'PCLG')"
        )
        connection.exec_driver_sql("update directory_version set version = version + 1")
    with pytest.raises(InvalidInputError, match="can never be quorate: 4 members are needed, and it has 1"):
        strict.submits(beds())
    assert strict.answers(ref, "DSG", ENDORSED).opened[0].state is StageState.OPEN
    told = [text for place, text in strict.posts() if "cannot decide on it" in text]
    assert len(told) == 1


def test_two_deliveries_of_one_answer_come_to_one(routed):
    other = Routed.over(routed.engines, routed.services.config, BEGINS_AT)
    ref = routed.submits(beds())
    routed.answers(ref, "DSG", ENDORSED)
    with pytest.raises(InvalidInputError):
        other.answers(ref, "DSG", ENDORSED)
    assert routed.states(ref)["BCFP"] == "open"
