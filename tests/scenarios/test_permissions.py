"""Who may read and change what, tried by everybody: staff, boards, guests, the unlisted, and other organisations."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.scenarios.conftest import PRIVATE, opened
from tests.scenarios.people import (
    BOARD_MEMBER,
    DIRECTOR,
    GENERAL,
    GROUP_MEMBER,
    GUEST,
    GUEST_ON_BOARD,
    GUEST_WITH_ROLE,
    IT_BOARD,
    LEAD,
    MANAGER,
    MEMBER,
    OFFICER,
    OTHER_DIRECTOR,
    PROGRAMME_DIRECTOR,
    REGION,
    SRO,
    STRANGER,
    UNLISTED,
    UNPLANNED,
    button,
    filled,
    labels,
    words,
)
from tests.support.sandbox import SandboxRefusedError

NOT_YET = "U0CYDIRECTOR"

# What each may do with PC7 (led by the director and LEAD), PC11 (led by the director), UC6 (led by the director of
# Unplanned Care and a group) and a risk of Planned Care that is not public: r reads, c reads and changes, - nothing.
RIGHTS = [
    # who                                      PC7  PC11 UC6  private
    pytest.param(DIRECTOR,                     "c", "c", "r", "c", id="director"),
    pytest.param(SRO,                          "c", "c", "r", "c", id="SRO"),
    pytest.param(MEMBER,                       "r", "r", "r", "r", id="member of the workstream"),
    pytest.param(LEAD,                         "c", "r", "r", "r", id="lead"),
    pytest.param(GROUP_MEMBER,                 "r", "r", "c", "-", id="member of a lead group"),
    pytest.param(OTHER_DIRECTOR,               "r", "r", "c", "-", id="director of another workstream"),
    pytest.param(MANAGER,                      "c", "c", "c", "c", id="governance manager"),
    pytest.param(OFFICER,                      "c", "c", "c", "c", id="governance officer"),
    pytest.param(PROGRAMME_DIRECTOR,           "c", "c", "c", "c", id="programme director"),
    pytest.param(BOARD_MEMBER,                 "r", "r", "r", "-", id="member of a board"),
    pytest.param(GUEST_WITH_ROLE,              "r", "r", "c", "-", id="guest with a role, in a lead group, on a board"),
    pytest.param(GUEST_ON_BOARD,               "r", "r", "r", "-", id="guest on a board"),
    pytest.param(UNLISTED,                     "r", "r", "r", "-", id="unlisted member of the workspace"),
    pytest.param(GUEST,                        "-", "-", "-", "-", id="guest without a role"),
    pytest.param(NOT_YET,                      "-", "-", "-", "-", id="somebody whose term has not begun"),
]  # fmt: skip


def reach(person, ref):
    """Try a risk by its card, the list, the search and the form of an update: r, c or -."""
    card = person.types(f"/risk {ref}")
    history = words(person.types(f"/risk history {ref}"))
    listed = f"*{ref}*" in "".join(words(person.types(f"/risk list {scope}")) for scope in ("PC", "UC"))
    found = f"*{ref}*" in words(person.types(f"/risk search {ref}"))
    reads = words(card).startswith(f"*Risk {ref} ")
    assert (history.startswith(f"*History of {ref}*"), listed, found) == (reads, reads, reads)
    if "Update" in labels(card):
        assert person.opens(f"/risk update {ref}")["title"]["text"] == f"Update {ref}"
        return "c"
    refusal = words(person.types(f"/risk update {ref}"))
    if reads:
        assert f"You can't change {ref}." in refusal
        return "r"
    assert "There is no risk" in refusal or "I don't know you" in refusal
    return "-"


@pytest.mark.parametrize(("user", "pc7", "pc11", "uc6", "private"), RIGHTS)
def test_everybody_reaches_what_they_may(reading, user, pc7, pc11, uc6, private):
    channel = {GUEST: IT_BOARD, GUEST_WITH_ROLE: IT_BOARD, GUEST_ON_BOARD: "C0TB"}.get(user, GENERAL)
    person = reading.person(user, channel)
    reached = [reach(person, ref) for ref in ("PC7", "PC11", "UC6", PRIVATE)]
    assert reached == [pc7, pc11, uc6, private]


def test_whoever_may_not_change_a_risk_is_told_who_may(reading):
    said = words(reading.person(UNLISTED).types("/risk update PC7"))
    assert said == (
        "You can't change PC7. These can: Planned Care director, Cancer commissioning lead, Planned Care SRO, "
        "and the governance office. Ask one of them."
    )


def test_a_guest_without_a_role_is_told_whom_to_ask(reading):
    said = words(reading.person(GUEST, IT_BOARD).types("/risk list"))
    assert said == (
        "I don't know you as a member of Hackney and City Partnership. Ask the governance office "
        "(Governance manager, Governance officer, Programme director) to add you."
    )


def test_what_is_not_public_is_not_hinted_at(reading):
    person = reading.person(UNLISTED)
    hidden, missing = person.types(f"/risk {PRIVATE}"), person.types("/risk PC13")
    assert words(hidden).splitlines()[0] == words(missing).splitlines()[0].replace("PC13", PRIVATE)
    assert not [label for label in labels(missing) if PRIVATE in label]
    assert f"Did you mean {PRIVATE}?" in labels(reading.person(MEMBER).types("/risk PC13"))
    assert "*3 risks*" in words(person.types("/risk list PC"))
    assert "*4 risks*" in words(reading.person(MEMBER).types("/risk list PC"))


def test_a_named_reader_sees_what_is_not_public(stage):
    director = stage.person(DIRECTOR)
    reader = stage.books.person("prevention-director").id
    form = director.opens("/risk edit PC11")
    director.saves(form, {"visibility": "non_public", "readers": [f"person:{reader}"]})
    card = stage.person("U0PVDIRECTOR").types("/risk PC11")
    assert "not public" in words(card)
    assert labels(card) == ["History", "Share here", "Follow"]
    assert "There is no risk PC11" in words(stage.person("U0FINANALYST").types("/risk PC11"))


def test_a_board_sees_what_is_not_public_while_it_is_told_of_it(stage):
    director = stage.person(DIRECTOR)
    director.saves(director.opens("/risk edit PC7"), {"visibility": "non_public"})
    board = stage.person(BOARD_MEMBER)
    assert words(board.types("/risk PC7")).startswith("*Risk PC7 ")
    form = director.opens("/risk update PC7")
    director.saves(form, {"inherent": "3x4", "residual": "3x4", "update": "The contract was renegotiated"})
    assert words(board.types("/risk PC7")).startswith("*Risk PC7 "), "it stays on the report until the board says so"
    office = stage.person(MANAGER)
    for key in ("ICB-H", "ICB-C"):
        decision = {"board": key, "meeting": f"{key}:2018-10-11", "minute": "6.2", "reason": "The board is satisfied"}
        office.saves(office.opens("/risk deescalate PC7"), decision)
    assert "There is no risk PC7" in words(board.types("/risk PC7"))


def test_strangers_get_no_command_and_a_press_shows_them_nothing(stage):
    stranger = stage.person(STRANGER, REGION)
    with pytest.raises(SandboxRefusedError):
        stranger.types("/risk PC11")
    director = stage.person(DIRECTOR, REGION)
    blocks = director.types("/risk PC11")["blocks"]
    posted = stage.sandbox.api("chat.postMessage", channel=REGION, text="A card", blocks=blocks)
    card = next(message for message in stranger.reads(REGION) if message["ts"] == posted["ts"])
    before = stage.books.counts()
    for label in ("Update", "History", "Edit details", "Share here"):
        said = words(stranger.asks(card, label))
        assert said == (
            "This belongs to another organisation's workspace, so I can't show or change anything for you here. "
            "Ask the person who shared it with you."
        )
        assert stranger.forms() == []
    assert stage.books.counts() == before
    assert [m["ts"] for m in director.reads(REGION)] == [card["ts"]]


def test_a_guest_who_presses_a_button_of_somebody_else_gets_nothing(stage):
    stage.person("U0UCDEPUTY", UNPLANNED).types("/risk update UC6 4x3 Fewer referrals are lost")
    stage.books.wait_until_sent()
    card = stage.person("U0UCDIRECTOR", UNPLANNED).reads(UNPLANNED)[0]
    posted = stage.sandbox.api("chat.postMessage", channel=IT_BOARD, text="A card", blocks=card["blocks"])
    guest = stage.person(GUEST, IT_BOARD)
    shown = next(message for message in guest.reads(IT_BOARD) if message["ts"] == posted["ts"])
    assert "I don't know you as a member" in words(guest.asks(shown, "Open"))
    with pytest.raises(AssertionError):
        button(shown, "Update")


def test_a_submission_by_somebody_who_lost_their_role_meanwhile_is_refused(stage):
    group_member = stage.person(GROUP_MEMBER)
    form = group_member.opens("/risk update UC6")
    director = stage.person(OTHER_DIRECTOR)
    edit = director.opens("/risk edit UC6")
    director.saves(edit, {"leads": [lead for lead in filled(edit)["leads"] if lead.startswith("person:")]})
    errors = group_member.is_refused(form, {"residual": "3x3", "update": "Better"})
    assert "You can't change UC6." in next(iter(errors.values()))


def test_roles_follow_their_dates(own_sandbox, register, tmp_path):
    # Sooner than in the demonstration: months of ticks would have to be caught up with.
    sooner = {"until = 2019-01-31": "until = 2018-11-01", "from = 2019-02-01": "from = 2018-11-02"}
    with opened(own_sandbox, register, tmp_path, changed=sooner) as stage:
        interim, successor = stage.person("U0CYINTERIM"), stage.person(NOT_YET)
        assert "Update" in labels(interim.types("/risk CY8"))
        assert "I don't know you as a member" in words(successor.types("/risk CY8"))
        version = own_sandbox.set_clock(datetime(2018, 11, 2, 9, tzinfo=UTC).isoformat())["version"]
        own_sandbox.wait_until_settled(version)
        assert "I don't know you as a member" in words(interim.types("/risk CY8"))
        assert "Update" in labels(successor.types("/risk CY8"))
