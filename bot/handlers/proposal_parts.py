"""What belongs to a proposal: recommendations, papers, copies, what changed between versions, what happened."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack

from bot.domain.proposals.refs import parse_reference
from bot.errors import InvalidInputError
from bot.handlers.area import Area
from bot.handlers.desk import VIEWED, Body, FrontDesk, delivery_key, private
from bot.handlers.form_fields import (
    all_chosen_in,
    chosen_in,
    clicked_value,
    id_of,
    left_in,
    origin_of,
    request_of,
    typed_in,
)
from bot.handlers.proposal_words import files_in, with_reference
from bot.handlers.risk_submissions import settle
from bot.views import blocks
from bot.views.ids import Act, Form
from bot.views.proposal_recommendations import ASKS, RecommendationFields, chosen_ask
from bot.views.turning import outdated_button, unpack_turn
from bot.views.wording import Mrkdwn
from bot.workflows.identify import Identity
from bot.workflows.proposals import attaching, comparing, copying, recommending, sending_papers, timeline
from bot.workflows.proposals.filling import read_links
from bot.workflows.risk_change import Request, Saved


def on_copy(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Begin a proposal from another: `/proposal copy P-7`."""
    ref, _ = with_reference(desk, "copy", rest)
    saved = desk.run(body, lambda who: copying.copy(desk.services, Request(who, delivery_key(body), ref)))
    ack(**private(_said(saved)))


def on_copy_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Begin a proposal from another, by its button."""
    ref = clicked_value(body)
    saved = desk.run(body, lambda who: copying.copy(desk.services, Request(who, delivery_key(body), ref)))
    desk.answer_click(body, _said(saved))
    ack()


def on_diff(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Say what changed between versions: `/proposal diff P-7 [1 3]`."""
    ref, between = with_reference(desk, "diff", rest)
    ack(**private(desk.run(body, lambda who: comparing.show_changes(desk.services, who, ref, between))))


def on_diff_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Say what changed between the latest versions."""
    ref = clicked_value(body)
    desk.answer_click(body, desk.run(body, lambda who: comparing.show_changes(desk.services, who, ref)))
    ack()


def on_timeline(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Show what happened to a proposal: `/proposal timeline P-7`."""
    ref, _ = with_reference(desk, "timeline", rest)
    ack(**private(desk.run(body, lambda who: timeline.show_timeline(desk.services, who, ref))))


def on_timeline_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show what happened to a proposal, by its button."""
    ref = clicked_value(body)
    desk.answer_click(body, desk.run(body, lambda who: timeline.show_timeline(desk.services, who, ref)))
    ack()


def on_timeline_page(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Turn to another page of a timeline."""
    ref, page = unpack_turn(clicked_value(body))
    answer = desk.run(body, lambda who: timeline.show_timeline(desk.services, who, ref, page))
    desk.answer_click(body, answer, replace=True)
    ack()


