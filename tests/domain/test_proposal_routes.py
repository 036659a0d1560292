"""Which route a proposal takes, and what each board on it is asked."""

from dataclasses import replace

import pytest

from bot.domain.people import Capacity, DecidesIn
from bot.domain.proposals.content import Content, CostLine, Recommendation, YearAmount
from bot.domain.proposals.records import Ask
from bot.domain.proposals.routes import Delegation, Facts, NoRouteError, Powers, Route, Turn, facts_of, plan, undecided
from bot.domain.proposals.rules import Quorum, StageRules
from bot.domain.proposals.seating import seat_of, seating_fault

RULES = StageRules()


def turn(step, board, ask):
    return Turn(step, board, Ask(ask), DecidesIn.THREAD, RULES)


def route(key="all", turns=None, **more):
    steps = turns or (
        turn(1, "DSG", "endorse"),
        turn(2, "TB", "recommend"),
        turn(3, "ICB-H", "approve"),
        turn(3, "ICB-C", "approve"),
    )
    return Route(key, key, tuple(steps), **more)


POWERS = {
    "ICB-H": Powers(frozenset({"CCG", "HACKNEY"})),
    "ICB-C": Powers(frozenset({"CCG", "CITY"})),
    "CABINET-H": Powers(decides_for=frozenset({"HACKNEY"})),
    "GB": Powers(decides_for=frozenset({"CCG"})),
}


def asked(planned):
    return [(one.step, one.board, one.ask.value) for one in planned.turns]


def test_a_board_whose_money_is_not_used_is_asked_to_note():
    planned = plan([route()], POWERS, Facts(pence=10_400_000, money_of=frozenset({"HACKNEY"})))
    assert asked(planned)[2:] == [(3, "ICB-H", "approve"), (3, "ICB-C", "note")]


@pytest.mark.parametrize(
    "money", [frozenset({"CCG"}), frozenset({"HACKNEY", "CITY"}), frozenset[str]()], ids=["shared", "both", "unsaid"]
)
def test_boards_in_common_each_decide_where_the_money_is_theirs(money):
    planned = plan([route()], POWERS, Facts(pence=1, money_of=money))
    assert asked(planned)[2:] == [(3, "ICB-H", "approve"), (3, "ICB-C", "approve")]


def test_money_of_none_of_its_boards_has_no_route():
    with pytest.raises(NoRouteError, match="Nobody on the route “all” would decide"):
        plan([route()], POWERS, Facts(pence=1, money_of=frozenset({"HOSPITAL"})))


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        pytest.param(Facts(pence=5_000_000), "small", id="at the limit"),
        pytest.param(Facts(pence=5_000_001), "large", id="a penny above it"),
        pytest.param(Facts(pence=5_000_000, is_exact=False), "any", id="with something to be confirmed"),
        pytest.param(Facts(), "any", id="without an amount"),
        pytest.param(Facts(fund="IT-3", pence=1), "fund", id="by its fund first"),
        pytest.param(Facts(kind="plan", pence=1), "kind", id="by its kind"),
        pytest.param(Facts(pence=1, money_of=frozenset({"CITY"})), "city", id="by whose money it is"),
    ],
)
def test_the_first_route_that_fits_is_taken(facts, key):
    routes = [
        route("fund", funds=("IT-3",)),
        route("kind", kinds=("plan",)),
        route("city", money_of=("CITY",)),
        route("small", up_to=5_000_000),
        route("large", above=5_000_000),
        route("any"),
    ]
    assert plan(routes, {}, facts).route.key == key


def test_none_fits():
    with pytest.raises(NoRouteError, match=r"No route is set for a proposal for £60,000 from IT-3"):
        plan([route(up_to=5_000_000)], {}, Facts(fund="IT-3", pence=6_000_000))


@pytest.mark.parametrize(
    ("facts", "asks"),
    [
        pytest.param(Facts(pence=5_000_000), ["endorse", "approve", "note", "note"], id="at the limit"),
        pytest.param(Facts(pence=5_000_001), ["endorse", "recommend", "approve", "approve"], id="a penny above"),
        pytest.param(
            Facts(pence=1, is_exact=False), ["endorse", "recommend", "approve", "approve"], id="not all known"
        ),
        pytest.param(Facts(), ["endorse", "recommend", "approve", "approve"], id="no amount"),
    ],
)
def test_within_a_delegated_limit_its_board_decides_and_those_after_it_note(facts, asks):
    planned = plan([route(delegated=(Delegation("TB", 5_000_000),))], {}, facts)
    assert [one.ask.value for one in planned.turns] == asks


def test_on_aligned_money_boards_recommend_and_the_bodies_that_decide_come_last():
    facts = Facts(pence=1, is_aligned=True, money_of=frozenset({"HACKNEY", "CCG"}))
    limit = route(delegated=(Delegation("TB", 5_000_000),))
    assert asked(plan([limit], POWERS, facts)) == [
        (1, "DSG", "endorse"),
        (2, "TB", "recommend"),
        (3, "ICB-H", "recommend"),
        (3, "ICB-C", "recommend"),
        (4, "GB", "approve"),
        (4, "CABINET-H", "approve"),
    ]


