"""Time passes on routes: what was put off comes back, silence is told and is never a yes, days are moved."""

from datetime import date, datetime

import pytest

from bot.domain.people import DecidesIn
from bot.domain.proposals.records import Choice, Outcome, ProposalState, StageState
from bot.errors import InvalidInputError, NotAllowedError
from bot.settings.funds import FundSetting
from bot.workflows.proposals.moving import move_due
from bot.workflows.proposals.voting.casting import Ballot, cast_vote
from tests.support.routing import OFFICE, beds, with_routes

CHAIR_OF_DSG = "adult-services-director"


def open_at_the_icbs(routed):
    ref = routed.submits(beds())
    routed.answers(ref, "DSG", Outcome.ENDORSED)
    routed.answers(ref, "BCFP", Outcome.ENDORSED)
    return ref


def account(routed, key):
    with routed.services.store.view() as view:
        return next(one.slack_id for one in view.people.directory().people.values() if one.key == key)


def events(routed, ref, verb):
    with routed.services.store.view() as view:
        return [one.detail for one in view.events_of(f"proposal:{ref}", 100) if one.verb == verb]


def test_silence_is_told_once_and_decides_nothing(routed):
    ref = routed.submits(beds())
    routed.goes_to(date(2018, 11, 8))
    assert events(routed, ref, "stage.ran_out") == []
    assert routed.goes_to(date(2018, 11, 9)) == "1 stage moved on"
    told = [place for place, text in routed.posts() if "Silence is no yes" in text]
    author = account(routed, "unplanned-care-director")
    assert sorted(told) == sorted([author, account(routed, CHAIR_OF_DSG), "C0OFFICE"])
    for day in (10, 11, 12):
        assert routed.goes_to(date(2018, 11, day)) == "no stage to tend"
    stage = routed.stages(ref)["DSG"]
    assert (stage.state, stage.outcome, stage.ran_out_on) == (StageState.OPEN, Outcome.NONE, date(2018, 11, 9))
    assert routed.proposal(ref).state is ProposalState.UNDER_WAY


@pytest.mark.parametrize("late", [False, True], ids=["in time", "after its time ran out"])
def test_votes_that_are_an_answer_close_a_stage_in_the_morning_after_its_last_day(routed, config, late):
    first = {"boards": ["DSG"], "ask": "endorse", "closing": "deadline", "working_days": 5}
    here = routed.under(with_routes(config, {"steps": [first, {"boards": ["BCFP"], "ask": "approve"}]}))
    ref = here.submits(beds())
    if late:
        here.goes_to(date(2018, 11, 9))
        assert here.stages(ref)["DSG"].ran_out_on == date(2018, 11, 9)
    for who in ("U0ADULTDIRECTOR", "U0DISCHARGE", "U0HOSPITALOPS"):
        cast_vote(here.services, here.asks(who, ref), Ballot({None: Choice.FOR}))
    assert here.states(ref)["DSG"] == "open"
    assert here.goes_to(date(2018, 11, 12 if late else 9)) == "1 stage moved on"
    dsg = here.stages(ref)["DSG"]
    assert (dsg.state, dsg.outcome) == (StageState.CLOSED, Outcome.ENDORSED)
    assert here.states(ref)["BCFP"] == "open"


def test_a_stage_whose_board_is_gone_is_told_once_and_keeps_no_other_from_being_tended(routed):
    lost, other = routed.submits(beds()), routed.submits(beds())
    with routed.engines.write.begin() as connection:
        stage_id = routed.stages(lost)["DSG"].id
        connection.exec_driver_sql("update stage set board_key = 'GONE' where id = ?", (stage_id,))
    routed.goes_to(date(2018, 11, 9))
    assert routed.stages(other)["DSG"].ran_out_on == date(2018, 11, 9)
    office = str(routed.services.config.partnership.office_channel)
    assert sum(to == office and "`GONE`, which is no board any more" in said for to, said in routed.posts()) == 1
    assert routed.goes_to(date(2018, 11, 12)) == "no stage to tend"


def test_a_board_that_is_silent_in_its_thread_takes_it_at_its_next_meeting(routed):
    ref = routed.submits(beds())
    routed.answers(ref, "DSG", Outcome.ENDORSED)
    routed.goes_to(date(2018, 11, 9))
    stage = routed.stages(ref)["BCFP"]
    assert (stage.decides_in, stage.meets_on, stage.sitting) == (DecidesIn.MEETING, date(2018, 12, 4), 2)
    with routed.services.store.view() as view:
        assert [(one.kind, one.due_on) for one in view.coming.of_board("BCFP")] == [("undecided", date(2018, 12, 4))]
    routed.goes_to(date(2018, 12, 7))
    assert routed.stages(ref)["BCFP"].meets_on == date(2018, 12, 4)
    routed.goes_to(date(2018, 12, 10))
    assert routed.stages(ref)["BCFP"].meets_on == date(2019, 1, 8)
    routed.answers(ref, "BCFP", Outcome.ENDORSED)
    with routed.services.store.view() as view:
        assert view.coming.of_board("BCFP") == ()


def test_a_meeting_of_which_nothing_is_recorded_is_told_to_the_office(routed):
    ref = open_at_the_icbs(routed)
    routed.posts()
    routed.goes_to(date(2018, 11, 21))
    assert routed.posts() == []
    routed.goes_to(date(2018, 11, 22))
    (told,) = [text for place, text in routed.posts() if place == "C0OFFICE" and "Hackney" in text]
    assert "nothing was recorded of its meeting on Fri 16 Nov 2018" in told
    assert f"/proposal decide {ref} ICB-H" in told


