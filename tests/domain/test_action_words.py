"""What is read of a line that adds an action, and of a list as people ask for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.actions.bodies import Bodies
from bot.domain.actions.list_words import ListWords
from bot.domain.actions.listing import ActionQuery, Wanted
from bot.domain.actions.one_line import LineReader
from bot.domain.actions.owners import OwnerWords
from bot.domain.people import Role, Term
from bot.errors import InvalidInputError
from tests.support.register import DAY, HOME, TODAY, account, actor, board, directory, person, role

BODIES = Bodies({"ICB": ("ICB-H", "ICB-C"), "TB": ("TB",)})
FRIDAY = date(2018, 11, 16)
LISTED = replace(
    directory(
        [
            person(1, role(Role.OFFICE), name="Governance manager"),
            person(2, role(Role.SRO, "PC"), name="Planned Care SRO"),
            person(3, role(Role.DIRECTOR, "PC"), name="Jane Smith"),
            person(4, name="Adults and communities lead"),
            person(5, term=Term(None, TODAY - DAY), name="Former lead"),
            person(6, name="John Smith"),
            person(7, term=Term(TODAY + DAY, None), name="Coming lead"),
            person(8, name="Switched off"),
            person(9, name="Elsewhere lead"),
        ],
        boards=[board("ICB-H"), board("ICB-C"), board("TB")],
    ),
    accounts={
        "U2": account("U2", name="pc.sro"),
        "U9": account("U9", name="elsewhere.lead", team_id="T0ELSE"),
        "U8": account("U8", name="off", is_deleted=True),
        "UGUEST": account("UGUEST", name="contractor", is_guest=True),
        "USTRANGER": account("USTRANGER", name="regional officer", is_stranger=True),
        "UOTHER": account("UOTHER", name="elsewhere", team_id="T0ELSE"),
        "UBOT": account("UBOT", name="robot", is_bot=True),
        "UPLAIN": account("UPLAIN", name="analyst"),
    },
)
MANAGER = actor(1, LISTED)
assert MANAGER is not None
OWNERS = OwnerWords(LISTED, MANAGER, HOME)
LINES = LineReader(OWNERS, BODIES, lambda name: (FRIDAY,) if name == "ICB" else ())
LISTS = ListWords(OWNERS, BODIES)


def ids(owners):
    return [owner.person_id for owner in owners]


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("Planned Care SRO", [2]),
        ("@Planned Care SRO, <@U1|manager> and Jane Smith", [2, 1, 3]),
        ("<@U2>", [2]),
        ("p2", [2]),
        ("@pc.sro", [2]),
        ("PC director", [3]),
        ("planned care director; me", [3, 1]),
        ("Adults and communities lead and Jane Smith", [4, 3]),
        ("jane", [3]),
        ("me, me", [1]),
        ("@planned.care.sro / jane_smith", [2, 3]),
    ],
)
def test_owners_are_named_in_many_ways(written, people):
    assert ids(OWNERS.read(written)) == people


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("Former lead", "Former lead left on 31 October 2018"),
        ("Coming lead", "Coming lead begins on 2 November 2018"),
        ("Elsewhere lead", "Elsewhere lead belongs to another organisation's workspace"),
        ("Switched off", "Slack account is switched off"),
        ("<@UGUEST>", "contractor is a guest here who holds no role"),
        ("<@USTRANGER>", "regional officer belongs to another organisation's workspace"),
        ("<@UOTHER>", "elsewhere belongs to another organisation's workspace"),
        ("<@UBOT>", "robot is an app"),
        ("<@UPLAIN>", "analyst is not in the partnership's directory"),
        ("<@UNEVERMET>", "This account is not in the partnership's directory"),
        ("Smith", "Do you mean Jane Smith or John Smith?"),
        ("Bob", "I don't know anybody called “Bob”."),
    ],
)
def test_who_may_not_be_asked_is_refused_with_the_reason(written, sentence):
    with pytest.raises(InvalidInputError) as refused:
        OWNERS.read(written)
    assert sentence in refused.value.fields["owners"]


@pytest.mark.parametrize(
    ("line", "people", "due", "board_name", "summary"),
    [
        ("<@U2> by 16 Nov bring the recovery plan", [2], FRIDAY, "", "Bring the recovery plan"),
        ("@Planned Care SRO and me by 16/11 to bring the plan", [2, 1], FRIDAY, "", "Bring the plan"),
        ("Jane Smith bring the plan by 16 Nov.", [3], FRIDAY, "", "Bring the plan"),
        ("Jane Smith bring what is due by the finance team", [3], None, "", "Bring what is due by the finance team"),
        ("ICB: jane smith by next meeting bring the plan", [3], FRIDAY, "ICB", "Bring the plan"),
        ("jane smith for ICB by next meeting bring the plan", [3], FRIDAY, "ICB", "Bring the plan"),
        ("<@U2> <@U1> by 16 Nov agree it", [2, 1], FRIDAY, "", "Agree it"),
        ("jane smith for PC by 16 Nov agree it", [3], FRIDAY, "PC", "Agree it"),
        ("jane smith by 16 Nov for icb-h agree it", [3], FRIDAY, "ICB", "Agree it"),
        ("jane smith no date: agree it", [3], None, "", "Agree it"),
        ("PC director by 16 Nov", [3], FRIDAY, "", ""),
        ("jane smith bring plans for patients by 16 Nov", [3], FRIDAY, "", "Bring plans for patients"),
    ],
)
def test_a_line_says_whose_it_is_by_when_and_what(line, people, due, board_name, summary):
    read = LINES.read(line)
    day = read.due.day if read.due else None
    assert (ids(read.owners), day, read.board, read.summary) == (people, due, board_name, summary)


CHRISTMAS, A_WEEK_ON = date(2018, 12, 25), date(2018, 11, 15)


@pytest.mark.parametrize(
    ("line", "due", "summary", "doubt"),
    [
        ("me by Christmas bring it", CHRISTMAS, "Bring it", ""),
        ("me by noon on 16 Nov bring it", FRIDAY, "Bring it", "days, not times, so “noon” is left out"),
        ("me by 16 Nov at 5pm bring it", FRIDAY, "Bring it", "so “5pm” is left out"),
        ("me by close of play on 16 Nov bring it", FRIDAY, "Bring it", "“close of play” is left out"),
        ("me in 2 weeks bring it", A_WEEK_ON, "Bring it", ""),
        ("me in 2 weeks' time bring it", A_WEEK_ON, "Bring it", ""),
        ("me tomorrow bring it", date(2018, 11, 2), "Bring it", ""),
        ("me 16 Nov bring it", FRIDAY, "Bring it", ""),
        ("me by Friday week bring it", date(2018, 11, 9), "Bring it", "a week after the coming one, Fri 2 Nov 2018"),
        ("me by a week on Friday bring it", date(2018, 11, 9), "Bring it", "a week after the coming one"),
        ("me by 16 Nov 18 bring it", FRIDAY, "Bring it", "I take “18” for the year"),
        ("me bring it by 16 Nov for the board", FRIDAY, "Bring it by 16 Nov for the board", "out of your words"),
        ("me say what was due by 1 Oct 2018 to them", None, "Say what was due by 1 Oct 2018 to them", ""),
        ("me by whenever bring it", None, "By whenever bring it", "I can't read a day in “by whenever bring it”"),
        ("me 3.5 million savings plan", None, "3.5 million savings plan", ""),
        ("me 24/7 cover plan", None, "24/7 cover plan", "If “24/7” is the day it is due"),
        ("me 20/20 vision review", None, "20/20 vision review", ""),
        ("me 9-5 rota", None, "9-5 rota", ""),
        ("me 3 weeks of rota data", None, "3 weeks of rota data", ""),
        ("me 12-13 Nov papers", None, "12-13 Nov papers", ""),
        ("jane smith and Bob by 16 Nov bring it", FRIDAY, "And Bob by 16 Nov bring it", "another owner"),
    ],
)
def test_nothing_of_a_line_is_taken_for_a_day_or_left_out_unsaid(line, due, summary, doubt):
    read = LINES.read(line)
    assert (read.due.day if read.due else None, read.summary) == (due, summary)
    assert doubt in " ".join(read.doubts)
    assert bool(doubt) is bool(read.doubts)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("bring the plan by 16 Nov", "I don't see whose action this is"),
        ("Bob Jones by 16 Nov bring it", "I know nobody called “Bob Jones”. Begin with the owner"),
        ("Smith by 16 Nov bring it", "Do you mean Jane Smith or John Smith?"),
        ("Planned Care by 16 Nov bring it", "Planned Care is several people"),
        ("XYZ: me by 16 Nov bring it", "“XYZ” sets no actions. These do: ICB, TB"),
        ("@bob by 16 Nov bring the plan", "I don't know anybody called “@bob”."),
        ("jane smith by 31 Feb bring the plan", "There is no 31 February."),
        ("jane smith bring the plan by 1 Oct 2018", "Mon 1 Oct 2018 has passed."),
        ("jane smith by next meeting bring it", "Which board's meeting?"),
        ("<@USTRANGER> by 16 Nov bring it", "belongs to another organisation's workspace"),
    ],
)
def test_a_line_that_cannot_be_taken_says_why(line, sentence):
    with pytest.raises(InvalidInputError) as refused:
        LINES.read(line)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("written", "query"),
    [
        ("", ActionQuery()),
        ("overdue", ActionQuery(Wanted.OVERDUE)),
        ("icb late", ActionQuery(Wanted.OVERDUE, board="ICB")),
        ("ICB-H", ActionQuery(board="ICB")),
        ("Board TB closed", ActionQuery(Wanted.CLOSED, board="TB")),
        ("planned care", ActionQuery(workstream="PC")),
        ("Planned Care SRO", ActionQuery(owner_id=2)),
        ("owner jane smith, open", ActionQuery(owner_id=3)),
        ("<@U2|x> PC", ActionQuery(owner_id=2, workstream="PC")),
        ("mine", ActionQuery(owner_id=1)),
        ("no date", ActionQuery(Wanted.UNDATED)),
        ("due this week", ActionQuery(due_from=date(2018, 10, 29), due_until=date(2018, 11, 4))),
        ("due next week", ActionQuery(due_from=date(2018, 11, 5), due_until=date(2018, 11, 11))),
        ("TB due 12 Nov", ActionQuery(board="TB", due_from=date(2018, 11, 12), due_until=date(2018, 11, 18))),
        ("due week of 1 Oct", ActionQuery(due_from=date(2018, 10, 1), due_until=date(2018, 10, 7))),
        ("due tomorrow", ActionQuery(due_from=TODAY + DAY, due_until=TODAY + DAY)),
        ("due in December", ActionQuery(due_from=date(2018, 12, 1), due_until=date(2018, 12, 31))),
        ("due February", ActionQuery(due_from=date(2019, 2, 1), due_until=date(2019, 2, 28))),
        ("due next month", ActionQuery(due_from=date(2018, 12, 1), due_until=date(2018, 12, 31))),
        ("due week 46", ActionQuery(due_from=date(2018, 11, 12), due_until=date(2018, 11, 18))),
        ("due w/c 12 Nov", ActionQuery(due_from=date(2018, 11, 12), due_until=date(2018, 11, 18))),
        ("due october", ActionQuery(due_from=date(2018, 10, 1), due_until=date(2018, 10, 31))),
    ],
)
def test_a_list_is_narrowed_by_board_workstream_owner_state_and_week(written, query):
    assert LISTS.read(written) == query


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("overdu", "Do you mean “overdue”?"),
        ("ICB TB", "narrows the list by its board a second time"),
        ("open overdue", "narrows the list by its state a second time"),
        ("due 31 Feb", "There is no 31 February."),
        ("due", "Due when? Name the week behind it"),
        ("due week 60", "There is no week 60."),
        ("nonsense", "I don't know what to narrow the list to by “nonsense”."),
    ],
)
def test_a_word_that_means_nothing_in_a_list_is_refused(written, sentence):
    with pytest.raises(InvalidInputError) as refused:
        LISTS.read(written)
    assert sentence in str(refused.value)
