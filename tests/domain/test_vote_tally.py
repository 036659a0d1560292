"""Tally and quorum: what a vote comes to, and what it can never do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Board, BoardMember, Capacity, DecidesIn, Person, Role, Term
from bot.domain.proposals.quorum import forecast, forecast_sentences
from bot.domain.proposals.records import Ask, Choice
from bot.domain.proposals.rules import Majority, Quorum, StageRules, rules_from_json, rules_to_json
from bot.domain.proposals.seating import seat_of, seating_fault
from bot.domain.proposals.seats import Deputy, Seat, Seats, WhyNoVote, seats_of
from bot.domain.proposals.tally import Standing, Vote, is_settled, tally
from bot.views.vote_words import count_words

AT, TODAY = datetime(2018, 11, 1, tzinfo=UTC), date(2018, 11, 1)
NAMES = {"CCG": "the CCG", "LBH": "LBH", "CITY": "the City"}
SEATS = tuple(
    Seat(number, key, key, organisation, is_chair=number == 1)
    for number, (key, organisation) in enumerate(
        [("K", "CCG"), ("A", "CCG"), ("B", "LBH"), ("C", "LBH"), ("D", "LBH"), ("E", "CITY"), ("F", "")], 1
    )
)
FOR, AGAINST, ABSTAIN, IF = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN, Choice.WITH_CONDITIONS


def cast(choices: Mapping[int, Choice]) -> list[Vote]:
    """Return the votes of seats on the only recommendation."""
    return [Vote(number, 0, seat, seat, choice, AT) for number, (seat, choice) in enumerate(choices.items(), 1)]


def standing(choices: Mapping[int, Choice], rules: StageRules, seats: Seats | None = None) -> Standing:
    return tally(seats or Seats(SEATS), {0: Ask.APPROVE}, cast(choices), rules).items[0].standing


ROWS = {
    "more for than against": (Majority.SIMPLE, {1: FOR, 2: FOR, 3: AGAINST}, Standing.PASSED),
    "with conditions counts as for": (Majority.SIMPLE, {1: IF, 2: FOR, 3: AGAINST}, Standing.PASSED),
    "a tie is no decision": (Majority.SIMPLE, {1: FOR, 3: AGAINST}, Standing.OPEN),
    "all abstain": (Majority.SIMPLE, {1: ABSTAIN, 2: ABSTAIN}, Standing.OPEN),
    "more against than for": (Majority.SIMPLE, {1: FOR, 2: AGAINST, 3: AGAINST}, Standing.FAILED),
    "exactly two thirds": (Majority.TWO_THIRDS, {1: FOR, 2: FOR, 3: AGAINST}, Standing.PASSED),
    "less than two thirds": (Majority.TWO_THIRDS, {1: FOR, 2: FOR, 3: FOR, 4: AGAINST, 5: AGAINST}, Standing.OPEN),
    "one against unanimity": (Majority.UNANIMOUS, {1: FOR, 2: FOR, 3: AGAINST}, Standing.OPEN),
    "unanimous with an abstention": (Majority.UNANIMOUS, {1: FOR, 2: ABSTAIN}, Standing.PASSED),
    "each partner for": (Majority.PARTNERS, {1: FOR, 3: FOR, 4: FOR, 5: AGAINST, 6: FOR}, Standing.PASSED),
    "a partner is missing": (Majority.PARTNERS, {1: FOR, 3: FOR}, Standing.OPEN),
    "a partner is split": (Majority.PARTNERS, {1: FOR, 3: FOR, 4: AGAINST, 6: FOR}, Standing.OPEN),
    "most partners against": (Majority.PARTNERS, {1: AGAINST, 3: AGAINST, 6: FOR}, Standing.FAILED),
}


@pytest.mark.parametrize(("majority", "choices", "comes_to"), ROWS.values(), ids=ROWS)
def test_a_majority_is_reckoned_by_its_rule(
    majority: Majority, choices: Mapping[int, Choice], comes_to: Standing
) -> None:
    assert standing(choices, StageRules(majority=majority)) is comes_to


@pytest.mark.parametrize(
    ("chair", "comes_to"), [(FOR, Standing.PASSED), (AGAINST, Standing.FAILED), (ABSTAIN, Standing.OPEN)]
)
def test_the_chairs_vote_breaks_a_tie_where_it_casts(chair: Choice, comes_to: Standing) -> None:
    others = {2: FOR, 3: AGAINST} if chair is ABSTAIN else {2: AGAINST if chair is FOR else FOR}
    assert standing({1: chair, **others}, StageRules(casting=True)) is comes_to
    assert standing({1: chair, **others}, StageRules()) is Standing.OPEN


def test_a_partner_whose_members_are_all_out_makes_no_agreement_by_being_away() -> None:
    partners = StageRules(majority=Majority.PARTNERS)
    everybody = {seat.person_id: FOR for seat in SEATS}
    assert standing(everybody, partners) is Standing.PASSED
    out = [seat for seat in SEATS if seat.organisation == "CITY"]
    left = Seats(tuple(seat for seat in SEATS if seat not in out), dict.fromkeys(out, WhyNoVote.LEFT))
    assert standing(everybody, partners, left) is Standing.OPEN


def test_each_partners_vote_is_told_beside_the_members() -> None:
    rules = StageRules(majority=Majority.PARTNERS)
    stands = tally(Seats(SEATS), {0: Ask.APPROVE}, cast({1: FOR, 2: FOR, 3: FOR, 4: AGAINST, 6: AGAINST}), rules)
    assert count_words(stands.items[0], NAMES) == (
        "the CCG for · LBH no vote · the City against (members: for 3 · against 2 · abstaining 0)"
    )
    assert count_words(tally(Seats(SEATS), {0: Ask.APPROVE}, cast({1: FOR}), StageRules()).items[0]) == (
        "For 1 · against 0 · abstaining 0"
    )


def test_without_a_quorum_nothing_is_decided() -> None:
    rules = StageRules(quorum=Quorum(members=4, of_organisation={"LBH": 2}))
    assert standing({1: FOR, 2: FOR, 3: FOR, 6: FOR}, rules) is Standing.OPEN
    assert standing({1: FOR, 2: FOR, 3: FOR, 4: ABSTAIN}, rules) is Standing.PASSED


FORECASTS = {
    "met": (Quorum(members=2), {1, 2}, ("Quorate.",)),
    "two more": (Quorum(members=3), {1}, ("Quorate if two more vote.",)),
    "of an organisation": (
        Quorum(members=4, of_organisation={"LBH": 2}),
        {1, 2},
        ("Quorate if two more from LBH vote.",),
    ),
    "one cannot be spared": (
        Quorum(people=("K",)),
        {2},
        ("Quorate if K votes.", "Not reachable if K stays away."),
    ),
    "none of an organisation can be spared": (
        Quorum(of_organisation={"CCG": 2}),
        set(),
        ("Quorate if two more from the CCG vote.", "Not reachable if any of K and A stays away."),
    ),
    "more than one thing": (
        Quorum(members=5, of_organisation={"LBH": 1}, chair=True),
        {2, 6},
        ("Quorate if three more vote, among them one more from LBH and K as chair.", "Not reachable if K stays away."),
    ),
    "never": (Quorum(members=9), {1}, ("A quorum can't be reached: eight more must take part, and six more can.",)),
    "a named person without a vote": (
        Quorum(people=("Z",)),
        {1},
        ("A quorum can't be reached: Z must take part and has no vote on this.",),
    ),
}


@pytest.mark.parametrize(("quorum", "took_part", "sentences"), FORECASTS.values(), ids=FORECASTS)
def test_a_forecast_says_what_a_quorum_needs(quorum: Quorum, took_part: set[int], sentences: tuple[str, ...]) -> None:
    assert forecast_sentences(forecast(quorum, SEATS, took_part), NAMES, {}) == sentences


def test_nobody_is_decisive_for_whom_a_deputy_can_still_vote() -> None:
    rules, deputy = StageRules(quorum=Quorum(of_organisation={"CITY": 1})), Deputy(20, "Stand-in", "CITY")
    stands = [tally(Seats(SEATS, deputies=some), {0: Ask.APPROVE}, [], rules).items[0] for some in ((), (deputy,))]
    assert [[seat.key for seat in item.forecast.decisive] for item in stands] == [["E"], []]


def test_somebody_of_a_role_must_take_part_whoever_holds_it() -> None:
    officer = Role.FINANCE_OFFICER
    seats = (replace(SEATS[0], roles=frozenset({officer})), *SEATS[1:])
    quorum = Quorum(roles=(officer,))
    assert forecast(quorum, seats, {1}).is_met
    said = forecast_sentences(forecast(quorum, seats, {2}), NAMES, {})
    assert said == ("Quorate if K as finance officer votes.", "Not reachable if K stays away.")
    assert not forecast(quorum, SEATS, {1}).is_reachable
    rules = StageRules(quorum=quorum)
    assert rules_from_json(rules_to_json(rules)) == rules
    holding, other = (seat_of("K", "CCG", Capacity.VOTING, roles) for roles in ((officer,), ()))
    assert holding is not None
    assert other is not None
    assert seating_fault(quorum, [holding]) == ""
    assert "a finance officer must take part" in seating_fault(quorum, [other])


def test_a_quorum_that_cannot_be_met_is_known_before_anybody_votes() -> None:
    assert not forecast(Quorum(members=1), (), ()).is_reachable
    assert not forecast(Quorum(of_organisation={"CITY": 2}), SEATS, ()).is_reachable


def test_where_the_chair_has_no_vote_those_present_choose_who_presides() -> None:
    others = SEATS[1:]
    assert forecast(Quorum(chair=True), others, {2}).is_met
    assert not forecast(Quorum(chair=True), SEATS, {2}).is_met


def test_everyone_recused_decides_nothing() -> None:
    nobody = Seats((), dict.fromkeys(SEATS, WhyNoVote.LEFT))
    stands = tally(nobody, {0: Ask.APPROVE}, cast({seat.person_id: FOR for seat in SEATS}), StageRules())
    assert (is_settled(stands), stands.all_voted, stands.items[0].counted) == (False, False, ())


def test_a_deputy_votes_for_one_absent_member_until_the_member_votes() -> None:
    seats = Seats(SEATS, deputies=(Deputy(20, "Stand-in", "LBH"),))
    first, second = Vote(1, 0, 3, 20, AGAINST, AT), Vote(2, 0, 4, 20, AGAINST, AT)
    counted = tally(seats, {0: Ask.APPROVE}, [first, second], StageRules()).items[0].counted
    assert [vote.id for _, vote in counted] == [2]
    own = Vote(3, 0, 4, 4, FOR, AT)
    counted = tally(seats, {0: Ask.APPROVE}, [first, second, own], StageRules()).items[0].counted
    assert {vote.id for _, vote in counted} == {1, 3}
    without_them = replace(seats, entitled=SEATS[:3], barred={SEATS[3]: WhyNoVote.SPEAKS})
    counted = tally(without_them, {0: Ask.APPROVE}, [first, second], StageRules()).items[0].counted
    assert {vote.id for _, vote in counted} == {1}
    shut_out = replace(seats, shut_out=frozenset({20}))
    assert not tally(shut_out, {0: Ask.APPROVE}, [first, second], StageRules()).items[0].counted


def test_a_paper_is_answered_when_each_of_its_recommendations_is() -> None:
    asks = {1: Ask.APPROVE, 2: Ask.APPROVE}
    yes, no = Vote(1, 1, 1, 1, FOR, AT), Vote(2, 2, 1, 1, AGAINST, AT)
    assert is_settled(tally(Seats(SEATS), asks, [yes, no], StageRules()))
    assert not is_settled(tally(Seats(SEATS), asks, [yes], StageRules()))
    assert not is_settled(tally(Seats(SEATS), {}, [], StageRules()))


def test_seats_are_those_of_the_day_with_a_vote_and_each_person_has_one() -> None:
    def person(number: int, until: date | None = None) -> Person:
        return Person(number, f"p{number}", f"P{number}", None, None, "CCG", Term(None, until))

    def member(number: int, capacity: Capacity = Capacity.VOTING, until: date | None = None) -> BoardMember:
        return BoardMember(number, None, capacity, Term(None, until))

    gone = date(2018, 10, 1)
    members = (
        member(1, Capacity.CHAIR),
        member(1),
        member(2),
        member(3, until=gone),
        member(4),
        member(5, Capacity.ATTENDEE),
        member(6, Capacity.DEPUTY),
        member(7),
    )
    people = {n: person(n, gone if n == 4 else None) for n in range(1, 8)}
    board = Board("TB", "TB", 2, None, DecidesIn.THREAD, members, ())
    seats = seats_of(
        board, people, TODAY, deputies_count=True, author_votes=False, author_id=2, sponsor_id=None, left={7}
    )
    assert [(seat.person_id, seat.is_chair) for seat in seats.entitled] == [(1, True)]
    assert {seat.person_id: why for seat, why in seats.barred.items()} == {2: WhyNoVote.AUTHOR, 7: WhyNoVote.LEFT}
    assert [seat.person_id for seat in seats.may_stand_in(6)] == [1]
    assert not seats.may_stand_in(5)


ANY_RULES = st.builds(
    StageRules,
    quorum=st.builds(
        Quorum,
        members=st.integers(1, 5),
        of_organisation=st.dictionaries(st.sampled_from(["CCG", "LBH", "CITY"]), st.integers(1, 2), max_size=2),
        chair=st.booleans(),
    ),
    majority=st.sampled_from(Majority),
    casting=st.booleans(),
)
ANY_VOTES = st.dictionaries(st.sampled_from([seat.person_id for seat in SEATS]), st.sampled_from(Choice))


@given(rules=ANY_RULES, choices=ANY_VOTES, voter=st.sampled_from(SEATS))
def test_one_more_vote_for_never_turns_passed_into_failed(
    rules: StageRules, choices: dict[int, Choice], voter: Seat
) -> None:
    before = standing(choices, rules)
    after = standing({**choices, voter.person_id: FOR}, rules)
    if before is Standing.PASSED:
        assert after is Standing.PASSED


@given(rules=ANY_RULES, choices=ANY_VOTES, recused=st.sets(st.sampled_from(SEATS)))
def test_a_recused_member_counts_nowhere(rules: StageRules, choices: dict[int, Choice], recused: set[Seat]) -> None:
    others = tuple(seat for seat in SEATS if seat not in recused)
    gone = {seat.person_id for seat in recused}
    seats = Seats(others, dict.fromkeys(recused, WhyNoVote.LEFT), shut_out=frozenset(gone))
    votes = cast(choices)
    with_them = tally(seats, {0: Ask.APPROVE}, votes, rules)
    without = tally(seats, {0: Ask.APPROVE}, [v for v in votes if v.seat_id not in gone], rules)
    assert with_them.items == without.items
    assert not gone & {seat.person_id for seat, _ in with_them.items[0].counted}


@given(rules=ANY_RULES, took_part=st.sets(st.sampled_from(SEATS)), more=st.sampled_from(SEATS))
def test_a_quorum_is_monotone_in_attendance(rules: StageRules, took_part: set[Seat], more: Seat) -> None:
    ids = {seat.person_id for seat in took_part}
    before, after = forecast(rules.quorum, SEATS, ids), forecast(rules.quorum, SEATS, ids | {more.person_id})
    assert after.is_met or not before.is_met
    assert before.is_reachable == after.is_reachable
    if before.is_reachable and not before.is_met:
        stay_away = [seat for seat in before.decisive if seat not in took_part]
        for seat in stay_away:
            without = [one for one in SEATS if one != seat]
            assert not forecast(rules.quorum, without, ids).is_reachable or (seat.is_chair and rules.quorum.chair)


@given(rules=ANY_RULES, choices=ANY_VOTES)
def test_order_and_repetition_of_votes_change_nothing(rules: StageRules, choices: dict[int, Choice]) -> None:
    votes = cast(choices)
    first = tally(Seats(SEATS), {0: Ask.APPROVE}, votes, rules)
    assert tally(Seats(SEATS), {0: Ask.APPROVE}, [*reversed(votes), *votes], rules).items == first.items
