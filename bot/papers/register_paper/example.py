"""A paper with something in every section, to try a template on before anybody needs it."""

from __future__ import annotations

from pathlib import Path

from bot.domain.scoring import Shape
from bot.papers.palette import NEUTRAL
from bot.papers.register_paper.docx import write_docx
from bot.papers.register_paper.model import (
    Ask,
    Committee,
    Cover,
    Mark,
    Provenance,
    RegisterPaper,
    RiskLine,
    ScoreChange,
    TakenOff,
    WorkstreamLines,
)

_MARK = Mark(16, "4 x 4", "Red", Shape.SQUARE.value, NEUTRAL)
_LOWER = Mark(12, "3 x 4", "Amber", Shape.TRIANGLE.value, NEUTRAL)
_RISK = RiskLine(
    ref="AB1",
    workstream="A workstream",
    project="A project",
    summary="Something may happen",
    leads="Somebody",
    inherent=_MARK,
    residual=_LOWER,
    target=Mark(None, "", "Not set", Shape.OPEN_CIRCLE.value, NEUTRAL),
    direction="falling",
    direction_mark="↓",
    mitigation="What is done about it.",
    update="What happened this month.",
    updated="Somebody, Thu 1 Nov 2018",
    note="A note.",
)
EXAMPLE = RegisterPaper(
    name="example",
    cover=Cover(
        title="Register of escalated risks",
        partnership="A partnership",
        board="A board",
        meeting="Fri 16 Nov 2018",
        lead="A lead",
        author="An author",
        passed=(Committee("A committee", "Wed 31 Oct 2018", "to note"),),
        publicity="Public",
        draft="It is an example.",
    ),
    asks=(Ask("A board", "NOTE", "the register."),),
    summary=("One risk is on this report.",),
    new=(_RISK,),
    still_red=(WorkstreamLines("A workstream", (_RISK,)),),
    changes=(ScoreChange("AB1", "Something", "residual", _MARK, _LOWER, "falling", "↓", "It got better."),),
    taken_off=(TakenOff("AB2", "Something else", "The board was satisfied."),),
    appendix=(_RISK,),
    hidden=1,
    provenance=Provenance("Thu 1 Nov 2018, 8:30", "Mon 1 Oct 2018", 1, "0" * 64),
)


def try_template(template: Path) -> None:
    """Fill a Word template in with the example, to find what is wrong with it.

    Raises:
        InvalidInputError: it cannot be filled in; names the file, the paragraph and the variable.
    """
    write_docx(EXAMPLE, template)
