"""References, who may read, lists, steps, versions: what a proposal is before any board sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.access import Actor
from bot.domain.directory import Directory
from bot.domain.people import Board, DecidesIn, Person, Role, RoleHolding, Term, Workstream
from bot.domain.proposals.access import may_edit, may_read_proposal, may_withdraw
from bot.domain.proposals.content import Content, CostLine, Recommendation, YearAmount
from bot.domain.proposals.costs import asked_pence
from bot.domain.proposals.differences import Said, differences
from bot.domain.proposals.form_steps import StepKind, steps_for
from bot.domain.proposals.listing import ProposalQuery, in_order, read_query
from bot.domain.proposals.questions import STEP_MOST, Question, QuestionKind, in_steps, unanswered
from bot.domain.proposals.records import Ask, Proposal, ProposalState
from bot.domain.proposals.refs import leading_reference, near_references, parse_reference, references_in
from bot.domain.risks import Visibility

NOW = datetime(2018, 11, 1, 9, tzinfo=UTC)
DAY = date(2018, 11, 1)
PROPOSAL = Proposal(
    id=1,
    ref="P-1",
    title="Discharge to Assess beds",
    fund="BCF",
    kind="scheme",
    workstream="PC",
    organisation="CCG",
    author_id=1,
    sponsor_id=2,
    visibility=Visibility.PUBLIC,
    exemption=None,
    state=ProposalState.UNDER_WAY,
    version=3,
    submitted=1,
    has_draft=False,
    asked_pence=None,
    starts_on=None,
    round_id=None,
    made_at=NOW,
    submitted_at=NOW,
    ended_at=None,
)
DRAFT = replace(PROPOSAL, id=2, ref="P-2", state=ProposalState.DRAFT, submitted=0, has_draft=True)


def somebody(number: int, *roles: RoleHolding, boards: frozenset[str] = frozenset(), is_guest: bool = False) -> Actor:
    person = Person(number, f"p{number}", f"Person {number}", None, f"U{number}", None, Term())
    return Actor(f"U{number}", person.name, person, roles, frozenset(), boards, is_guest, DAY)


def holding(role: Role, workstream: str | None = None) -> RoleHolding:
    return RoleHolding(role, workstream, Term())


@pytest.mark.parametrize("written", ["P-7", "p7", "P 7", "p-07", " P–7 ", "P/7"])
def test_a_reference_is_found_however_it_is_written(written):
    assert parse_reference(written) == "P-7"


@pytest.mark.parametrize("written", ["7", "P", "PC7", "P-0", "P7x", "P-7777777", "", "Q7"])
def test_what_is_no_reference_is_none(written):
    assert parse_reference(written) is None


@given(st.integers(1, 999_999), st.sampled_from(["", " ", "-", "0", "-0"]), st.text(max_size=20))
def test_words_behind_a_reference_stay_as_they_are(number, gap, words):
    found = leading_reference(f"p{gap}{number} {words}")
    assert found is not None
    assert found[0] == f"P-{number}"
    assert found[1] == words.strip() or words.lstrip()[:1] in ",:;"


def test_references_in_a_text_are_told_from_risks():
    assert references_in("As PC7 and P-3 say, with p 3 and P12; not XP4.") == ("P-3", "P-12")
    assert leading_reference("P-7x approve") is None
    assert near_references("P-71", ["P-7", "P-70", "P-2"]) == ("P-70", "P-7")
    assert near_references("none", ["P-7"]) == ()


@pytest.mark.parametrize(
    ("actor", "draft", "public", "closed"),
    [
        (somebody(1), True, True, True),
        (somebody(2), True, True, True),
        (somebody(3), False, True, False),
        (somebody(3, is_guest=True), False, False, False),
        (somebody(3, holding(Role.OFFICE)), True, True, True),
        (somebody(3, holding(Role.DIRECTOR, "PC")), True, True, True),
        (somebody(3, holding(Role.MEMBER, "PC")), False, True, False),
        (somebody(3, holding(Role.MEMBER, "PC"), is_guest=True), False, True, False),
        (somebody(3, holding(Role.SRO, "UC")), False, True, False),
        (somebody(3, boards=frozenset({"TB"})), False, True, True),
        (somebody(3, boards=frozenset({"TB"}), is_guest=True), False, True, True),
        (somebody(3, boards=frozenset({"ITEB"}), is_guest=True), False, False, False),
    ],
    ids=[
        *("author", "sponsor", "anybody", "guest", "office", "director", "member", "guest with a role", "other sro"),
        *("board", "guest on the board", "guest on another board"),
    ],
)
def test_who_may_read_what(actor, draft, public, closed):
    hidden = replace(PROPOSAL, visibility=Visibility.NON_PUBLIC)
    route = {"TB", "ICB-H"}
    assert may_read_proposal(actor, DRAFT, route) is draft
    assert may_read_proposal(actor, PROPOSAL, route) is public
    assert may_read_proposal(actor, hidden, route) is closed


def test_author_sponsor_and_office_alone_change_it():
    may = [somebody(1), somebody(2), somebody(9, holding(Role.PROGRAMME_DIRECTOR))]
    may_not = [somebody(3, holding(Role.DIRECTOR, "PC")), somebody(4, boards=frozenset({"TB"}))]
    assert all(may_edit(one, PROPOSAL) and may_withdraw(one, PROPOSAL) for one in may)
    assert not any(may_edit(one, PROPOSAL) or may_withdraw(one, PROPOSAL) for one in may_not)


def test_lists_are_narrowed_by_what_people_write():
    board = Board("TB", "Transformation Board", 2, None, DecidesIn.THREAD, (), ())
    directory = Directory({}, {}, {"PC": Workstream("PC", "Planned Care", None, None)}, {"TB": board}, {})
    funds = {"IT-3": "IT enabler fund", "BCF": "Better Care Fund"}

    def read(written: str) -> ProposalQuery:
        return read_query(written, directory, funds)

    assert read("mine") == ProposalQuery(mine=True)
    assert read("waiting on me") == ProposalQuery(waiting=True)
    assert read("under way at the Transformation Board").board == "TB"
    assert read("it-3 rejected") == ProposalQuery(fund="IT-3", state="rejected")
    assert read("referred back planned care") == ProposalQuery(state="returned", workstream="PC")
    assert read("all") == ProposalQuery()
    assert read("step-down beds") == ProposalQuery(words=("step-down", "beds"))
    assert read("beds").holds(PROPOSAL, (), 1, ())
    assert not read("chairs").holds(PROPOSAL, (), 1, ())
    assert not read("mine").holds(PROPOSAL, (), 3, ())
    assert not read("deferred").holds(PROPOSAL, (), 1, ())
    over = replace(PROPOSAL, id=9, state=ProposalState.WITHDRAWN)
    assert [one.id for one in in_order([over, DRAFT, PROPOSAL])] == [1, 2, 9]


@given(st.lists(st.sampled_from(["", "Duties", "Impact"]), max_size=40))
def test_every_question_is_asked_once_and_no_step_is_too_long(headings):
    questions = [Question(f"q{n}", f"Question {n}", step=step) for n, step in enumerate(headings)]
    steps = in_steps(questions, "The case")
    assert [one for step in steps for one in step.questions] == questions
    assert all(1 <= len(step.questions) <= STEP_MOST for step in steps)
    kinds = [step.kind for step in steps_for(questions)]
    assert kinds[:2] == [StepKind.ABOUT, StepKind.CONCERNS]
    assert kinds[-1] is StepKind.PAPERS


def test_people_are_asked_for_once_in_a_step():
    questions = [Question(f"q{n}", "Who?", QuestionKind.PEOPLE) for n in range(3)]
    assert [len(step.questions) for step in in_steps(questions, "The case")] == [1, 1, 1]


def test_only_required_questions_without_an_answer_are_missing():
    questions = (Question("a", "A", required=True), Question("b", "B"), Question("c", "C", required=True))
    assert [one.key for one in unanswered(questions, {"a": "", "c": 0})] == ["a"]
    assert unanswered(questions, {"a": "x", "c": "0"}) == ()


def said(content: Content) -> Said:
    return Said(
        asked=str(asked_pence(content)),
        starts_on="",
        money_of=", ".join(content.money_of),
        people="",
        answers={key: (key.capitalize(), str(value)) for key, value in content.answers.items()},
        lines={line.number: str(line.years) for line in content.costs},
        asks={one.number: ", ".join(sorted(one.asks)) for one in content.recommendations},
    )


def test_what_changed_is_said_part_by_part():
    long = "Five beds for twenty-six weeks so that people who are well leave hospital when they can"
    line = CostLine(1, "Beds", (YearAmount(2018, 10_400_000),))
    before = Content(
        "Beds", long, answers={"case": "Waits rose"}, costs=(line,), recommendations=(Recommendation(1, "Approve"),)
    )
    after = replace(
        before,
        summary=long.replace("Five", "Six"),
        answers={"case": "Waits rose", "impact": "Fewer waits"},
        costs=(replace(line, years=(YearAmount(2018, 9_000_000),)), CostLine(2, "Transport")),
        recommendations=(Recommendation(1, "Approve", {"TB": Ask.ENDORSE}), Recommendation(2, "Note")),
        risks=("PC11",),
    )
    found = {one.what: one for one in differences(before, after, said(before), said(after))}
    assert set(found) == {
        *("Summary", "Impact", "Cost “Beds”", "Cost “Transport”", "What it asks for"),
        *("Recommendation 1, what is asked", "Recommendation 2", "Risks it treats"),
    }
    around = " ".join(long.split()[1:4])
    assert (found["Summary"].taken_out, found["Summary"].put_in) == ((f"Five {around} …",), (f"Six {around} …",))
    assert (found["Risks it treats"].before, found["Risks it treats"].after) == ("", "PC11")
    assert differences(before, before, said(before), said(before)) == ()
