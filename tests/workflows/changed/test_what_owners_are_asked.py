"""Who is asked to take an action over, or to confirm that it is done, what they answer, and who hears of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.domain.actions.records import EntryKind, Outcome
from bot.domain.risks import Visibility
from bot.errors import InvalidInputError, NotAllowedError
from bot.views.action_forms import BETWEEN, DropFields
from bot.views.action_owner_forms import AT_ONCE, ReassignFields
from bot.workflows.actions import closing, handover_answers, reassigning

OWNER, OTHER, MANAGER, READER = "U0CANCERLEAD", "U0PCDIRECTOR", "U0GOVMANAGER", "U0PROGMANAGER"
REF, DUE = "ICBOct18-5", date(2018, 11, 30)
HOW = "The paper went out on Mon 12 Nov."


@pytest.fixture
def action(tracker):
    tracker.sets(REF, ["cancer-lead"], DUE)
    return REF


def names(tracker, ref=REF):
    return [owner.name for owner in tracker.action(ref).owners]


def hands_over(tracker, who=OWNER, to="planned-care-director", reason="It is about all of Planned Care.", **more):
    fields = ReassignFields(to and f"person:{tracker.person(to)}", reason=reason, **more)
    return reassigning.reassign(tracker.services, tracker.asks(who, REF), fields)


def buttons(message):
    found = [one for block in message["blocks"] for one in block.get("elements", ()) if one["type"] == "button"]
    return [one["text"]["text"] for one in found]


def last(tracker, who):
    """Return what was said to somebody last, with the buttons it has."""
    tracker.sends()
    message = next(content for place, _, content in reversed(tracker.post.new) if place == who)
    return message["text"], buttons(message)


def changed(tracker, who):
    """Return what a message to somebody was changed to."""
    tracker.sends()
    return next(content["text"] for place, content in reversed(tracker.post.changed) if place == who)


def lives_until(tracker, last):
    """Live every third day of November up to one, at nine."""
    for day in range(2, last + 1, 3):
        tracker.goes_to(date(2018, 11, day))


def latest(tracker):
    """Return what was changed, with its place."""
    tracker.sends()
    assert tracker.post.changed
    return tracker.post.changed


class TestHandover:
    def test_changes_nothing_until_it_is_accepted(self, tracker, action):
        hands_over(tracker)
        assert names(tracker) == ["Cancer commissioning lead"]
        text, offered = last(tracker, OTHER)
        assert text.startswith("*Cancer commissioning lead asks you to take over ICBOct18-5.* Nothing changes until")
        assert "> It is about all of Planned Care." in text
        assert offered == ["Accept", "Hand back", "Show"]
        handover_answers.accept(tracker.services, tracker.asks(OTHER), 1)
        assert names(tracker) == ["Planned Care director"]
        assert "*Planned Care director owns ICBOct18-5 now.*" in last(tracker, OWNER)[0]
        assert changed(tracker, OTHER).startswith("*You own ICBOct18-5 now.*")

    def test_moves_the_reminders_and_keeps_the_last_words(self, tracker, action):
        hands_over(tracker)
        handover_answers.accept(tracker.services, tracker.asks(OTHER), 1)
        waiting = {row.person_id for row in tracker.rows("select person_id from nudge where status = 'planned'")}
        assert waiting == {tracker.person("planned-care-director")}
        with tracker.services.store.view() as view:
            entry = view.actions.entries(tracker.action(REF).id)[-1]
        assert entry.kind is EntryKind.REASSIGNED
        assert entry.update.startswith("Handed over from Cancer commissioning lead to Planned Care director: It is")
        assert tracker.action(REF).update == ""

    def test_handed_back_stays_with_its_owner_who_reads_why(self, tracker, action):
        hands_over(tracker)
        with pytest.raises(InvalidInputError, match="Say why"):
            handover_answers.hand_back(tracker.services, tracker.asks(OTHER), 1, " ")
        handover_answers.hand_back(tracker.services, tracker.asks(OTHER), 1, "It is the hospital's.")
        assert names(tracker) == ["Cancer commissioning lead"]
        text, _ = last(tracker, OWNER)
        assert text.startswith("*Planned Care director handed ICBOct18-5 back*")
        assert "> It is the hospital's." in text
        with pytest.raises(InvalidInputError, match="answered already: Planned Care director has handed"):
            handover_answers.accept(tracker.services, tracker.asks(OTHER), 1)

    def test_is_answered_by_whom_it_was_asked_of_alone(self, tracker, action):
        hands_over(tracker)
        for who in (OWNER, MANAGER, READER):
            with pytest.raises(NotAllowedError, match="asked of Planned Care director"):
                handover_answers.accept(tracker.services, tracker.asks(who), 1)
        with pytest.raises(NotAllowedError, match="can't take this back"):
            handover_answers.take_back(tracker.services, tracker.asks(READER), 1)

    def test_taken_back_waits_no_more(self, tracker, action):
        hands_over(tracker)
        tracker.sends()
        handover_answers.take_back(tracker.services, tracker.asks(OWNER), 1)
        assert changed(tracker, OTHER).startswith("*ICBOct18-5 is not to be taken over any more:*")
        with pytest.raises(InvalidInputError, match="not to be taken over any more"):
            handover_answers.accept(tracker.services, tracker.asks(OTHER), 1)

    def test_asked_for_by_the_office_tells_the_owner_before_anything_changes(self, tracker, action):
        hands_over(tracker, MANAGER)
        text, offered = last(tracker, OWNER)
        assert text.startswith("*Governance manager asks Planned Care director to take over ICBOct18-5* from you.")
        assert offered == ["Show", "Take it back"]
        handover_answers.accept(tracker.services, tracker.asks(OTHER), 1)
        assert "They took it over from you" in changed(tracker, OWNER)

    def test_is_assigned_at_once_by_the_office_alone(self, tracker, action):
        hands_over(tracker, OWNER, how=AT_ONCE)
        assert names(tracker) == ["Cancer commissioning lead"]
        hands_over(tracker, MANAGER, "programme-manager", how=AT_ONCE)
        assert names(tracker) == ["Programme manager"]
        assert last(tracker, READER)[1] == ["Update", "Show", "Not mine"]
        assert "has another owner" in last(tracker, OWNER)[0]
        with pytest.raises(InvalidInputError, match="not to be taken over any more"):
            handover_answers.accept(tracker.services, tracker.asks(OTHER), 1)
        assert names(tracker) == ["Programme manager"]

    def test_to_somebody_else_takes_the_place_of_the_one_asked_before(self, tracker, action):
        hands_over(tracker)
        with pytest.raises(InvalidInputError, match="Planned Care director was asked on Thu 1 Nov at 08:30"):
            hands_over(tracker)
        hands_over(tracker, to="programme-manager")
        with pytest.raises(InvalidInputError, match="not to be taken over any more"):
            handover_answers.accept(tracker.services, tracker.asks(OTHER), 1)
        handover_answers.accept(tracker.services, tracker.asks(READER), 2)
        assert names(tracker) == ["Programme manager"]

    def test_is_moot_once_the_action_is_done(self, tracker, action):
        hands_over(tracker)
        tracker.sends()
        closing.done(tracker.services, tracker.asks(OWNER, REF), HOW)
        assert "Cancer commissioning lead recorded that it is done." in changed(tracker, OTHER)
        with pytest.raises(InvalidInputError, match="not to be taken over any more"):
            handover_answers.accept(tracker.services, tracker.asks(OTHER), 1)

    def test_of_one_of_several_leaves_the_others(self, tracker):
        tracker.sets(REF, ["cancer-lead", "programme-manager"], DUE)
        hands_over(tracker, READER, position="1")
        handover_answers.accept(tracker.services, tracker.asks(OTHER), 1)
        assert names(tracker) == ["Cancer commissioning lead", "Planned Care director"]
        assert last(tracker, OWNER)[0].startswith("*ICBOct18-5 has another owner.*")

    @pytest.mark.parametrize(
        ("to", "sentence"),
        [
            ("cancer-lead", "owns ICBOct18-5 already"),
            ("immunisation-lead", "no Slack account"),
            ("ccg-chair", "does not serve"),
            ("", "Choose who"),
        ],
    )
    def test_to_whom_it_cannot_go_is_refused_under_its_field(self, tracker, action, to, sentence):
        tracker.change("update person set until_on = '2018-10-31' where key = 'ccg-chair'")
        tracker.change("update person set slack_id = null where key = 'immunisation-lead'")
        tracker.services.store.write(lambda unit: unit.people.edit(tracker.person("ccg-lay-member"), name="Lay member"))
        with pytest.raises(InvalidInputError, match=sentence) as refused:
            hands_over(tracker, MANAGER, to)
        assert list(refused.value.fields) == ["to"]

    def test_of_one_that_is_not_public_to_who_may_not_read_it_is_the_office_s(self, tracker):
        tracker.sets(REF, ["cancer-lead"], DUE, visibility=Visibility.NON_PUBLIC)
        with pytest.raises(InvalidInputError, match="may not read it"):
            hands_over(tracker)
        hands_over(tracker, MANAGER, how=AT_ONCE)
        assert names(tracker) == ["Planned Care director"]

    def test_by_an_owner_who_knows_nobody_goes_to_the_office(self, tracker, action):
        with pytest.raises(InvalidInputError, match="Say why"):
            hands_over(tracker, to="", reason="")
        hands_over(tracker, to="", reason="We never had it.")
        assert names(tracker) == ["Cancer commissioning lead"]
        tracker.sends()
        (content,) = [content for _, _, content in tracker.post.new if "is not theirs" in content["text"]]
        assert "> We never had it." in content["text"]
        assert buttons(content) == ["Reassign", "Show"]

    def test_not_answered_is_said_again_twice_within_the_daily_message(self, tracker, action):
        hands_over(tracker)
        tracker.sends()
        lives_until(tracker, 11)
        said = [(at.date(), content) for place, at, content in tracker.post.new if place == OTHER][1:]
        assert [on for on, _ in said] == [date(2018, 11, 5), date(2018, 11, 8)]
        assert "Cancer commissioning lead asks you to take it over" in said[0][1]["text"]
        assert buttons(said[0][1])[:3] == ["Accept", "Hand back", "Show"]
        handover_answers.accept(tracker.services, tracker.asks(OTHER), 1)
        assert not any("Accept" in buttons(content) for place, content in latest(tracker) if place == OTHER)

    def test_answered_in_time_is_not_said_again(self, tracker, action):
        hands_over(tracker)
        handover_answers.hand_back(tracker.services, tracker.asks(OTHER), 1, "It is the hospital's.")
        lives_until(tracker, 8)
        assert tracker.post.to(OTHER) == []

    def test_is_not_for_others_to_ask(self, tracker, action):
        with pytest.raises(NotAllowedError, match="can't hand over"):
            hands_over(tracker, READER)


class TestClaim:
    def claims(self, tracker, who=READER):
        return closing.done(tracker.services, tracker.asks(who, REF), HOW)

    def test_of_others_than_an_owner_waits_for_one(self, tracker, action):
        said = self.claims(tracker).said
        assert "Cancer commissioning lead is asked to" in said
        assert tracker.action(REF).is_open
        text, offered = last(tracker, OWNER)
        assert text.startswith("*Programme manager says that ICBOct18-5 is done.* Can you confirm it?")
        assert f"> {HOW}" in text
        assert offered == ["Confirm", "Not yet done", "Show"]

    def test_confirmed_closes_it_with_the_words_of_both_and_tells_who_said_it(self, tracker, action):
        self.claims(tracker)
        tracker.sends()
        handover_answers.confirm(tracker.services, tracker.asks(OWNER), 1)
        now = tracker.action(REF)
        assert (now.outcome, now.update) == (Outcome.DONE, f"{HOW} (said by Programme manager)")
        assert last(tracker, READER)[0] == "*ICBOct18-5 is done.* Cancer commissioning lead confirmed what you said."
        assert "Programme manager said so, and Cancer commissioning lead confirmed it" in changed(tracker, OWNER)
        assert len(tracker.post.to(READER)) == 1

    def test_refused_leaves_it_open_with_the_owner_s_words(self, tracker, action):
        self.claims(tracker)
        tracker.sends()
        handover_answers.refuse(tracker.services, tracker.asks(OWNER), 1, "The City has not seen it.")
        now = tracker.action(REF)
        assert (now.is_open, now.update, now.updated_by) == (
            True,
            "The City has not seen it.",
            "Cancer commissioning lead",
        )
        assert "> The City has not seen it." in last(tracker, READER)[0]
        with pytest.raises(InvalidInputError, match="answered already by Cancer commissioning lead"):
            handover_answers.confirm(tracker.services, tracker.asks(OWNER), 1)

    def test_not_answered_is_said_again_to_the_owners(self, tracker, action):
        self.claims(tracker)
        lives_until(tracker, 5)
        assert "says that it is done; can you confirm it?" in tracker.post.to(OWNER)[-1]

    def test_said_at_night_is_asked_in_the_owner_s_hours(self, tracker, action):
        tracker.clock.move_to(datetime(2018, 11, 3, 23, 30, tzinfo=UTC))
        self.claims(tracker)
        tracker.sends()
        assert tracker.post.to(OWNER) == []
        tracker.goes_to(date(2018, 11, 5))
        (text,) = tracker.post.to(OWNER)
        assert "says that it is done; can you confirm it?" in text
        handover_answers.confirm(tracker.services, tracker.asks(OWNER), 1)
        assert "confirmed what you said" in last(tracker, READER)[0]

    def test_is_answered_by_owners_and_the_office_alone(self, tracker, action):
        self.claims(tracker)
        for who in (READER, OTHER):
            with pytest.raises(NotAllowedError, match="Only an owner"):
                handover_answers.confirm(tracker.services, tracker.asks(who), 1)
        handover_answers.confirm(tracker.services, tracker.asks(MANAGER), 1)
        assert tracker.action(REF).outcome is Outcome.DONE

    def test_said_again_by_others_names_who_said_it_first(self, tracker, action):
        self.claims(tracker)
        with pytest.raises(InvalidInputError, match="Programme manager said on Thu 1 Nov at 08:30"):
            self.claims(tracker, OTHER)

    def test_is_answered_by_the_owner_s_own_word(self, tracker, action):
        self.claims(tracker)
        tracker.sends()
        closing.done(tracker.services, tracker.asks(OWNER, REF), HOW)
        assert "confirmed what you said" in last(tracker, READER)[0]

    def test_needs_no_answer_once_the_action_is_dropped(self, tracker, action):
        self.claims(tracker)
        closing.drop(tracker.services, tracker.asks(MANAGER, REF), DropFields(BETWEEN, "", "Overtaken."))
        assert "needs no answer any more" in last(tracker, READER)[0]
        assert not any("says that ICBOct18-5 is done" in text for text in tracker.post.to(OWNER))

    def test_on_what_nobody_can_be_asked_about_goes_to_the_office(self, tracker, action):
        tracker.change("update person set slack_id = null where key = 'cancer-lead'")
        tracker.services.store.write(lambda unit: unit.people.edit(tracker.person("ccg-lay-member"), name="Lay member"))
        assert "the governance office is asked to" in self.claims(tracker).said
        tracker.sends()
        place, _, content = tracker.post.new[-1]
        assert "can't be reached here, so you are asked" in content["text"]
        handover_answers.confirm(tracker.services, tracker.asks(MANAGER), 1)
        assert changed(tracker, place).startswith("*ICBOct18-5 is done.* Programme manager said so")
