"""Decisions: what meetings and chairs decided, records, conditions, and what is coming to boards."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt import Ack

from bot.domain.proposals.decisions import Due, OnLapse
from bot.handlers.area import Area
from bot.handlers.decision_fields import chair_draft_in, follow_draft_in, meeting_draft_in, person_in, ratify_draft_in
from bot.handlers.desk import Body, FrontDesk, delivery_key, private
from bot.handlers.form_fields import chosen_in, clicked_value, day_in, id_of, one_of, typed_in
from bot.handlers.proposal_words import with_reference
from bot.handlers.risk_submissions import settle
from bot.views import blocks
from bot.views.decision_forms import DecisionOrigin
from bot.views.ids import Act, Form
from bot.views.wording import Mrkdwn
from bot.workflows.identify import Identity
from bot.workflows.proposals.deciding import (
    adding,
    between,
    coming,
    condition_forms,
    conditions,
    further,
    opening,
    ratifying,
    showing,
)
from bot.workflows.proposals.deciding import meeting as meetings
from bot.workflows.proposals.deciding import paper as papers
from bot.workflows.risk_change import Request, Saved
from bot.workflows.services import Services

_Ending = Callable[[Services, Request, int, str], Saved]
_FormOf = Callable[[Services, Identity, int], dict[str, object]]


def on_decide(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form of a meeting's decision: `/proposal decide P-7 [board]`."""
    ref, board = with_reference(desk, "decide", rest)
    desk.open(body, desk.run(body, lambda who: opening.meeting_form(desk.services, who, ref, board)))
    ack()


