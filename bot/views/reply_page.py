"""The page behind a reply link: the risk as it stands, and two ways to answer."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from bot.domain.risks import MITIGATION_MAX, UPDATE_MAX, Risk
from bot.domain.scoring import HIGHEST, LOWEST, Score, Shape
from bot.views.pages import html_page
from bot.views.presentation import Presentation
from bot.views.risk_fields import TBC, ReviewFields, pack_score

STANDS, CHANGED = "stands", "changed"
"""The two answers, as forms name them."""

Options = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class FormName:
    """What a form carries so that it is ours, counts once, and knows what its reader saw."""

    name: str
    mark: str
    version: int


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the fields, and what is wrong with it: field name -> sentence.

    `notice` stands on top, such as what changed meanwhile; `is_saved` when the reader has just saved.
    """

    review: ReviewFields
    reason: str = ""
    problems: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    is_saved: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands about a page: the partnership, who reads it, the round's month and its due day in words."""

    partnership: str
    reader: str
    month: str
    due: str


@dataclass(frozen=True, slots=True)
class Given:
    """The answer that the round has: what it was, who gave it, and when, in words."""

    what: str
    author: str
    on: str


def reply_page(
    frame: Frame, risk: Risk, shown: Presentation, given: Given | None, filled: Filled, forms: tuple[FormName, FormName]
) -> str:
    """Return the page, for a risk that still waits or that `given` says was answered.

    Args:
        frame: what stands about it.
        risk: the risk as it stands now.
        shown: how records are said.
        given: the round's answer, None while there is none.
        filled: what stands in the fields.
        forms: the names of the form for “no change”, and of the one for an update.
    """
    scores = risk.scores
    return html_page(
        "reply/answer",
        frame=frame,
        ref=str(risk.ref),
        title=f"{risk.ref}: update for {frame.month}",
        workstream=shown.workstream(risk.workstream),
        summary=risk.summary,
        mark=shown.mark(scores.residual),
        residual=shown.score(scores.residual),
        inherent=shown.score(scores.inherent),
        author=risk.last_review.author,
        on=shown.day(risk.last_review.at),
        update=risk.last_review.update,
        given=given,
        filled=filled,
        stands=forms[0],
        changed=forms[1],
        options=_score_options(shown),
        update_max=UPDATE_MAX,
        mitigation_max=max(MITIGATION_MAX, len(risk.present.mitigation)),
        style=style(),
    )


def message_page(partnership: str, title: str, sentences: tuple[str, ...]) -> str:
    """Return a page that only says something."""
    return html_page("reply/message", partnership=partnership, title=title, sentences=sentences, style=style())


@lru_cache(maxsize=1)
def style() -> str:
    """Return the pages' style sheet, which stands in each of them."""
    return html_page("reply/style")


@lru_cache(maxsize=1)
def style_source() -> str:
    """Return the one style sheet as a content policy names it, so that a browser takes no other."""
    return f"'sha256-{b64encode(sha256(style().encode()).digest()).decode()}'"


def _score_options(shown: Presentation) -> Options:
    steps = range(HIGHEST, LOWEST - 1, -1)
    groups: Options = [("Not known", [(TBC, f"{Shape.OPEN_CIRCLE} To be confirmed")])]
    for likelihood in steps:
        choices = []
        for severity in steps:
            score = Score(likelihood, severity)
            words = f"{likelihood} x {severity} {shown.severity_words[severity - 1].lower()}"
            choices.append((pack_score(score), f"{shown.mark(score)} · {words}"))
        groups.append((f"Likelihood {likelihood}, {shown.likelihood_words[likelihood - 1].lower()}", choices))
    return groups
