"""Which days are worked: the country's public holidays, and days on which the partnership is closed."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from pydantic import Field, model_validator

from bot.domain.calendar import WorkingCalendar
from bot.settings.partnership import Frozen

_FIRST_YEAR, _LAST_YEAR = 2012, 2036
_NEAR = timedelta(days=400)
_USUAL = ("GB", "ENG")


class CalendarSetting(Frozen):
    """Where public holidays are taken from, and more days that nobody works."""

    country: str = "GB"
    subdivision: str | None = "ENG"
    closures: tuple[date, ...] = Field(default=())

    @model_validator(mode="after")
    def _known(self) -> CalendarSetting:
        if (self.country, self.subdivision) != _USUAL:
            _check(self.country, self.subdivision)
        return self

    def working(self) -> WorkingCalendar:
        """Return the calendar as the domain's value."""
        closed = _holidays(self.country, self.subdivision) | frozenset(self.closures)
        return WorkingCalendar(closed, date(_LAST_YEAR, 12, 31))

    def warning(self, today: date) -> str:
        """Return a sentence when the last day whose holidays are known comes near; empty until then."""
        horizon = date(_LAST_YEAR, 12, 31)
        if today <= horizon - _NEAR:
            return ""
        return (
            f"Public holidays are known up to {horizon.day} {horizon:%B %Y} only; install a newer version of Convenor."
        )


@lru_cache(maxsize=8)
def _holidays(country: str, subdivision: str | None) -> frozenset[date]:
    import holidays  # noqa: PLC0415 - a tenth of a second that most commands need not spend

    years = range(_FIRST_YEAR, _LAST_YEAR + 1)
    # Where a holiday falls on a weekend, the day kept in its stead is among them.
    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=years, observed=True))


def _check(country: str, subdivision: str | None) -> None:
    import holidays  # noqa: PLC0415 - as above

    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        raise ValueError(f"there is no country `{country}` whose holidays are known; write two letters such as GB")
    if subdivision is not None and subdivision not in known[country]:
        raise ValueError(
            f"there is no subdivision `{subdivision}` of {country}; there are {', '.join(known[country]) or 'none'}"
        )
