"""What becomes of a proposal while it is written: drafts, versions, papers, copies, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert

from bot.domain.proposals.content import Content, Recommendation, digest_of, to_json
from bot.domain.proposals.decisions import WHOLE, part_to_json
from bot.domain.proposals.form_steps import FormStep, StepKind
from bot.domain.proposals.questions import Question, QuestionKind
from bot.domain.proposals.records import Ask, ProposalState
from bot.domain.risks import Visibility
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleRecordError
from bot.store.tables import metadata
from bot.views.form_standing import standing
from bot.views.proposal_forms import StepOrigin
from bot.views.proposal_recommendations import RecommendationFields
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from bot.workflows.proposals import (
    attaching,
    comparing,
    copying,
    form,
    listing,
    recommending,
    showing,
    timeline,
    withdrawing,
)
from bot.workflows.proposals.drafting import change_draft
from bot.workflows.proposals.filling import AttachedFile, Known, read_links, read_step, reworded
from bot.workflows.proposals.form import TypedStep
from tests.scenarios.people import DIRECTOR, MANAGER, OTHER_DIRECTOR, UNLISTED, refs, words
from tests.support.partnership import HOME

HEAD, OUTSIDER = "U0PCSRO", "U0DISCHARGE"
KNOWN = Known(frozenset({"IT-3"}), ("scheme",), frozenset({"PC"}), frozenset({"CCG"}), frozenset({1}))


def who(user):
    return Identity(user, HOME)


def asked(kind, value):
    step = FormStep(StepKind.QUESTIONS, "", (Question("it", "It", kind, options={"yes": "Yes"}),))
    filled = read_step(step, {"q_it": value}, Content("T"), KNOWN)
    return filled.problems.get("q_it") or filled.content.answers.get("it")


@pytest.mark.parametrize("amount", ["0", "-5", "1e12", "1000000000000", "ten thousand", "up to 5,000", "12.345"])
def test_an_amount_that_is_none_is_refused_in_words(amount):
    said = asked(QuestionKind.MONEY, amount)
    assert isinstance(said, str)
    assert len(said) > 20


def test_answers_are_kept_exactly():
    assert asked(QuestionKind.MONEY, "£104,000.50") == 10_400_050
    assert asked(QuestionKind.NUMBER, "1,200.5") == "1200.5"
    assert "is not a number" in asked(QuestionKind.NUMBER, "a dozen")
    assert asked(QuestionKind.CHOICE, "yes") == "yes"
    assert asked(QuestionKind.CHOICE, "no") is None
    assert asked(QuestionKind.DATE, "2018-11-19") == "2018-11-19"
    assert asked(QuestionKind.PEOPLE, ["person:1", "person:99"]) == (1,)
    assert "at most 3,000 fit" in asked(QuestionKind.LONG_TEXT, "x" * 3001)


def test_what_is_closed_stays_closed_while_its_ground_is_missing():
    filled = read_step(FormStep(StepKind.CONCERNS, ""), {"visibility": "non_public"}, Content("T"), KNOWN)
    assert set(filled.problems) == {"ground", "reason"}
    assert filled.columns["visibility"] == "non_public"


def test_links_keep_their_titles_and_no_password():
    assert read_links("HTTPS://example.org/a The evaluation\nhttps://example.org/a") == {
        "https://example.org/a": "The evaluation"
    }
    with pytest.raises(InvalidInputError, match="names a user"):
        read_links("https://me:secret@example.org/a")


def test_recommendations_keep_their_asks_when_their_words_or_places_stay():
    asks = {"TB": Ask.ENDORSE}
    present = (Recommendation(1, "Approve", asks), Recommendation(2, "Note"))
    moved = reworded(present, ("Note", "Approve", "Review"))
    assert [(one.number, one.words, dict(one.asks)) for one in moved] == [
        (1, "Note", {}),
        (2, "Approve", asks),
        (3, "Review", {}),
    ]
    assert reworded(present, ("Approve £5",))[0].asks == asks


def test_a_draft_is_kept_step_by_step_and_taken_once(desks):
    ref = desks.fills(DIRECTOR, 0, {"title": "  Beds\u200b ", "summary": "Five"}).ref
    assert (ref, desks.proposal(ref).title) == ("P-1", "Beds")
    left = TypedStep(StepOrigin(ref, 1, 2), {"q_impact": "Twelve fewer"})
    request = desks.asks(DIRECTOR, ref, 1)
    first, again = (form.save_step(desks.services, request, left) for _ in range(2))
    assert first == again
    assert desks.proposal(ref).version == 2
    with pytest.raises(StaleRecordError, match="changed while this form was open"):
        desks.fills(MANAGER, 2, {"q_impact": "Thirteen"}, ref, version=1)
    stale = form.stale_form(desks.services, who(MANAGER), TypedStep(StepOrigin(ref, 1, 2), {"q_impact": "Thirteen"}))
    assert "Thirteen" in str(stale)
    with pytest.raises(NotFoundError, match="that you may read"):
        desks.fills(OTHER_DIRECTOR, 2, {"q_impact": "Mine"}, ref)
    assert "Step 3 of 5" in words(form.edit_form(desks.services, who(DIRECTOR), ref))


def test_going_back_keeps_what_can_be_read_and_says_what_was_lost(desks):
    ref = desks.writes(DIRECTOR)
    origin = StepOrigin(ref, desks.proposal(ref).version, 1)
    left = TypedStep(origin, {"risks": "soon", "organisations": "A nursing home"})
    saved, lost = form.save_what_can_be(desks.services, desks.asks(DIRECTOR, ref, origin.version), left)
    assert "“soon” is not a risk's reference" in lost[0]
    view = form.step_after(desks.services, who(DIRECTOR), saved.ref, 0, lost)
    assert "Not saved: “soon”" in words(view)
    assert "A nursing home" in str(form.edit_form(desks.services, who(DIRECTOR), ref, 1))


def test_a_risk_there_is_not_and_a_start_that_has_passed_are_pointed_out(desks):
    ref = desks.writes(DIRECTOR, starts_on="1999-01-01")
    with pytest.raises(InvalidInputError, match="There is no risk PC99") as refused:
        desks.fills(DIRECTOR, 1, {"risks": "PC99"}, ref)
    assert set(refused.value.fields) == {"risks"}
    assert "a day that has passed" in words(form.left_form(desks.services, who(DIRECTOR), ref))


def test_only_people_of_the_directory_write(desks):
    with pytest.raises(NotAllowedError, match="directory"):
        form.new_form(desks.services, who(UNLISTED), "")
    with pytest.raises(InvalidInputError, match="There is no fund “moon”"):
        form.new_form(desks.services, who(DIRECTOR), "moon")
    assert "Step 1 of 6" in words(form.new_form(desks.services, who(DIRECTOR), "it-3"))


def test_what_is_missing_keeps_it_from_being_submitted(desks):
    ref = desks.fills(DIRECTOR, 0, {"title": "Beds", "summary": "Five"}).ref
    with pytest.raises(InvalidInputError, match="Case for change; Expected impact; Inequalities duty"):
        desks.submits(DIRECTOR, ref)
    desks.fills(DIRECTOR, 4, {"recommendations": "", "links": ""}, ref, (AttachedFile("F1", "case.pdf"),))
    desks.fills(DIRECTOR, 2, {"q_case_for_change": "A", "q_impact": "B"}, ref)
    desks.fills(DIRECTOR, 3, {"q_inequalities": "C"}, ref)
    with pytest.raises(InvalidInputError, match="is still being fetched from Slack"):
        desks.submits(DIRECTOR, ref)
    assert desks.proposal(ref).submitted == 0


def test_each_version_is_kept_with_its_papers(desks):
    ref = desks.writes(DIRECTOR)
    desks.fills(DIRECTOR, 4, {"links": "https://example.org/a The evaluation"}, ref)
    assert "Version 1 of P-1" in desks.submits(DIRECTOR, ref).said
    with pytest.raises(InvalidInputError, match="Nothing was changed in P-1 since version 1"):
        desks.submits(DIRECTOR, ref, "Again")
    desks.fills(DIRECTOR, 4, {"links": "https://example.org/b The plan"}, ref)
    assert desks.proposal(ref).has_draft
    with pytest.raises(InvalidInputError, match="Say what is new in version 2"):
        desks.submits(DIRECTOR, ref)
    desks.submits(DIRECTOR, ref, "Another paper")
    proposal = desks.proposal(ref)
    with desks.services.store.view() as view:
        versions = view.proposals.versions(proposal.id)
        papers = [[one.title for one in view.proposal_papers.of_version(proposal.id, number)] for number in (1, 2)]
        verbs = [event.verb for event in view.events_of(f"proposal:{ref}", 50)]
    assert papers == [["The evaluation"], ["The plan"]]
    assert [one.digest for one in versions] == [digest_of(to_json(one.content)) for one in versions]
    assert verbs.count("proposal.submitted") == 2
    assert (proposal.submitted, proposal.has_draft, proposal.state) == (2, False, ProposalState.UNDER_WAY)
    told = words(comparing.show_changes(desks.services, who(DIRECTOR), ref, "1 2"))
    assert "Paper “The plan”" in told
    assert "“Another paper”" in told
    with pytest.raises(InvalidInputError, match=r"has no version 5\. Its versions are 1 to 2"):
        comparing.show_changes(desks.services, who(DIRECTOR), ref, "2 5")
    assert "submitted version 2" in words(timeline.show_timeline(desks.services, who(OTHER_DIRECTOR), ref))


def test_readers_see_what_was_submitted_and_its_author_the_draft(desks):
    ref = desks.writes(DIRECTOR)
    assert refs(listing.list_proposals(desks.services, who(OTHER_DIRECTOR), "")) == []
    desks.submits(DIRECTOR, ref)
    desks.fills(DIRECTOR, 0, {"title": "Six beds", "summary": "Six"}, ref)
    assert "Discharge to Assess beds" in words(showing.show_proposal(desks.services, who(OTHER_DIRECTOR), ref))
    assert "Six beds" in str(showing.show_draft(desks.services, who(DIRECTOR), ref))
    with pytest.raises(NotAllowedError, match="edit P-1"):
        showing.show_draft(desks.services, who(OTHER_DIRECTOR), ref)
    with pytest.raises(InvalidInputError, match="nothing to compare version 1 of P-1 with"):
        comparing.show_changes(desks.services, who(OTHER_DIRECTOR), ref)
    for between, told in (("1 9", "has no version 9. It has version 1 alone"), ("one two", "“one two” names no")):
        with pytest.raises(InvalidInputError, match=told):
            comparing.show_changes(desks.services, who(OTHER_DIRECTOR), ref, between)
    desks.fills(DIRECTOR, 0, {"title": "Six beds", "summary": "Six", "workstream": "UC"}, ref)
    assert "*Workstream*" in words(comparing.show_changes(desks.services, who(DIRECTOR), ref))
    assert "the draft, which was not submitted" in words(comparing.show_changes(desks.services, who(DIRECTOR), ref))


def test_what_is_not_public_is_known_to_nobody_else(desks):
    ref = desks.writes(DIRECTOR)
    closed = {"visibility": "non_public", "ground": "Legal privilege", "reason": "Advice of counsel"}
    desks.fills(DIRECTOR, 1, closed, ref)
    desks.submits(DIRECTOR, ref)
    proposal = desks.proposal(ref)
    assert proposal.visibility is Visibility.NON_PUBLIC
    assert proposal.exemption is not None
    for verb in (showing.show_proposal, timeline.show_timeline, comparing.show_changes):
        with pytest.raises(NotFoundError):
            verb(desks.services, who(UNLISTED), ref)
    assert "Not public: Legal privilege" in words(showing.show_proposal(desks.services, who(MANAGER), ref))


def test_a_withdrawn_one_goes_to_no_board_and_may_be_submitted_again(desks):
    ref = desks.writes(DIRECTOR)
    desks.submits(DIRECTOR, ref)
    with pytest.raises(InvalidInputError, match="Say why"):
        withdrawing.withdraw(desks.services, desks.asks(DIRECTOR, ref), " ")
    with pytest.raises(NotAllowedError, match="You can't withdraw P-1"):
        withdrawing.withdraw(desks.services, desks.asks(OTHER_DIRECTOR, ref), "Mine now")
    withdrawing.withdraw(desks.services, desks.asks(DIRECTOR, ref), "The trust pays")
    assert desks.proposal(ref).state is ProposalState.WITHDRAWN
    with desks.services.store.view() as view:
        assert not any(one.is_before_board for one in view.stages.of_proposal(desks.proposal(ref).id))
    with pytest.raises(InvalidInputError, match="is withdrawn already"):
        withdrawing.form(desks.services, who(DIRECTOR), ref)
    desks.submits(DIRECTOR, ref, "The trust does not pay")
    assert desks.proposal(ref).state is ProposalState.UNDER_WAY
    with desks.services.store.view() as view:
        assert any(one.is_before_board for one in view.stages.of_proposal(desks.proposal(ref).id))


def test_a_copy_is_a_draft_of_whoever_copies(desks):
    ref = desks.writes(DIRECTOR)
    desks.fills(DIRECTOR, 4, {"links": "https://example.org/a The evaluation"}, ref)
    desks.submits(DIRECTOR, ref)
    desks.fills(DIRECTOR, 0, {"title": "Not for others yet", "summary": "Six"}, ref)
    copy = desks.proposal(copying.copy(desks.services, desks.asks(OTHER_DIRECTOR, ref)).ref)
    assert (copy.ref, copy.title, copy.state) == ("P-2", "Discharge to Assess beds", ProposalState.DRAFT)
    assert copy.author_id != desks.proposal(ref).author_id
    with desks.services.store.view() as view:
        assert [one.title for one in view.proposal_papers.of_draft(copy.id)] == ["The evaluation"]
    assert "Copied from P-1" in words(showing.show_proposal(desks.services, who(OTHER_DIRECTOR), "P-2"))


def test_a_copy_of_what_is_not_public_stays_so_and_names_it_to_its_readers_alone(desks):
    closed = {"visibility": "non_public", "ground": "Commercially sensitive", "reason": "A tender is open"}
    ref = desks.writes(DIRECTOR, workstream="PC")
    desks.fills(DIRECTOR, 1, closed, ref)
    desks.fills(DIRECTOR, 4, {"links": "https://example.org/a The evaluation"}, ref)
    desks.submits(DIRECTOR, ref)
    desks.fills(DIRECTOR, 4, {"links": "https://example.org/a The evaluation\nhttps://example.org/b Not yet"}, ref)
    copy = copying.copy(desks.services, desks.asks(HEAD, ref)).ref
    again = copying.copy(desks.services, desks.asks(HEAD, copy)).ref
    for one in (copy, again):
        with pytest.raises(InvalidInputError, match="copied from P-1, which is not public") as refused:
            desks.fills(HEAD, 1, {"visibility": "public"}, one)
        assert set(refused.value.fields) == {"visibility"}
        assert desks.proposal(one).visibility is Visibility.NON_PUBLIC
    with desks.services.store.view() as view:
        assert [one.title for one in view.proposal_papers.of_draft(desks.proposal(copy).id)] == ["The evaluation"]
    desks.fills(MANAGER, 1, {"visibility": "public"}, copy)
    desks.submits(HEAD, copy)
    assert "Copied from P-1" in words(showing.show_proposal(desks.services, who(HEAD), copy))
    for told in (showing.show_proposal, timeline.show_timeline):
        shown = words(told(desks.services, who(OUTSIDER), copy))
        assert copy in shown
        assert "P-1" not in shown


def test_recommendations_say_what_each_board_is_asked(desks):
    ref = desks.writes(DIRECTOR)

    def fields(**given):
        return RecommendationFields(
            **{"words": "Approve", "boards": {}, "others": None, "lines": "", "is_of_money": True, **given}
        )

    def sets(number, given):
        return recommending.set_one(desks.services, desks.asks(DIRECTOR, ref), number, given)

    sets(0, fields(boards={Ask.APPROVE: ("ICB-H",)}, others=Ask.NOTE))
    sets(0, fields(words="Note the evaluation", is_of_money=False))
    twice = fields(boards={Ask.APPROVE: ("TB",), Ask.NOTE: ("TB",)}, lines="7")
    with pytest.raises(InvalidInputError) as refused:
        sets(1, twice)
    assert set(refused.value.fields) == {"ask_note", "lines"}
    with pytest.raises(NotFoundError, match="no recommendation 5"):
        sets(5, fields())
    assert "to approve; other boards to note" in words(recommending.show(desks.services, who(DIRECTOR), ref))
    recommending.drop(desks.services, desks.asks(DIRECTOR, ref), 1)
    with desks.services.store.view() as view:
        left = view.proposals.draft(desks.proposal(ref).id).recommendations
    assert [(one.number, one.words) for one in left] == [(1, "Note the evaluation")]


def test_a_paper_is_taken_off_the_next_version_only(desks):
    ref = desks.writes(DIRECTOR)
    attaching.attach(desks.services, desks.asks(DIRECTOR, ref), {"https://example.org/a": "The evaluation"}, ())
    desks.submits(DIRECTOR, ref)
    proposal = desks.proposal(ref)
    with desks.services.store.view() as view:
        paper = view.proposal_papers.of_draft(proposal.id)[0]
    attaching.detach(desks.services, desks.asks(DIRECTOR, ref), paper.id)
    with pytest.raises(NotFoundError):
        attaching.detach(desks.services, desks.asks(DIRECTOR, ref), paper.id)
    with desks.services.store.view() as view:
        assert view.proposal_papers.of_draft(proposal.id) == ()
        assert len(view.proposal_papers.of_version(proposal.id, 1)) == 1
    assert desks.proposal(ref).has_draft


def test_other_areas_write_into_the_draft_by_one_door(desks):
    ref = desks.writes(DIRECTOR)

    def change(user):
        def work(unit):
            desk = open_desk(unit, desks.services, who(user))
            request = desks.asks(user, ref)
            return change_draft(unit, desks.services, desk, request, lambda one: replace(one, stated_total_pence=5))

        return desks.services.store.write(work)

    assert change(DIRECTOR).version == change(MANAGER).version
    with pytest.raises(NotFoundError):
        change(OTHER_DIRECTOR)


def test_beside_a_decision_a_version_is_kept_only_where_details_were_left_open(desks):
    ref = desks.writes(DIRECTOR)
    desks.submits(DIRECTOR, ref)
    desks.fills(DIRECTOR, 0, {"title": "Discharge to Assess beds", "summary": "Six beds"}, ref)
    proposal = desks.proposal(ref)

    def decide(unit):
        unit.proposals.change(proposal, state=ProposalState.DECIDED.value, ended_at=unit.now)

    def leave_open(unit):
        row = {"number": "TB-2018-1", "board_key": "TB", "year": 2018, "serial": 1, "proposal_id": proposal.id}
        row |= {"sitting": 1, "kind": "board", "decided_on": unit.now.date(), "outcome": "approved", "words": "Agreed"}
        row |= {
            "record": {"part": part_to_json(WHOLE)},
            "digest": "",
            "entered_by": "Governance manager",
            "entered_at": unit.now,
        }
        decision_id = unit._connection.execute(insert(metadata.tables["decision"]).values(row)).lastrowid
        unit.conditions.delegate(
            decision_id,
            proposal.id,
            "TB",
            1_000_00,
            to_board="ITEB",
            to_name="",
            words="Details",
            percent=10,
            pence=None,
        )

    desks.services.store.write(decide)
    with pytest.raises(InvalidInputError, match="P-1 is decided"):
        desks.submits(DIRECTOR, ref, "Six")
    desks.services.store.write(leave_open)
    desks.submits(DIRECTOR, ref, "Six")
    after = desks.proposal(ref)
    assert (after.state, after.submitted) == (ProposalState.DECIDED, 2)
    assert after.ended_at is not None
    with desks.services.store.view() as view:
        stages = view.stages.of_proposal(proposal.id)
    assert {one.considers for one in stages if one.sitting} == {1}


def test_whose_it_is_and_who_may_read_it_changes_with_the_next_version_alone(desks):
    ref = desks.writes(MANAGER)
    desks.submits(MANAGER, ref)
    with desks.services.store.view() as view:
        people = {one.key: one.id for one in view.people.directory().people.values()}
    first, second = people["planned-care-sro"], people["planned-care-deputy"]

    def sponsors(whom):
        about = {"title": "Discharge to Assess beds", "summary": "Five beds", "sponsor": f"person:{whom}"}
        desks.fills(MANAGER, 0, about, ref)

    sponsors(first)
    assert desks.proposal(ref).sponsor_id is None
    assert desks.proposal(ref).has_draft
    assert f"person:{first}" in str(form.edit_form(desks.services, who(MANAGER), ref, 0))
    desks.submits(MANAGER, ref, "Its sponsor")
    assert desks.proposal(ref).sponsor_id == first
    sponsors(second)
    closes = {"visibility": "non_public", "ground": "Commercial", "reason": "The lease"}
    desks.fills(MANAGER, 1, closes, ref)
    assert desks.proposal(ref).visibility is Visibility.PUBLIC
    desks.submits(MANAGER, ref, "Another, and closed")
    after = desks.proposal(ref)
    assert (after.sponsor_id, after.former_sponsors, after.visibility) == (second, (first,), Visibility.NON_PUBLIC)
    assert not after.has_draft


def test_a_recommendation_changed_meanwhile_shows_both(desks):
    ref = desks.writes(DIRECTOR)
    desks.fills(DIRECTOR, 4, {"recommendations": "Approve it"}, ref)
    opened = recommending.form(desks.services, who(DIRECTOR), ref, 1)["blocks"]
    desks.fills(MANAGER, 4, {"recommendations": "Approve £5"}, ref)
    typed = {**standing(opened), "words": "Approve £6"}
    again = recommending.stale_form(desks.services, who(DIRECTOR), ref, 1, typed, opened)
    assert "Approve £5" in words(again)
    assert standing(again["blocks"])["words"] == "Approve £6"
