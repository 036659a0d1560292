"""Figures as ratios, measured side by side in one run: `python -m tests.bench [--json FILE]`. Takes some minutes.

Answers: the bot, as it is run, answers `/risk PC11` from the demonstration register; beside it a bare Bolt app with
Bolt's defaults answers a command by doing nothing. Both stand behind the same HTTP server with as many threads and take
turns under the same load. Start: the bot up to its ready line, against the bare import of what it imports. Memory: the
resident memory of both. The ratios are what counts: a slow machine leaves them much as they are. A busy one does not:
the bot needs a core where the bare app mostly waits, so look at the load that is printed before believing a low ratio.

The register's month, in the same way: an idle tick among a million reminders beside one among a thousand, planning a
reminder beside a bare insert, a round over 5,000 risks, and the paper for 500 risks beside Typst's own time for its
pages. The tracker's week: a thousand actions planned and a thousand reminders said among a million, the digest of
10,000 items beside its bare queries, and scheduling beside APScheduler's own job store. A vote among 8,000 on 200 open
stages beside an update of a risk. `--part` measures one of them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.handlers.delivery import BACKLOG, KEPT_OPEN, THREADS
from tests.bench import actions, load, register, startup, voting
from tests.bench.processes import Child, Workspace, open_workspace, run_child

_ASKER = "U0PCDIRECTOR"
_REF = "PC11"
_COMMANDS = 2000
_STARTS = 9
_PARTS = ("answers", "register", "actions", "votes")


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, least and most of several rounds."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Return the spread of `values`."""
        return cls(statistics.median(values), min(values), max(values))

    def __str__(self) -> str:
        digits = 0 if self.median >= 100 else 2
        return f"{self.median:,.{digits}f}  ({self.least:,.{digits}f} – {self.most:,.{digits}f})"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print a table, and write the figures as JSON where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Figures as ratios, side by side.")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--rounds", type=int, default=15, help="rounds of load")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each server is under load in a round")
    parser.add_argument("--part", choices=_PARTS, action="append", help="what to measure; everything by default")
    options = parser.parse_args(arguments)
    parts = options.part or _PARTS
    began_under = os.getloadavg()[0]
    figures: dict[str, Any] = {
        "machine": {
            "python": platform.python_version(),
            "system": platform.platform(),
            "cores": os.cpu_count(),
            "load_before": began_under,
        },
    }
    out = Console(width=120)
    if "answers" in parts:
        with tempfile.TemporaryDirectory() as directory, open_workspace(Path(directory)) as workspace:
            figures["setting"] = {
                "threads": THREADS,
                "connections": load.CONNECTIONS,
                "rounds": options.rounds,
                "seconds": options.seconds,
                "starts": _STARTS,
            }
            figures |= measure_answers(workspace, options.rounds, options.seconds)
            figures["start"] = measure_start(workspace)
        show(figures, out)
    if "register" in parts:
        figures["register"] = register.measure_register()
        register.show_register(figures["register"], out)
    if "actions" in parts:
        figures["actions"] = actions.measure_actions()
        actions.show_actions(figures["actions"], out)
    if "votes" in parts:
        figures["votes"] = voting.measure_voting()
        voting.show_voting(figures["votes"], out)
    machine = figures["machine"]
    out.print(f"Load of the machine before the first round: {machine['load_before']:.1f} on {machine['cores']} cores.")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2, default=asdict) + "\n", encoding="utf-8")


