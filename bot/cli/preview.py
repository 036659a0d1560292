"""`convenor preview`: what would be sent to whom and when if nobody answered."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.cli.common import ConfigOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.views.preview import Foreseen
    from bot.workflows.foreseen import Span
    from bot.workflows.services import Services

_WIDTH = 140
_DAYS = 14


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("preview")(preview)


def preview(
    config: ConfigOption = None,
    *,
    from_on: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day shown; now by default.")
    ] = None,
    until_on: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help=f"The last day shown; {_DAYS} days on by default.")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", help="Only what this person would get: a name, a key or an address.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what would be sent to whom and when if nobody answered. Nothing is sent, nothing is changed."""
    from bot.cli.logs import set_up_logs  # noqa: PLC0415 - the same
    from bot.cli.registers import opened_services  # noqa: PLC0415 - the same
    from bot.lineup import foresight  # noqa: PLC0415 - keeps --help quick
    from bot.workflows.foreseen import named_person, span_of, told  # noqa: PLC0415 - the same
    from bot.workflows.preview import read_day_ahead  # noqa: PLC0415 - the same

    set_up_logs("ERROR")
    with opened_services(config) as services:
        today = services.today(services.clock.now())
        first = read_day_ahead(from_on, today) if from_on is not None else None
        last = read_day_ahead(until_on, first or today) if until_on is not None else (first or today) + timedelta(_DAYS)
        span = span_of(services, first, last)
        with services.store.view() as view:
            whose = named_person(view, services, person) if person is not None else None
        sent = foresight()(services, span)
        with services.store.view() as view:
            shown = told(view, services, sent, span, whose)
        if as_json:
            sys.stdout.write(json.dumps(_as_json(services, span, shown), ensure_ascii=False, indent=1) + "\n")
        else:
            _print(services, span, shown)


def _as_json(services: Services, span: Span, shown: Sequence[Foreseen]) -> dict[str, object]:
    zone = services.config.zone
    days = [
        {"day": day.isoformat(), "messages": [one.to_json() for one in messages]}
        for day, messages in groupby(shown, key=lambda one: one.at.astimezone(zone).date())
    ]
    return {
        "from": span.from_at.isoformat(),
        "to": span.until_at.isoformat(),
        "timezone": zone.key,
        "messages": len(shown),
        "days": days,
    }


def _print(services: Services, span: Span, shown: Sequence[Foreseen]) -> None:
    zone = services.config.zone
    out = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDTH)
    first, last = span.from_at.astimezone(zone), span.until_at.astimezone(zone)
    number = f"{len(shown):,} message{'' if len(shown) == 1 else 's'}" if shown else "Nothing"
    out.print(
        f"{number} would be sent from {first:%-d %b %Y %H:%M} to {last:%-d %b %Y}, "
        "if nobody answered and nothing changed."
    )
    for day, messages in groupby(shown, key=lambda one: one.at.astimezone(zone).date()):
        out.print(f"\n[bold]{day:%a %-d %b %Y}[/]")
        table = Table(show_header=False, box=None, pad_edge=False)
        table.add_column("At", no_wrap=True)
        table.add_column("To", max_width=40)
        table.add_column("What")
        for one in messages:
            where = f"{one.to}, in a thread" if one.in_thread else one.to
            table.add_row(f"{one.at.astimezone(zone):%H:%M}", escape(where), escape(one.summary))
        out.print(table)
    if span.begins_at < services.clock.now() - timedelta(minutes=1):
        out.print("\nNote: this begins in the past, with the register as it stands now.")
