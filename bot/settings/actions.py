"""How actions are named and chased, for every board that does not say otherwise."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from bot.domain.actions.chasing import ChaseRules
from bot.domain.chasing import Offsets
from bot.settings.partnership import BoardChaseSetting, ChaseDays, Frozen

_PLACES = frozenset({"board", "Mon", "MM", "yy", "yyyy", "n"})
_PLACE = re.compile(r"\{([^{}]*)\}")


class LadderSetting(Frozen):
    """Who is told of a late action, each once: working days after its due day."""

    director_after: int = Field(default=3, ge=1, le=60)
    office_after: int = Field(default=8, ge=1, le=60)


class ActionsSetting(Frozen):
    """How actions are named, when their owners are reminded, and when others are told.

    `reference` is made of `{board}`, the month it was set in (`{Mon}`, `{MM}`, `{yy}`, `{yyyy}`) and a number `{n}`.
    Offsets are working days before and after the due day.
    """

    reference: Annotated[str, Field(max_length=60)] = "{board}{Mon}{yy}-{n}"
    before: ChaseDays = (10, 3, 1)
    on_the_day: bool = True
    after: ChaseDays = (1, 3, 8)
    ladder: LadderSetting = LadderSetting()
    no_date_days: int = Field(default=10, ge=1, le=60)

    @field_validator("reference")
    @classmethod
    def _unique_references(cls, value: str) -> str:
        places = _PLACE.findall(value)
        strange = sorted(set(places) - _PLACES)
        if strange:
            raise ValueError(
                f"knows no `{{{strange[0]}}}`: write {{board}}, {{Mon}}, {{MM}}, {{yy}}, {{yyyy}} and {{n}}"
            )
        if places.count("board") != 1 or places.count("n") != 1 or not re.search(r"[-/._]\{n\}$", value):
            raise ValueError("must name {board} once and end with a sign and {n}, such as {board}{Mon}{yy}-{n}")
        if not re.fullmatch(r"[A-Za-z0-9/._-]*", _PLACE.sub("", value)):
            raise ValueError("may hold letters, digits, and - / . _ beside its places, and no spaces")
        return value

    @model_validator(mode="after")
    def _no_contradiction(self) -> ActionsSetting:
        fault = ladder_fault(self.rules())
        if fault:
            raise ValueError(fault)
        return self

    def rules(self, board: BoardChaseSetting | None = None) -> ChaseRules:
        """Return how actions are chased, by a board's own rules where it gives any."""
        own = board or BoardChaseSetting()
        return ChaseRules(
            Offsets(
                self.before if own.before is None else own.before,
                self.on_the_day if own.on_the_day is None else own.on_the_day,
                self.after if own.after is None else own.after,
            ),
            self.ladder.director_after if own.director_after is None else own.director_after,
            self.ladder.office_after if own.office_after is None else own.office_after,
        )


def ladder_fault(rules: ChaseRules) -> str:
    """Return what is wrong with the order in which others are told, or nothing."""
    if rules.director_after >= rules.office_after:
        return (
            f"the office would be told {rules.office_after} working days after the due day, no later than the "
            f"director ({rules.director_after}): make `office_after` greater"
        )
    return ""
