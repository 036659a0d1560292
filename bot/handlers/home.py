"""App Home: a person's desk, its pages and its settings; and following records, which stand there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack

from bot.handlers.area import Area
from bot.handlers.desk import Body, FrontDesk, delivery_key, identity_of, private
from bot.views import away as views
from bot.views import home as home_views
from bot.views.ids import Act
from bot.views.turning import unpack_turn
from bot.views.wording import Mrkdwn
from bot.workflows.chasing import absences, own_hours
from bot.workflows.digest.wishes import set_digest
from bot.workflows.following import follow
from bot.workflows.home.showing import home_view, open_home, turn_home
from bot.workflows.identify import Identity, as_actor

_HOME = "home"


def on_home_opened(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show the Home tab to whoever opened it."""
    event = body["event"]
    if event.get("tab", _HOME) == _HOME:
        identity = Identity(str(event["user"]), str(body.get("team_id", "")))
        _show(desk, identity, event.get("view"), lambda: open_home(desk.services, identity))
    ack()


def on_page(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Show another page of a list on a Home."""
    name, page = unpack_turn(str(body["actions"][0]["value"]))
    identity = identity_of(body)
    _show(desk, identity, body.get("view"), lambda: turn_home(desk.services, identity, name, page))
    ack()


def on_hours_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a person's hours."""
    desk.open(body, desk.run(body, lambda who: own_hours.hours_form(desk.services, who)))
    ack()


def on_away_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Open the form of a person's absence and deputy."""
    desk.open(body, desk.run(body, lambda who: absences.away_form(desk.services, who)))
    ack()


def on_digest(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Set how a person has their own weekly digest; the Home shows it."""
    wish, delivery = home_views.chosen_digest(body["actions"][0]["selected_option"]["value"]), delivery_key(body)
    desk.run(body, lambda who: set_digest(desk.services, who, wish, delivery))
    ack()


def on_follow_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Follow the record of a button, or no longer: on a Home that shows there, elsewhere it is said."""
    clicked = body["actions"][0]
    wanted = str(clicked["action_id"]).startswith(Act.FOLLOW)
    said = _follow(desk, body, str(clicked["value"]), wanted=wanted)
    if (body.get("view") or {}).get("type") != _HOME:
        desk.answer_click(body, views.said(said))
    ack()


def on_follow(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Answer `/convenor follow REF`."""
    ack(**private(views.said(_follow(desk, body, rest, wanted=True))))


def on_unfollow(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Answer `/convenor unfollow REF`."""
    ack(**private(views.said(_follow(desk, body, rest, wanted=False))))


def _follow(desk: FrontDesk, body: Body, written: str, *, wanted: bool) -> Mrkdwn:
    delivery = delivery_key(body)
    return desk.run(body, lambda who: follow(desk.services, who, written, delivery, wanted=wanted))


def _show(desk: FrontDesk, identity: Identity, seen: Any, work: Callable[[], dict[str, Any]]) -> None:
    """Show a Home; when another came between, which may be older or newer than it, show it as it is by now."""
    home = as_actor(desk.services, desk.gateway, identity, work)
    if not desk.gateway.publish_home(identity.slack_id, home, str((seen or {}).get("hash") or "")):
        desk.gateway.publish_home(identity.slack_id, home_view(desk.services, identity))


AREA = Area(
    convenor_verbs={"follow": on_follow, "unfollow": on_unfollow},
    clicks={
        Act.HOME_PAGE: on_page,
        Act.HOME_BACK: on_page,
        Act.HOME_HOURS: on_hours_click,
        Act.HOME_AWAY: on_away_click,
        Act.HOME_DIGEST: on_digest,
        Act.FOLLOW: on_follow_click,
        Act.UNFOLLOW: on_follow_click,
    },
)
