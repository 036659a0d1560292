"""Handovers and claims of which nothing is left to answer: the action was closed, hidden or passed on meanwhile."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from bot.domain.actions.records import Outcome
from bot.domain.chasing import Away
from bot.domain.imports.drafts import RegisterKind
from bot.domain.risks import Visibility
from bot.errors import InvalidInputError, NotFoundError
from bot.settings.mail import MailSetting
from bot.views.action_forms import DropFields
from bot.views.action_owner_forms import AT_ONCE, ReassignFields
from bot.workflows.actions import closing, editing, extending, handover_answers, history, reassigning, updating
from bot.workflows.actions.details import ActionDraft
from bot.workflows.desk import open_desk
from bot.workflows.exports.exporting import ExportFormat, export
from bot.workflows.identify import Identity
from bot.workflows.imports.applying import apply
from bot.workflows.imports.source import Importer, ImportSource

OWNER, OTHER, MANAGER, READER = "U0CANCERLEAD", "U0PCDIRECTOR", "U0GOVMANAGER", "U0PROGMANAGER"
CHAIR = "U0HACKNEYHEALTH"
REF, DUE, HOW = "ICBOct18-5", date(2018, 11, 30), "The paper went out."


def hands_over(tracker, who=OWNER, to="programme-manager", **more):
    fields = ReassignFields(f"person:{tracker.person(to)}", reason="It is theirs.", **more)
    return reassigning.reassign(tracker.services, tracker.asks(who, REF), fields)


def claims(tracker, who=OTHER):
    return closing.done(tracker.services, tracker.asks(who, REF), HOW)


def is_seen_by(tracker, visibility):
    action = tracker.action(REF)
    draft = ActionDraft(
        summary=action.summary,
        owners=tuple(action.owner_ids),
        due_on=action.due_on,
        board=action.board,
        workstream=action.workstream,
        visibility=visibility,
    )
    editing.edit(tracker.services, tracker.asks(MANAGER, REF), draft)


def brings_in(tracker, **changes):
    """Bring the tracker's own export in again, the action changed."""
    whole = json.loads(export(tracker.services, RegisterKind.ACTIONS, ExportFormat.JSON))
    whole["records"][0].update(changes)
    source = ImportSource(RegisterKind.ACTIONS, "actions.json", json.dumps(whole).encode())
    apply(tracker.services, source, Importer())


def states(tracker, table):
    return [row.state for row in tracker.rows(f"select state from {table} order by id")]


def changed(tracker, who):
    tracker.sends()
    return next(content["text"] for place, content in reversed(tracker.post.changed) if place == who)


def told(tracker, who=READER, ref=REF):
    return json.dumps(history.show_history(tracker.services, Identity(who, "T0DEMO"), ref), ensure_ascii=False)


