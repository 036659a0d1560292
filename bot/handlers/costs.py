"""Costs of proposals: `/proposal costs` and `/proposal paper`, with their forms."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack

from bot.errors import InvalidInputError, StaleRecordError
from bot.handlers.area import Area
from bot.handlers.desk import Body, FrontDesk, delivery_key, private
from bot.handlers.form_fields import all_chosen_in, chosen_in, clicked_value, element_of, id_of, left_in, typed_in
from bot.handlers.proposal_words import with_reference
from bot.slack.files import shared_file
from bot.views import cost_files as said
from bot.views import cost_forms
from bot.views.cost_forms import NONE, REPLACE, LineFields
from bot.views.form_standing import field_name
from bot.views.ids import Act, Form
from bot.views.risk_fields import FormOrigin
from bot.views.turning import unpack_turn
from bot.views.wording import Mrkdwn
from bot.workflows.identify import Identity
from bot.workflows.proposals import cost_exports, cost_files, costs
from bot.workflows.proposals.costs_meanwhile import LeftLine, stale_line_form, stale_text_form
from bot.workflows.proposals.cover import delivering, signing
from bot.workflows.risk_change import Request, Saved

_YEAR = "year_"


def on_costs(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Answer `/proposal costs P-7`: its lines, their sums and what is wrong with them."""
    ref, _ = with_reference(desk, "costs", rest)
    ack(**private(desk.run(body, lambda who: costs.show_costs(desk.services, who, ref))))


def on_paper(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Have a proposal's cover sheet made: `P-7 [board] [version N]`."""
    ref, words = with_reference(desk, "paper", rest)
    key = delivery_key(body)
    ack(**private(desk.run(body, lambda who: delivering.ask_paper(desk.services, who, ref, words, key))))


def on_sign(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Sign off a proposal: `/proposal sign P-7`."""
    ref, _ = with_reference(desk, "sign", rest)
    saved = desk.run(body, lambda who: signing.sign_off(desk.services, Request(who, delivery_key(body), ref)))
    ack(**private(said.answer(saved.said)))


def on_show_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show the costs of a proposal, from its card."""
    ref = clicked_value(body)
    desk.answer_click(body, desk.run(body, lambda who: costs.show_costs(desk.services, who, ref)))
    ack()


def on_paper_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Have a proposal's cover sheet made, from its card."""
    ref, key = clicked_value(body), delivery_key(body)
    desk.answer_click(body, desk.run(body, lambda who: delivering.ask_paper(desk.services, who, ref, "", key)))
    ack()


def on_page_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show another page of lines."""
    ref, page = unpack_turn(clicked_value(body))
    desk.answer_click(body, desk.run(body, lambda who: costs.show_costs(desk.services, who, ref, page)), replace=True)
    ack()


def on_add_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a new line."""
    ref = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: costs.line_form(desk.services, who, ref)))
    ack()


def on_edit_choice(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of the line chosen."""
    chosen = str((body["actions"][0].get("selected_option") or {}).get("value", ""))
    ref, _, number = chosen.partition(":")
    line = id_of(number)
    desk.open(body, desk.run(body, lambda who: costs.line_form(desk.services, who, ref, line)))
    ack()


def on_text_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of all lines as text."""
    ref = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: costs.text_form(desk.services, who, ref)))
    ack()


def on_file_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form that takes a table as a file."""
    ref = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: costs.file_form(desk.services, who, ref)))
    ack()


def on_export_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Send the lines as a spreadsheet."""
    ref, key = clicked_value(body), delivery_key(body)
    desk.answer_click(body, desk.run(body, lambda who: cost_exports.ask(desk.services, who, ref, key)))
    ack()


def on_take_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Put the lines of a table into the draft."""
    slack_file, version = said.unpack_ticket(clicked_value(body))
    key = delivery_key(body)
    desk.run(body, lambda who: cost_files.take(desk.services, who, key, slack_file, version))
    ack()


def on_leave_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Forget a table."""
    slack_file, version = said.unpack_ticket(clicked_value(body))
    desk.run(body, lambda who: cost_files.leave(desk.services, who, slack_file, version))
    ack()


