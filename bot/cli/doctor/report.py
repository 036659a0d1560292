"""The report: a line for each finding, or JSON for programs."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape

from bot.cli.doctor.findings import Finding, Level

_COLOURS = {Level.OK: "green", Level.LOOK: "yellow", Level.FAULT: "bold red", Level.UNKNOWN: "dim"}
_CHECK_WIDTH = 14


def print_report(out: Console, findings: Iterable[Finding], *, as_json: bool) -> bool:
    """Print each finding as it comes, then one line that sums up; return whether the bot can run."""
    seen: list[Finding] = []
    marks = _can_mark(out.encoding)
    for finding in findings:
        seen.append(finding)
        if not as_json:
            out.print(_line(finding, marks=marks))
    counts = Counter(finding.level for finding in seen)
    can_run = not counts[Level.FAULT]
    if as_json:
        rows = [{"check": f.check, "level": f.level.word, "said": f.said, "mend": f.mend} for f in seen]
        totals = {level.word: counts[level] for level in Level}
        whole = {"can_run": can_run, **totals, "findings": rows}
        sys.stdout.write(json.dumps(whole, ensure_ascii=False, indent=1) + "\n")
    else:
        out.print(_sum(counts, marks=marks))
    return can_run


def _line(finding: Finding, *, marks: bool) -> str:
    level = finding.level
    mark = f"{level.mark} " if marks else ""
    head = f"[{_COLOURS[level]}]{mark}{level.word:<7}[/] {finding.check:<{_CHECK_WIDTH}}"
    arrow = "→" if marks else "->"
    return f"{head} {escape(finding.said)}{f' {arrow} {escape(finding.mend)}' if finding.mend else ''}"


def _sum(counts: Counter[Level], *, marks: bool) -> str:
    faults, looks, unknowns = counts[Level.FAULT], counts[Level.LOOK], counts[Level.UNKNOWN]
    if faults:
        verdict = f"{faults} {'fault' if faults == 1 else 'faults'} to mend before `convenor run`"
    else:
        verdict = "Convenor can run"
    rest = [f"{looks} to look at"] * bool(looks) + [f"{unknowns} not checked"] * bool(unknowns)
    mark = f"{(Level.FAULT if faults else Level.OK).mark} " if marks else ""
    return f"\n{mark}[bold]{'; '.join([verdict, *rest])}.[/]"


def _can_mark(encoding: str) -> bool:
    try:
        "".join(level.mark for level in Level).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
