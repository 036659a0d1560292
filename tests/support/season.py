"""A season of actions in the sandbox: who was told what on which day, from 12 October 2018 to 15 March 2019.

`python -m tests.support.season` runs the bot as a process of its own on the demonstration's actions as they stood on
12 October, moves the time machine on day by day, lets people do what `ACTS` says, and prints each message with its day.
It takes some minutes.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.settings import default_config_dir
from tests.scenarios.books import Books
from tests.scenarios.people import Person, words
from tests.support.bot import MANIFEST, WORKSPACE, BotProcess, bot_environment, load_people, quick_config
from tests.support.databases import SqliteTemplate
from tests.support.sandbox import SandboxClient

FIRST, LAST = date(2018, 10, 12), date(2019, 3, 15)
_MANAGER, _SRO, _PROGRAMME_DIRECTOR, _HEALTHWATCH = "U0GOVMANAGER", "U0PCSRO", "U0PROGDIRECTOR", "U0HEALTHWATCH"
_CLOCK = re.compile(r"<!date\^\d+\^[^|]*\|([^>]*)>")

Act = Callable[[Person], object]


def _types(text: str) -> Act:
    return lambda person: person.types(text)


def _fills(text: str, **values: Any) -> Act:
    def act(person: Person) -> None:
        person.saves(person.opens(text), values)

    return act


ACTS: Mapping[date, tuple[tuple[str, Act], ...]] = {
    date(2018, 11, 5): ((_MANAGER, _types("/action done ICBOct18-4 Risk is item 5 of the November agenda")),),
    date(2018, 11, 7): ((_MANAGER, _types("/action done ICBOct18-6 Circulated with the November papers")),),
    date(2018, 11, 13): ((_SRO, _types("/action done ICBOct18-1 The recovery plan is on the November agenda")),),
    date(2018, 11, 22): ((_SRO, _types("/action update ICBOct18-2 Legal advice on the pooling came only last week")),),
    date(2018, 11, 27): (
        (_HEALTHWATCH, _fills("/action extend ICBMar18-3", due="2019-01-17", why="The evaluation reports in January")),
    ),
    date(2018, 12, 18): ((_PROGRAMME_DIRECTOR, _types("/convenor away from 20 Dec until 4 Jan")),),
    date(2019, 1, 16): ((_HEALTHWATCH, _types("/action done ICBMar18-3 Options are in the January papers")),),
}
"""What people do, in the morning before that day's reminders are said."""


def main() -> None:
    """Run the season and print it."""
    out = Console(width=150)
    for day, place, said in season():
        out.print(f"{day:%a %d %b %Y} · {place}", style="bold")
        out.print(said, markup=False, highlight=False)


def season() -> Iterator[tuple[date, str, str]]:
    """Yield the day, the person or channel, and the words of each message the bot posts or changes."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = SqliteTemplate.build(folder).copy_to(folder)
        load_people(url)
        opened = SandboxClient.started(folder, WORKSPACE, MANIFEST, now=f"{FIRST}T06:30:00+00:00")
        sandbox = stack.enter_context(opened)
        sandbox.rates(enforced=False)
        config = quick_config(folder)
        _import(folder, bot_environment(sandbox, url, config))
        bot = BotProcess(sandbox, url, config, folder)
        bot.start()
        stack.callback(bot.stop)
        books = Books(url)
        stack.callback(books.close)
        seen: dict[tuple[str, str], str] = {}
        for number in range((LAST - FIRST).days + 1):
            day = FIRST + timedelta(days=number)
            for hour in ("07:30", "11:00", "16:30"):
                if hour == "07:30" or day.weekday() < 5:
                    moved = sandbox.set_clock(f"{day}T{hour}:00+00:00")
                    sandbox.wait_until_settled(moved["version"])
                    books.wait_until_sent()
                    yield from ((day, place, said) for place, said in _news(sandbox, seen))
                if hour == "07:30":
                    for user, act in ACTS.get(day, ()):
                        act(Person(sandbox, user, sandbox.state(user)["channels"][0]["id"]))


def _import(folder: Path, environment: Mapping[str, str]) -> None:
    """Bring in the demonstration's actions, all of them open still."""
    file = folder / "actions.csv"
    with (default_config_dir() / "demo" / "actions.csv").open(encoding="utf-8") as source, file.open("w") as target:
        rows = list(csv.DictReader(source))
        writer = csv.DictWriter(target, rows[0])
        writer.writeheader()
        writer.writerows({**row, "status": "open", "update": ""} for row in rows)
    command = [sys.executable, "-m", "bot", "import", "actions", str(file), "--yes"]
    subprocess.run(command, check=True, env={**environment, "PATH": ""}, capture_output=True, timeout=60)


def _news(sandbox: SandboxClient, seen: dict[tuple[str, str], str]) -> Iterator[tuple[str, str]]:
    """Yield where each message stands that is new or says something else than before, and its words."""
    names = {user["id"]: user.get("real_name") or user["name"] for user in WORKSPACE["users"]}
    read: set[str] = set()
    for user, name in names.items():
        for channel in sandbox.state(user)["channels"]:
            if channel["id"] in read:
                continue
            read.add(channel["id"])
            for message in sandbox.messages(user, channel["id"]):
                text = _CLOCK.sub(r"\1", words(message))
                key = (channel["id"], message["ts"])
                if message.get("bot_id") and seen.get(key) != text:
                    changed = " (changed)" if key in seen else ""
                    seen[key] = text
                    place = name if channel["id"].startswith("D") else channel["name"]
                    yield place + changed, text


if __name__ == "__main__":
    main()