def test_a_body_that_is_on_the_route_already_is_not_asked_twice():
    facts = Facts(pence=1, is_aligned=True, money_of=frozenset({"HACKNEY"}))
    own = route(turns=(turn(1, "ICB-H", "approve"), turn(2, "CABINET-H", "note")))
    assert asked(plan([own], POWERS, facts)) == [(1, "ICB-H", "recommend"), (2, "CABINET-H", "approve")]


@pytest.mark.parametrize(
    ("money", "says"), [(frozenset[str](), "does not say whose it is"), (frozenset({"CITY"}), "money of CITY")]
)
def test_aligned_money_on_which_nobody_is_set_to_decide(money, says):
    with pytest.raises(NoRouteError, match=says):
        plan([route()], POWERS, Facts(pence=1, is_aligned=True, money_of=money))


def test_money_of_somebody_on_which_no_board_of_the_route_decides_is_refused():
    own = replace(turn(1, "ICB-H", "approve"), rules=StageRules(money_of=("CCG", "HACKNEY")))
    looks = replace(turn(1, "ICB-C", "note"), rules=StageRules(money_of=("CCG", "CITY")))
    line = CostLine(1, "Beds", organisation="CITY")
    content = Content("x", money_of=("HACKNEY",), costs=(line,))
    facts = facts_of(content, fund="BCF", kind="", pence=1, is_aligned=False)
    with pytest.raises(NoRouteError, match="would decide on the money of CITY"):
        plan([route(turns=(own, looks))], {}, facts)
    assert plan([route(turns=(own, replace(looks, ask=Ask.APPROVE)))], {}, facts).turns
    assert undecided([own, looks], ["CITY", "CCG"]) == {"CITY"}


def test_whose_money_it_is_by_what_the_proposal_and_its_lines_say_else_by_its_fund():
    line = CostLine(1, "Beds", organisation="HACKNEY")
    known = {"fund": "", "kind": "", "pence": 1, "is_aligned": False, "fund_money_of": ("CCG",)}
    assert facts_of(Content("x", money_of=("CITY",), costs=(line,)), **known).money_of == {"CITY", "HACKNEY"}
    assert facts_of(Content("x", costs=(line,)), **known).money_of == {"HACKNEY"}
    assert facts_of(Content("x"), **known).money_of == {"CCG"}


@pytest.mark.parametrize(
    ("stage", "asked"),
    [(Ask.APPROVE, Ask.APPROVE), (Ask.NOTE, Ask.NOTE), (Ask.RECOMMEND, Ask.RECOMMEND)],
)
def test_a_paper_asks_no_board_to_approve_what_its_route_does_not(stage, asked):
    paper = Recommendation(1, "Give the money", {"*": Ask.APPROVE, "TB": Ask.ENDORSE})
    assert (paper.ask_of("ICB-C", stage), paper.ask_of("TB", stage)) == (asked, Ask.ENDORSE)


@pytest.mark.parametrize(
    ("line", "is_exact"),
    [
        (CostLine(1, "Beds", years=(YearAmount(2018, 1),)), True),
        (CostLine(1, "Beds", years=(YearAmount(2018, 1), YearAmount(2019, None))), False),
        (CostLine(1, "Beds", is_tbc=True), False),
    ],
)
def test_an_amount_is_known_only_where_nothing_is_to_be_confirmed(line, is_exact):
    facts = facts_of(Content("x", costs=(line,)), fund="", kind="", pence=1, is_aligned=False)
    assert facts.is_exact is is_exact


@pytest.mark.parametrize(
    ("one", "other", "takes"),
    [
        ({}, {"funds": ("IT-3",)}, True),
        ({"funds": ("IT-3",)}, {}, False),
        ({"up_to": 10}, {"up_to": 5, "above": 1}, True),
        ({"up_to": 5}, {"up_to": 10}, False),
        ({"above": 5}, {"above": 10}, True),
        ({"above": 5}, {"up_to": 10}, False),
        ({"kinds": ("a", "b")}, {"kinds": ("a",), "aligned": True}, True),
        ({"aligned": False}, {"aligned": True}, False),
    ],
)
def test_a_route_that_takes_all_of_another(one, other, takes):
    assert route(**one).takes_all_of(route(**other)) is takes


SEATS = [
    seat_of("ann", "CCG", Capacity.CHAIR),
    seat_of("bob", "CCG", Capacity.VOTING),
    seat_of("cat", "HACKNEY", Capacity.VOTING),
]


@pytest.mark.parametrize(
    ("quorum", "says"),
    [
        (Quorum(3, {"CCG": 2, "HACKNEY": 1}, ("cat",), chair=True), ""),
        (Quorum(4), "4 members are needed, and it has 3 with a vote"),
        (Quorum(2, {"HACKNEY": 2}), "2 of HACKNEY are needed, and it has 1 with a vote"),
        (Quorum(2, {"CITY": 1}), "1 of CITY are needed, and it has none with a vote"),
        (Quorum(2, people=("eve",)), "`eve` must take part"),
    ],
)
def test_a_quorum_that_can_never_be_met(quorum, says):
    fault = seating_fault(quorum, SEATS)
    assert says in fault
    assert bool(fault) is bool(says)


def test_a_board_without_a_vote_or_without_a_chair_cannot_decide():
    assert seat_of("eve", "CCG", Capacity.DEPUTY) is None
    assert seating_fault(Quorum(), []) == "has no member with a vote"
    assert "nobody is its chair" in seating_fault(Quorum(1, chair=True), SEATS[1:])
