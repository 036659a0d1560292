"""Who may read and change what, as somebody of the governance office would ask it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.access import may_add, may_change, may_read, who_may_add, who_may_change
from bot.domain.people import Role, Term
from bot.domain.risks import Lead, Visibility
from tests.support.register import (
    ALWAYS,
    DAY,
    LISTED_ONLY,
    OPEN_HOUSE,
    TODAY,
    actor,
    board,
    directory,
    group,
    person,
    risk,
    role,
)

PAST = Term(None, TODAY - DAY)
FUTURE = Term(TODAY + DAY, None)
ONLY_TODAY = Term(TODAY, TODAY)

LISTED = directory(
    people=[
        person(1, role(Role.DIRECTOR, "PC"), name="Planned Care director"),
        person(2, role(Role.SRO, "PC"), name="Planned Care SRO"),
        person(3, role(Role.MEMBER, "PC")),
        person(4, role(Role.DIRECTOR, "UC")),
        person(5, role(Role.OFFICE)),
        person(6, role(Role.PROGRAMME_DIRECTOR)),
        person(7, role(Role.FINANCE_OFFICER)),
        person(8, role(Role.ADMIN)),
        person(9),
        person(10),
        person(11),
        person(12),
        person(13),
        person(14, role(Role.DIRECTOR, "PC"), term=PAST),
        person(15, role(Role.DIRECTOR, "PC", PAST)),
        person(16, role(Role.DIRECTOR, "PC", ONLY_TODAY, interim=True), name="Interim director"),
        person(17, role(Role.DIRECTOR, "PC", FUTURE)),
        person(18, term=FUTURE),
        person(19),
    ],
    groups=[group(1, (11, ALWAYS), (12, PAST), (14, ALWAYS), (18, FUTURE))],
    boards=[board("TB", (13, ALWAYS), (12, PAST)), board("DSG", (19, ALWAYS))],
)

PUBLIC = risk(leads=(Lead("Person 10", person_id=10), Lead("Group 1", group_id=1)), boards=frozenset({"TB"}))
NON_PUBLIC = risk(leads=PUBLIC.leads, boards=PUBLIC.boards, visibility=Visibility.NON_PUBLIC, readers=frozenset({9}))

# number: (who, reads public as a guest, reads non-public, changes)
RULES = {
    1: ("the workstream's director", True, True, True),
    2: ("its SRO", True, True, True),
    3: ("a member of its team", True, True, False),
    4: ("another workstream's director", False, False, False),
    5: ("the governance office", True, True, True),
    6: ("the programme director", True, True, True),
    7: ("a finance officer", False, False, False),
    8: ("an administrator of Convenor", False, False, False),
    9: ("a named reader", False, True, False),
    10: ("a lead", True, True, True),
    11: ("a member of the lead group", True, True, True),
    12: ("somebody who left the lead group and the board", False, False, False),
    13: ("a member of a board it is reported to", True, True, False),
    15: ("somebody who was its director until yesterday", False, False, False),
    16: ("an interim director on their only day", True, True, True),
    17: ("somebody who will direct it from tomorrow", False, False, False),
    19: ("a member of another board", False, False, False),
}
ROWS = [pytest.param(number, *rest, id=who) for number, (who, *rest) in RULES.items()]


@pytest.mark.parametrize(("number", "guest_reads", "reads_non_public", "changes"), ROWS)
def test_everyone_of_the_partnership_reads_public_records(number, guest_reads, reads_non_public, changes):
    assert may_read(actor(number, LISTED), PUBLIC)


@pytest.mark.parametrize(("number", "guest_reads", "reads_non_public", "changes"), ROWS)
def test_non_public_records_are_for_those_who_work_on_them(number, guest_reads, reads_non_public, changes):
    assert may_read(actor(number, LISTED), NON_PUBLIC) is reads_non_public


@pytest.mark.parametrize(("number", "guest_reads", "reads_non_public", "changes"), ROWS)
def test_guests_read_only_what_a_role_a_lead_or_a_seat_gives_them(number, guest_reads, reads_non_public, changes):
    guest = actor(number, LISTED, is_guest=True)
    assert may_read(guest, PUBLIC) is guest_reads
    assert may_read(guest, NON_PUBLIC) is reads_non_public


def test_a_guest_named_as_reader_reads_the_record_also_once_it_is_public():
    guest = actor(9, LISTED, is_guest=True)
    assert may_read(guest, risk(readers=frozenset({9})))
    assert not may_read(guest, risk(readers=frozenset()))


@pytest.mark.parametrize(("number", "guest_reads", "reads_non_public", "changes"), ROWS)
@pytest.mark.parametrize("is_guest", [False, True])
def test_change_is_for_director_sro_leads_and_the_office(number, guest_reads, reads_non_public, changes, is_guest):
    who = actor(number, LISTED, is_guest=is_guest)
    assert may_change(who, PUBLIC) is changes
    assert may_change(who, NON_PUBLIC) is changes


@pytest.mark.parametrize(
    ("number", "workstream", "adds"),
    [
        pytest.param(1, "PC", True, id="its director"),
        pytest.param(2, "PC", True, id="its SRO"),
        pytest.param(5, "UC", True, id="the office, anywhere"),
        pytest.param(16, "PC", True, id="its interim director"),
        pytest.param(1, "UC", False, id="another workstream's director"),
        pytest.param(3, "PC", False, id="a member of its team"),
        pytest.param(10, "PC", False, id="a lead of one of its risks"),
        pytest.param(8, "PC", False, id="an administrator"),
        pytest.param(15, "PC", False, id="a former director"),
    ],
)
def test_adding_is_for_director_sro_and_the_office(number, workstream, adds):
    assert may_add(actor(number, LISTED), workstream) is adds


@pytest.mark.parametrize(
    ("number", "facts"),
    [
        pytest.param(14, {}, id="somebody who left yesterday, though still listed in the lead group"),
        pytest.param(18, {}, id="somebody who starts tomorrow"),
        pytest.param(1, {"team_id": "T0OTHER"}, id="an account of another team, whatever its id"),
        pytest.param(1, {"team_id": ""}, id="an account without a team"),
        pytest.param(1, {"is_stranger": True}, id="a stranger of a shared channel"),
        pytest.param(1, {"is_deleted": True}, id="a deactivated account"),
        pytest.param(1, {"is_bot": True}, id="another bot"),
        pytest.param(99, {"is_guest": True}, id="a guest nobody has listed"),
    ],
)
def test_the_partnership_does_not_know(number, facts):
    assert actor(number, LISTED, **facts) is None


def test_an_unlisted_member_of_the_workspace_reads_public_records_and_no_more():
    reader = actor(99, LISTED, rules=OPEN_HOUSE)
    assert may_read(reader, PUBLIC)
    assert not may_read(reader, NON_PUBLIC)
    assert not may_change(reader, PUBLIC)
    assert not may_add(reader, "PC")
    assert not reader.is_office
    assert not reader.is_admin


def test_an_unlisted_member_is_nobody_where_only_listed_people_read():
    assert actor(99, LISTED, rules=LISTED_ONLY) is None
    assert may_read(actor(9, LISTED, rules=LISTED_ONLY), PUBLIC)


def test_an_unlisted_member_does_not_lead_a_risk_without_a_person():
    orphan = risk(leads=(Lead("a group that is gone", group_id=7),), visibility=Visibility.NON_PUBLIC)
    assert not actor(99, LISTED).leads(orphan)
    assert not may_read(actor(99, LISTED), orphan)


@pytest.mark.parametrize(
    ("day", "may"),
    [
        pytest.param(date(2018, 9, 2), False, id="the day before"),
        pytest.param(date(2018, 9, 3), True, id="the first day"),
        pytest.param(date(2019, 1, 31), True, id="the last day"),
        pytest.param(date(2019, 2, 1), False, id="the day after"),
    ],
)
@pytest.mark.parametrize("through", ["role", "group"])
def test_a_term_counts_from_its_first_day_to_its_last(day, may, through):
    term = Term(date(2018, 9, 3), date(2019, 1, 31))
    roles = [role(Role.DIRECTOR, "PC", term, interim=True)] if through == "role" else []
    listed = directory([person(1, *roles)], [group(1, (1, term))] if through == "group" else [])
    assert may_change(actor(1, listed, day), risk(leads=(Lead("Group 1", group_id=1),))) is may


def test_a_seat_counts_from_its_first_day_to_its_last():
    listed = directory([person(1)], boards=[board("TB", (1, ONLY_TODAY))])
    told = risk(visibility=Visibility.NON_PUBLIC, leads=(), boards=frozenset({"TB"}))
    assert [may_read(actor(1, listed, TODAY + step * DAY), told) for step in (-1, 0, 1)] == [False, True, False]


def test_a_board_reads_only_what_it_is_told_of():
    assert not may_read(actor(13, LISTED), risk(visibility=Visibility.NON_PUBLIC, boards=frozenset()))


def test_the_actor_is_called_by_the_directory_name_and_knows_the_groups():
    who = actor(11, LISTED)
    assert (who.name, who.slack_id, who.groups, who.boards) == ("Person 11", "U11", frozenset({1}), frozenset())


@given(
    st.sampled_from(sorted(RULES)),
    st.booleans(),
    st.booleans(),
    st.sets(st.sampled_from(sorted(RULES)), max_size=3),
    st.sets(st.sampled_from(["TB", "DSG"])),
)
def test_whoever_may_change_may_read(number, is_guest, is_public, leads, boards):
    record = risk(
        leads=tuple(Lead(f"Person {lead}", person_id=lead) for lead in sorted(leads)),
        boards=frozenset(boards),
        visibility=Visibility.PUBLIC if is_public else Visibility.NON_PUBLIC,
    )
    who = actor(number, LISTED, is_guest=is_guest)
    assert may_read(who, record) or not may_change(who, record)


@given(st.sampled_from(sorted(RULES)), st.booleans())
def test_making_a_record_non_public_never_lets_anybody_new_in(number, is_guest):
    who = actor(number, LISTED, is_guest=is_guest)
    assert may_read(who, PUBLIC) or number == 9 or not may_read(who, NON_PUBLIC)


def test_whoever_may_not_is_told_who_may():
    assert who_may_change(PUBLIC, LISTED, TODAY) == (
        "Person 10, Group 1, Planned Care director, Planned Care SRO, Interim director, and the governance office"
    )
    assert who_may_add("UC", LISTED, TODAY) == "Person 4, and the governance office"


def test_nobody_is_named_twice_and_former_holders_are_not_named():
    named = who_may_change(risk(leads=(Lead("Planned Care director", person_id=1),)), LISTED, TODAY)
    assert named.count("Planned Care director") == 1
    assert "Person 14" not in named
    assert "Person 15" not in named
    assert "Person 17" not in named


def test_where_nobody_holds_a_role_the_office_is_named():
    assert who_may_add("PV", LISTED, TODAY) == "the governance office"


def test_the_directory_finds_people_by_account_and_address():
    assert LISTED.person_of("U4").id == 4
    assert LISTED.person_of("U0") is None
    assert LISTED.person_with_email("P4@Partnership.Example").id == 4
    assert LISTED.person_with_email("") is None


@pytest.mark.parametrize("written", ["PC", "pc", "Planned Care", " planned   care "])
def test_a_workstream_is_found_by_its_letters_or_its_name(written):
    assert LISTED.find_workstream(written).key == "PC"


@pytest.mark.parametrize("written", ["", "P", "Planned", "PCC"])
def test_half_a_name_finds_no_workstream(written):
    assert LISTED.find_workstream(written) is None


def test_the_office_is_whoever_runs_it_today():
    assert [who.id for who in LISTED.office(TODAY)] == [5, 6]
