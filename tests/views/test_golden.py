"""What people read, kept as files: a change of wording or order shows as a change of these.

Run with RENEW_GOLDEN=1 to write the files anew, and read the difference before keeping it.
"""

import os
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.direction import Direction
from bot.domain.listing import Filter, ListQuery, Page, Sort
from bot.domain.people import Role, Term
from bot.domain.risks import Lead, LinkedRecord, ReviewKind, RiskStatus, Visibility
from bot.domain.scoring import Ratings
from bot.errors import NotAllowedError, NotFoundError
from bot.views import blocks, home, people, problems, risk_card, risk_forms, risk_list, risk_notices
from bot.views.home import DeskView, NextMeeting
from bot.views.ids import Form
from bot.views.nudges import Ahead, NudgeItem, NudgeLine, nudge_message
from bot.views.risk_fields import DetailFields, FormOrigin, ReviewFields
from bot.views.wording import escape, say
from tests.support.desks import full_desk
from tests.support.register import NOW, TODAY, directory, group, person, presentation, review, risk, role

FOLDER = Path(__file__).parent / "golden"
SHOWN = presentation()
LISTED = directory(
    people=[
        person(1, role(Role.DIRECTOR, "PC"), name="Planned Care director"),
        replace(person(2, role(Role.SRO, "PC", interim=True), name="Planned Care SRO"), slack_id=None, email=None),
        person(3, term=Term(None, date(2018, 10, 1)), name="Former officer"),
    ],
    groups=[group(1)],
)

PC11 = risk(
    "PC11",
    review(
        residual=(5, 4),
        inherent=(5, 4),
        target=None,
        update="Activity is 4% above plan.\nThe trust & the CCG meet on 14 November <agenda to follow>.",
        mitigation="Demand plan agreed with the trust; weekly review of referrals by the planned care team.",
    ),
    direction=Direction.NEW,
    boards=frozenset({"TB", "ICB-H"}),
    linked=(
        LinkedRecord("action", "ICBOct18-5", "Arrange a discussion of risk", "open"),
        LinkedRecord("proposal", "P3", "", ""),
    ),
)
PC4 = risk(
    "PC4",
    review(residual=(3, 4), update="", mitigation="", at=NOW - timedelta(days=61)),
    direction=Direction.FALLING,
    project="Outpatients",
    visibility=Visibility.NON_PUBLIC,
    leads=(Lead("Planned Care SRO", person_id=2), Lead("Urgent Care Reference Group", group_id=1)),
)
PC9 = risk(
    "PC9",
    review(residual=None, inherent=None, target=None, is_imported=True, kind=ReviewKind.ADDED, reported_direction=""),
    direction=Direction.UNKNOWN,
    undecided=frozenset({"TB", "ICB-H"}),
    organisation="Hackney & City CCG",
    sits_with="Shared",
    response="Treat",
    printed=Ratings(inherent="High", residual="<Medium>"),
)
PC1 = risk("PC1", review(residual=(1, 2)), status=RiskStatus.CLOSED, direction=Direction.SAME, leads=())
HISTORY = [
    replace(PC11.present, version=4),
    review(
        3,
        residual=(4, 4),
        kind=ReviewKind.EDITED,
        update="Edited: leads.",
        at=datetime(2018, 10, 1, 7, tzinfo=NOW.tzinfo),
    ),
    review(2, residual=(4, 4), kind=ReviewKind.REVIEWED, update="", at=datetime(2018, 9, 1, 23, 30, tzinfo=NOW.tzinfo)),
    review(
        1, residual=(4, 3), kind=ReviewKind.ADDED, update="As reported.", at=datetime(2017, 6, 1, tzinfo=NOW.tzinfo)
    ),
]
ORIGIN = FormOrigin("PC11", 4)
PAGE = Page((PC11, PC4), 12, 1, 6)


def nudged(ref, behalf="", until=None, *, done=False):
    words = f"{ref}: updated by A & B" if done else f"{ref} monthly update, due Fri 23 Nov"
    buttons = () if done else (blocks.button("Update", "risk.update", ref), blocks.button("No change", "x", ref))
    line = NudgeLine(
        escape(words),
        words,
        buttons,
        (ref,),
        "Planned Care",
        "your SRO is told once",
        is_done=done,
    )
    return NudgeItem(f"round:1:risk:{ref}", 1, line, behalf, until)


