"""A fund's chart, for whoever asks, by what they may know of."""

from __future__ import annotations

from typing import Any

from bot.papers.pictures import fund as picture
from bot.papers.pictures.fund import FundChart, named
from bot.slack.uploads import ALT_TEXT_MAX, Upload
from bot.views import funds as said
from bot.views import pictures
from bot.views.wording import Mrkdwn, say
from bot.workflows.delivering_files import ask_for_files
from bot.workflows.desk import open_desk
from bot.workflows.file_orders import FileOrder, Maker, Product, Tell
from bot.workflows.funds.lookup import find_fund, names_of, readable_position, require_reader, sees_all
from bot.workflows.hands import Hands
from bot.workflows.identify import Identity
from bot.workflows.picture_reading import said_day
from bot.workflows.services import Services

KIND = "picture.fund"


def ask_chart(services: Services, identity: Identity, written: str, key: str) -> dict[str, Any]:
    """Have a fund's chart made for whoever asks, in their own messages; return the answer to them.

    Raises:
        NotFoundError: no such fund.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
    require_reader(desk)
    fund = find_fund(services, written)
    title = f"the chart of {fund.key}"
    order = FileOrder(KIND, key, identity, identity.slack_id, title, {"fund": fund.key})
    services.store.write(lambda unit: ask_for_files(unit, order))
    return pictures.asked_message(title, "", leaves_out=False)


def _make(hands: Hands, order: FileOrder, _: Tell) -> Product:
    services = hands.services
    with services.store.view() as view:
        desk = open_desk(view, services, order.asker)
        require_reader(desk)
        fund = find_fund(services, str(order.wish["fund"]))
        position = readable_position(view, services, desk, fund)
    names, is_partial = names_of(services, desk), not sees_all(desk.actor)
    shown = FundChart(
        position=position,
        day=said_day(desk.shown.today),
        years=named(position.by_year(), said.year_name),
        workstreams=named(position.by_workstream(), lambda key: names.workstream(str(key or ""))),
        organisations=named(position.by_organisation(), lambda key: names.organisation(str(key or ""))),
        note="without what is not public" if is_partial else "",
    )
    file = Upload(
        name=f"fund-{fund.key}-{desk.shown.today.isoformat()}.png",
        title=f"{fund.key}: {fund.name}",
        content=picture.fund_chart(shown),
        alt_text=picture.alt_text(shown, ALT_TEXT_MAX),
    )
    made = say("funds/chart", key=fund.key, day=said_day(desk.shown.today), summary=picture.summary(shown))
    return Product((file,), made, Mrkdwn(""))


CHART = Maker(KIND, _make)
