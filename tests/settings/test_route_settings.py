"""Routes on which nobody would decide, or a board could not, are refused with file, key and a sentence."""

import pytest

from bot.domain.proposals.records import Ask
from bot.domain.proposals.rules import Majority, Quorum, WhenTimeRunsOut
from bot.errors import ConfigError
from bot.settings import load_config
from tests.support.bot import quick_config

MARK = "[wording]"
DSG = '{ boards = ["DSG"], ask = "endorse", working_days = 5 }'
ICB = '{ boards = ["ICB-H", "ICB-C"], ask = "approve" }'
NOTE = '{ boards = ["ICB-H"], ask = "note" }'
HERE = "x-route"


OF_SCHEMES = 'kinds = ["scheme"]\n'


def a_route(*steps, key=HERE, more=OF_SCHEMES):
    listed = ",\n".join(steps or (DSG, ICB))
    return f'[[routes]]\nkey = "{key}"\nname = "{key}"\n{more}steps = [{listed}]\n\n'


def loads(folder, text, changes=None):
    kept = {MARK: f"{text}{MARK}", **(changes or {})}
    return load_config(quick_config(folder, kept))


def fault_of(folder, text, changes=None):
    with pytest.raises(ConfigError) as refused:
        loads(folder, text, changes)
    return refused.value


@pytest.mark.parametrize(
    ("text", "key", "says"),
    [
        pytest.param(a_route(DSG), "steps", "has no end", id="without an end"),
        pytest.param(a_route(NOTE), "steps", "note or consider only", id="which only notes"),
        pytest.param(
            a_route(ICB, '{ boards = ["TB"], ask = "recommend" }'), "steps", "asked to recommend", id="going on past it"
        ),
        pytest.param(a_route(DSG, DSG, ICB), "steps", "asks `DSG` twice", id="a board in two orders"),
        pytest.param(
            a_route('{ boards = ["ICB-H", "ICB-H"], ask = "approve" }'),
            "steps",
            "asks `ICB-H` twice",
            id="twice at once",
        ),
        pytest.param(
            a_route('{ boards = ["TB"], ask = "approve", quorum = { members = 40 } }'),
            "steps.1",
            "40 members are needed, and it has 12 with a vote",
            id="a quorum that cannot be met",
        ),
        pytest.param(
            a_route('{ boards = ["DSG"], ask = "approve", quorum = { of_organisation = { CITY = 1 } } }'),
            "steps.1",
            "1 of CITY are needed, and it has none with a vote",
            id="a partner without a seat",
        ),
        pytest.param(
            a_route('{ boards = ["DSG"], ask = "approve", quorum = { people = ["unplanned-care-deputy"] } }'),
            "steps.1",
            "`unplanned-care-deputy` must take part and has no vote",
            id="somebody who is a deputy",
        ),
        pytest.param(
            a_route(more=OF_SCHEMES + "above = 50000\nup_to = 50000\n"),
            "",
            "no amount lies between them",
            id="no amount",
        ),
        pytest.param(
            a_route(more=OF_SCHEMES + 'up_to = "ten thousand"\n'), "up_to", "must be pounds", id="ten thousand"
        ),
        pytest.param(
            a_route(more=OF_SCHEMES + "up_to = -5\n"), "up_to", "must not be less than 0", id="a negative amount"
        ),
        pytest.param(
            a_route() + a_route(key="y-route", more=OF_SCHEMES + "up_to = 50000\n"),
            "",
            "is never taken: `x-route`",
            id="never taken",
        ),
        pytest.param(a_route() + a_route(), "", "is defined twice", id="defined twice"),
        pytest.param(a_route(more='funds = ["NONE"]\n'), "funds", "there is no fund `NONE`", id="an unknown fund"),
        pytest.param(
            a_route('{ boards = ["TBB"], ask = "approve" }'), "steps.1.boards", "Did you mean `TB`", id="unknown board"
        ),
        pytest.param(
            a_route(DSG, ICB, more=OF_SCHEMES + 'delegated = [{ board = "TB", up_to = 5 }]\n'),
            "delegated",
            "on none of its steps",
            id="a limit for a board that is not on it",
        ),
        pytest.param(
            a_route(DSG, ICB, more=OF_SCHEMES + 'delegated = [{ board = "ICB-H", up_to = 5 }]\n'),
            "delegated",
            "it needs no limit",
            id="a limit for a board that decides anyhow",
        ),
        pytest.param(
            a_route('{ boards = ["TB"], ask = "aprove" }'), "steps.1.ask", "must be", id="an ask that there is not"
        ),
    ],
)
def test_a_route_that_cannot_work_is_refused(tmp_path, text, key, says):
    fault = fault_of(tmp_path, text)
    at = [part for part in fault.key.split(".") if part != "routes"]
    assert (".".join(at[1:]), says in fault.sentence) == (key, True), (fault.key, fault.sentence)