MESSAGES = {
    "nudges": nudge_message(
        1,
        [nudged("PC11"), nudged("PC4", "Ann"), nudged("PC7", until=date(2018, 11, 26)), nudged("PC9", done=True)],
        Ahead(date(2018, 11, 20), date(2018, 11, 28)),
        TODAY,
    ),
    "nudges_last": nudge_message(1, [nudged("PC11")], Ahead(), TODAY),
    "nudges_over": nudge_message(1, [nudged("PC9", done=True)], Ahead(), TODAY),
    "card": risk_card.risk_card(PC11, SHOWN, can_change=True, can_share=True),
    "card_for_a_reader": risk_card.risk_card(PC4, SHOWN, can_change=False, can_share=False),
    "card_closed": risk_card.risk_card(PC1, SHOWN, can_change=True, can_share=True),
    "card_shared": risk_card.shared_card(PC11, SHOWN, "Planned Care SRO"),
    "card_not_scored": risk_card.risk_card(PC9, SHOWN, can_change=True, can_share=False),
    "list_not_scored": risk_list.risk_list(Page((PC11, PC9), 2, 1, 1), ListQuery(filter=Filter.ESCALATED), SHOWN, 1),
    "list_empty_unscored": risk_list.risk_list(Page((), 0, 1, 1), ListQuery("PC", Filter.UNSCORED), SHOWN),
    "history_imported": risk_list.risk_history(PC9, [PC9.present], 1, SHOWN),
    "thread_root_not_scored": risk_notices.thread_root(PC9, SHOWN),
    "thread_reply_scored": risk_notices.thread_reply(replace(PC9, present=review(2, target=None)), PC9.present, SHOWN),
    "list": risk_list.risk_list(PAGE, ListQuery("PC", Filter.RED, Sort.SCORE), SHOWN),
    "list_last_page": risk_list.risk_list(Page((PC4,), 11, 2, 2), ListQuery(page=2), SHOWN),
    "list_searched": risk_list.risk_list(Page((PC11,), 1, 1, 1), ListQuery(words=("elective", "R&D")), SHOWN),
    "list_empty": risk_list.risk_list(Page((), 0, 1, 1), ListQuery("PC", Filter.CLOSED), SHOWN),
    "list_empty_mine": risk_list.risk_list(Page((), 0, 1, 1), ListQuery(None, Filter.MINE), SHOWN),
    "list_empty_stale": risk_list.risk_list(Page((), 0, 1, 1), ListQuery("PC", Filter.STALE), SHOWN),
    "list_empty_search": risk_list.risk_list(Page((), 0, 1, 1), ListQuery(words=("<b>", "R&D")), SHOWN),
    "history": risk_list.risk_history(PC11, HISTORY, 1, SHOWN),
    "thread_root": risk_notices.thread_root(PC11, SHOWN),
    "thread_root_closed": risk_notices.thread_root(PC1, SHOWN),
    "thread_reply": risk_notices.thread_reply(PC11, HISTORY[1], SHOWN),
    "thread_reply_added": risk_notices.thread_reply(replace(PC11, present=HISTORY[3]), None, SHOWN),
    "thread_reply_edited": risk_notices.thread_reply(replace(PC11, present=HISTORY[1]), HISTORY[2], SHOWN),
    "not_found": problems.problem(NotFoundError("There is no risk PC13.", "Look it up.", ["PC11", "PC1"])),
    "not_allowed": problems.problem(NotAllowedError("You can't change PC11.", "These can: Planned Care director.")),
    "unexpected": problems.unexpected("a1b2c3d4"),
    "people": people.people_list(list(LISTED.people.values()), LISTED, SHOWN, "", 1),
    "risk_help": {"text": say("risk/help", order="likelihood first"), "blocks": []},
    "convenor_help": {"text": say("convenor/help", partnership="A & B Partnership"), "blocks": []},
}
VIEWS = {
    "form_update": risk_forms.update_form(PC11, SHOWN, ORIGIN, ReviewFields.of(PC11)),
    "form_update_not_scored": risk_forms.update_form(PC9, SHOWN, ORIGIN, ReviewFields.of(PC9)),
    "form_update_stale": risk_forms.update_form(
        PC11,
        SHOWN,
        ORIGIN,
        replace(ReviewFields.of(PC11), residual="4x3", update="What I typed"),
        say(
            "risk/meanwhile",
            ref="PC11",
            author="Planned Care SRO",
            on=SHOWN.day(NOW),
            changes="residual 4x4 = 16 to 5x4 = 20",
            text="Rose again.",
        ),
    ),
    "form_add": risk_forms.add_form(SHOWN, LISTED, list(LISTED.workstreams.values()), FormOrigin()),
    "form_edit": risk_forms.edit_form(PC11, SHOWN, LISTED, ORIGIN, DetailFields.of(PC11)),
    "form_edit_imported": risk_forms.edit_form(PC9, SHOWN, LISTED, ORIGIN, DetailFields.of(PC9)),
    "form_close": risk_forms.reason_form(PC11, Form.RISK_CLOSE, ORIGIN),
    "form_reopen": risk_forms.reason_form(PC1, Form.RISK_REOPEN, ORIGIN),
    "form_person": people.person_form(LISTED.people[1], SHOWN),
    "home": home.home(full_desk("Planned Care director", PC11, PC4), SHOWN),
    "home_of_the_office": home.home(DeskView("Governance manager", risks=([PC9], 1), undecided=3), SHOWN),
    "home_without_anything": home.home(
        DeskView("Ann", meetings=[NextMeeting("TB", date(2018, 11, 16), date(2018, 11, 7))]), SHOWN
    ),
}


