"""Pictures of the register: `/risk heatmap`, `/risk trend`."""

from __future__ import annotations

from slack_bolt import Ack

from bot.domain.scoring import Measure
from bot.errors import InvalidInputError
from bot.handlers.area import Area
from bot.handlers.as_of import split_as_of
from bot.handlers.desk import Body, FrontDesk, delivery_key, place_of, private
from bot.views.ids import Act
from bot.workflows import pictures


def on_heatmap(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Have a heat map made: `[workstream] [inherent|residual|target] [as of DATE]`."""
    words, day = split_as_of(rest, desk.services.today(desk.services.clock.now()))
    workstream, measure = _read(words)
    place, key = place_of(body), delivery_key(body)
    answer = desk.run(
        body,
        lambda who: pictures.ask_heat_map(desk.services, who, workstream, measure, day, place, key),
    )
    ack(**private(answer))


def on_trend(desk: FrontDesk, ack: Ack, body: Body, rest: str) -> None:
    """Have a risk's course drawn: `PC11`."""
    if not rest.strip():
        raise InvalidInputError("Which risk's course do you want to see?", "Write its reference: `/risk trend PC11`.")
    place, key = place_of(body), delivery_key(body)
    answer = desk.run(body, lambda who: pictures.ask_trend(desk.services, who, rest, place, key))
    ack(**private(answer))


def on_share_click(desk: FrontDesk, ack: Ack, body: Body) -> None:
    """Have a picture made for the channel it was asked for in."""
    packed, channel = str(body["actions"][0]["value"]), place_of(body)
    answer = desk.run(body, lambda who: pictures.share(desk.services, desk.gateway, who, packed, channel))
    desk.answer_click(body, answer)
    ack()


def _read(words: str) -> tuple[str, Measure]:
    """Return the workstream as written, and which score is asked for.

    Raises:
        InvalidInputError: two scores are named.
    """
    named = [word.casefold() for word in words.split() if word.casefold() in set(Measure)]
    if len(set(named)) > 1:
        raise InvalidInputError(
            f"A heat map shows one score, not {' and '.join(dict.fromkeys(named))}.", "Name the one you mean."
        )
    others = [word for word in words.split() if word.casefold() not in set(Measure)]
    return " ".join(others), Measure(named[0]) if named else Measure.RESIDUAL


AREA = Area(
    risk_verbs={"heatmap": on_heatmap, "trend": on_trend},
    clicks={Act.PICTURE_SHARE: on_share_click},
)
