"""The financial side of risks: `/risk finance`."""

from __future__ import annotations

from slack_bolt import Ack

from bot.domain.imports.drafts import FinanceSection
from bot.errors import StaleRecordError
from bot.handlers.area import Area
from bot.handlers.desk import VIEWED, Body, FrontDesk, delivery_key, private
from bot.handlers.form_fields import clicked_value, element_of, typed_in
from bot.views import blocks
from bot.views.finance_form import LineFields, unpack_line
from bot.views.ids import Act, Form
from bot.views.turning import unpack_turn
from bot.views.wording import Mrkdwn
from bot.workflows import finance, finance_changes
from bot.workflows.identify import Identity
from bot.workflows.risk_change import Request, Saved


def on_finance(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Answer `/risk finance`: a partner's money, a risk's, or the form of a new line."""
    first, *others = rest.split(maxsplit=1) or [""]
    if first.casefold() == "add":
        subject = "".join(others).strip()
        desk.open(body, desk.run(body, lambda who: finance.add_form(desk.services, who, subject)))
        ack()
        return
    ack(**private(desk.run(body, lambda who: finance.show_finance(desk.services, who, rest.strip()))))


def on_show_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show a partner's money."""
    partner = clicked_value(body).strip()
    desk.answer_click(body, desk.run(body, lambda who: finance.show_finance(desk.services, who, partner)))
    ack()


def on_lines_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show a page of lines."""
    subject, page = unpack_turn(clicked_value(body))
    answer = desk.run(body, lambda who: finance.show_lines(desk.services, who, subject, page))
    desk.answer_click(body, answer, replace=True)
    ack()


def on_add_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a new line."""
    subject = clicked_value(body).strip()
    desk.open(body, desk.run(body, lambda who: finance.add_form(desk.services, who, subject)))
    ack()


def on_edit_choice(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of the line chosen."""
    line_id = _chosen_line(body)
    desk.open(body, desk.run(body, lambda who: finance.edit_form(desk.services, who, line_id)))
    ack()


def on_drop_choice(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Ask why the line chosen is to go."""
    line_id = _chosen_line(body)
    desk.open(body, desk.run(body, lambda who: finance.drop_form(desk.services, who, line_id)))
    ack()


def on_history_choice(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show what was recorded of the line chosen."""
    line_id = _chosen_line(body)
    answer = desk.run(body, lambda who: finance.show_line_history(desk.services, who, line_id))
    desk.answer_click(body, answer)
    ack()


def on_line_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save a line; one that was changed meanwhile comes back with what was typed."""
    line_id, stamp = unpack_line(str(body["view"]["private_metadata"]))
    filled = _fields(body)

    def save(identity: Identity) -> Saved:
        request = Request(identity, delivery_key(body))
        if line_id is None:
            return finance_changes.add_line(desk.services, request, filled)
        return finance_changes.edit_line(desk.services, request, line_id, stamp, filled)

    try:
        saved = desk.run(body, save)
    except StaleRecordError:
        if line_id is None:
            raise
        changed = line_id
        view = desk.run(body, lambda who: finance.stale_edit_form(desk.services, who, changed, filled))
        ack(response_action="update", view=view)
        return
    _acknowledge_saved(ack, saved)


def on_drop_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Drop a line."""
    line_id, stamp = unpack_line(str(body["view"]["private_metadata"]))
    reason = typed_in(body, "reason")

    def drop(identity: Identity) -> Saved:
        return finance_changes.drop_line(
            desk.services, Request(identity, delivery_key(body)), line_id or 0, stamp, reason
        )

    _acknowledge_saved(ack, desk.run(body, drop))


def _acknowledge_saved(ack: Ack, saved: Saved) -> None:
    ack(response_action="update", view=blocks.modal("Saved", VIEWED, [blocks.section(Mrkdwn(saved.said))]))


def _fields(body: Body) -> LineFields:
    section = element_of(body, "section").get("selected_option") or {}
    return LineFields(
        partner=typed_in(body, "partner"),
        section=FinanceSection(section.get("value", FinanceSection.RISK)),
        number=typed_in(body, "number"),
        title=typed_in(body, "title"),
        full_value=typed_in(body, "full_value"),
        probability=typed_in(body, "probability"),
        recurrent=typed_in(body, "recurrent"),
        non_recurrent=typed_in(body, "non_recurrent"),
        narrative=typed_in(body, "narrative"),
        risk_ref=typed_in(body, "risk_ref"),
    )


def _chosen_line(body: Body) -> int:
    chosen = str((body["actions"][0].get("selected_option") or {}).get("value", ""))
    return int(chosen) if chosen.isdecimal() else 0


AREA = Area(
    risk_verbs={"finance": on_finance},
    clicks={
        Act.FINANCE_SHOW: on_show_click,
        Act.FINANCE_LINES: on_lines_click,
        Act.FINANCE_LINES_BACK: on_lines_click,
        Act.FINANCE_ADD: on_add_click,
        Act.FINANCE_EDIT: on_edit_choice,
        Act.FINANCE_DROP: on_drop_choice,
        Act.FINANCE_HISTORY: on_history_choice,
    },
    forms={
        Form.FINANCE_LINE: on_line_form,
        Form.FINANCE_DROP: on_drop_form,
    },
)
