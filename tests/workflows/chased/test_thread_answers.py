"""What is written in the thread of reminders becomes an action's update, once, and can be taken back."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.actions.records import EntryKind, Owner
from bot.domain.risks import Visibility
from bot.errors import InvalidInputError, NotAllowedError
from bot.views.action_owner_forms import ReassignFields
from bot.workflows.actions import closing, reassigning, thread_answers, updating
from bot.workflows.actions.thread_answers import Written
from bot.workflows.identify import Identity
from tests.scenarios.people import DIRECTOR, LEAD, MANAGER, SRO
from tests.support.actions import HOME, Tracker

OWNER = "planned-care-director"
DUE = date(2018, 11, 7)
ME = Identity(DIRECTOR, HOME)


@pytest.fixture
def asked(tracker: Tracker) -> Tracker:
    """One action, of which its owner was reminded."""
    tracker.sets("ICBOct18-3", [OWNER], DUE)
    tracker.goes_to(date(2018, 11, 2))
    assert len(tracker.post.to(DIRECTOR)) == 1
    return tracker


@pytest.fixture
def asked_for_two(tracker: Tracker) -> Tracker:
    tracker.sets("ICBOct18-3", [OWNER], DUE)
    tracker.sets("ICBOct18-4", [OWNER, "cancer-lead"], DUE)
    tracker.goes_to(date(2018, 11, 2))
    return tracker


def writes(tracker: Tracker, text: str, who: Identity = ME, ts: str = "90.1", thread: str = "1.000000") -> bool:
    taken = thread_answers.receive_answer(tracker.services, who, Written(DIRECTOR, thread, ts, text))
    tracker.sends()
    return taken


def below(tracker: Tracker) -> str:
    """Return what stands below the answer now."""
    contents = [content for place, _, content in tracker.post.new if place == DIRECTOR]
    texts = [content["text"] for content in (*contents, *(content for _, content in tracker.post.changed))]
    return next(text for text in reversed(texts) if "need" not in text and "waits for you" not in text)


def words(tracker: Tracker, ref: str = "ICBOct18-3") -> str:
    return tracker.action(ref).update


def key(ts: str = "90.1") -> str:
    return f"answer:{DIRECTOR}:{ts}"


def test_an_answer_is_the_update_and_a_second_delivery_is_none(asked: Tracker) -> None:
    assert writes(asked, "We met &amp; agreed a date with <@U0PCSRO>")
    assert words(asked) == "We met & agreed a date with Planned Care SRO"
    assert below(asked) == "Recorded as the update of *ICBOct18-3*: “We met &amp; agreed a date with Planned Care SRO”"
    action = asked.action("ICBOct18-3")
    assert (action.updated_by, action.version) == ("Planned Care director", 2)
    assert writes(asked, "We met &amp; agreed a date with <@U0PCSRO>")
    assert asked.action("ICBOct18-3").version == 2
    posted = asked.post.new[-1][2]
    assert [element["text"]["text"] for element in posted["blocks"][-1]["elements"]] == ["Not an update"]


def test_words_in_other_threads_are_left_alone(asked: Tracker) -> None:
    assert not writes(asked, "Hello", thread="7.000000")
    assert words(asked) == ""


@pytest.mark.parametrize(
    ("text", "ref", "said"),
    [
        ("ICBOct18-4: we met", "ICBOct18-4", "we met"),
        ("icb oct18-4 we met", "ICBOct18-4", "we met"),
        ("icboct18-3 - it is\nwith the printers", "ICBOct18-3", "it is\nwith the printers"),
        ("2. we met", "ICBOct18-4", "we met"),
        ("#1) we met", "ICBOct18-3", "we met"),
        ("no 2: we met", "ICBOct18-4", "we met"),
    ],
)
def test_words_may_begin_with_a_reference_or_number(asked_for_two: Tracker, text: str, ref: str, said: str) -> None:
    writes(asked_for_two, text)
    other = {"ICBOct18-3": "ICBOct18-4", "ICBOct18-4": "ICBOct18-3"}[ref]
    assert (words(asked_for_two, ref), words(asked_for_two, other)) == (said, "")


@pytest.mark.parametrize("text", ["2-3 weeks more", "1:1 held", "3.5m agreed", "3. we met", "ICBOct18-9 is urgent"])
def test_of_several_the_bot_asks_which_and_keeps_the_words(asked_for_two: Tracker, text: str) -> None:
    writes(asked_for_two, text)
    assert below(asked_for_two).startswith("*Which one is this about?*")
    assert ("There is no number 3 here." in below(asked_for_two)) == text.startswith("3. ")
    asking = asked_for_two.post.new[-1][2]["blocks"]
    labels = [element["text"]["text"] for row in asking[1:] for element in row["elements"]]
    assert [label.split()[0] for label in labels] == ["ICBOct18-3", "ICBOct18-4", "None"]
    thread_answers.choose(asked_for_two.services, ME, key(), "ICBOct18-4")
    asked_for_two.sends()
    assert (words(asked_for_two, "ICBOct18-3"), words(asked_for_two, "ICBOct18-4")) == ("", text)
    assert below(asked_for_two).startswith("Recorded as the update of *ICBOct18-4*")
    with pytest.raises(InvalidInputError, match="dealt with"):
        thread_answers.choose(asked_for_two.services, ME, key(), "ICBOct18-3")


def test_of_one_a_number_is_part_of_what_is_said(asked: Tracker) -> None:
    writes(asked, "2. of the four parts are with the printers")
    assert words(asked) == "2. of the four parts are with the printers"


def test_an_answer_that_is_no_update_is_taken_back(asked: Tracker) -> None:
    updating.update(asked.services, asked.asks(DIRECTOR, "ICBOct18-3"), "We meet on Monday")
    writes(asked, "Thank you")
    thread_answers.withdraw(asked.services, ME, key())
    asked.sends()
    assert words(asked) == "We meet on Monday"
    assert "again “We meet on Monday”" in below(asked)
    with asked.services.store.view() as view:
        kinds = [entry.kind for entry in view.actions.entries(asked.action("ICBOct18-3").id)]
    assert kinds[-2:] == [EntryKind.UPDATED, EntryKind.WITHDRAWN]
    thread_answers.withdraw(asked.services, ME, key())
    assert asked.action("ICBOct18-3").version == 4


def test_what_others_wrote_since_is_not_taken_back(asked: Tracker) -> None:
    writes(asked, "Thank you")
    updating.update(asked.services, asked.asks(MANAGER, "ICBOct18-3"), "The board wants it sooner")
    with pytest.raises(InvalidInputError, match="other words since"):
        thread_answers.withdraw(asked.services, ME, key())
    thread_answers.withdraw(asked.services, ME, key(), is_deleted=True)
    asked.sends()
    assert words(asked) == "The board wants it sooner"
    assert below(asked).startswith("You deleted your message. *ICBOct18-3* has other words since")


def edits(tracker: Tracker, text: str, ts: str = "90.1") -> None:
    thread_answers.change_answer(tracker.services, ME, Written(DIRECTOR, "1.000000", ts, text))
    tracker.sends()


def test_an_edit_is_recorded_and_a_deletion_takes_back_all_of_it(asked: Tracker) -> None:
    updating.update(asked.services, asked.asks(DIRECTOR, "ICBOct18-3"), "The draft is ready")
    writes(asked, "We meet on Munday")
    for _ in range(2):
        edits(asked, "We meet on Monday")
    assert words(asked) == "We meet on Monday"
    assert asked.action("ICBOct18-3").version == 5
    assert below(asked).endswith("“We meet on Monday”")
    thread_answers.withdraw(asked.services, ME, key(), is_deleted=True)
    asked.sends()
    assert words(asked) == "The draft is ready"
    assert below(asked).startswith("You deleted your message, so it is not the update")


def test_what_was_refused_is_mended_by_an_edit(asked: Tracker) -> None:
    writes(asked, "long " * 500)
    edits(asked, "Short")
    assert words(asked) == "Short"
    edits(asked, "long " * 500)
    assert words(asked) == "Short"
    assert below(asked).endswith("What you wrote before stands: “Short”.")
    edits(asked, "Shorter")
    assert words(asked) == "Shorter"


def test_an_edit_that_names_another_action_moves_nothing(asked_for_two: Tracker) -> None:
    writes(asked_for_two, "ICBOct18-3: we met")
    edits(asked_for_two, "ICBOct18-4: we met")
    assert (words(asked_for_two, "ICBOct18-3"), words(asked_for_two, "ICBOct18-4")) == ("we met", "")
    assert below(asked_for_two).startswith("Your message names ICBOct18-4 now, and was recorded")
    edits(asked_for_two, "ICBOct18-3: we met again")
    assert words(asked_for_two, "ICBOct18-3") == "we met again"


@pytest.mark.parametrize("text", ["ICBOct18-3: sent\n2. it waits", "ICBOct18-3 and ICBOct18-4 are both done"])
def test_words_about_several_are_recorded_for_none_until_they_are_told_apart(asked_for_two: Tracker, text: str) -> None:
    writes(asked_for_two, text)
    assert below(asked_for_two).startswith("*That speaks of ICBOct18-3 and ICBOct18-4")
    edits(asked_for_two, "1. sent")
    assert (words(asked_for_two, "ICBOct18-3"), words(asked_for_two, "ICBOct18-4")) == ("sent", "")


def test_an_action_that_the_message_does_not_speak_of_is_found_by_its_reference(asked: Tracker) -> None:
    asked.sets("ICBDec18-7", [OWNER], date(2018, 12, 20))
    asked.sets("ICBDec18-8", ["cancer-lead"], date(2018, 12, 20), visibility=Visibility.NON_PUBLIC)
    writes(asked, "icbdec18-7: we met", ts="90.1")
    assert (words(asked, "ICBDec18-7"), words(asked)) == ("we met", "")
    # Of what may not be read nothing is told, not even that it is there.
    writes(asked, "ICBDec18-8: we met", ts="90.2")
    assert (words(asked, "ICBDec18-8"), words(asked)) == ("", "ICBDec18-8: we met")


def test_words_that_ask_for_more_than_an_update_get_its_button(asked: Tracker) -> None:
    for ts, text, label in (("90.1", "Done!", "Done"), ("90.2", "We need two more weeks", "Extend")):
        writes(asked, text, ts=ts)
        labels = [element["text"]["text"] for element in asked.post.new[-1][2]["blocks"][-1]["elements"]]
        assert labels == [label, "Not an update"]
        assert "It is still" in below(asked)
    assert asked.action("ICBOct18-3").is_open


def test_other_messages_about_an_action_are_answered_in_their_threads_too(tracker: Tracker) -> None:
    tracker.sets("ICBOct18-3", ["cancer-lead"], DUE)
    fields = ReassignFields(to=f"person:{tracker.person(OWNER)}")
    reassigning.reassign(tracker.services, tracker.asks(LEAD, "ICBOct18-3"), fields)
    tracker.sends()
    assert writes(tracker, "Yes, I take it")
    assert below(tracker).startswith("Not recorded: *ICBOct18-3* isn't yours yet. Press Accept")
    assert words(tracker) == ""


def test_a_deputy_reads_nothing_of_what_is_not_theirs_to_read(asked_for_two: Tracker) -> None:
    asked_for_two.change("update action set visibility = 'non_public'")
    asked_for_two.change(
        "insert into absence (person_id, from_on, until_on, deputy_id, recorded_at)"
        f" values ({asked_for_two.person(OWNER)}, '2018-11-01', '2018-11-09',"
        f" {asked_for_two.person('programme-manager')}, '2018-11-01')"
    )
    writes(asked_for_two, "We are on it", Identity("U0PROGMANAGER", HOME))
    assert below(asked_for_two).startswith("Not recorded: the message above has nothing left")
    assert "Bring what" not in below(asked_for_two)
    assert "ICBOct18" not in below(asked_for_two)


def test_an_answer_is_taken_back_by_who_wrote_it(asked_for_two: Tracker) -> None:
    writes(asked_for_two, "We met")
    with pytest.raises(NotAllowedError):
        thread_answers.withdraw(asked_for_two.services, Identity(LEAD, HOME), key())
    thread_answers.withdraw(asked_for_two.services, ME, key())
    asked_for_two.sends()
    assert below(asked_for_two) == "Nothing was recorded."


def test_an_edit_after_others_wrote_changes_nothing(asked: Tracker) -> None:
    writes(asked, "We met")
    updating.update(asked.services, asked.asks(MANAGER, "ICBOct18-3"), "The board wants it sooner")
    thread_answers.change_answer(asked.services, ME, Written(DIRECTOR, "1.000000", "90.1", "We met on Monday"))
    asked.sends()
    assert words(asked) == "The board wants it sooner"
    assert below(asked).startswith("You changed your message. *ICBOct18-3* has other words since")


def test_a_question_that_is_answered_by_an_edit_is_asked_no_more(asked_for_two: Tracker) -> None:
    writes(asked_for_two, "We met")
    thread_answers.change_answer(asked_for_two.services, ME, Written(DIRECTOR, "1.000000", "90.1", "2. We met"))
    asked_for_two.sends()
    assert words(asked_for_two, "ICBOct18-4") == "We met"
    assert below(asked_for_two).startswith("Recorded")


def test_what_was_never_an_answer_can_be_changed_and_deleted(asked: Tracker) -> None:
    thread_answers.change_answer(asked.services, ME, Written(DIRECTOR, "1.000000", "80.1", "Hello"))
    thread_answers.withdraw(asked.services, ME, key("80.1"), is_deleted=True)
    with pytest.raises(InvalidInputError, match="too old"):
        thread_answers.withdraw(asked.services, ME, key("80.1"))
    assert words(asked) == ""


def test_somebody_else_is_told_whose_it_is(asked: Tracker) -> None:
    """The post and its account may have passed to others since the reminder, or the action has."""
    action = asked.action("ICBOct18-3")
    lead = Owner("Cancer commissioning lead", asked.person("cancer-lead"))
    asked.services.store.write(lambda unit: unit.actions.set_owners(action.id, [lead]))
    assert writes(asked, "It is done", Identity(SRO, HOME))
    assert words(asked) == ""
    assert below(asked).startswith("Not recorded: *ICBOct18-3* is with Cancer commissioning lead")


def test_an_owner_who_acts_for_another_may_answer(asked: Tracker) -> None:
    asked.change(
        "insert into absence (person_id, from_on, until_on, deputy_id, recorded_at)"
        f" values ({asked.person(OWNER)}, '2018-11-01', '2018-11-09', {asked.person('cancer-lead')}, '2018-11-01')"
    )
    writes(asked, "We met", Identity(LEAD, HOME))
    assert words(asked) == "We met"
    assert "for Planned Care director" in asked.action("ICBOct18-3").updated_by


def test_strangers_are_turned_away(asked: Tracker) -> None:
    with pytest.raises(NotAllowedError):
        writes(asked, "We met", Identity("U0STRANGER", "T0OTHER"))
    assert words(asked) == ""


def test_what_is_closed_or_too_long_or_empty_is_not_recorded(asked: Tracker) -> None:
    writes(asked, "long " * 500, ts="90.1")
    assert below(asked).startswith("Not recorded: That is 2,499 characters")
    writes(asked, "ICBOct18-3:", ts="90.2")
    assert below(asked).startswith("Not recorded:")
    closing.done(asked.services, asked.asks(MANAGER, "ICBOct18-3"), "It was circulated")
    writes(asked, "We met", ts="90.3")
    assert below(asked) == "Not recorded: ICBOct18-3 is done. To open one again: `/action reopen ICBOct18-3`"
    assert words(asked) == "It was circulated"
