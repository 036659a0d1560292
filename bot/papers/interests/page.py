"""The register of interests as one HTML file that needs nothing beside it, and as a table for spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.papers.sheets.writing import Table, write_csv
from bot.papers.typesetting import TEMPLATES

_HEADINGS = ("Name", "Boards", "Position", "Organisation", "Nature", "Kind", "Declared on", "Until")


@dataclass(frozen=True, slots=True)
class PublishedEntry:
    """An entry as it is published; of one that is withheld every word but `withheld` is empty."""

    position: str
    organisation: str
    nature: str
    kind: str
    declared: str
    until: str
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class PublishedPerson:
    """A person with what they declared; `boards` are the names of those they sit on."""

    name: str
    boards: str
    entries: tuple[PublishedEntry, ...]


@dataclass(frozen=True, slots=True)
class PublishedRegister:
    """The whole register on a day, such as `Thu 1 Nov 2018`."""

    partnership: str
    day: str
    people: tuple[PublishedPerson, ...]
    silent: tuple[str, ...] = ()


def write_page(register: PublishedRegister) -> bytes:
    """Return the register as HTML in UTF-8; the same register gives the same bytes."""
    # The style is this house's own file, so it stands as it is written.
    style = Markup((TEMPLATES / "register_paper.css").read_text(encoding="utf-8"))  # noqa: S704
    return _environment().get_template("interests.html.j2").render(register=register, style=style).encode()


def write_table(register: PublishedRegister) -> bytes:
    """Return the register as CSV, a row for each entry."""
    rows: list[Sequence[str]] = [_HEADINGS]
    for person in register.people:
        for one in person.entries:
            words = (one.withheld, "", "") if one.withheld else (one.position, one.organisation, one.nature)
            rows.append((person.name, person.boards, *words, one.kind, one.declared, one.until))
    return write_csv(Table("Interests", rows))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
