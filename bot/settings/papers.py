"""How board papers are made: their cover sheet, what boards are asked, which forms, and the office's own template."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zipfile import BadZipFile, ZipFile

from pydantic import AfterValidator, Field, StringConstraints, field_validator

from bot.domain.people import Role
from bot.settings.partnership import Frozen, Key, Name

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
_BODY = "word/document.xml"


class PaperForm(StrEnum):
    """A form that papers are made in; the value is the file's ending."""

    DOCX = "docx"
    PDF = "pdf"
    XLSX = "xlsx"
    HTML = "html"


class Verb(StrEnum):
    """What a board is asked to do."""

    NOTE = "NOTE"
    CONSIDER = "CONSIDER"
    ENDORSE = "ENDORSE"
    AGREE_TO_RECOMMEND = "AGREE TO RECOMMEND"
    APPROVE = "APPROVE"


def _verb(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


class PassedSetting(Frozen):
    """A committee that papers to some boards pass first, at its last meeting before theirs, and what it is asked."""

    boards: tuple[Key, ...] = Field(min_length=1)
    committee: Key
    asked: Sentence


class AskSetting(Frozen):
    """What boards are asked by the register paper."""

    boards: tuple[Key, ...] = Field(min_length=1)
    verb: Verb
    words: Sentence

    _as_written = field_validator("verb", mode="before")(_verb)


class SignOffSetting(Frozen):
    """Whose sign-off a proposal needs before its boards: whoever holds a role, in an organisation where one is named.

    `title` is what the cover sheet calls them; `funds` are the keys of the funds it is needed for, all where empty.
    """

    title: Name
    role: Role
    organisation: Key | None = None
    funds: tuple[Key, ...] = ()


class PapersSetting(Frozen):
    """Board papers. `register_template` and `cover_template` are Word documents; relative to the file that names them.

    `sign_off` is whose sign-off the cover sheet of a proposal shows.
    """

    register_template: Path | None = None
    cover_template: Path | None = None
    sign_off: tuple[SignOffSetting, ...] = ()
    title: Name = "Register of escalated risks"
    lead: Name = "Programme director"
    author: Name = "Governance office"
    forms: Annotated[tuple[PaperForm, ...], AfterValidator(lambda forms: tuple(dict.fromkeys(forms)))] = Field(
        default=tuple(PaperForm), min_length=1
    )
    passed: tuple[PassedSetting, ...] = ()
    asks: tuple[AskSetting, ...] = ()

    @property
    def templates(self) -> dict[str, Path]:
        """The office's own Word templates, by the settings that name them."""
        named = {"register_template": self.register_template, "cover_template": self.cover_template}
        return {name: template for name, template in named.items() if template is not None}

    def signed_off_for(self, fund: str) -> tuple[SignOffSetting, ...]:
        """Return whose sign-off a proposal to a fund (its key) needs."""
        return tuple(one for one in self.sign_off if not one.funds or fund in one.funds)

    def asks_of(self, board: str) -> tuple[AskSetting, ...]:
        """Return what one board (its key) is asked; every board is asked at least to note."""
        found = tuple(ask for ask in self.asks if board in ask.boards)
        return found or (AskSetting(boards=(board,), verb=Verb.NOTE, words=USUAL_WORDS),)

    def passed_by(self, board: str) -> tuple[PassedSetting, ...]:
        """Return the committees that papers to one board (its key) pass first, in order."""
        return tuple(passed for passed in self.passed if board in passed.boards)


USUAL_WORDS = "the risks on this report and the action taken on them."


def template_fault(template: Path) -> str:
    """Return what is wrong with a template's file, as a sentence after its name; empty where it is a Word document."""
    try:
        with ZipFile(template) as packed:
            return "" if _BODY in packed.namelist() else "is no Word document (.docx)."
    except FileNotFoundError:
        return "is not there."
    except BadZipFile:
        return "is no Word document (.docx)."
    except OSError as problem:
        return f"cannot be read: {problem.strerror}."