class TestHidden:
    def test_a_handover_to_whoever_may_not_read_it_any_more_ends_and_opens_nothing(self, tracker):
        tracker.sets(REF, ["cancer-lead"], DUE)
        hands_over(tracker)
        tracker.sends()
        # Whoever may read it no more is refused even while it waits.
        tracker.change("update action set visibility = 'non_public'")
        for asked in (
            lambda: handover_answers.accept(tracker.services, tracker.asks(READER), 1),
            lambda: handover_answers.hand_back(tracker.services, tracker.asks(READER), 1, "No."),
            lambda: handover_answers.hand_back_form(tracker.services, Identity(READER, "T0DEMO"), 1),
        ):
            with pytest.raises(NotFoundError):
                asked()
        tracker.change("update action set visibility = 'public'")
        is_seen_by(tracker, Visibility.NON_PUBLIC)
        assert states(tracker, "action_handover") == ["withdrawn"]
        assert changed(tracker, READER) == f"{REF} is no longer public, so it is not shown here any more."
        assert [owner.name for owner in tracker.action(REF).owners] == ["Cancer commissioning lead"]

    def test_a_deputy_who_may_not_read_it_answers_no_claim(self, tracker):
        tracker.sets(REF, ["cancer-lead"], DUE)
        claims(tracker)
        owner, deputy = tracker.person("cancer-lead"), tracker.person("programme-manager")
        away = Away(tracker.today, tracker.today, deputy)
        tracker.services.store.write(lambda unit: unit.hearing.leave(owner, away, unit.now))
        assert handover_answers.refuse_form(tracker.services, Identity(READER, "T0DEMO"), 1)["private_metadata"] == "1"
        is_seen_by(tracker, Visibility.NON_PUBLIC)
        with pytest.raises(NotFoundError):
            handover_answers.refuse_form(tracker.services, Identity(READER, "T0DEMO"), 1)
        with pytest.raises(NotFoundError):
            handover_answers.confirm(tracker.services, tracker.asks(READER), 1)
        assert tracker.action(REF).is_open

    def test_the_history_keeps_that_time_from_those_who_could_not_read_it(self, tracker):
        tracker.sets(REF, ["cancer-lead"], DUE)
        updating.update(tracker.services, tracker.asks(OWNER, REF), "We begin.")
        is_seen_by(tracker, Visibility.NON_PUBLIC)
        tracker.goes_to(date(2018, 11, 2))
        updating.update(tracker.services, tracker.asks(OWNER, REF), "The provider fails.")
        claims(tracker, CHAIR)
        tracker.goes_to(date(2018, 11, 5))
        is_seen_by(tracker, Visibility.PUBLIC)
        last = updating.update(tracker.services, tracker.asks(OWNER, REF), "All is well.").version
        known = told(tracker)
        assert "We begin." in known
        assert "All is well." in known
        assert "not public" in known
        assert "The provider fails." not in known
        assert HOW not in known
        for who in (OWNER, MANAGER):
            assert "The provider fails." in told(tracker, who)
            assert HOW in told(tracker, who)

        def takes_back(unit):
            desk = open_desk(unit, tracker.services, Identity(OWNER, "T0DEMO"))
            return updating.take_back(unit, tracker.services, desk, unit.actions.find(REF), last)

        assert tracker.services.store.write(takes_back).update == "We begin."


class TestImported:
    def test_dropped_ends_what_was_asked_and_adds_no_turn(self, tracker):
        tracker.sets(REF, ["cancer-lead"], DUE, recurrence="monthly")
        hands_over(tracker)
        claims(tracker)
        tracker.sends()
        brings_in(tracker, status="closed", outcome="dropped", update="Dropped by the board")
        assert states(tracker, "action_handover") == states(tracker, "action_claim") == ["withdrawn"]
        assert "is dropped" in changed(tracker, READER)
        for answer, who in ((handover_answers.confirm, OWNER), (handover_answers.accept, READER)):
            with pytest.raises(InvalidInputError):
                answer(tracker.services, tracker.asks(who), 1)
        assert tracker.action(REF).outcome is Outcome.DROPPED
        assert len(tracker.rows("select id from action")) == 1

    def test_hidden_or_with_other_owners_ends_handovers_and_asks_new_owners_of_a_claim(self, tracker):
        tracker.sets(REF, ["cancer-lead"], DUE)
        hands_over(tracker)
        claims(tracker)
        brings_in(tracker, owners=["Governance officer"])
        assert states(tracker, "action_handover") == ["withdrawn"]
        assert states(tracker, "action_claim") == ["waiting"]
        tracker.sends()
        assert f"says that {REF} is done" in tracker.post.to("U0GOVOFFICER")[-1]
        hands_over(tracker, MANAGER)
        brings_in(tracker, visibility="non_public")
        assert states(tracker, "action_handover") == ["withdrawn"] * 2

    def test_closed_past_the_tracker_is_answered_by_nobody(self, tracker):
        tracker.sets(REF, ["cancer-lead"], DUE)
        hands_over(tracker)
        claims(tracker)
        tracker.change("update action set status = 'closed', outcome = 'done', closed_at = '2018-11-01 09:00:00'")
        for answer, who in (
            (handover_answers.confirm, OWNER),
            (handover_answers.accept, READER),
            (handover_answers.take_back, OWNER),
        ):
            with pytest.raises(InvalidInputError, match="is done already"):
                answer(tracker.services, tracker.asks(who), 1)
        assert [owner.name for owner in tracker.action(REF).owners] == ["Cancer commissioning lead"]


def test_a_co_owner_s_place_is_not_an_owner_s_to_hand_over(tracker):
    tracker.sets(REF, ["cancer-lead", "programme-manager"], DUE)
    with pytest.raises(InvalidInputError, match="Programme manager") as refused:
        hands_over(tracker, OWNER, "planned-care-director", position="1")
    assert list(refused.value.fields) == ["position"]
    hands_over(tracker, CHAIR, "planned-care-director", position="1")
    assert states(tracker, "action_handover") == ["waiting"]