def on_line_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save a line, and offer the form of the next."""
    origin, number = cost_forms.unpack_line(str(body["view"]["private_metadata"]))
    fields, is_dropped = _line_fields(body), bool(all_chosen_in(body, "drop"))

    def save(identity: Identity) -> Saved:
        request = Request(identity, _key(body, origin), origin.ref, origin.version or None)
        return costs.save_line(desk.services, request, number, fields, is_dropped=is_dropped)

    try:
        saved = desk.run(body, save)
    except StaleRecordError:
        left = LeftLine(
            origin,
            number,
            list(fields.years),
            left_in(body),
            body["view"]["blocks"],
        )
        view = desk.run(body, lambda who: stale_line_form(desk.services, who, left))
        ack(response_action="update", view=view)
        return
    _go_on(ack, saved)


def on_next_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of the next line where the one before stood."""
    origin = FormOrigin.unpack(str(body["view"]["private_metadata"]))
    ack(response_action="update", view=desk.run(body, lambda who: costs.line_form(desk.services, who, origin.ref)))


def on_text_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save lines that were typed as text."""
    origin, is_adding = cost_forms.unpack_line(str(body["view"]["private_metadata"]))
    written = typed_in(body, "lines")

    def save(identity: Identity) -> Saved:
        request = Request(identity, _key(body, origin), origin.ref, origin.version or None)
        return costs.save_text(desk.services, request, written, is_adding=bool(is_adding))

    try:
        saved = desk.run(body, save)
    except StaleRecordError:
        again = desk.run(
            body,
            lambda who: stale_text_form(desk.services, who, origin, written, is_adding=bool(is_adding)),
        )
        ack(response_action="update", view=again)
        return
    _go_on(ack, saved)


def on_file_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Have a table read."""
    origin = FormOrigin.unpack(str(body["view"]["private_metadata"]))
    files = element_of(body, "file").get("files") or []
    if not files:
        raise InvalidInputError("No file was given.", "Choose a CSV or Excel file.", {"file": "Choose a file."})
    described, how = shared_file(files[0]), chosen_in(body, "how") or REPLACE

    def save(identity: Identity) -> Saved:
        return cost_files.receive(desk.services, Request(identity, _key(body, origin), origin.ref), described, how)

    _go_on(ack, desk.run(body, save))


def _key(body: Body, origin: FormOrigin) -> str:
    """Name a submission: the form goes on with further lines under one id, each over the version before."""
    return f"{delivery_key(body)}:{origin.version}"


def _go_on(ack: Ack, saved: Saved) -> None:
    view = cost_forms.saved_form(FormOrigin(saved.ref, saved.version), Mrkdwn(saved.said))
    ack(response_action="update", view=view)


def _line_fields(body: Body) -> LineFields:
    blocks: list[dict[str, Any]] = body["view"]["blocks"]
    names = [field_name(str(block.get("block_id", ""))) for block in blocks]
    years = [name.removeprefix(_YEAR) for name in names if name.startswith(_YEAR)]
    return LineFields(
        what=typed_in(body, "what"),
        years={int(year): typed_in(body, f"{_YEAR}{year}") for year in years if year.isdecimal()},
        reckoning=typed_in(body, "reckoning"),
        total=typed_in(body, "total"),
        recurrence=chosen_in(body, "recurrence") or NONE,
        workstream=chosen_in(body, "workstream") or NONE,
        organisation=chosen_in(body, "organisation") or NONE,
        section=typed_in(body, "section"),
        marks=tuple(all_chosen_in(body, "marks")),
        note=typed_in(body, "note"),
    )


AREA = Area(
    proposal_verbs={"costs": on_costs, "paper": on_paper, "sign": on_sign},
    clicks={
        Act.COST_SHOW: on_show_click,
        Act.COST_PAPER: on_paper_click,
        Act.COST_ADD: on_add_click,
        Act.COST_EDIT: on_edit_choice,
        Act.COST_TEXT: on_text_click,
        Act.COST_FILE: on_file_click,
        Act.COST_EXPORT: on_export_click,
        Act.COST_PAGE: on_page_click,
        Act.COST_BACK: on_page_click,
        Act.COST_TAKE: on_take_click,
        Act.COST_LEAVE: on_leave_click,
    },
    forms={
        Form.COST_LINE: on_line_form,
        Form.COST_NEXT: on_next_form,
        Form.COST_TEXT: on_text_form,
        Form.COST_FILE: on_file_form,
    },
)