MEMBERS = """    { person = "hackney-services-director", organisation = "HACKNEY", capacity = "chair" },
    { person = "ccg-finance-officer", organisation = "CCG" },
    { person = "hackney-finance-officer", organisation = "HACKNEY" },
    { person = "adult-services-director", organisation = "HACKNEY" },
    { person = "unplanned-care-director", organisation = "CCG" },
"""


def test_a_board_without_members_is_refused_where_a_route_goes_to_it(tmp_path):
    bcfp = a_route('{ boards = ["BCFP"], ask = "approve" }')
    fault = fault_of(tmp_path, bcfp, {MEMBERS: ""})
    assert (fault.key, "has no member with a vote" in fault.sentence) == (f"routes.{HERE}.steps.1", True)


MEETINGS = "meetings = [2018-10-02, 2018-11-06, 2018-12-04, 2019-01-08, 2019-02-05, 2019-03-05]"


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ('decides_in = "meeting"', "decides at its meetings, and has none"),
        ('runs_out = "next_meeting"', "waits for the next meeting"),
    ],
)
def test_a_board_without_meetings_cannot_end_a_route_at_one(tmp_path, step, says):
    fault = fault_of(tmp_path, a_route(f'{{ boards = ["BCFP"], ask = "approve", {step} }}'), {MEETINGS: ""})
    assert (fault.key, says in fault.sentence) == (f"routes.{HERE}.steps.1", True), fault.sentence


FUND = '[[funds]]\nkey = "ALIGNED"\nname = "Aligned money"\nkind = "aligned"\nenvelope = 100000\n'


def test_aligned_money_needs_a_body_that_decides(tmp_path):
    fund = FUND + 'organisations = ["HACKNEY"]\n\n'
    fault = fault_of(tmp_path, a_route(more='funds = ["ALIGNED"]\n') + fund)
    assert (fault.key, "`HACKNEY`" in fault.sentence) == ("funds.ALIGNED.organisations", True), fault.sentence


OF_TB = "voting = { quorum = { members = 6, of_organisation = { CCG = 1, HACKNEY = 1, CITY = 1 }, chair = true } }"


def test_a_step_s_own_rules_go_before_its_boards(tmp_path):
    voting = 'voting = { quorum = { members = 4 }, majority = "two_thirds", runs_out = "office", working_days = 8 }'
    step = '{ boards = ["TB"], ask = "approve", working_days = 3, notice_days = 28 }'
    config = loads(tmp_path, a_route(step, more=OF_SCHEMES + 'above = "50,000.50"\n'), {OF_TB: voting})
    route = next(one for one in config.proposal_routes if one.key == HERE)
    (turn,) = route.turns
    assert (turn.ask, turn.rules.quorum, turn.rules.majority) == (Ask.APPROVE, Quorum(4), Majority.TWO_THIRDS)
    assert (turn.rules.working_days, turn.rules.notice_days) == (3, 28)
    assert turn.rules.runs_out is WhenTimeRunsOut.OFFICE
    assert route.above == 5_000_050