def measure_answers(workspace: Workspace, rounds: int, seconds: float) -> dict[str, Any]:
    """Return answers and memory of the bot and the bare app, which take turns; who is first changes each round."""
    settings = [str(number) for number in (THREADS, KEPT_OPEN, BACKLOG)]
    bare_command = [sys.executable, "-m", "tests.bench.bare_app", *settings]
    with (
        workspace.run_bot() as bot,
        run_child(bare_command, workspace.environment, workspace.directory / "bare.log") as bare,
    ):
        children = {"bot": bot, "bare": bare}
        targets = {"bot": load.Target(bot.port, _REF.encode()), "bare": load.Target(bare.port, b"")}
        rounds_of: dict[str, list[load.Measure]] = {"bot": [], "bare": []}
        worked_s = dict.fromkeys(children, 0.0)

        def request() -> bytes:
            return load.signed_command(_REF, workspace.secret, workspace.team, _ASKER)

        memory = _measure_memory(children, lambda name: load.run(targets[name], request(), answers=_COMMANDS))
        for number in range(rounds):
            for name in ("bot", "bare") if number % 2 else ("bare", "bot"):
                worked_s[name] -= children[name].worked_s
                rounds_of[name].append(load.run(targets[name], request(), seconds=seconds))
                worked_s[name] += children[name].worked_s
        generator = _measure_generator(workspace, request(), seconds)
    ratios = [ours.rate / theirs.rate for ours, theirs in zip(rounds_of["bot"], rounds_of["bare"], strict=True)]
    answers = {name: _summary(measures, worked_s[name]) for name, measures in rounds_of.items()}
    return {"answers": {**answers, "ratio": Spread.of(ratios), "generator": generator}, "memory_mb": memory}


def measure_start(workspace: Workspace) -> dict[str, Any]:
    """Return the seconds of cold starts and of bare imports, which take turns, and their ratio."""
    modules = startup.third_party_modules(workspace)
    startup.time_imports(modules)
    pairs = [(startup.time_bot(workspace), startup.time_imports(modules)) for _ in range(_STARTS)]
    return {
        "bot": Spread.of([bot for bot, _ in pairs]),
        "imports": Spread.of([imports for _, imports in pairs]),
        "ratio": Spread.of([bot / imports for bot, imports in pairs]),
        "modules": len(modules),
    }


def show(figures: dict[str, Any], out: Console) -> None:
    """Print the figures of answers, start and memory as a table."""
    answers, start, memory = figures["answers"], figures["start"], figures["memory_mb"]
    table = Table("", "bot", "yardstick", "ratio", title="Median of the rounds (least – most)")
    bot, bare = answers["bot"], answers["bare"]
    table.add_row("answers a second (bare Bolt)", str(bot["rate"]), str(bare["rate"]), str(answers["ratio"]))
    table.add_row("half answered within, ms", str(bot["p50_ms"]), str(bare["p50_ms"]))
    table.add_row("95 of 100 within, ms", str(bot["p95_ms"]), str(bare["p95_ms"]))
    table.add_row("processor time of an answer, ms", f"{bot['cpu_ms']:.2f}", f"{bare['cpu_ms']:.2f}")
    table.add_row("start, s (bare imports)", str(start["bot"]), str(start["imports"]), str(start["ratio"]))
    for when, label in (("started", "memory at start, MiB"), ("used", f"after {_COMMANDS:,} commands, MiB")):
        ours, theirs = memory["bot"][when], memory["bare"][when]
        table.add_row(label, f"{ours:.1f}", f"{theirs:.1f}", f"{ours / theirs:.2f}")
    out.print(table)
    generator = answers["generator"]
    out.print(
        f"The load generator alone does {generator['rate']:,.0f} a second; it took at most "
        f"{max(bot['generator_load'].most, bare['generator_load'].most):.0%} of a core in any round."
    )


def _measure_memory(children: dict[str, Child], use: Callable[[str], object]) -> dict[str, dict[str, float]]:
    """Return resident memory in MiB, at the start and after `use`."""
    memory: dict[str, dict[str, float]] = {}
    for name, child in children.items():
        memory[name] = {"started": child.resident_mb}
        use(name)
        memory[name]["used"] = child.resident_mb
    return memory


def _summary(measures: Sequence[load.Measure], worked_s: float) -> dict[str, Any]:
    """Return spreads, and the processor time of an answer over all rounds: some systems count it in coarse steps."""
    rows = [asdict(measure) for measure in measures]
    spreads = {name: Spread.of([row[name] for row in rows]) for name in rows[0]}
    return {**spreads, "cpu_ms": worked_s * 1000 / sum(measure.answers for measure in measures)}


def _measure_generator(workspace: Workspace, request: bytes, seconds: float) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.trivial_server", "4000"]
    with run_child(command, {}, workspace.directory / "trivial.log") as trivial:
        return asdict(load.run(load.Target(trivial.port, b"x"), request, seconds=seconds))


if __name__ == "__main__":
    main()