def on_recommend(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Show the recommendations of a draft, or the form of one: `/proposal recommend P-7 [2]`."""
    ref, words = with_reference(desk, "recommend", rest)
    if not words:
        ack(**private(desk.run(body, lambda who: recommending.show(desk.services, who, ref))))
        return
    if not words.isdecimal():
        raise InvalidInputError(
            f"“{words[:40]}” is no number of a recommendation.", f"Write `/proposal recommend {ref} 2`."
        )
    number = id_of(words)
    desk.open(body, desk.run(body, lambda who: recommending.form(desk.services, who, ref, number)))
    ack()


def on_recommend_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show the recommendations of a draft, by its button."""
    ref = clicked_value(body)
    desk.answer_click(body, desk.run(body, lambda who: recommending.show(desk.services, who, ref)))
    ack()


def on_recommend_edit(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a recommendation."""
    ref, number = _numbered(clicked_value(body))
    desk.open(body, desk.run(body, lambda who: recommending.form(desk.services, who, ref, number)))
    ack()


def on_recommend_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Save a recommendation."""
    origin = origin_of(body)
    ref, number = _numbered(origin.ref)
    fields = RecommendationFields(
        words=typed_in(body, "words"),
        boards={ask: tuple(all_chosen_in(body, f"ask_{ask.value}")) for ask in ASKS},
        others=chosen_ask(chosen_in(body, "others")),
        lines=typed_in(body, "lines"),
        is_of_money=chosen_in(body, "money") == "yes",
    )

    def save(identity: Identity) -> Saved:
        request = Request(identity, delivery_key(body), ref, origin.version)
        return recommending.set_one(desk.services, request, number, fields)

    def renew(identity: Identity) -> dict[str, Any]:
        return recommending.stale_form(desk.services, identity, ref, number, left_in(body), body["view"]["blocks"])

    settle(desk, ack, body, save, renew)


def on_recommend_drop(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Take a recommendation out."""
    ref, number, version = _numbered_at(clicked_value(body))
    request_key = delivery_key(body)
    saved = desk.run(
        body, lambda who: recommending.drop(desk.services, Request(who, request_key, ref, version), number)
    )
    desk.update(body, blocks.modal("Saved", VIEWED, [blocks.section(Mrkdwn(saved.said))]))
    ack()


def on_attach(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Open the form that adds files and links: `/proposal attach P-7`."""
    ref, _ = with_reference(desk, "attach", rest)
    desk.open(body, desk.run(body, lambda who: attaching.papers_view(desk.services, who, ref)))
    ack()


def on_attach_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form that adds files and links, by its button."""
    ref = clicked_value(body)
    desk.open(body, desk.run(body, lambda who: attaching.papers_view(desk.services, who, ref)))
    ack()


def on_attach_form(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Add files and links to a draft."""
    links, files = read_links(typed_in(body, "links")), files_in(body)
    if not links and not files:
        sentence = "Add a file or a link."
        raise InvalidInputError(sentence, fields={"links": sentence})
    settle(desk, ack, body, lambda who: attaching.attach(desk.services, request_of(who, body), links, files), None)


def on_papers(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Send the files of a proposal to whoever asks: `/proposal papers P-7`."""
    ref, _ = with_reference(desk, "papers", rest)
    key = delivery_key(body)
    ack(**private(desk.run(body, lambda who: sending_papers.ask_for(desk.services, who, ref, key))))


def on_files_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Send the files of a proposal to whoever clicked."""
    ref, key = clicked_value(body), delivery_key(body)
    desk.answer_click(body, desk.run(body, lambda who: sending_papers.ask_for(desk.services, who, ref, key)))
    ack()


def on_detach(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Take a paper off a draft, and show what is left."""
    ref, paper_id = _numbered(clicked_value(body))
    key = delivery_key(body)
    desk.run(body, lambda who: attaching.detach(desk.services, Request(who, key, ref), paper_id))
    desk.update(body, desk.run(body, lambda who: attaching.papers_view(desk.services, who, ref)))
    ack()


def _numbered(value: str) -> tuple[str, int]:
    ref, _, number = value.partition(" ")
    if parse_reference(ref) is None:
        raise outdated_button()
    return ref, id_of(number)


def _numbered_at(value: str) -> tuple[str, int, int]:
    rest, _, version = value.rpartition(" ")
    ref, number = _numbered(rest)
    return ref, number, id_of(version)


def _said(saved: Saved) -> dict[str, Any]:
    buttons = [
        blocks.button("Open", Act.PROPOSAL_SHOW, saved.ref),
        blocks.button("Edit", Act.PROPOSAL_EDIT, saved.ref),
    ]
    return blocks.message(saved.said, [blocks.section(Mrkdwn(saved.said)), blocks.actions(buttons)])


AREA = Area(
    proposal_verbs={
        "copy": on_copy,
        "diff": on_diff,
        "timeline": on_timeline,
        "recommend": on_recommend,
        "attach": on_attach,
        "papers": on_papers,
    },
    clicks={
        Act.PROPOSAL_COPY: on_copy_click,
        Act.PROPOSAL_DIFF: on_diff_click,
        Act.PROPOSAL_TIMELINE: on_timeline_click,
        Act.PROPOSAL_TIMELINE_PAGE: on_timeline_page,
        Act.PROPOSAL_TIMELINE_BACK: on_timeline_page,
        Act.PROPOSAL_RECOMMEND: on_recommend_click,
        Act.PROPOSAL_RECOMMEND_EDIT: on_recommend_edit,
        Act.PROPOSAL_RECOMMEND_DROP: on_recommend_drop,
        Act.PROPOSAL_ATTACH: on_attach_click,
        Act.PROPOSAL_DETACH: on_detach,
        Act.PROPOSAL_FILES: on_files_click,
    },
    forms={Form.PROPOSAL_RECOMMEND: on_recommend_form, Form.PROPOSAL_ATTACH: on_attach_form},
)
