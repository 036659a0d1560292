"""Pictures of the register, a heat map and a risk's course: for whoever asks, and for a channel where all may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.domain.course import steps
from bot.domain.risks import Risk, Visibility
from bot.domain.scoring import Measure
from bot.errors import NotAllowedError
from bot.papers.pictures import heatmap, trend
from bot.papers.pictures.trend import Trend
from bot.slack.gateway import SlackGateway
from bot.slack.uploads import ALT_TEXT_MAX, Upload
from bot.views import pictures as said
from bot.views.wording import Mrkdwn
from bot.workflows.as_of import instant_of
from bot.workflows.delivering_files import ask_for_files
from bot.workflows.desk import Desk, open_desk
from bot.workflows.file_orders import FileOrder, Maker, Product, Tell
from bot.workflows.hands import Hands
from bot.workflows.hidden_time import hidden_versions
from bot.workflows.identify import Identity
from bot.workflows.picture_reading import HEAT_MAP_KIND, TREND_KIND, PictureWish, heat_map_of, said_day, shown_risks
from bot.workflows.risk_lookup import find_readable
from bot.workflows.services import Services
from bot.workflows.sharing import require_safe
from bot.workflows.workstreams import workstream_key

Message = dict[str, Any]

_IN_OWN_CHANNEL = "Share it in a channel of people who may all see it, or let each ask for their own: `/risk heatmap`."


def ask_heat_map(
    services: Services, identity: Identity, workstream: str, measure: Measure, day: date | None, place: str, key: str
) -> Message:
    """Have a heat map made for whoever asks, in their own messages; return the answer to them.

    Args:
        services: what every use case is handed.
        identity: who asks.
        workstream: a workstream as somebody wrote it, empty for the whole register.
        measure: which score places a risk.
        day: as of which day, None for the present.
        place: the channel it was asked in, where it could be shared.
        key: names the delivery.

    Raises:
        InvalidInputError: no such workstream, or the register had not begun by that day.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        if day is not None:
            instant_of(view, day, desk.shown)
    wish = PictureWish(
        HEAT_MAP_KIND,
        workstream=workstream_key(desk.directory, workstream, {"a score": Measure}) if workstream else "",
        measure=measure.value,
        as_of=day.isoformat() if day else "",
    )
    return _ask(services, identity, desk, wish, place, key)