def test_what_is_deferred_comes_back_when_the_papers_of_its_meeting_are_due(routed):
    ref = open_at_the_icbs(routed)
    stage = routed.defers(ref, "ICB-H", date(2018, 12, 1))
    assert (stage.state, stage.meets_on) == (StageState.DEFERRED, date(2018, 12, 6))
    with routed.services.store.view() as view:
        (item,) = view.coming.of_board("ICB-H")
    assert (item.kind, item.due_on) == ("deferred", date(2018, 12, 6))
    routed.goes_to(date(2018, 11, 26))
    assert routed.states(ref)["ICB-H"] == "deferred"
    routed.goes_to(date(2018, 11, 27))
    back = routed.stages(ref)["ICB-H"]
    assert (back.state, back.sitting, back.meets_on) == (StageState.OPEN, 2, date(2018, 12, 6))
    assert routed.answers(ref, "ICB-H", Outcome.APPROVED).stage.outcome is Outcome.APPROVED


@pytest.mark.parametrize("until", [date(2018, 11, 1), date(2018, 10, 1)])
def test_it_is_deferred_to_a_day_that_is_to_come(routed, until):
    ref = routed.submits(beds())
    with pytest.raises(InvalidInputError, match="Choose a day after today"):
        routed.defers(ref, "DSG", until)


def test_a_meeting_that_is_moved_moves_what_it_was_to_take(routed):
    ref = open_at_the_icbs(routed)
    with routed.engines.write.begin() as connection:
        connection.exec_driver_sql("update meeting set held_on = '2018-11-23' where held_on = '2018-11-16'")
        connection.exec_driver_sql("update directory_version set version = version + 1")
    routed.goes_to(date(2018, 11, 2))
    assert {routed.stages(ref)[board].meets_on for board in ("ICB-H", "ICB-C")} == {date(2018, 11, 23)}


def test_a_board_without_a_meeting_to_come_is_told_of_and_waits_for_one(routed):
    routed.clock.move_to(datetime(2019, 3, 14, 12, tzinfo=routed.clock.now().tzinfo))
    ref = open_at_the_icbs(routed)
    assert routed.stages(ref)["ICB-H"].meets_on is None
    assert len([text for place, text in routed.posts() if "no meeting planned that could take it" in text]) == 2
    assert "not known. Hackney Integrated Commissioning Board has no meeting planned" in routed.says(ref)
    with routed.engines.write.begin() as connection:
        connection.exec_driver_sql(
            "insert into meeting (board_id, held_on) select id, '2019-04-11' from board where key = 'ICB-H'"
        )
        connection.exec_driver_sql("update directory_version set version = version + 1")
    routed.goes_to(date(2019, 3, 15))
    assert routed.stages(ref)["ICB-H"].meets_on == date(2019, 4, 11)


def test_the_office_or_the_chair_gives_a_board_another_day(routed):
    ref = routed.submits(beds())
    said = move_due(routed.services, routed.asks(OFFICE, ref), "DSG 30 Nov because the data come late").said
    assert "Discharge Steering Group has until Fri 30 Nov 2018, and not Thu 8 Nov 2018" in said
    assert events(routed, ref, "stage.extended")[0]["why"] == "the data come late"
    move_due(routed.services, routed.asks(account(routed, CHAIR_OF_DSG), ref), "until 29 Nov")
    assert routed.stages(ref)["DSG"].due_on == date(2018, 11, 29)
    with pytest.raises(NotAllowedError, match="the chair of Discharge Steering Group"):
        move_due(routed.services, routed.asks(account(routed, "hackney-services-director"), ref), "30 Nov")


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ("", "several boards: ICB-H, ICB-C"),
        ("ICB-H", "Which day"),
        ("ICB-H some time", "don't see a day"),
        ("ICB-H 31 Nov", "no 31 November|There is no"),
        ("ICB-H 1 Oct 2018", "has passed"),
        (
            "Hackney Integrated Commissioning Board 5 Dec",
            "has no meeting on that day. Its next: 16 Nov 2018, 6 Dec 2018",
        ),
        ("DSG 6 Dec", "several boards"),
    ],
)
def test_a_day_that_cannot_be_is_refused(routed, rest, says):
    ref = open_at_the_icbs(routed)
    with pytest.raises(InvalidInputError, match=says):
        move_due(routed.services, routed.asks(OFFICE, ref), rest)


def test_a_meeting_is_chosen_among_those_that_are_planned(routed):
    ref = open_at_the_icbs(routed)
    move_due(routed.services, routed.asks(OFFICE, ref), "ICB-H 6 Dec")
    stage = routed.stages(ref)["ICB-H"]
    assert (stage.meets_on, stage.due_on) == (date(2018, 12, 6), date(2018, 12, 6))


def test_aligned_money_goes_on_to_the_body_that_decides(routed, config):
    fund = FundSetting.model_validate({"key": "AL", "name": "Aligned", "kind": "aligned", "envelope": 500_000})
    boards = {"TB": {"decides_for": ("HACKNEY",)}}
    steps = [{"boards": ["ICB-H"], "ask": "approve"}]
    aligned = with_routes(config, {"steps": steps}, boards=boards).model_copy(update={"funds": (fund,)})
    here = routed.under(aligned)
    ref = here.submits(beds(), fund_key="AL")
    assert {board: one.ask.value for board, one in here.stages(ref).items()} == {"ICB-H": "recommend", "TB": "approve"}
    first = here.answers(ref, "ICB-H", Outcome.RECOMMENDED)
    assert first.opened[0].board == "TB"
    assert here.answers(ref, "TB", Outcome.APPROVED).state is ProposalState.DECIDED
