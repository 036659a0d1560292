"""Which interests the law bars, what is suggested for the others, and who rules where a chair cannot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from bot.domain.proposals.records import Ruling
from bot.domain.registers.records import InterestType
from bot.settings.partnership import Frozen, Key


class BarSetting(Frozen):
    """Interests that bar their holder by law: of these types, of members who sit for these kinds of organisations.

    `boards` narrows it to some; none named is all of them.
    """

    types: tuple[InterestType, ...] = Field(min_length=1)
    organisations: tuple[Literal["nhs", "council", "other"], ...] = Field(min_length=1)
    boards: tuple[Key, ...] = ()


class PresidesSetting(Frozen):
    """Who rules on interests at a board whose chair has one, in this order."""

    board: Key
    people: tuple[Key, ...] = Field(min_length=1)


class ConflictsSetting(Frozen):
    """How interests in a proposal are treated."""

    suggest: Mapping[InterestType, Ruling] = {
        "pecuniary": Ruling.LEAVE,
        "professional_financial": Ruling.SPEAK,
        "non_pecuniary": Ruling.NOTE,
        "indirect": Ruling.NOTE,
    }
    bars: tuple[BarSetting, ...] = ()
    presides: tuple[PresidesSetting, ...] = ()

    def suggested(self, kind: str) -> Ruling:
        """Return what is suggested for an interest of a kind; to speak without a vote where the kind is not known."""
        return next((ruling for known, ruling in self.suggest.items() if known == kind), Ruling.SPEAK)

    def bars_holder(self, kind: str, organisation: str, board: str) -> bool:
        """Return whether the law bars somebody who sits with a board for a kind of organisation."""
        return any(
            kind in bar.types and organisation in bar.organisations and (not bar.boards or board in bar.boards)
            for bar in self.bars
        )