def ask_trend(services: Services, identity: Identity, written: str, place: str, key: str) -> Message:
    """Have a risk's course drawn for whoever asks, in their own messages; return the answer to them.

    Raises:
        InvalidInputError, NotFoundError: as for a risk's card.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        risk = find_readable(view, desk.actor, written)
    return _ask(services, identity, desk, PictureWish(TREND_KIND, ref=str(risk.ref)), place, key)


def share(services: Services, gateway: SlackGateway, identity: Identity, packed: str, channel: str) -> Message:
    """Have a picture that somebody asked for made for a channel, of public records; return the answer to them.

    The same request is shared in a channel once.

    Raises:
        NotAllowedError: somebody there may not see it, or Convenor is not there.
        UnavailableError: Slack did not say who is there.
    """
    key, asked = PictureWish.unpack(packed)
    wish = PictureWish(**{**asdict(asked), "is_shared": True})
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        risks, left_out = shown_risks(view, desk, wish)
    title = _title(wish, desk)
    require_safe(services, gateway, desk.directory, _capital(title), risks, channel, _IN_OWN_CHANNEL)
    order = FileOrder(
        wish.kind,
        f"shared:{key}:{channel}",
        identity,
        channel,
        title,
        asdict(wish),
        in_thread=True,
        is_confidential=any(risk.visibility is Visibility.NON_PUBLIC for risk in risks),
    )
    services.store.write(lambda unit: ask_for_files(unit, order))
    return said.shared_message(title, left_out if desk.actor.is_office else 0)


def _ask(services: Services, identity: Identity, desk: Desk, wish: PictureWish, place: str, key: str) -> Message:
    title = _title(wish, desk)
    order = FileOrder(wish.kind, key, identity, identity.slack_id, title, asdict(wish))
    services.store.write(lambda unit: ask_for_files(unit, order))
    packed = wish.pack(key) if place.startswith(("C", "G")) else ""
    return said.asked_message(title, packed, leaves_out=wish.kind == HEAT_MAP_KIND)


def _make_heat_map(hands: Hands, order: FileOrder, _: Tell) -> Product:
    wish, services = PictureWish(**order.wish), hands.services
    with services.store.view() as view:
        desk = open_desk(view, services, order.asker)
        risks = shown_risks(view, desk, wish)[0]
        picture = heat_map_of(view, desk, services, wish, risks)
    if wish.is_shared:
        _require_here(hands, desk, order, risks)
    measure, day = wish.measure, picture.day
    scope = picture.scope if wish.workstream else picture.scope.lower()
    file = Upload(
        name="-".join(filter(None, ("heatmap", wish.workstream, measure, _file_day(wish, desk)))) + ".png",
        title=f"Heat map, {scope}, {measure} score, {day}",
        content=heatmap.heat_map(picture),
        alt_text=heatmap.alt_text(picture, ALT_TEXT_MAX),
    )
    made = said.heat_map_made(scope, measure, day, heatmap.summary(picture), _sharer(wish, desk))
    return Product((file,), made, Mrkdwn(""))


def _make_trend(hands: Hands, order: FileOrder, _: Tell) -> Product:
    wish, services = PictureWish(**order.wish), hands.services
    with services.store.view() as view:
        desk = open_desk(view, services, order.asker)
        risk = find_readable(view, desk.actor, wish.ref)
        history = view.risks.history(risk.id)
        is_for_all = wish.is_shared and risk.visibility is Visibility.PUBLIC
        hidden = hidden_versions(view, desk.actor, risk, for_all=is_for_all)
    if wish.is_shared:
        _require_here(hands, desk, order, [risk])
        if risk.visibility is Visibility.NON_PUBLIC and not order.is_confidential:
            raise NotAllowedError(f"{risk.ref} has become non-public this moment.", "Ask for it once more.")
    shown = desk.shown
    picture = Trend(
        ref=risk.ref,
        workstream=shown.workstream(risk.workstream),
        day=said_day(shown.today),
        today=shown.today,
        course=steps(history, shown.date_of, hidden),
        bands=shown.bands,
        target=risk.scores.target,
        trajectory=risk.trajectory,
        slipping_margin=shown.slipping_margin,
    )
    file = Upload(
        name=f"trend-{risk.ref}-{shown.today.isoformat()}.png",
        title=f"{risk.ref}: residual score month by month",
        content=trend.trend(picture),
        alt_text=trend.alt_text(picture, ALT_TEXT_MAX),
    )
    summary = trend.summary(picture)
    made = said.trend_made(str(risk.ref), summary[:1].upper() + summary[1:], trend.aim(picture), _sharer(wish, desk))
    return Product((file,), made, Mrkdwn(""))


HEAT_MAP = Maker(HEAT_MAP_KIND, _make_heat_map)
TREND = Maker(TREND_KIND, _make_trend)


def _require_here(hands: Hands, desk: Desk, order: FileOrder, risks: Sequence[Risk]) -> None:
    what = _capital(order.title)
    require_safe(hands.services, hands.gateway, desk.directory, what, risks, order.place, _IN_OWN_CHANNEL)


def _capital(title: str) -> str:
    return f"{title[:1].upper()}{title[1:]}"


def _title(wish: PictureWish, desk: Desk) -> str:
    if wish.kind == TREND_KIND:
        return f"the trend of {wish.ref}"
    of = f" of {desk.shown.workstream(wish.workstream)}" if wish.workstream else ""
    as_of = f" as of {desk.shown.day(date.fromisoformat(wish.as_of))}" if wish.as_of else ""
    return f"the heat map{of} by {wish.measure} score{as_of}"


def _file_day(wish: PictureWish, desk: Desk) -> str:
    return wish.as_of or desk.shown.today.isoformat()


def _sharer(wish: PictureWish, desk: Desk) -> str:
    return desk.actor.name if wish.is_shared else ""