def words_of(element):
    """One element of a block in a line: what it is called, and what stands in it."""
    kind = element["type"]
    if kind == "button":
        return f"[{element['text']['text']}]"
    initial = element.get("initial_option") or {}
    held = [
        *(option["text"]["text"] for option in [initial, *element.get("initial_options", [])] if option),
        *(str(element[name]) for name in ("initial_value", "initial_user", "initial_date") if name in element),
    ]
    offered = [option["text"]["text"] for option in element.get("options", [])]
    offered += [f"{offer['label']['text']}: {len(offer['options'])}" for offer in element.get("option_groups", [])]
    shown = f"<{kind}> {' | '.join(held) or '(empty)'}"
    return f"{shown} of {' / '.join(offered)}" if offered else shown


def lines_of(block):
    kind = block["type"]
    if kind == "divider":
        yield "----"
    elif kind == "input":
        yield f"{block['label']['text']}{' (optional)' if block['optional'] else ''}"
        yield f"  {words_of(block['element'])}"
        if "hint" in block:
            yield f"  {block['hint']['text']}"
    elif kind == "actions":
        yield " ".join(words_of(element) for element in block["elements"])
    else:
        texts = [block["text"]] if "text" in block else block.get("fields") or block["elements"]
        for text in texts:
            yield from (f"{line}" if kind == "section" else f"({line})" for line in text["text"].split("\n"))
            if "fields" in block:
                yield "~"
        if "accessory" in block:
            yield f"  {words_of(block['accessory'])}"


def page_of(shown):
    """A message or a view as a page of text."""
    head = [shown["text"]] if "text" in shown else []
    if "title" in shown:
        buttons = " ".join(f"[{shown[name]['text']}]" for name in ("close", "submit") if name in shown)
        head = [f"{shown['title']['text']} {buttons}"]
    body = [line for block in shown["blocks"] for line in [*lines_of(block), ""]]
    return "\n".join(line.rstrip() for line in [*head, "=" * 20, "", *body]).rstrip() + "\n"


@pytest.mark.parametrize(
    ("name", "shown"), (MESSAGES | VIEWS).items(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_it_reads_as_it_was_agreed(name, shown):
    file = FOLDER / f"{name}.txt"
    page = page_of(shown)
    if os.environ.get("RENEW_GOLDEN") == "1":
        FOLDER.mkdir(exist_ok=True)
        file.write_text(page, encoding="utf-8")
    assert page == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in MESSAGES if name.startswith("list")])
def test_a_list_is_heard_without_shapes_and_arrows(name):
    assert not set("■▲●○↑↓→?") & set(MESSAGES[name]["text"])


def test_no_file_is_left_of_what_is_no_longer_shown():
    assert {file.stem for file in FOLDER.iterdir()} == (MESSAGES | VIEWS).keys()


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_the_text_alone_says_what_the_message_is_about(message):
    assert len(message["text"]) > 20
    assert message["text"] == message["text"].strip()
