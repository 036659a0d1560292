"""The questions at a terminal: each with a default that Enter takes, each answer checked at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.markup import escape

from bot.cli.init.answers import Answers, Contact
from bot.settings.faults import sentence
from bot.settings.partnership import (
    BoardSetting,
    Channel,
    Email,
    Key,
    Name,
    OrganisationSetting,
    SlackTeam,
    WorkstreamKey,
    WorkstreamSetting,
    Zone,
)

Ask = Callable[[], str]
T = TypeVar("T")
_NONE = "-"
_SMALL = frozenset({"and", "of", "the", "for", "in"})
_KINDS = ("nhs", "council", "other")


class Questions:
    """Asks for one answer after another.

    Args:
        out: where questions are written.
        ask: returns the next line that was typed; raises EOFError when there is none.
    """

    def __init__(self, out: Console, ask: Ask) -> None:
        self._out = out
        self._ask = ask

    def all(self, known: Answers) -> Answers:
        """Ask everything, with what is known already as the defaults."""
        self._out.print(
            f"Enter takes what stands in brackets; a {_NONE} takes none. Ctrl-C stops, and nothing is written."
        )
        name = self._one("The partnership's name", Name, known.name, none="")
        zone = self._one("Its time zone", Zone, known.timezone, none="")
        team = self._one(
            "Your Slack workspace's id, such as T012AB3CD; none: what the token says", SlackTeam, known.home_team
        )
        self._heading("Organisations: the statutory partners, and other employers of the people concerned")
        organisations = self._several(known.organisations, self._organisation)
        self._heading("Workstreams: their letters begin the references of their risks, such as PC11")
        workstreams = self._several(known.workstreams, self._workstream)
        self._heading("People: found in Slack by e-mail address. You can add the others to the file, or in Slack")
        office = self._contact("The governance office: name or post", known.office, ())
        director = self._optional_contact(known.programme_director, office)
        channel = self._one("The office's private channel, such as C012AB3CD", Channel, known.office_channel)
        self._heading("Boards, the lowest first")
        boards = self._several(known.boards, self._board)
        return Answers(
            name=name,
            timezone=zone,
            home_team=team,
            office_channel=channel,
            organisations=organisations,
            workstreams=workstreams or known.workstreams,
            office=office,
            programme_director=director,
            boards=boards,
        )

    def yes(self, question: str, *, default: bool) -> bool:
        """Ask a question with yes or no."""
        while True:
            self._out.print(f"{question} [{'Y/n' if default else 'y/N'}] ", end="", markup=False)
            said = self._ask().strip().lower()
            if said in {"", "y", "yes", "n", "no"}:
                return default if not said else said.startswith("y")
            self._out.print("  Answer yes or no.")

    def _organisation(self, known: OrganisationSetting | None, taken: Sequence[str]) -> OrganisationSetting | None:
        said = self._one("  Organisation", Name, known.name if known else None, none="no more")
        if said is None:
            return None
        typed, name, third = _parted(said)
        known = known if known and known.name == name else None
        letters = typed or (known.key if known else _initials(name, taken))
        key = self._one("    Its short key", Key, letters, taken=taken, none="")
        kind = third or (known.kind if known else "other")
        kind = self._one("    Its kind: nhs, council or other", str, kind, among=_KINDS, none="")
        return OrganisationSetting.model_validate({"key": key, "name": name, "kind": kind})

    def _workstream(self, known: WorkstreamSetting | None, taken: Sequence[str]) -> WorkstreamSetting | None:
        said = self._one("  Workstream", Name, known.name if known else None, none="no more")
        if said is None:
            return None
        typed, name, third = _parted(said)
        known = known if known and known.name == name else None
        letters = typed or (known.key if known else _initials(name, taken)[:6])
        key = self._one("    Its letters", WorkstreamKey, letters, taken=taken, none="")
        channel = third or (known.channel if known else None)
        channel = self._one("    Its Slack channel, such as C012AB3CD", Channel, channel)
        return WorkstreamSetting(key=key, name=name, channel=channel)

    def _board(self, known: BoardSetting | None, taken: Sequence[str]) -> BoardSetting | None:
        said = self._one("  Board", Name, known.name if known else None, none="no more")
        if said is None:
            return None
        typed, name, third = _parted(said)
        known = known if known and known.name == name else None
        letters = typed or (known.key if known else _initials(name, taken))
        key = self._one("    Its short key", Key, letters, taken=taken, none="")
        level = self._one(
            "    Its level, 1 the lowest",
            str,
            third or str(known.level if known else len(taken) + 1),
            among="123456789",
            none="",
        )
        return BoardSetting(key=key, name=name, level=int(level))

    def _contact(self, question: str, known: Contact, taken: Sequence[str]) -> Contact:
        name = self._one(question, Name, known.name, none="")
        return Contact(
            name=name, email=self._one("  E-mail address in Slack", Email, known.email, taken=taken, none="")
        )

    def _optional_contact(self, known: Contact | None, office: Contact) -> Contact | None:
        name = self._one("The programme director: name or post", Name, known.name if known else None)
        if name is None:
            return None
        taken = (office.email,)
        email = self._one("  E-mail address in Slack", Email, known.email if known else None, taken=taken)
        return Contact(name=name, email=email) if email else None

    def _several(self, known: Sequence[T], ask_one: Callable[[T | None, Sequence[str]], T | None]) -> tuple[T, ...]:
        found: list[T] = []
        while True:
            before = known[len(found)] if len(found) < len(known) else None
            entry = ask_one(before, [str(getattr(one, "key", "")) for one in found])
            if entry is None:
                return tuple(found)
            found.append(entry)

    def _one(
        self,
        question: str,
        kind: Any,
        default: str | None,
        *,
        taken: Iterable[str] = (),
        among: Iterable[str] = (),
        none: str = "none",
    ) -> Any:
        """Ask until the answer is good; Enter takes the default, a dash takes none unless `none` is empty."""
        while True:
            self._out.print(f"{question} [{default or none}]: ", end="", markup=False)
            said = self._ask().strip()
            value = None if said == _NONE else said or default
            if value is None and none:
                return None
            if value is None:
                self._out.print("  [yellow]That[/] needs an answer.")
                continue
            wrong = _wrong(value, kind, taken, tuple(among))
            if not wrong:
                return value
            self._out.print(f"  [yellow]That[/] {escape(wrong)}")

    def _heading(self, text: str) -> None:
        self._out.print(f"\n[bold]{escape(text)}[/]")


def _wrong(value: str, kind: Any, taken: Iterable[str], among: tuple[str, ...]) -> str:
    """Return what is wrong with an answer, empty when it is good."""
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError as problem:
        return sentence(problem.errors()[0])
    if value.casefold() in {one.casefold() for one in taken}:
        return "is taken already; each needs its own."
    return f"must be one of {', '.join(among)}." if among and value not in among else ""


def _parted(said: str) -> tuple[str, str, str]:
    """Return key, name and third part of what was typed as the options take it, KEY=Name; mostly it is a name alone."""
    parts = [part.strip() for part in said.split("=")]
    if len(parts) not in {2, 3} or not all(parts):
        return "", said, ""
    return parts[0], parts[1], parts[2] if len(parts) == 3 else ""


def _initials(name: str, taken: Sequence[str]) -> str:
    """Return a key to suggest: the initials of the larger words, or the beginning of a single one."""
    words = [word for word in re.findall(r"[A-Za-z]+", name) if word.lower() not in _SMALL]
    letters = "".join(word[0] for word in words) if len(words) > 1 else "".join(words)[:3]
    key = letters.upper() or "X"
    while key in taken:
        key += "X"
    return key