class TestHistory:
    def test_tells_what_was_asked_and_answered(self, tracker):
        tracker.sets(REF, ["cancer-lead"], DUE)
        hands_over(tracker)
        handover_answers.hand_back(tracker.services, tracker.asks(READER), 1, "Not ours.")
        claims(tracker)
        handover_answers.refuse(tracker.services, tracker.asks(OWNER), 1, "Half written.")
        known = told(tracker)
        for words in (
            "Cancer commissioning lead · asked Programme manager to take it over from Cancer commissioning lead",
            "> It is theirs.",
            "Programme manager · handed it back",
            "> Not ours.",
            "Planned Care director · said that it is done",
            f"> {HOW}",
            "Cancer commissioning lead · said that it is not done yet",
            "> Half written.",
        ):
            assert words in known, words


class TestWithoutSlack:
    @pytest.fixture
    def posted(self, tracker):
        """A tracker that sends letters, one of whose owners has an address and no Slack, and another neither."""
        tracker.change("update person set slack_id = null, email = 'lead@cancer.example' where key = 'cancer-lead'")
        tracker.change("update person set slack_id = null, email = null where key = 'planned-care-deputy'")
        editor = "governance-manager"
        tracker.services.store.write(lambda unit: unit.people.edit(tracker.person(editor), name="Governance manager"))
        config = tracker.services.config
        return tracker.under(
            config.model_copy(update={"mail": MailSetting(way="folder", from_address="office@partnership.example")})
        )

    def test_owners_are_told_by_letter_and_whom_nothing_reaches_the_office_is_asked_to_tell(self, posted):
        posted.sets(REF, ["cancer-lead", "planned-care-deputy", "programme-manager"], DUE)
        said = extending.extend(
            posted.services, posted.asks(CHAIR, REF), date(2018, 12, 14), "The data come late."
        ).said
        assert "Programme manager is told here." in said
        assert "Cancer commissioning lead is told by e-mail." in said
        assert "*Not told:* Planned Care deputy director." in said
        posted.sends()
        (letter,) = [content for place, _, content in posted.post.new if place == "mailto:lead@cancer.example"]
        assert letter["subject"].endswith(
            f"{REF} is due Fri 14 Dec now. Hackney cabinet member for health moved its date"
        )
        assert "> The data come late." in letter["text"]
        assert f"Bring what {REF} asks for" in letter["text"]
        assert "&gt; The data come late." in letter["html"]
        (office,) = [one["text"] for _, _, one in posted.post.new if "I can't reach" in one["text"]]
        assert office.startswith("*I can't reach Planned Care deputy director*")

    def test_a_letter_has_no_words_of_what_is_not_public(self, posted):
        posted.sets(REF, ["cancer-lead"], DUE, visibility=Visibility.NON_PUBLIC)
        said = hands_over(posted, MANAGER, how=AT_ONCE).said
        assert said.endswith("They are told.")
        posted.sends()
        assert not [place for place, _, _ in posted.post.new if place.startswith("mailto:")]
        posted.sets("ICBOct18-6", ["cancer-lead"], DUE, visibility=Visibility.NON_PUBLIC)
        request = posted.asks(MANAGER, "ICBOct18-6")
        extending.extend(posted.services, request, date(2018, 12, 14), "Secret.")
        posted.sends()
        letter = next(content for place, _, content in posted.post.new if place.startswith("mailto:"))
        assert "ICBOct18-6 is due Fri 14 Dec now." in letter["text"]
        assert "Secret" not in str(letter)
        assert "Bring what" not in str(letter)
        posted.clock.move_to(datetime(2018, 11, 20, 10, tzinfo=UTC))
        decided = DropFields("ICB-H:2018-11-16", "Secret 7.2", "Secret.")
        closing.drop(posted.services, posted.asks(MANAGER, "ICBOct18-6"), decided)
        posted.sends()
        letter = [content for place, _, content in posted.post.new if place.startswith("mailto:")][-1]
        assert "recorded the decision of Fri 16 Nov. You need do nothing more." in letter["text"]
        assert "Secret" not in str(letter)
