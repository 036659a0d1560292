"""Words that every form of the register paper shares: its headings, its columns, and what stands where nothing does."""

from __future__ import annotations

from bot.papers.register_paper.model import RegisterPaper, RiskLine

ASKS = "What each board is asked to do"
SUMMARY = "Summary"
NEW = "New risks"
STILL_RED = "Still red after mitigation"
CHANGES = "Changes in score"
TAKEN_OFF = "Taken off the report"
APPENDIX = "Appendix: the register"
HEAT_MAP = "Heat map"
TABLE = "All risks on this report"
STEPS = "Below each score stands likelihood x severity."

NO_ASKS = "Nothing is asked of a board."
NO_NEW = "No risk is new on this report."
NO_STILL_RED = "No risk that was reported before is red after mitigation."
NO_CHANGES = "No score has changed since the last report."
NO_RISKS = "No risk is on this report."
NO_UPDATE = "No update was given."

COLUMNS = ("Ref", "Risk", "Lead", "Inherent", "Residual", "Target", "Direction", "Update")
CHANGE_COLUMNS = ("Ref", "Risk", "From", "To", "Why")
COVER_LABELS = ("Board", "Meeting", "Lead", "Author", "Committees passed", "Publicity")


def cover_rows(paper: RegisterPaper) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the cover sheet's rows: a label, and one or more lines beside it."""
    cover = paper.cover
    passed = tuple(f"{committee.name}, {committee.on}: {committee.asked}" for committee in cover.passed)
    lines = (cover.board, cover.meeting, cover.lead, cover.author, passed or ("None",), cover.publicity)
    return tuple(
        (label, line if isinstance(line, tuple) else (line,)) for label, line in zip(COVER_LABELS, lines, strict=True)
    )


def update_words(line: RiskLine) -> str:
    """Return what stands as a risk's update: the words, who gave them when, and what else holds, each on a line."""
    return "\n".join(text for text in (line.update or NO_UPDATE, line.updated, line.note) if text)


def toward(direction: str, mark: str) -> str:
    """Return a direction's mark with its word; NEW is both."""
    return mark if mark == "NEW" else f"{mark} {direction}".strip()
