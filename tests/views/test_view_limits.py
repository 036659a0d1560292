"""Whatever people have written, what we send keeps Slack's limits, pings nobody and can be heard."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.direction import Direction
from bot.domain.listing import Filter, ListQuery, Page, Sort
from bot.domain.people import Role
from bot.domain.risks import Lead, LinkedRecord, ReviewKind, RiskStatus, Visibility
from bot.domain.scoring import Measure, Ratings
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.sandbox.checks.blocks import HOME, MODAL
from bot.views import action_add_form, blocks, home, people, problems, risk_card, risk_forms, risk_list, risk_notices
from bot.views.action_fields import ActionFields, AddOrigin
from bot.views.blocks import Choice
from bot.views.home import DeskView, NextMeeting
from bot.views.ids import Form
from bot.views.risk_fields import DetailFields, FormOrigin, ReviewFields, pack_score, unpack_score
from bot.views.risk_inputs import PEOPLE_MOST
from bot.views.wording import Mrkdwn, escape, say
from tests.support.desks import full_desk, waiting_of
from tests.support.register import TODAY, directory, group, person, presentation, review, risk, role
from tests.support.sound import assert_sound_message, assert_sound_view

FEWER = settings(max_examples=12, deadline=None)
SHOWN = presentation()
HOSTILE = [
    "<!channel> ",
    "<@U0STRANGER>",
    "<#C0PLANNED|general>",
    "<http://evil.example|click>",
    "@here @channel ",
    "&&&&",
    "<<<<>>>>",
    "&lt;!here&gt;",
    "*_~`bold`~_*",
    "> quoted\n",
    "\n\n",
    "🙂👩\u200d👧",
    "مرحبا بكم ",
    "\u202eright\u202c",
    "{{ 7 * 7 }}{% raw %}",
    "'; DROP TABLE risk;--",
    "words that mean something ",
    "x",
]
PIECES = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=12), min_size=1, max_size=4).map("".join)


def texts(most):
    return st.builds(
        lambda piece, size: (piece * (size // len(piece) + 1))[:size], PIECES.filter(bool), st.integers(0, most)
    )


WORDS = texts(4000)
NAMES = texts(100)
FACTS = st.fixed_dictionaries(
    {
        "summary": WORDS,
        "project": NAMES,
        "category": NAMES,
        "visibility": st.sampled_from(Visibility),
        "status": st.sampled_from(RiskStatus),
        "direction": st.sampled_from(Direction),
        "boards": st.frozensets(NAMES, max_size=4),
        "leads": st.lists(NAMES.map(lambda name: Lead(name, person_id=1)), max_size=12).map(tuple),
        "undecided": st.frozensets(NAMES, max_size=4),
        "organisation": NAMES,
        "sits_with": NAMES,
        "response": WORDS,
        "printed": st.builds(Ratings, NAMES, NAMES, NAMES),
        "linked": st.lists(st.builds(LinkedRecord, NAMES, NAMES, WORDS, NAMES), max_size=12).map(tuple),
    }
)
REVIEWS = st.builds(
    lambda words: review(**words),
    st.fixed_dictionaries(
        {
            "author": NAMES,
            "mitigation": WORDS,
            "update": WORDS,
            "kind": st.sampled_from(ReviewKind),
            "inherent": st.sampled_from([None, (5, 4)]),
            "residual": st.sampled_from([None, (4, 3)]),
            "target": st.sampled_from([None, (1, 2)]),
            "is_imported": st.booleans(),
        }
    ),
)
RISKS = st.builds(lambda facts, present: risk("PC11", present, **facts), FACTS, REVIEWS)


@FEWER
@given(one=RISKS, can_change=st.booleans(), can_share=st.booleans())
def test_a_card(one, can_change, can_share):
    assert_sound_message(risk_card.risk_card(one, SHOWN, can_change=can_change, can_share=can_share))


@FEWER
@given(one=RISKS, by=NAMES)
def test_a_shared_card(one, by):
    assert_sound_message(risk_card.shared_card(one, SHOWN, by))


@FEWER
@given(
    risks=st.lists(RISKS, min_size=1, max_size=2),
    many=st.integers(1, 5),
    words=st.lists(texts(40).filter(bool), max_size=12).map(tuple),
    kind=st.sampled_from(Filter),
)
def test_a_page_of_the_list(risks, many, words, kind):
    page = Page(tuple(risks * many)[: risk_list.LIST_PAGE], 1000, 2, 100)
    query = ListQuery("PC", kind, Sort.SCORE, words, 2)
    assert_sound_message(risk_list.risk_list(page, query, SHOWN, many))
    assert_sound_message(risk_list.risk_list(Page((), 0, 1, 1), query, SHOWN))


@FEWER
@given(one=RISKS, reviews=st.lists(REVIEWS, min_size=1, max_size=3), many=st.integers(1, 3), number=st.integers(0, 4))
def test_a_page_of_the_history(one, reviews, many, number):
    assert_sound_message(risk_list.risk_history(one, reviews * many, number, SHOWN))


@FEWER
@given(one=RISKS, before=st.none() | REVIEWS)
def test_what_a_channel_hears(one, before):
    assert_sound_message(risk_notices.thread_root(one, SHOWN))
    assert_sound_message(risk_notices.thread_reply(one, before, SHOWN))


@FEWER
@given(
    message=WORDS.filter(bool), mend=WORDS, kind=st.sampled_from([InvalidInputError, NotAllowedError, NotFoundError])
)
def test_what_went_wrong(message, mend, kind):
    assert_sound_message(problems.problem(kind(f"“{message}”", mend)))
    assert_sound_message(problems.problem(NotFoundError(f"“{message}”", mend, ["PC1", "PC4", "PC7"])))


def test_an_unexpected_fault_names_its_number_and_nothing_else():
    message = problems.unexpected("a1b2c3d4")
    assert_sound_message(message)
    assert "a1b2c3d4" in message["text"]


LISTED = directory(
    people=[person(1, role(Role.DIRECTOR, "PC")), person(2), *(person(number) for number in range(3, 130))],
    groups=[group(1)],
)
WORKSTREAMS = list(LISTED.workstreams.values())
NOTICES = st.none() | WORDS.filter(bool).map(lambda words: Mrkdwn(f"Changed: {escape(words)}"))


@FEWER
@given(one=RISKS, typed=st.tuples(texts(3000), texts(3000)), notice=NOTICES)
def test_the_form_of_a_review(one, typed, notice):
    fields = replace(ReviewFields.of(one), mitigation=typed[0], update=typed[1])
    origin = FormOrigin("PC11", 12)
    assert_sound_view(risk_forms.update_form(one, SHOWN, origin, fields, notice), MODAL)


@FEWER
@given(one=RISKS, notice=NOTICES)
def test_the_forms_of_details_and_reasons(one, notice):
    origin = FormOrigin("PC11", 12)
    one = replace(one, summary=one.summary[:600], readers=frozenset({1, 2}))
    assert_sound_view(risk_forms.edit_form(one, SHOWN, LISTED, origin, DetailFields.of(one), notice), MODAL)
    for form in (Form.RISK_CLOSE, Form.RISK_REOPEN):
        assert_sound_view(risk_forms.reason_form(one, form, origin, one.present.update, notice), MODAL)


@FEWER
@given(names=st.lists(NAMES.filter(str.strip), min_size=1, max_size=3))
def test_the_form_of_a_new_risk(names):
    listed = directory([person(number, name=name) for number, name in enumerate(names, 1)], [group(1)])
    workstreams = [replace(WORKSTREAMS[0], name=name) for name in names]
    assert_sound_view(risk_forms.add_form(SHOWN, listed, workstreams, FormOrigin()), MODAL)


@FEWER
@given(names=st.lists(NAMES.filter(str.strip), min_size=1, max_size=12), words=texts(10_000), number=st.integers(0, 3))
def test_the_directory_and_the_form_of_a_person(names, words, number):
    listed = [replace(person(at, role(Role.SRO, "PC"), name=name), slack_id=None) for at, name in enumerate(names, 1)]
    assert_sound_message(people.people_list(listed, directory(listed), SHOWN, words, number))
    assert_sound_view(people.person_form(listed[0], SHOWN), MODAL)


def test_the_form_of_a_person_may_be_empty():
    assert_sound_view(people.person_form(None, SHOWN), MODAL)


def test_people_are_mentioned_only_by_their_own_account():
    message = people.people_list([person(1, name="<@U0STRANGER>")], LISTED, SHOWN, "", 1)
    mentions = re.findall("<[^>]*>", json.dumps(message, ensure_ascii=False))
    assert mentions == ["<@U1>"]


@FEWER
@given(
    risks=st.lists(RISKS, max_size=2),
    many=st.integers(1, 15),
    changes=st.booleans(),
    boards=st.lists(NAMES, max_size=4),
)
def test_a_home(risks, many, changes, boards):
    rows = risks * many
    desk = DeskView(
        "".join(boards) or "Ann",
        waiting=[waiting for one in rows for waiting in waiting_of(one)],
        round_due=TODAY,
        risks=(rows, len(rows)),
        changeable=frozenset({"PC11"}) if changes else frozenset(),
        meetings=[NextMeeting(board, TODAY, TODAY) for board in boards],
        followed=[(f"risk:{one.ref}", one) for one in rows],
    )
    assert_sound_view(home.home(desk, SHOWN), HOME)
    assert_sound_view(home.closed_home(NotAllowedError("I don't know you.", "Ask the office.")), HOME)


WORST = risk(
    "PC11",
    review(author="<" * 100, mitigation="<" * 4000, update="&" * 4000),
    summary="<" * 4000,
    project="&" * 100,
    leads=tuple(Lead("&" * 100, person_id=1) for _ in range(40)),
    linked=tuple(LinkedRecord("action", f"ICBOct18-{number}", ">" * 600, "open") for number in range(40)),
    boards=frozenset("<" * number for number in range(1, 60)),
    undecided=frozenset(">" * number for number in range(1, 60)),
    organisation="&" * 4000,
    sits_with="&" * 4000,
    response="<" * 4000,
    visibility=Visibility.NON_PUBLIC,
)
FULL = [WORST] * risk_list.LIST_PAGE


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(risk_card.risk_card(WORST, SHOWN, can_change=True, can_share=True), id="card"),
        pytest.param(risk_card.shared_card(WORST, SHOWN, "<" * 100), id="shared card"),
        pytest.param(risk_list.risk_list(Page(tuple(FULL), 1000, 2, 100), ListQuery(page=2), SHOWN), id="list"),
        pytest.param(risk_list.risk_history(WORST, [WORST.present] * 100, 2, SHOWN), id="history"),
        pytest.param(risk_notices.thread_root(WORST, SHOWN), id="root of a thread"),
        pytest.param(risk_notices.thread_reply(WORST, None, SHOWN), id="reply in a thread"),
    ],
)
def test_the_worst_that_may_be_written_still_fits(message):
    assert_sound_message(message)


def test_the_worst_that_may_be_written_still_fits_a_home_and_a_form():
    for pages in ({}, dict.fromkeys(("waiting", "actions", "risks", "followed"), 2)):
        assert_sound_view(home.home(replace(full_desk("&" * 400, *[WORST] * 100), pages=pages), SHOWN), HOME)
    form = risk_forms.update_form(WORST, SHOWN, FormOrigin("PC11", 1), ReviewFields.of(WORST), Mrkdwn("x" * 9999))
    assert_sound_view(form, MODAL)


@pytest.mark.parametrize(
    ("message", "entries"),
    [
        pytest.param(
            risk_list.risk_list(Page(tuple(FULL), 1000, 2, 100), ListQuery(page=2), SHOWN),
            risk_list.LIST_PAGE,
            id="list",
        ),
        pytest.param(
            risk_list.risk_history(WORST, [WORST.present] * 100, 2, SHOWN), risk_list.HISTORY_PAGE, id="history"
        ),
    ],
)
def test_a_full_page_shows_every_entry_and_turns_both_ways(message, entries):
    kinds = [block["type"] for block in message["blocks"]]
    assert kinds.count("section") == entries + 1
    assert [button["text"]["text"] for button in message["blocks"][-1]["elements"]] == ["Previous", "Next"]


def test_the_longest_search_in_another_script_comes_back_from_its_button():
    query = ListQuery(words=tuple(chr(0x5B57 + number) * 40 for number in range(12)), page=2)
    button = blocks.button("Next", "next", risk_list.pack_query(query))
    assert risk_list.unpack_query(button["value"]) == query


@given(
    st.builds(
        ListQuery,
        workstream=st.none() | st.sampled_from(["PC", "UC"]),
        filter=st.sampled_from(Filter),
        sort=st.sampled_from(Sort),
        words=st.lists(st.text('字é🙂"\\ab', min_size=1, max_size=40), max_size=12).map(tuple),
        page=st.integers(1, 999),
    )
)
def test_a_query_comes_back_from_its_button_as_it_went(query):
    button = blocks.button("Next", "next", risk_list.pack_query(query))
    assert risk_list.unpack_query(button["value"]) == query


@FEWER
@given(one=RISKS, version=st.integers(1, 10**6))
def test_a_form_comes_back_with_what_it_was_opened_for(one, version):
    origin = FormOrigin(str(one.ref), version)
    assert FormOrigin.unpack(origin.pack()) == origin
    scores = one.scores
    for measure in Measure:
        assert unpack_score(pack_score(scores.of(measure))) == scores.of(measure)


@given(written=WORDS, most=st.integers(2, 200))
def test_shortened_text_fits_and_cuts_no_entity_in_two(written, most):
    shortened = blocks.clip(escape(written), most)
    assert len(shortened) <= most
    assert not re.search(r"&(?!(?:amp|lt|gt);)", shortened)
    assert shortened == escape(written) or shortened.endswith("…")


def test_a_long_message_keeps_its_short_texts_whole():
    parts = [blocks.section(Mrkdwn("x" * 3000)) for _ in range(6)]
    message = blocks.message("text", [blocks.section(Mrkdwn("*The head*")), *parts, blocks.section(Mrkdwn("The foot"))])
    lengths = [len(block["text"]["text"]) for block in message["blocks"]]
    assert (lengths[0], lengths[-1]) == (len("*The head*"), len("The foot"))
    assert 12_900 <= sum(lengths) <= 13_000
    assert max(lengths[1:-1]) - min(lengths[1:-1]) <= 1


def test_a_message_within_the_limit_is_left_as_it_is():
    parts = [blocks.section(Mrkdwn("x" * 3000)) for _ in range(4)]
    assert blocks.message("text", parts)["blocks"] == [blocks.section(Mrkdwn("x" * 3000)) for _ in range(4)]


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_people_typed_is_read_as_they_typed_it(typed):
    shown = say("errors/problem", message=typed, mend="")
    assert shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == typed.strip()


def test_a_form_offers_as_many_people_as_fit_and_those_with_a_role_first():
    many = [person(number, name=f"{number} {'long name ' * 7}") for number in range(1, 2500)]
    listed = directory([*many, person(2500, role(Role.SRO, "PC"), name="Planned Care SRO")])
    fields = ActionFields(owners=("person:2499",), board="PC")
    form = action_add_form.add_form(SHOWN, listed, {"Workstreams": [Choice("PC", "PC")]}, fields, AddOrigin())
    assert len(json.dumps(form, ensure_ascii=False)) < 250_000
    assert_sound_view(form, MODAL)
    (owners,) = (block for block in form["blocks"] if block.get("block_id") == "owners")
    offered = [one["value"] for group in owners["element"]["option_groups"] for one in group["options"]]
    assert {"person:2500", "person:2499"} <= set(offered)
    assert len(offered) == PEOPLE_MOST
    assert "Not everybody fits" in owners["hint"]["text"]
