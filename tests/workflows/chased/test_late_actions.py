"""Who hears that an action is late, when, and what of it; and which actions have no date."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.domain.actions.access import Readable
from bot.domain.risks import Visibility
from bot.workflows import board
from bot.workflows.actions import extending, reopening, updating
from bot.workflows.actions.closing import done
from bot.workflows.actions.late_list import late_of, read_late_lists
from bot.workflows.actions.planning import replan
from bot.workflows.actions.subjects import list_subject
from bot.workflows.chasing import snoozing
from bot.workflows.chasing.asks import Ask
from bot.workflows.identify import Identity
from tests.scenarios.people import DIRECTOR, MANAGER, MEMBER, PROGRAMME_DIRECTOR
from tests.support.actions import HOME, Tracker

OWNER = "planned-care-deputy"
DUE = date(2018, 11, 7)
OFFICE = "C0OFFICE"
CHAIR = "U0HACKNEYHEALTH"
EVERYTHING = Readable(everything=True, public=True, person_id=None, keys=frozenset())


def goes_through(tracker: Tracker, *days: int) -> None:
    """Come to the morning of days of November; what falls on others is made up for."""
    for day in days:
        tracker.goes_to(date(2018, 11, day))


def late(tracker: Tracker, name: str = "ICB") -> list[str]:
    with tracker.services.store.view() as view:
        found, total = late_of(view, tracker.services, name, EVERYTHING, 15)
        assert total == len(found)
        return [action.ref for action in found]


def test_a_late_action_goes_up_a_ladder_each_step_once(tracker: Tracker) -> None:
    tracker.sets("ICBOct18-3", [OWNER], DUE)
    tracker.lives_through(date(2018, 11, 5))
    updating.update(tracker.services, tracker.asks(MEMBER, "ICBOct18-3"), "The draft is with the printers")
    tracker.lives_through(date(2018, 11, 23))
    # Three and eight working days after Wednesday 7 November.
    assert tracker.told("director") == [("planned-care-director", date(2018, 11, 12))]
    assert tracker.told("office") == [("programme-director", date(2018, 11, 19))]
    (words,) = tracker.post.to(DIRECTOR)
    assert "ICBOct18-3 is late: Bring what ICBOct18-3 asks for" in words
    assert "due Wed 7 Nov, 5 days late" in words
    assert "Planned Care deputy director: asked on 2, 6, 7 and 8 Nov." in words
    assert (words.startswith("One thing to know."), "ask again" in words) == (True, False)
    assert "Last words: Planned Care deputy director, Mon 5 Nov: “The draft is with the printers”." in words
    office = [text for text in tracker.post.to(OFFICE) if "late" in text]
    assert len(office) == 1
    assert "*1 action is so late that you are told, once.*" in office[0]
    # The programme director and the office read the same, and who was told before them.
    tried = "Planned Care deputy director{} asked on 2, 6, 7, 8 and 12 Nov"
    assert tried.format(",") in office[0]
    (upwards,) = tracker.post.to(PROGRAMME_DIRECTOR)
    assert tried.format(":") in upwards
    for words in (office[0], upwards):
        assert "Planned Care director was told on Mon 12 Nov" in words
    message = next(content for place, _, content in tracker.post.new if place == OFFICE)
    labels = [element["text"]["text"] for element in message["blocks"][2]["elements"]]
    assert labels == ["Show", "Extend", "Reassign", "Drop"]
    assert [date_ for rule, status, date_ in tracker.nudges("action:1") if status == "said"][-1] == date(2018, 11, 19)


def test_a_step_comes_again_for_another_due_day_only(tracker: Tracker) -> None:
    tracker.sets("ICBOct18-3", [OWNER], DUE)
    goes_through(tracker, 12, 13)
    extending.extend(tracker.services, tracker.asks(MEMBER, "ICBOct18-3"), date(2018, 11, 15), "The printers are late")
    goes_through(tracker, 20, 27, 30)
    assert tracker.told("director") == [
        ("planned-care-director", date(2018, 11, 12)),
        ("planned-care-director", date(2018, 11, 20)),
    ]
    assert tracker.told("office") == [("programme-director", date(2018, 11, 27))]
    assert "moved once, first due Wed 7 Nov" in tracker.post.to(PROGRAMME_DIRECTOR)[-1]
    assert "Planned Care deputy director, Tue 13 Nov: “The printers are late”" in tracker.post.to(DIRECTOR)[-1]


def test_who_owns_an_action_is_not_told_on_as_its_director(tracker: Tracker) -> None:
    tracker.sets("PCNov18-1", ["planned-care-director"], DUE, board="PC")
    tracker.sets("ICBOct18-4", ["ccg-lay-member"], DUE)
    goes_through(tracker, 12, 13)
    # Whose owner holds a role in no workstream is told of to who directs the programme.
    assert tracker.told("director") == [("programme-director", date(2018, 11, 12))]


def test_a_director_who_may_not_read_of_it_is_passed_over_for_the_programmes(tracker: Tracker) -> None:
    tracker.sets("ICBNov18-1", ["cancer-lead"], date(2018, 11, 2), visibility=Visibility.NON_PUBLIC)
    goes_through(tracker, 7)
    assert tracker.told("director") == [("programme-director", date(2018, 11, 7))]
    assert tracker.post.to(DIRECTOR) == []


def test_a_board_of_its_own_rules_is_told_by_them(tracker: Tracker) -> None:
    tracker.sets("TBOct18-1", [OWNER], DUE, board="TB")
    goes_through(tracker, 9, 13, 30)
    assert tracker.told("director") == [("planned-care-director", date(2018, 11, 9))]
    assert tracker.told("office") == [("programme-director", date(2018, 11, 13))]
    assert [rule for rule, _, _ in tracker.nudges("action:1")] == ["before-2", "after-1", "after-2"]


def test_days_that_nobody_was_there_are_made_up_for(tracker: Tracker) -> None:
    tracker.sets("ICBOct18-3", [OWNER], DUE)
    tracker.sets("ICBOct18-4", ["ccg-lay-member"], date(2018, 11, 6))
    tracker.goes_to(date(2018, 11, 8))
    tracker.goes_to(date(2018, 11, 16))
    tracker.ticks()
    assert tracker.told("director") == [("planned-care-director", date(2018, 11, 16))]
    # Who directs the programme is told in the place of a director, too, and yet once.
    assert tracker.told("office") == [("programme-director", date(2018, 11, 16))]
    statuses = {rule: status for rule, status, _ in tracker.nudges("action:1")}
    assert statuses == {
        "before-3": "superseded",
        "before-1": "superseded",
        "due": "superseded",
        "after-1": "said",
        "after-3": "said",
        "after-8": "planned",
    }


def test_a_step_that_somebody_was_told_of_is_told_to_no_other(tracker: Tracker) -> None:
    tracker.sets("ICBOct18-3", [OWNER], DUE)
    tracker.goes_to(date(2018, 11, 12))
    other = tracker.person("prevention-director")
    # Whoever directed the workstream then does not any more, and the tick is run for that day again.
    tracker.change(f"update nudge set person_id = {other} where subject like 'action-late%'")
    tracker.change("update tick set ran_at = '2018-11-09 12:00:00' where name = 'late-actions'")
    tracker.ticks()
    assert len(tracker.rows("select 1 from nudge where subject like 'action-late%'")) == 1


def test_rules_that_change_are_planned_by_from_the_next_start(tracker: Tracker) -> None:
    tracker.sets("ICBDec18-1", [OWNER], date(2018, 12, 20))
    tracker.sets("TBDec18-1", [OWNER], date(2018, 12, 20), board="TB")
    before = tracker.nudges("action:2")
    config = tracker.services.config
    rules = config.actions.model_copy(update={"before": (5,), "after": (2,)})
    other = tracker.under(config.model_copy(update={"actions": rules}))
    other.ticks()
    waits = [rule for rule, status, _ in other.nudges("action:1") if status == "planned"]
    assert waits == ["before-5", "due", "after-2"]
    assert other.nudges("action:2") == before
    assert other.rows("select 1 from action where chased_by = ''") == []


def test_what_is_answered_in_time_is_told_to_nobody(tracker: Tracker) -> None:
    tracker.sets("ICBOct18-3", [OWNER], DUE)
    tracker.sets("ICBOct18-4", [OWNER], DUE)
    goes_through(tracker, 9)
    done(tracker.services, tracker.asks(MEMBER, "ICBOct18-3"), "It was circulated")
    extending.extend(tracker.services, tracker.asks(MEMBER, "ICBOct18-4"), date(2018, 12, 20), "In January")
    goes_through(tracker, 12, 19, 30)
    assert (tracker.told("director"), tracker.told("office"), late(tracker)) == ([], [], [])


def test_a_late_action_is_on_the_late_list_and_says_whether_reminders_go_on(tracker: Tracker) -> None:
    tracker.sets("ICBOct18-3", [OWNER], DUE)
    goes_through(tracker, 7)
    assert late(tracker) == []
    goes_through(tracker, 19)
    assert late(tracker) == ["ICBOct18-3"]
    reply = board.show_board(tracker.services, None, Identity(MANAGER, HOME), "ICB-C")  # type: ignore[arg-type]
    assert "still reminded" in str(reply)
    goes_through(tracker, 20)
    assert "planned" not in {status for _, status, _ in tracker.nudges("action:1")}
    reply = board.show_board(tracker.services, None, Identity(MANAGER, HOME), "ICB-C")  # type: ignore[arg-type]
    assert "*1 late action*" in str(reply)
    assert "still reminded" not in str(reply)
    done(tracker.services, tracker.asks(MEMBER, "ICBOct18-3"), "It was circulated")
    assert late(tracker) == []


def test_chairs_and_boards_hear_of_it_when_papers_are_due(tracker: Tracker) -> None:
    tracker.sets("ICBOct18-3", [OWNER], date(2018, 11, 1))
    tracker.sets("ICBOct18-4", [OWNER], date(2018, 11, 1), visibility=Visibility.NON_PUBLIC)
    goes_through(tracker, 5)
    updating.update(tracker.services, tracker.asks(MEMBER, "ICBOct18-3"), "The draft is with the printers")
    # Papers for 6 December are due seven working days before it.
    goes_through(tracker, 26)
    assert (tracker.post.to("C0ICBH"), tracker.post.to(CHAIR)) == ([], [])
    goes_through(tracker, 27, 29)
    (channel,) = tracker.post.to("C0ICBH")
    assert "*1 late action before Hackney Integrated Commissioning Board on Thu 6 Dec*" in channel
    assert "Planned Care deputy director, Mon 5 Nov: “The draft is with the printers”" in channel
    assert "ICBOct18-4" not in channel
    page = str(board.show_board(tracker.services, None, Identity("U0FINANALYST", HOME), "ICB-H"))  # type: ignore[arg-type]
    assert ("ICBOct18-3" in page, "ICBOct18-4" in page) == (True, False)
    (chair,) = tracker.post.to(CHAIR)
    assert "Thu 6 Dec: 2 late actions" in chair
    assert "ICBOct18-3: Bring what ICBOct18-3 asks for; ICBOct18-4: Bring what ICBOct18-4 asks for." in chair
    assert "No word of the owner yet: ICBOct18-4" in chair
    # Who acts for the chair is told of no more than they may read.
    chair_id = next(one.id for one in tracker.people().values() if one.slack_id == CHAIR)
    ask = Ask(list_subject("ICB-H", date(2018, 12, 6)), chair_id, tracker.person("programme-manager"))
    with tracker.services.store.view() as view:
        line = read_late_lists(view, tracker.services, [ask], tracker.today)[ask]
    assert line is not None
    assert ("1 late action" in line.plain, "ICBOct18-4" in line.plain) == (True, False)


def test_a_board_with_nothing_late_hears_nothing(tracker: Tracker) -> None:
    tracker.sets("ICBDec18-1", [OWNER], date(2018, 12, 31))
    goes_through(tracker, 27, 28)
    assert (tracker.post.to("C0ICBH"), tracker.post.to("C0TB"), tracker.post.to(CHAIR)) == ([], [], [])


def test_a_reminder_says_what_for_whom_and_by_when(tracker: Tracker) -> None:
    tracker.sets("ICBOct18-3", [OWNER, "cancer-lead"], DUE)
    tracker.goes_to(date(2018, 11, 2))
    message = next(content for place, _, content in tracker.post.new if place == MEMBER)
    assert "*ICBOct18-3* Bring what ICBOct18-3 asks for\ndue Wed 7 Nov, asked by ICB" in str(
        message["blocks"][1]["text"]["text"]
    )
    labels = [element.get("text", element.get("placeholder"))["text"] for element in message["blocks"][2]["elements"]]
    assert labels == ["Done", "Update", "Extend", "Not mine", "Snooze"]
    assert "I'll ask again on Tue 6 Nov, for the last time on Mon 19 Nov." in message["text"]
    assert "After that what stays open goes on ICB's late list, with what you say of it." in message["text"]


def test_a_change_in_planning_twice_over_is_none(tracker: Tracker) -> None:
    tracker.sets("ICBOct18-3", [OWNER], DUE)
    tracker.goes_to(date(2018, 11, 2))
    before = tracker.nudges("action:1"), tracker.rows("select plan, chased_by from action")
    for _ in range(2):
        tracker.services.store.write(lambda unit: replan(unit, tracker.services, [1]))
    assert (tracker.nudges("action:1"), tracker.rows("select plan, chased_by from action")) == before


def test_nobody_is_reminded_twice_in_a_day_of_an_action_that_moves(tracker: Tracker) -> None:
    tracker.sets("ICBOct18-3", [OWNER], DUE)
    tracker.goes_to(date(2018, 11, 2))
    # Ten working days before the new day is today.
    extending.extend(tracker.services, tracker.asks(MEMBER, "ICBOct18-3"), date(2018, 11, 16), "The printers are late")
    waits = [(rule, day) for rule, status, day in tracker.nudges("action:1") if status == "planned"]
    assert waits[0] == ("before-3", date(2018, 11, 13))
    assert [rule for rule, _ in waits] == ["before-3", "before-1", "due", "after-1", "after-3", "after-8"]


def test_a_snooze_that_waits_goes_with_the_day_that_moves(tracker: Tracker) -> None:
    tracker.sets("ICBOct18-3", [OWNER], DUE)
    tracker.goes_to(date(2018, 11, 2))
    key = ("action:1", tracker.person(OWNER))
    snoozing.snooze(tracker.services, Identity(MEMBER, HOME), key, 3, "a click")
    updating.update(tracker.services, tracker.asks(MEMBER, "ICBOct18-3"), "The draft is with the printers")
    assert ("snoozed-1", "planned", date(2018, 11, 5)) in tracker.nudges("action:1")
    extending.extend(tracker.services, tracker.asks(MEMBER, "ICBOct18-3"), date(2018, 12, 20), "The printers are late")
    assert ("snoozed-1", "cancelled", date(2018, 11, 5)) in tracker.nudges("action:1")


def test_a_wish_not_to_hear_of_it_goes_with_the_day_that_moves(tracker: Tracker) -> None:
    tracker.sets("ICBOct18-3", [OWNER], date(2018, 11, 16))
    tracker.goes_to(date(2018, 11, 2))
    snoozing.snooze(tracker.services, Identity(MEMBER, HOME), ("action:1", tracker.person(OWNER)), 30, "a click")
    extending.extend(tracker.services, tracker.asks(MEMBER, "ICBOct18-3"), date(2018, 11, 13), "The board wants it")
    goes_through(tracker, 8)
    assert "due Tue 13 Nov" in tracker.post.to(MEMBER)[-1]
    assert len(tracker.post.to(MEMBER)) == 2


def test_what_is_opened_again_is_reminded_of_again(tracker: Tracker) -> None:
    tracker.sets("ICBOct18-3", [OWNER], DUE)
    tracker.goes_to(date(2018, 11, 2))
    done(tracker.services, tracker.asks(MEMBER, "ICBOct18-3"), "It was circulated")
    assert {status for _, status, _ in tracker.nudges("action:1")} == {"said", "answered"}
    tracker.sends()
    ((place, content),) = tracker.post.changed
    assert (place, "done by" in str(content)) == (MEMBER, True)
    reopening.reopen(tracker.services, tracker.asks(MANAGER, "ICBOct18-3"), DUE, "Not to everybody")
    assert [rule for rule, status, _ in tracker.nudges("action:1") if status == "planned"] == [
        *("before-1", "due", "after-1", "after-3", "after-8")
    ]


def test_who_cannot_be_written_to_is_said_to_have_been_asked_by_nobody(tracker: Tracker) -> None:
    tracker.sets("PCNov18-1", [OWNER], DUE, board="PC")
    tracker.change("update person set slack_id = null, email = null where key = 'planned-care-deputy'")
    tracker.change("update directory_version set version = version + 1")
    try:
        goes_through(tracker, 8, 12)
        assert "Planned Care deputy director: not reminded before today" in tracker.post.to(DIRECTOR)[-1]
    finally:
        tracker.change(
            f"update person set slack_id = '{MEMBER}', email = 'planned.care.deputy@partnership.example'"
            " where key = 'planned-care-deputy'"
        )
        tracker.change("update directory_version set version = version + 1")


def test_a_clock_that_is_put_forward_moves_no_reminder(tracker: Tracker) -> None:
    tracker.clock.move_to(datetime(2019, 3, 25, 9, 30, tzinfo=UTC))
    tracker.sets("ICBMar19-1", [OWNER], date(2019, 4, 2))
    at = [str(row.planned_at)[:16] for row in tracker.rows("select planned_at from nudge order by planned_at limit 3")]
    # Nine in London is nine of UTC until Sunday 31 March, and eight from then on.
    assert at == ["2019-03-28 09:00", "2019-04-01 08:00", "2019-04-02 08:00"]
