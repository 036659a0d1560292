"""What is said of an action, when it is due, and how it ends: who may say so, and what follows from it."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest

from bot.domain.actions.records import ActionState, EntryKind, Outcome
from bot.domain.chasing import Away
from bot.domain.risks import Visibility
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleRecordError
from bot.views.action_forms import BETWEEN, DropFields
from bot.views.action_owner_forms import PartFields
from bot.views.risk_fields import FormOrigin
from bot.workflows.actions import closing, extending, history, recurring, reopening, showing, splitting, updating
from bot.workflows.desk import open_desk

OWNER, DIRECTOR, CHAIR, MANAGER = "U0CANCERLEAD", "U0PCDIRECTOR", "U0HACKNEYHEALTH", "U0GOVMANAGER"
DEPUTY, READER = "U0PCDEPUTY", "U0FINANALYST"
REF = "ICBOct18-5"
DUE, LATER = date(2018, 11, 30), date(2018, 12, 14)


@pytest.fixture
def action(tracker):
    tracker.sets(REF, ["cancer-lead"], DUE)
    return REF


def entries(tracker, ref=REF):
    with tracker.services.store.view() as view:
        return view.actions.entries(tracker.action(ref).id)


def planned(tracker, ref=REF):
    return [rule for rule, status, _ in tracker.nudges(f"action:{tracker.action(ref).id}") if status == "planned"]


def says(tracker, who, words, ref=REF):
    return updating.update(tracker.services, tracker.asks(who, ref), words)


def takes_back(tracker, who, version):
    def work(unit):
        desk = open_desk(unit, tracker.services, tracker.asks(who).identity)
        updating.take_back(unit, tracker.services, desk, unit.actions.find(REF), version)

    tracker.services.store.write(work)


def is_done(tracker, who, how="Circulated on Mon 12 Nov.", ref=REF, version=None):
    return closing.done(tracker.services, tracker.asks(who, ref, version), how)


def moves(tracker, who, due_on=LATER, why="The data come late.", version=None):
    return extending.extend(tracker.services, tracker.asks(who, REF, version), due_on, why)


def drops(tracker, who, fields=None, ref=REF):
    return closing.drop(tracker.services, tracker.asks(who, ref), fields or DropFields(BETWEEN, "", "Overtaken."))


def acts_for_the_owner(tracker):
    owner, deputy = tracker.person("cancer-lead"), tracker.person("planned-care-deputy")
    away = Away(tracker.today, tracker.today + timedelta(days=3), deputy)
    tracker.services.store.write(lambda unit: unit.hearing.leave(owner, away, unit.now))


class TestUpdate:
    def test_becomes_the_last_word_with_who_said_it_and_an_audit_event(self, tracker, action):
        said = says(tracker, OWNER, " We met  on Monday. ")
        now = tracker.action(action)
        assert (now.update, now.updated_by, now.version) == ("We met on Monday.", "Cancer commissioning lead", 2)
        assert "&gt; We met" not in said.said
        assert "> We met on Monday." in said.said
        assert entries(tracker)[-1].kind is EntryKind.UPDATED
        assert tracker.rows("select verb from audit_event where verb = 'action.updated'")

    def test_delivered_twice_is_saved_once(self, tracker, action):
        request = tracker.asks(OWNER, action)
        one, other = (updating.update(tracker.services, request, "We met.") for _ in range(2))
        assert one == other
        assert tracker.action(action).version == 2

    def test_is_said_by_who_acts_for_an_absent_owner_in_their_name(self, tracker, action):
        with pytest.raises(NotAllowedError, match=r"Cancer commissioning lead.*governance office"):
            says(tracker, DEPUTY, "We met.")
        acts_for_the_owner(tracker)
        says(tracker, DEPUTY, "We met.")
        expected = "Planned Care deputy director, for Cancer commissioning lead"
        assert tracker.action(action).updated_by == expected
        with pytest.raises(NotAllowedError, match="can't move the date"):
            moves(tracker, DEPUTY)

    @pytest.mark.parametrize("words", ["", "  ", "x" * 2001])
    def test_without_words_or_with_too_many_is_refused_under_its_field(self, tracker, action, words):
        with pytest.raises(InvalidInputError) as refused:
            says(tracker, OWNER, words)
        assert list(refused.value.fields) == ["update"]

    def test_taken_back_leaves_the_words_before_it(self, tracker, action):
        says(tracker, OWNER, "We met.")
        mistaken = says(tracker, OWNER, "Thanks, see you tomorrow").version
        with pytest.raises(NotAllowedError, match="somebody else's update"):
            takes_back(tracker, CHAIR, mistaken)
        takes_back(tracker, OWNER, mistaken)
        assert tracker.action(action).update == "We met."
        with pytest.raises(InvalidInputError, match="other words since"):
            takes_back(tracker, OWNER, mistaken)
        # What was taken back once is not what stands again after a second.
        again = says(tracker, OWNER, "Till then").version
        takes_back(tracker, OWNER, again)
        assert tracker.action(action).update == "We met."

    def test_of_words_that_were_followed_by_others_is_not_taken_back(self, tracker, action):
        mistaken = says(tracker, OWNER, "We met.").version
        says(tracker, OWNER, "We met again.")
        with pytest.raises(InvalidInputError, match="other words since"):
            takes_back(tracker, OWNER, mistaken)


class TestDone:
    def test_closes_it_with_how_it_was_met_and_ends_its_reminders(self, tracker, action):
        assert planned(tracker)
        is_done(tracker, OWNER)
        now = tracker.action(action)
        assert (now.status, now.outcome) == (ActionState.CLOSED, Outcome.DONE)
        assert now.closed_at == tracker.clock.now()
        assert not planned(tracker)

    def test_said_twice_names_who_said_it_first_and_when(self, tracker, action):
        before = tracker.action(action).version
        is_done(tracker, MANAGER)
        for version in (None, before):
            with pytest.raises(
                InvalidInputError,
                match="is done already: Governance manager recorded it on Thu 1 Nov at 08:30: “Circulated",
            ):
                is_done(tracker, OWNER, version=version)
        assert tracker.action(action).version == before + 1

    def test_tells_the_owners_when_it_was_somebody_else_s_word(self, tracker, action):
        is_done(tracker, MANAGER)
        tracker.sends()
        (told,) = tracker.post.to(OWNER)
        assert told.startswith("*ICBOct18-5 is done.* Governance manager closed it.")

    def test_is_said_by_who_acts_for_an_absent_owner(self, tracker, action):
        acts_for_the_owner(tracker)
        is_done(tracker, DEPUTY)
        assert tracker.action(action).outcome is Outcome.DONE

    def test_of_one_that_comes_again_adds_the_next_turn_once(self, tracker, action):
        recurring.recur(tracker.services, tracker.asks(OWNER, action), "monthly")
        moves(tracker, OWNER, date(2018, 12, 3))
        said = is_done(tracker, OWNER).said
        # The day it was first due counts, not the one it was moved to.
        turn = tracker.action("ICBNov18-1")
        assert (turn.due_on, turn.recurrence, turn.owners) == (
            date(2018, 12, 31),
            "monthly",
            tracker.action(action).owners,
        )
        assert "the next is ICBNov18-1, due Mon 31 Dec" in said
        form = reopening.form(tracker.services, tracker.asks(OWNER).identity, action)
        assert "its next turn was added when it was done: ICBNov18-1" in json.dumps(form)
        reopened = reopening.reopen(tracker.services, tracker.asks(OWNER, action), LATER, "The paper was withdrawn.")
        assert "ICBNov18-1, which came after it, stands as it is" in reopened.said
        assert "ICBNov18-1" not in is_done(tracker, OWNER).said
        assert len(tracker.rows("select id from action")) == 2

    def test_of_a_series_goes_by_its_first_day(self, tracker):
        ref = "PCJan19-1"
        tracker.sets(ref, ["cancer-lead"], date(2019, 1, 30), board="PC", recurrence="monthly")
        for due_on in (date(2019, 2, 28), date(2019, 3, 30), date(2019, 4, 30)):
            said = is_done(tracker, OWNER, ref=ref).said
            ref = re.search(r"the next is (\S+),", said)[1]
            assert tracker.action(ref).due_on == due_on

    def test_of_one_nobody_may_read_says_no_more_than_that_there_is_none(self, tracker):
        tracker.sets(REF, ["cancer-lead"], DUE, visibility=Visibility.NON_PUBLIC)
        with pytest.raises(NotFoundError, match=r"no action .* that you may read"):
            is_done(tracker, READER)


class TestExtend:
    def test_keeps_the_first_date_and_counts_how_often_it_moved(self, tracker, action):
        moves(tracker, OWNER)
        said = moves(tracker, MANAGER, LATER + timedelta(days=7))
        now = tracker.action(action)
        assert (now.due_on, now.original_due_on, now.times_moved) == (date(2018, 12, 21), DUE, 2)
        assert "(moved twice, first due Fri 30 Nov)" in said.said

    def test_plans_the_reminders_anew(self, tracker, action):
        moves(tracker, OWNER)
        subject = f"action:{tracker.action(action).id}"
        assert [on for rule, status, on in tracker.nudges(subject) if (rule, status) == ("due", "planned")] == [LATER]

    def test_at_once_by_two_people_keeps_the_first_and_says_who_to_the_second(self, tracker, action):
        version = tracker.action(action).version
        moves(tracker, OWNER, version=version)
        with pytest.raises(StaleRecordError, match="Cancer commissioning lead saved it on Thu 1 Nov at 08:30"):
            moves(tracker, MANAGER, LATER + timedelta(days=7), version=version)
        form = extending.stale_form(
            tracker.services, tracker.asks(MANAGER).identity, FormOrigin(action, version), LATER, "We wait."
        )
        assert "changed while this form was open" in form["blocks"][0]["text"]["text"]
        assert FormOrigin.unpack(form["private_metadata"]).version == version + 1
        assert tracker.action(action).due_on == LATER

    @pytest.mark.parametrize(
        ("due_on", "why", "field", "sentence"),
        [
            (None, "Why not.", "due", "Choose a day"),
            (date(2018, 10, 31), "Why not.", "due", "Wed 31 Oct 2018 is past"),
            (DUE, "Why not.", "due", "due on Fri 30 Nov 2018 already"),
            (date(2028, 1, 3), "Why not.", "due", "five years"),
            (LATER, " ", "why", "Say why"),
        ],
    )
    def test_to_no_day_to_come_or_without_a_reason_is_refused(self, tracker, action, due_on, why, field, sentence):
        with pytest.raises(InvalidInputError, match=sentence) as refused:
            moves(tracker, OWNER, due_on, why)
        assert list(refused.value.fields) == [field]

    def test_of_one_without_a_date_sets_the_first_which_counts_as_no_move(self, tracker):
        tracker.sets(REF, ["cancer-lead"], None)
        says(tracker, OWNER, "We wait for the data.")
        moves(tracker, OWNER, why="")
        now = tracker.action(REF)
        assert (now.due_on, now.original_due_on, now.times_moved) == (LATER, None, 0)
        assert now.update == "We wait for the data."
        assert planned(tracker)

    def test_in_one_line_shows_the_day_it_understood_before_anything_is_saved(self, tracker, action):
        who = tracker.asks(OWNER).identity
        form = extending.form(tracker.services, who, "icboct18-5", "to 14/1 because the data come late")
        assert "*Mon 14 Jan 2019*" in form["blocks"][0]["text"]["text"]
        fields = {block["block_id"]: block["element"] for block in form["blocks"] if block["type"] == "input"}
        assert fields["due"]["initial_date"] == "2019-01-14"
        assert fields["why"]["initial_value"] == "the data come late"
        assert tracker.action(action).version == 1

    @pytest.mark.parametrize(
        ("rest", "sentence"), [("to 31 Feb", "31"), ("yesterday", "past|passed"), ("soon", "don't see a day")]
    )
    def test_in_one_line_to_what_is_no_day_says_why(self, tracker, action, rest, sentence):
        with pytest.raises(InvalidInputError, match=sentence):
            extending.form(tracker.services, tracker.asks(OWNER).identity, action, rest)


class TestDrop:
    def test_is_the_board_s_with_its_meeting_and_minute(self, tracker, action):
        tracker.goes_to(date(2018, 11, 20))
        fields = DropFields("ICB-H:2018-11-16", " ICBNov18-6 ", "Overtaken by the merger.")
        with pytest.raises(NotAllowedError, match="Hackney cabinet member for health"):
            drops(tracker, OWNER, fields)
        drops(tracker, CHAIR, fields)
        now, entry = tracker.action(action), entries(tracker)[-1]
        assert (now.outcome, now.update) == (Outcome.DROPPED, "Overtaken by the merger.")
        assert (entry.held_on, entry.minute) == (date(2018, 11, 16), "ICBNov18-6")
        for page in (showing.show_action, history.show_history):
            told = json.dumps(page(tracker.services, tracker.asks(OWNER).identity, action))
            assert "Decided by ICB on Fri 16 Nov, minute ICBNov18-6" in told
        assert not planned(tracker)

    @pytest.mark.parametrize("meeting", ["", "ICB-H:2018-12-06", "ICB-H:2018-10-11", "TB:2018-10-31", "x"])
    def test_at_no_meeting_that_was_held_since_it_was_set_is_refused(self, tracker, action, meeting):
        with pytest.raises(InvalidInputError) as refused:
            drops(tracker, MANAGER, DropFields(meeting, "", "Overtaken."))
        assert list(refused.value.fields) == ["meeting"]

    def test_of_a_workstream_s_is_its_director_s_and_names_no_meeting(self, tracker):
        tracker.sets("PCNov18-1", ["cancer-lead"], DUE, board="PC")
        form = closing.drop_form(tracker.services, tracker.asks(DIRECTOR).identity, "PCNov18-1", DropFields())
        assert [block["block_id"] for block in form["blocks"] if block["type"] == "input"] == ["reason"]
        drops(tracker, DIRECTOR, DropFields(reason="Overtaken."), "PCNov18-1")
        assert tracker.action("PCNov18-1").outcome is Outcome.DROPPED

    def test_ends_one_that_comes_again(self, tracker, action):
        recurring.recur(tracker.services, tracker.asks(OWNER, action), "weekly")
        drops(tracker, MANAGER)
        told = json.dumps(history.show_history(tracker.services, tracker.asks(OWNER).identity, action))
        assert "Decided by ICB between meetings" in told
        assert len(tracker.rows("select id from action")) == 1


class TestReopen:
    def reopens(self, tracker, who, due_on=LATER, reason="It came back."):
        return reopening.reopen(tracker.services, tracker.asks(who, REF), due_on, reason)

    def test_lets_it_be_chased_again_by_its_new_day(self, tracker, action):
        is_done(tracker, OWNER)
        self.reopens(tracker, OWNER)
        now = tracker.action(action)
        assert (now.is_open, now.outcome, now.closed_at, now.due_on) == (True, Outcome.NONE, None, LATER)
        assert (now.original_due_on, now.times_moved) == (DUE, 1)
        assert planned(tracker)

    def test_of_a_dropped_one_is_for_those_who_drop(self, tracker, action):
        drops(tracker, MANAGER)
        with pytest.raises(NotAllowedError, match="can't reopen"):
            self.reopens(tracker, OWNER)
        for who, offered in ((OWNER, False), (CHAIR, True)):
            card = json.dumps(showing.show_action(tracker.services, tracker.asks(who).identity, action))
            assert ("Reopen" in card) is offered
        self.reopens(tracker, CHAIR)
        assert tracker.action(action).is_open

    def test_of_an_open_one_or_without_a_reason_or_to_a_past_day_is_refused(self, tracker, action):
        with pytest.raises(InvalidInputError, match="is open"):
            self.reopens(tracker, OWNER)
        is_done(tracker, OWNER)
        with pytest.raises(InvalidInputError, match="Say why"):
            self.reopens(tracker, OWNER, reason="")
        with pytest.raises(InvalidInputError, match="is past"):
            self.reopens(tracker, OWNER, date(2018, 10, 1))


class TestRecurring:
    def test_is_set_and_ended_in_words(self, tracker, action):
        recurring.recur(tracker.services, tracker.asks(OWNER, action), "Every fortnight")
        assert tracker.action(action).recurrence == "every 2 weeks"
        with pytest.raises(InvalidInputError, match="comes again every 2 weeks already"):
            recurring.recur(tracker.services, tracker.asks(OWNER, action), "every 2 weeks")
        recurring.recur(tracker.services, tracker.asks(OWNER, action), "never")
        assert tracker.action(action).recurrence == ""
        assert tracker.action(action).update == ""

    def test_by_meetings_where_none_are_on_record_or_by_no_known_words_is_refused(self, tracker, action):
        with pytest.raises(InvalidInputError, match="`weekly`"):
            recurring.recur(tracker.services, tracker.asks(OWNER, action), "now and then")
        tracker.sets("PCNov18-1", ["cancer-lead"], DUE, board="PC")
        with pytest.raises(InvalidInputError, match="no board with meetings"):
            recurring.recur(tracker.services, tracker.asks(OWNER, "PCNov18-1"), "each meeting")


class TestSplit:
    PARTS = (PartFields("Ask for the data", "Cancer commissioning lead", DUE), PartFields("Write it up", "", None))

    def splits(self, tracker, who, parts):
        return splitting.split(tracker.services, tracker.asks(who, REF), parts)

    def test_closes_it_in_favour_of_parts_with_owners_and_dates_of_their_own(self, tracker, action):
        parts = [self.PARTS[0], PartFields("Write it up", "Planned Care director", LATER), PartFields("", "", None)]
        said = self.splits(tracker, MANAGER, parts).said
        one, other = (tracker.action(ref) for ref in ("ICBNov18-1", "ICBNov18-2"))
        assert [owner.name for owner in other.owners] == ["Planned Care director"]
        assert (one.due_on, other.due_on) == (DUE, LATER)
        assert tracker.action(action).outcome is Outcome.SPLIT
        card = str(showing.show_action(tracker.services, tracker.asks(MANAGER).identity, one.ref))
        assert f"Part of {action} ·" in card
        assert tracker.action(action).update == "Split into ICBNov18-1, ICBNov18-2."
        assert "ICBNov18-2: Write it up (Planned Care director, due Fri 14 Dec)" in said
        assert not planned(tracker)
        assert planned(tracker, "ICBNov18-2")
        assert "Reopen" not in json.dumps(showing.show_action(tracker.services, tracker.asks(MANAGER).identity, action))
        with pytest.raises(InvalidInputError, match="is split") as refused:
            is_done(tracker, MANAGER)
        assert refused.value.mend == "Work goes on in ICBNov18-1, ICBNov18-2."
        with pytest.raises(InvalidInputError, match="split into ICBNov18-1, ICBNov18-2"):
            reopening.reopen(tracker.services, tracker.asks(MANAGER, action), None, "It came back.")

    def test_by_an_owner_asks_others_to_take_their_part_over(self, tracker, action):
        parts = [self.PARTS[0], PartFields("Write it up", "Planned Care deputy director", LATER)]
        said = self.splits(tracker, OWNER, parts).said
        assert "(Cancer commissioning lead, until Planned Care deputy director accepts it, due Fri 14 Dec)" in said
        assert [owner.name for owner in tracker.action("ICBNov18-2").owners] == ["Cancer commissioning lead"]
        with tracker.services.store.view() as view:
            (waiting,) = view.handovers.waiting_for(tracker.person("planned-care-deputy"))
        assert waiting.action_id == tracker.action("ICBNov18-2").id

    def test_into_one_part_or_with_a_past_day_or_with_nobody_is_refused_and_adds_nothing(self, tracker, action):
        for parts, field in (
            ([self.PARTS[0]], "part1"),
            ([self.PARTS[0], PartFields("", "Planned Care director", None)], "part2"),
            ([self.PARTS[0], PartFields("Write it up", "Planned Care director", date(2018, 10, 1))], "due2"),
            ([self.PARTS[0], PartFields("Write it up", "Nobody we know", None)], "owners2"),
            ([self.PARTS[0], PartFields("x" * 601, "Planned Care director", None)], "part2"),
        ):
            with pytest.raises(InvalidInputError) as refused:
                self.splits(tracker, MANAGER, parts)
            assert list(refused.value.fields) == [field]
        assert len(tracker.rows("select id from action")) == 1
