"""A season of proposals in the sandbox: who did and was told what on which day, from September 2018 to March 2019.

`python -m tests.support.route_season` runs the bot as a process of its own on the demonstration's partnership, lets
people write, send on, vote on and decide the two proposals of the demonstration as `route_acts` has it, moves the time
machine on from day to day, and prints what people did, what they were answered, and each message with its day. It takes
some minutes; a day as the first argument, such as 2018-10-24, ends it then.
"""

from __future__ import annotations

import html
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.settings import default_config_dir
from tests.scenarios.books import Books
from tests.scenarios.people import words
from tests.support.bot import MANIFEST, WORKSPACE, BotProcess, bot_environment, load_people, quick_config
from tests.support.databases import SqliteTemplate
from tests.support.route_acts import acts
from tests.support.route_cast import Act, Cast
from tests.support.sandbox import Json, SandboxClient

FIRST, LAST = date(2018, 9, 17), date(2019, 3, 1)
BUSY_UNTIL = date(2018, 12, 7)
_ZONE = ZoneInfo("Europe/London")
_TICKS = (time(7, 30), time(9, 10), time(17, 30))
_QUIET_TICKS = (time(9, 10),)
_A_MOMENT = timedelta(seconds=20)
_CLOCK = re.compile(r"<!date\^\d+\^[^|]*\|([^>]*)>")
_OFFICE = "U0GOVMANAGER"
_RISKS = ("UC9", "UC5", "PV4")
_OURS = re.compile(
    r"\bP-\d|[Pp]roposal|IT-3|\bBCF\b|ICB-[HC]-|-2018-\d|-2019-\d|audit trail|[Ii]nterest in|\bvote|Nothing here waits"
)

Line = tuple[datetime, str, str]
"""When, who or where, and the words."""


def main(arguments: Sequence[str]) -> None:
    """Run the season and print it."""
    last = date.fromisoformat(arguments[0]) if arguments else LAST
    out = Console(width=150)
    for at, place, said in season(last):
        out.print(f"{at.astimezone(_ZONE):%a %d %b %Y %H:%M} · {place}", style="bold", highlight=False)
        out.print(said, markup=False, highlight=False)


def season(last: date = LAST) -> Iterator[Line]:
    """Yield what people do and are answered, and each message that the bot posts or changes."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = SqliteTemplate.build(folder).copy_to(folder)
        load_people(url)
        begins = datetime.combine(FIRST, time(7), _ZONE).astimezone(UTC)
        sandbox = stack.enter_context(SandboxClient.started(folder, WORKSPACE, MANIFEST, now=begins.isoformat()))
        sandbox.rates(enforced=False)
        config = quick_config(folder)
        environment = bot_environment(sandbox, url, config)
        _import_risks(folder, environment)
        bot = BotProcess(sandbox, url, config, folder)
        bot.start()
        stack.callback(bot.stop)
        books = Books(url)
        stack.callback(books.close)
        cast, news = Cast(sandbox), News(sandbox)
        now = begins
        for moment, act in _moments(last):
            at = now = max(moment.astimezone(UTC), now + _A_MOMENT)
            _goes_to(sandbox, books, now)
            yield from ((at, place, said) for place, said in news.since())
            if act is None:
                continue
            try:
                act(cast)
            except AssertionError as refused:
                cast.heard.append(("*** this was not possible", str(refused)[:3000]))
            now += _A_MOMENT
            _goes_to(sandbox, books, now)
            yield from ((at, f"▷ {who}", said) for who, said in cast.taken())
            yield from ((at, place, said) for place, said in news.since())
        loud = [line for line in bot.said.splitlines() if '"level": "error"' in line or '"level": "critical"' in line]
        yield at, "what the bot logged as errors", "\n".join(loud) or "nothing"
        verified = bot.says("verify")
        yield at, "convenor verify", verified.stdout + verified.stderr


def _goes_to(sandbox: SandboxClient, books: Books, instant: datetime) -> None:
    """Move the time machine on, and wait for all that this brings about."""
    sandbox.wait_until_settled(sandbox.set_clock(instant.isoformat())["version"])
    books.wait_until_sent()


def _moments(last: date) -> Iterator[tuple[datetime, Act | None]]:
    """Yield each instant at which the clock stops, with what is done then."""
    found: list[tuple[datetime, Act | None]]
    found = [(datetime.combine(on, at, _ZONE), act) for on, at, act in acts() if on <= last]
    for number in range((last - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        busy = day <= BUSY_UNTIL and day.weekday() < 5
        found += [(datetime.combine(day, tick, _ZONE), None) for tick in (_TICKS if busy else _QUIET_TICKS)]
    yield from sorted(found, key=lambda one: one[0])


def _import_risks(folder: Path, environment: dict[str, str]) -> None:
    """Bring in the risks that the two proposals treat."""
    header, *rows = (default_config_dir() / "demo" / "risks.csv").read_text(encoding="utf-8").splitlines()
    file = folder / "risks.csv"
    file.write_text("\n".join([header, *(row for row in rows if row.split(",")[0] in _RISKS)]), encoding="utf-8")
    command = [sys.executable, "-m", "bot", "import", "risks", str(file), "--yes"]
    subprocess.run(command, check=True, env={**environment, "PATH": ""}, capture_output=True, timeout=60)


class News:
    """What is new in the workspace, or says something else than before.

    Args:
        sandbox: The workspace.
    """

    def __init__(self, sandbox: SandboxClient) -> None:
        self._sandbox = sandbox
        self._seen: dict[tuple[str, str], str] = {}
        self._names = {user["id"]: user.get("real_name") or user["name"] for user in WORKSPACE["users"]}
        self._read: dict[tuple[str, str], list[str]] = {}

    def since(self) -> Iterator[tuple[str, str]]:
        """Yield where each message stands that the bot has posted or changed since, and its words."""
        read: set[str] = set()
        for user, name in self._names.items():
            for channel in self._sandbox.state(user)["channels"]:
                if channel["id"] in read:
                    continue
                read.add(channel["id"])
                place = name if channel["id"].startswith("D") else f"#{channel['name']}"
                for message in self._sandbox.messages(user, channel["id"]):
                    yield from self._told(message, channel["id"], place)
                    if message.get("reply_count"):
                        for reply in self._sandbox.messages(user, channel["id"], message["ts"])[1:]:
                            yield from self._told(reply, channel["id"], f"{place}, in a thread")

    def _told(self, message: Json, channel: str, place: str) -> Iterator[tuple[str, str]]:
        if not message.get("bot_id") or message["ephemeral"]:
            return
        text = _CLOCK.sub(r"\1", words(message))
        key = (channel, message["ts"])
        if key not in self._read:
            self._read[key] = [self._file(file) for file in message.get("files", ())]
        text = "\n".join([text, *self._read[key]])
        if self._seen.get(key) != text and _OURS.search(text):
            changed = " (changed)" if key in self._seen else ""
            self._seen[key] = text
            yield place + changed, text

    def _file(self, file: Json) -> str:
        """Return a file's name, and the words of a web page."""
        if not file["name"].endswith(".html"):
            return f"[file] {file['name']}"
        page = self._sandbox.file(_OFFICE, file["id"]).content.decode()
        found = re.sub(r"(?s)<(style|script|head)\b.*?</\1>", "", page)
        lines = (line.strip() for line in html.unescape(re.sub(r"<[^>]+>", "\n", found)).splitlines())
        return "\n  ".join([f"[file] {file['name']}", *(line for line in lines if line)])


if __name__ == "__main__":
    main(sys.argv[1:])
