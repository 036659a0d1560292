"""Money as whole pence: exact to read, to add and to print."""

from __future__ import annotations

import re

from bot.errors import InvalidInputError

_WRITTEN = re.compile(r"\s*(-?\s*£?|£?\s*-)\s*([0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,12})(?:\.([0-9]{1,2}))?\s*")


def parse_pence(written: str) -> int:
    """Read pounds as people write them (`£104,000`, `-12.50`) into pence.

    Raises:
        InvalidInputError: the text is not an amount in pounds and pence, or not below a million million.
    """
    found = _WRITTEN.fullmatch(written)
    if not found:
        raise InvalidInputError(
            f"“{written.strip()[:40]}” is not an amount in pounds.", "Write it as 104,000 or £12.50."
        )
    pence = int(found[2].replace(",", "")) * 100 + int((found[3] or "").ljust(2, "0"))
    return -pence if "-" in found[1] else pence


def format_pence(pence: int) -> str:
    """Return `£104,000`, or `£12.50` where there are odd pence; a minus sign leads."""
    pounds, odd = divmod(abs(pence), 100)
    sign = "-" if pence < 0 else ""
    return f"{sign}£{pounds:,}.{odd:02d}" if odd else f"{sign}£{pounds:,}"
