"""What a decision record says as a paper, with what stands about it today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.domain.money import format_pence
from bot.domain.proposals.decision_words import ASKED_TO, year_words
from bot.domain.proposals.decisions import Decision, DecisionKind
from bot.domain.proposals.records import Ask, Choice, Proposal
from bot.domain.risks import Visibility
from bot.papers.decision_record.model import DecisionPaper, Part, Row
from bot.store.unit_of_work import View
from bot.views.decision_record import CHOICE_WORDS, STATE_WORDS, count_words, item_verb, thread_words
from bot.views.presentation import Presentation
from bot.workflows.services import Services


def paper_of(
    view: View, services: Services, shown: Presentation, decision: Decision, proposal: Proposal
) -> DecisionPaper:
    """Return a decision record as a paper, with what stands about it today."""
    record = decision.record
    is_public = proposal.visibility is Visibility.PUBLIC
    return DecisionPaper(
        name=f"decision-{decision.number}",
        number=decision.number,
        title=f"{proposal.ref}: {record['proposal']['title']}",
        partnership=services.config.partnership.name,
        board=record["board"]["name"],
        publicity="Public" if is_public else "Not public",
        rows=_rows(record, decision, shown),
        words=decision.words,
        parts=tuple(part for part in _parts(view, record, decision, shown) if part.lines or part.cells),
        digest=decision.digest,
        is_public=is_public,
    )


_FURTHER = {
    "ratification": "The board's answer to its chair's action",
    "correction": "Correction of a record",
    "later": "What became of a decision",
}


def _rows(record: Mapping[str, Any], decision: Decision, shown: Presentation) -> tuple[Row, ...]:
    about = record.get("about")
    pairs = [
        ("Board", record["board"]["name"]),
        ("Date", shown.dated(decision.decided_on)),
        ("How", _how(record)),
        ("About", f"{about['number']} (record {about['digest'][:16]})" if about else ""),
        ("Why" if record["kind"] == "correction" else "By whose word", record.get("why", "")),
        ("Asked to", ASKED_TO[Ask(record["ask"])] if record.get("ask") else ""),
        ("Version", f"{record['version']}, SHA-256 {record['version_digest']}" if record.get("version") else ""),
        ("In the chair", record.get("presided", "")),
        ("Present", ", ".join(record.get("present", ()))),
        ("In attendance", ", ".join(record.get("in_attendance", ()))),
        ("Quorum", _quorum(record)),
        ("Moved by", record.get("proposer", "")),
        ("Seconded by", record.get("seconder", "")),
        ("Votes", count_words(record.get("count"))),
        ("In the thread before", thread_words(record.get("thread_votes", ()))),
        ("Takes effect", shown.dated(date.fromisoformat(record["effective_on"])) if record.get("effective_on") else ""),
        ("Entered", f"{decision.entered_by}, {shown.moment(decision.entered_at)}"),
    ]
    return tuple(Row(label, (words,)) for label, words in pairs if words)


def _how(record: Mapping[str, Any]) -> str:
    if record["kind"] == "chairs_action":
        return "Chair's action between meetings"
    if record["kind"] != "board":
        return _FURTHER[record["kind"]]
    return str(record.get("how") or "").capitalize() or "By the members' votes"


def _quorum(record: Mapping[str, Any]) -> str:
    if "quorate" not in record:
        return ""
    return f"{'Quorate' if record['quorate'] else 'Not quorate'}. {record['quorum']}".strip()


def _parts(view: View, record: Mapping[str, Any], decision: Decision, shown: Presentation) -> list[Part]:
    chairs = record.get("chairs_action")
    conditions = view.conditions.of_decision(decision.id)
    states = {one.number: STATE_WORDS[one.state] for one in conditions}
    return [
        Part(
            "Recommendations",
            columns=("No.", "Decided", "Recommendation"),
            cells=tuple(
                (
                    str(item["number"] or "–"),
                    item_verb(item),
                    item["words"] + (f" Amended to: {item['amended']}" if item["amended"] else ""),
                )
                for item in record.get("items", ())
                if item["number"]
            ),
        ),
        Part("Interests", tuple(record.get("interests", ())) or (("None recorded.",) if "interests" in record else ())),
        Part(
            "Roll-call",
            columns=("Member", "Recommendation", "Vote", "Said"),
            cells=tuple(_roll(line, record["version"]) for line in record.get("roll", ())),
        ),
        Part(
            "Chair's action",
            (f"Why between meetings: {chairs['reason']}", f"Consulted: {chairs['consulted']}") if chairs else (),
        ),
        Part(
            "Conditions",
            columns=("No.", "Condition", "Owner", "By", "Discharged by", "If not met", "Today"),
            cells=tuple(
                (
                    str(number),
                    f"{one['words']} ({'before it is in force' if one['due'] == 'before' else 'after'})",
                    one["owner"],
                    shown.dated(date.fromisoformat(one["long_stop_on"])) if one["long_stop_on"] else "",
                    one["discharger"],
                    f"the approval {one['on_lapse']}",
                    states.get(number, ""),
                )
                for number, one in enumerate(record.get("conditions", ()), 1)
            ),
        ),
        Part("What follows", tuple(_follows(record, shown))),
        Part("The money", tuple(_money(record))),
        Part(
            "Papers before the board",
            tuple(f"{one['title']}, SHA-256 {one['digest']}" for one in record.get("papers", ())),
        ),
        Part(
            "Further records",
            tuple(
                " ".join(filter(None, [f"{one.number}, {shown.dated(one.decided_on)}: {one.words}", _why(one)]))
                for one in view.decisions.about(decision.id)
            ),
        ),
    ]


def _why(decision: Decision) -> str:
    """Return what was wrong with a record, where another corrects it."""
    return f"Why: {decision.record['why']}" if decision.kind is DecisionKind.CORRECTION else ""


def _roll(line: Mapping[str, Any], version: int) -> tuple[str, str, str, str]:
    seat = line["seat"] if line["voter"] == line["seat"] else f"{line['seat']}, by {line['voter']}"
    entered = f"Entered by {line['entered_by']}. {line['how']}" if line["entered_by"] else ""
    voted_on = line.get("version") or version
    earlier = f"Voted when version {voted_on} lay before the board." if voted_on != version else ""
    said_words = " ".join(filter(None, [line["reason"], line["conditions"], earlier, entered]))
    return seat, str(line["item"] or "–"), CHOICE_WORDS[Choice(line["choice"])], said_words


def _follows(record: Mapping[str, Any], shown: Presentation) -> list[str]:
    lines = []
    if record.get("review_on"):
        what = record["review_words"] or "Comes back for review"
        lines.append(f"{what}: {shown.dated(date.fromisoformat(record['review_on']))}.")
    given = record.get("delegation")
    if given:
        back = "" if given["percent"] is None else f" It comes back if costs change by {given['percent']}% or more."
        lines.append(f"Delegated to the {given['to_name']}: {given['words']}.{back}")
    for one in record.get("milestones", ()):
        due = f", by {shown.dated(date.fromisoformat(one['due_on']))}" if one["due_on"] else ""
        lines.append(f"To be done: {one['words']}{', ' + one['owner'] if one['owner'] else ''}{due}.")
    if record.get("sent_on"):
        lines.append(f"Sent on with it: {record['sent_on']}")
    return [*lines, *(f"Question: {one}" for one in record.get("questions", ()))]


def _money(record: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{line['title']}, {year_words(line['year']) if line['year'] else 'no year'}: {format_pence(line['pence'])}"
        for line in record.get("lines", ())
    ]
    fund = record.get("fund") or {}
    # A paper goes further than whoever asks for it: it has no sums that would tell what is not public.
    sides = fund.get("public", fund)
    for when in ("before", "after") if fund else ():
        stands = {name: format_pence(value) for name, value in sides[when].items()}
        lines.append(
            f"Fund {fund['key']} {when}: approved {stands['approved']}, conditional {stands['conditional']}, "
            f"asked {stands['asked']}, left {stands['left']} of {stands['envelope']}."
        )
    if fund and record.get("lines") and not record.get("commits", True):
        lines.append("Nothing was given with it: that waits for the other boards that have to approve.")
    if record.get("override"):
        lines.append(f"Overdrawn with the leave of {record['override']}.")
    return lines