def on_chair(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form of a chair's action: `/proposal chair P-7 [board]`."""
    ref, board = with_reference(desk, "chair", rest)
    desk.open(body, desk.run(body, lambda who: opening.chair_form(desk.services, who, ref, board)))
    ack()


def on_ratify(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form that ratifies a chair's action: `/proposal ratify ICB-H-2018-3`."""
    number = showing.number_meant(desk.services, rest)
    desk.open(body, desk.run(body, lambda who: opening.ratify_form(desk.services, who, number)))
    ack()


def on_correct(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form of a correction: `/proposal correct ICB-H-2018-3`."""
    number = showing.number_meant(desk.services, rest)
    desk.open(body, desk.run(body, lambda who: opening.correct_form(desk.services, who, number)))
    ack()


def on_follow(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form that adds what follows a decision: `/proposal follow ICB-H-2018-3`."""
    number = showing.number_meant(desk.services, rest)
    desk.open(body, desk.run(body, lambda who: adding.follow_form(desk.services, who, number)))
    ack()


def on_decision(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Show a decision record: `/proposal decision ICB-H-2018-3`; with `paper` behind it, make it as files."""
    written, _, wish = rest.rpartition(" ") if rest.casefold().endswith(" paper") else (rest, "", "")
    number = showing.number_meant(desk.services, written)
    if wish:
        key = delivery_key(body)
        ack(**private(desk.run(body, lambda who: papers.ask_paper(desk.services, who, number, key))))
        return
    ack(**private(desk.run(body, lambda who: showing.show_decision(desk.services, who, number))))


def on_conditions(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """List the conditions of a proposal: `/proposal conditions P-7`."""
    ref, _ = with_reference(desk, "conditions", rest)
    ack(**private(desk.run(body, lambda who: showing.show_conditions(desk.services, who, ref))))


def on_discharge(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form that discharges a condition: `/proposal discharge P-7 1`."""
    ref, written = with_reference(desk, "discharge", rest)

    def work(who: Identity) -> dict[str, object]:
        condition_id = condition_forms.condition_meant(desk.services, who, ref, written)
        return condition_forms.discharge_form(desk.services, who, condition_id)

    desk.open(body, desk.run(body, work))
    ack()


def on_coming(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """List what is coming to a board: `/board coming [TB]`."""
    ack(**private(desk.run(body, lambda who: coming.list_coming(desk.services, who, rest))))


def on_decisions(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """List what a board decided: `/board decisions TB`."""
    ack(**private(desk.run(body, lambda who: showing.list_decisions(desk.services, who, rest))))


def on_record_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a meeting's decision, for the board that the button names or the only one."""
    ref, _, board = clicked_value(body).partition(" ")
    desk.open(body, desk.run(body, lambda who: opening.meeting_form(desk.services, who, ref, board)))
    ack()


def on_show_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show a decision record to whoever clicked."""
    number = clicked_value(body)
    desk.answer_click(body, desk.run(body, lambda who: showing.show_decision(desk.services, who, number)))
    ack()


def on_paper_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Make a decision record as files, for whoever clicked."""
    number, key = clicked_value(body), delivery_key(body)
    answer = desk.run(body, lambda who: papers.ask_paper(desk.services, who, number, key))
    desk.answer_click(body, answer)
    ack()


def on_conditions_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """List the conditions of a proposal to whoever clicked."""
    ref = clicked_value(body)
    desk.answer_click(body, desk.run(body, lambda who: showing.show_conditions(desk.services, who, ref)))
    ack()


def on_ratify_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form that ratifies a chair's action."""
    number = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: opening.ratify_form(desk.services, who, number)))
    ack()


def on_correct_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a correction."""
    number = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: opening.correct_form(desk.services, who, number)))
    ack()


def on_follow_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form that adds what follows a decision."""
    number = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: adding.follow_form(desk.services, who, number)))
    ack()


def on_taken_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Take something off a board's list."""
    item_id = id_of(clicked_value(body))
    saved = desk.run(body, lambda who: coming.take_item(desk.services, Request(who, delivery_key(body)), item_id))
    desk.answer_click(body, blocks.message(saved.said, [blocks.section(Mrkdwn(saved.said))]))
    ack()


def on_record_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Record what a meeting decided."""
    origin = DecisionOrigin.unpack(str(body["view"]["private_metadata"]))
    draft, key = meeting_draft_in(body, origin), delivery_key(body)
    settle(
        desk, ack, body, lambda who: meetings.record_meeting(desk.services, Request(who, key, origin.ref), draft), None
    )


def on_chair_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Record a chair's action."""
    origin = DecisionOrigin.unpack(str(body["view"]["private_metadata"]))
    draft, key = chair_draft_in(body, origin), delivery_key(body)
    settle(
        desk, ack, body, lambda who: between.chairs_action(desk.services, Request(who, key, origin.ref), draft), None
    )


def on_ratify_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Record whether a board stands by its chair's action."""
    number, key = str(body["view"]["private_metadata"]), delivery_key(body)
    draft = ratify_draft_in(body)
    settle(desk, ack, body, lambda who: ratifying.ratify(desk.services, Request(who, key), number, draft), None)


def on_correct_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Record a correction."""
    number, key = str(body["view"]["private_metadata"]), delivery_key(body)
    words, why = typed_in(body, "words"), typed_in(body, "why")
    settle(
        desk,
        ack,
        body,
        lambda who: further.correct(desk.services, Request(who, key), number, words=words, why=why),
        None,
    )


def on_follow_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Record what follows a decision."""
    number, key = str(body["view"]["private_metadata"]), delivery_key(body)
    draft = follow_draft_in(body)
    settle(desk, ack, body, lambda who: adding.add_following(desk.services, Request(who, key), number, draft), None)


def _opens(form: _FormOf) -> Callable[[FrontDesk, Ack, Body], None]:
    def on_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
        condition_id = id_of(clicked_value(body))
        desk.open(body, desk.run(body, lambda who: form(desk.services, who, condition_id)))
        ack()

    return on_click


def _ends(end: _Ending, field: str) -> Callable[[FrontDesk, Ack, Body], None]:
    def on_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
        condition_id, key = id_of(str(body["view"]["private_metadata"])), delivery_key(body)
        words = typed_in(body, field)
        settle(desk, ack, body, lambda who: end(desk.services, Request(who, key), condition_id, words), None)

    return on_form


def on_amend_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Complete a condition."""
    condition_id, key = id_of(str(body["view"]["private_metadata"])), delivery_key(body)
    fields = conditions.ConditionFields(
        owner_id=person_in(body, "owner"),
        evidence=typed_in(body, "evidence"),
        long_stop_on=day_in(body, "by"),
        discharged_by_id=person_in(body, "discharger"),
        due=one_of(Due, chosen_in(body, "due")),
        on_lapse=one_of(OnLapse, chosen_in(body, "on_lapse")),
        why=typed_in(body, "why"),
    )
    settle(desk, ack, body, lambda who: conditions.amend(desk.services, Request(who, key), condition_id, fields), None)


AREA = Area(
    proposal_verbs={
        "decide": on_decide,
        "chair": on_chair,
        "ratify": on_ratify,
        "correct": on_correct,
        "follow": on_follow,
        "decision": on_decision,
        "conditions": on_conditions,
        "discharge": on_discharge,
    },
    board_verbs={"coming": on_coming, "decisions": on_decisions},
    clicks={
        Act.DECISION_RECORD: on_record_click,
        Act.DECISION_SHOW: on_show_click,
        Act.DECISION_PAPER: on_paper_click,
        Act.DECISION_CONDITIONS: on_conditions_click,
        Act.DECISION_RATIFY: on_ratify_click,
        Act.DECISION_CORRECT: on_correct_click,
        Act.DECISION_FOLLOW: on_follow_click,
        Act.COMING_TAKEN: on_taken_click,
        Act.CONDITION_DISCHARGE: _opens(condition_forms.discharge_form),
        Act.CONDITION_WAIVE: _opens(condition_forms.waive_form),
        Act.CONDITION_AMEND: _opens(condition_forms.amend_form),
    },
    forms={
        Form.DECISION_RECORD: on_record_form,
        Form.DECISION_CHAIR: on_chair_form,
        Form.DECISION_RATIFY: on_ratify_form,
        Form.DECISION_CORRECT: on_correct_form,
        Form.DECISION_FOLLOW: on_follow_form,
        Form.CONDITION_DISCHARGE: _ends(conditions.discharge, "shown"),
        Form.CONDITION_WAIVE: _ends(conditions.waive, "why"),
        Form.CONDITION_AMEND: on_amend_form,
    },
)
