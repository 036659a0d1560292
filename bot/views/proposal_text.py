"""A proposal's whole text, for a form that only shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.money import format_pence
from bot.domain.proposals.content import EVERY_BOARD, Answer, Content, CostLine, Recommendation
from bot.domain.proposals.cost_text import year_text
from bot.domain.proposals.costs import sum_of_line, year_name
from bot.domain.proposals.papers import FILE, LINK, ProposalPaper
from bot.domain.proposals.questions import Question, QuestionKind
from bot.domain.proposals.records import Proposal
from bot.views import blocks
from bot.views.blocks import Block
from bot.views.ids import Act
from bot.views.presentation import Presentation
from bot.views.proposal_words import ASK_WORDS, asked_for, visibility_words
from bot.views.wording import Mrkdwn, escape, say

_BLOCKS_MAX = 90
_SAFE_LINK = re.compile(r"https?://[^\s<>|]+")
_KILO, _MEGA = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True)
class TextNames:
    """Names that a text needs: of people by id, of organisations by key; and the risks that its reader may read."""

    people: Mapping[int, str]
    organisations: Mapping[str, str]
    risks: Sequence[str] = ()


def whole_text(
    proposal: Proposal,
    content: Content,
    questions: Sequence[Question],
    papers: Sequence[ProposalPaper],
    names: TextNames,
    shown: Presentation,
    *,
    number: int,
) -> list[Block]:
    """Return a text as blocks of a modal; `number` is its version, 0 for the draft."""
    body = [blocks.header(content.title or "No title yet")]
    if content.summary:
        body.append(blocks.section(say("proposals/plain", words=content.summary)))
    about = {
        "Asks for": asked_for(content),
        "Whose money": ", ".join(names.organisations.get(key, key) for key in content.money_of),
        "Wants to start": shown.dated(content.starts_on) if content.starts_on else "",
        "Treats": ", ".join(names.risks),
        "Concerns": ", ".join((*(names.people.get(one, "") for one in content.people), *content.organisations)),
    }
    body.append(
        blocks.fields([say("proposals/card_field", name=name, words=words) for name, words in about.items() if words])
    )
    for question in questions:
        words = answer_words(question, content.answers.get(question.key), names.people, shown)
        if words:
            body.append(blocks.section(say("proposals/answer", label=question.label, words=words)))
    if content.costs:
        body += [blocks.divider(), *_in_sections("Costs", cost_lines(content))]
    if content.recommendations:
        lines = [recommendation_words(one, shown) for one in content.recommendations]
        body += [blocks.divider(), *_in_sections("Recommendations", lines)]
    if papers:
        listed = say("proposals/answer", label="Papers", words=papers_words(papers))
        has_files = any(one.kind == FILE and one.is_fetched for one in papers)
        send = blocks.button("Send me the files", Act.PROPOSAL_FILES, proposal.ref) if has_files else None
        body += [blocks.divider(), blocks.section(listed, send)]
    foot = say("proposals/text_foot", ref=proposal.ref, number=number, visibility=visibility_words(proposal))
    return [*body[:_BLOCKS_MAX], blocks.context(foot)]


def recommendation_words(one: Recommendation, shown: Presentation) -> Mrkdwn:
    """Return a recommendation with what each board is asked."""
    return say("proposals/recommendation", number=one.number, words=one.words, ask=asks_words(one, shown))


def asks_words(one: Recommendation, shown: Presentation) -> str:
    """Return what boards are asked with a recommendation: `Transformation Board to endorse; other boards to note`."""
    named = sorted(one.asks.items(), key=lambda asked: (asked[0] == EVERY_BOARD, asked[0]))
    return "; ".join(f"{shown.boards.get(board, 'other boards')} {ASK_WORDS[ask]}" for board, ask in named)


def cost_lines(content: Content) -> list[Mrkdwn]:
    """Return each cost line with its amounts by year."""
    return [
        say("proposals/cost_line", number=line.number, what=line.what, amount=line_words(line))
        for line in content.costs
    ]


def line_words(line: CostLine) -> str:
    """Return what a cost line comes to, with its years: `£95,000 (2018/19 £50,000; 2019/20 £45,000)`."""
    years = "; ".join(f"{year_name(one.year)} {year_text(line, one)}" for one in line.years)
    return f"{sum_of_line(line).words}{f' ({years})' if years else ''}"


def answer_words(question: Question, answer: Answer, people: Mapping[int, str], shown: Presentation) -> str:
    """Return an answer in words, empty where there is none."""
    if answer is None or answer in ("", ()):
        return ""
    if question.kind is QuestionKind.MONEY and isinstance(answer, int):
        return format_pence(answer)
    if question.kind is QuestionKind.CHOICE:
        return question.options.get(str(answer), str(answer))
    if question.kind is QuestionKind.DATE:
        return shown.dated(date.fromisoformat(str(answer)))
    if isinstance(answer, tuple):
        return ", ".join(people.get(one, str(one)) if isinstance(one, int) else one for one in answer)
    return str(answer)


def papers_words(papers: Sequence[ProposalPaper]) -> Mrkdwn:
    """Return files and links as a list."""
    told = [
        {
            "title": paper.title,
            "address": escape(paper.address) if _SAFE_LINK.fullmatch(paper.address) else "",
            "words": paper_words(paper),
        }
        for paper in papers
    ]
    return say("proposals/papers", papers=told)


def paper_words(paper: ProposalPaper) -> str:
    """Return what kind a paper is, and how large."""
    if paper.kind == LINK:
        return "link"
    if not paper.is_fetched:
        return "file, being fetched"
    size = f"{paper.size / _MEGA:.1f} MB" if paper.size >= _MEGA else f"{max(1, round(paper.size / _KILO))} kB"
    return f"file, {size}, SHA-256 {paper.digest[:12]}…"


def _in_sections(label: str, lines: Sequence[Mrkdwn]) -> list[Block]:
    """Return lines under a heading, in as many paragraphs as their length needs."""
    portions: list[str] = []
    for line in lines:
        if portions and len(portions[-1]) + len(line) < blocks.SECTION_MAX - 200:
            portions[-1] += f"\n{line}"
        else:
            portions.append(line)
    head = say("proposals/answer", label=label, words=Mrkdwn(portions[0])) if portions else None
    first = [blocks.section(head)] if head else []
    return [*first, *(blocks.section(Mrkdwn(one)) for one in portions[1:])]
