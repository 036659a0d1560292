"""The heat map and a risk's course: what they say in words, that they are always the same, and can be read."""

from __future__ import annotations

import struct
from datetime import date, timedelta

import pytest

from bot.domain.course import Step
from bot.domain.direction import Direction
from bot.domain.references import Reference
from bot.domain.scoring import Band, BandScale, Measure, Score, Shape
from bot.domain.trajectory import Trajectory
from bot.papers import palette
from bot.papers.pictures import heatmap, trend
from bot.papers.pictures.heatmap import HeatMap, Marked
from bot.papers.pictures.trend import Trend

BANDS = BandScale((Band("green", Shape.CIRCLE, 1), Band("amber", Shape.TRIANGLE, 10), Band("red", Shape.SQUARE, 15)))
LIKELIHOOD = ("Rare", "Unlikely", "Possible", "Likely", "Almost certain")
SEVERITY = ("Negligible", "Minor", "Moderate", "Major", "Catastrophic")
HOSTILE = '#read("/etc/passwd") *x* $y$ @z \\'


def marked(
    ref: str, score: Score | None, direction: Direction = Direction.UNKNOWN, before: Score | None = None
) -> Marked:
    return Marked(Reference(ref[:2], int(ref[2:])), score, direction, before)


def a_map(*risks: Marked, scope: str = "Whole register", since: str = "Mon 1 Oct 2018") -> HeatMap:
    return HeatMap(scope, Measure.RESIDUAL, "Thu 1 Nov 2018", since, BANDS, LIKELIHOOD, SEVERITY, risks)


def many(number: int) -> list[Marked]:
    scores = [Score(1 + n % 5, 1 + n // 5 % 5) for n in range(number)]
    directions = list(Direction)
    return [marked(f"PC{n + 1}", score, directions[n % 5], Score(4, 4)) for n, score in enumerate(scores)]


def size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_the_words_of_a_heat_map_say_it_all() -> None:
    shown = a_map(
        marked("PC11", Score(5, 4), Direction.NEW),
        marked("UC6", Score(4, 3), Direction.FALLING, Score(4, 4)),
        marked("PC1", Score(4, 3), Direction.SAME, Score(4, 3)),
        marked("CY2", Score(3, 4), Direction.UNKNOWN),
        marked("UC4", None),
    )
    assert heatmap.alt_text(shown) == (
        "Heat map. Whole register, residual score, as of Thu 1 Nov 2018. 5 open risks: 1 red, 3 amber, 0 green, "
        "1 not scored. Movement since the report of Mon 1 Oct 2018. Red 20, likelihood 5 x severity 4: PC11 new. "
        "Amber 12, likelihood 3 x severity 4: CY2. Amber 12, likelihood 4 x severity 3: UC6 falling from 16, PC1 same. "
        "Not scored: UC4."
    )


@pytest.mark.parametrize("number", [0, 25, 200, 500, 5_000])
def test_the_words_of_a_heat_map_keep_to_their_room(number: int) -> None:
    words = heatmap.alt_text(a_map(*many(number)))
    assert len(words) <= 1_000
    assert f"{number:,} open risks" in words
    if number:
        assert "Red 25, likelihood 5 x severity 5: " in words


def test_the_longest_lists_become_counts_first() -> None:
    crowd = [marked(f"PV{n}", Score(1, 1), Direction.RISING, Score(1, 1)) for n in range(1, 90)]
    words = heatmap.alt_text(a_map(marked("PC11", Score(5, 4), Direction.NEW), *crowd))
    assert "severity 4: PC11 new." in words
    assert words.endswith("Green 1, likelihood 1 x severity 1: 89 risks.")


@pytest.mark.parametrize(
    "risks",
    [[], many(18), many(500), [marked(f"PC{n}", None) for n in range(1, 60)]],
    ids=["none", "18", "500", "none is scored"],
)
def test_a_heat_map_is_wide_enough_and_the_same_each_time(risks: list[Marked]) -> None:
    shown = a_map(*risks)
    made = heatmap.heat_map(shown)
    assert size(made)[0] == 1_080
    assert made == heatmap.heat_map(a_map(*reversed(risks)))


def test_a_full_cell_lists_those_that_moved_and_counts_the_others() -> None:
    crowd = [marked(f"PC{n}", Score(3, 3), Direction.SAME) for n in range(1, 20)]
    values = heatmap._values(a_map(*crowd, marked("UC9", Score(3, 3), Direction.RISING)))
    cell = values["rows"][2]["cells"][2]
    assert [risk["ref"] for risk in cell["risks"]] == ["UC9", *(f"PC{n}" for n in range(1, 8))]
    assert (cell["risks"][0]["move"], cell["more"], cell["total"]) == ("↑", 12, 20)


def test_severity_rises_upward_and_likelihood_across() -> None:
    values = heatmap._values(a_map(marked("PC1", Score(likelihood=5, severity=1))))
    bottom = values["rows"][-1]
    assert (bottom["word"], [step["word"] for step in values["likelihood"]]) == ("Negligible", list(LIKELIHOOD))
    assert [risk["ref"] for risk in bottom["cells"][-1]["risks"]] == ["PC1"]


def test_hostile_words_are_drawn_as_words() -> None:
    assert size(heatmap.heat_map(a_map(scope=HOSTILE, since=HOSTILE)))[0] == 1_080


@pytest.mark.parametrize("band", [*BANDS.bands, Band("yellow", Shape.CIRCLE, 1), Band("high", Shape.SQUARE, 15), None])
def test_text_on_a_bands_colour_can_be_read(band: Band | None) -> None:
    tint = palette.colours(band)
    for text in (palette.INK, tint.strong):
        assert contrast(text, tint.fill) >= 4.5
        assert contrast(text, "#ffffff") >= 4.5
    assert contrast(palette.ACCENT, tint.fill) >= 3


def contrast(one: str, other: str) -> float:
    """Return how far two colours stand apart, 1 to 21, as the web's accessibility guidelines reckon it."""
    lights = sorted((light(one), light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def light(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


TODAY = date(2018, 12, 5)
COURSE = (
    Step(date(2018, 9, 3), Score(4, 4)),
    Step(date(2018, 10, 3), None),
    Step(date(2018, 11, 1), Score(4, 3)),
)


def a_trend(course: tuple[Step, ...] = COURSE, **changes: object) -> Trend:
    facts: dict[str, object] = {"target": Score(2, 3), "trajectory": None, **changes}
    return Trend(Reference("PC", 11), "Planned Care", "Wed 5 Dec 2018", TODAY, course, BANDS, **facts)


def test_the_words_of_a_course_say_it_all() -> None:
    line = Trajectory(date(2018, 11, 1), 12, 6, date(2019, 3, 31))
    assert trend.alt_text(a_trend(trajectory=line)) == (
        "PC11, Planned Care: residual score month by month, up to Wed 5 Dec 2018. Sep 2018 red 16, Oct 2018 not "
        "scored, Nov 2018 amber 12, Dec 2018 amber 12. Target 6 by 31 Mar 2019; expected now 10.6."
    )
    assert trend.summary(a_trend()) == "from red 16 in Sep 2018 to amber 12 in Dec 2018"
    assert trend.aim(a_trend(trajectory=line, slipping_margin=1)).endswith("expected now 10.6; slipping")
    gone_by = Trajectory(date(2018, 11, 1), 12, 6, date(2018, 12, 4))
    assert trend.aim(a_trend(trajectory=gone_by)).endswith("; missed")


@pytest.mark.parametrize(
    "shown",
    [
        a_trend(),
        a_trend(trajectory=Trajectory(date(2018, 11, 1), 12, 6, date(2019, 3, 31))),
        a_trend((Step(TODAY, Score(5, 5)),), target=None),
        a_trend((Step(date(2018, 11, 1), None),)),
        a_trend(tuple(Step(date(2009, 1, 5) + timedelta(days=31 * n), Score(1 + n % 5, 5)) for n in range(119))),
    ],
    ids=["a gap", "a line", "one day", "never scored", "ten years"],
)
def test_a_course_is_drawn_the_same_each_time(shown: Trend) -> None:
    made = trend.trend(shown)
    assert size(made)[0] == 1_080
    assert made == trend.trend(shown)
    assert len(shown.months) <= 24
    assert len(trend.alt_text(shown)) <= 1_000


@pytest.mark.parametrize(
    ("course", "summary", "months"),
    [
        pytest.param(
            (Step(date(2018, 11, 1), Score(5, 4)), Step(date(2018, 11, 20), Score(4, 3))),
            "from red 20 in Nov 2018 to amber 12 in Dec 2018",
            "Nov 2018 red 20 then amber 12, Dec 2018 amber 12.",
            id="two scores in its first month",
        ),
        pytest.param(
            (
                Step(date(2018, 10, 1), Score(4, 4)),
                Step(date(2018, 11, 1), Score(4, 3)),
                Step(date(2018, 11, 1), Score(4, 4)),
            ),
            "from red 16 in Oct 2018 to red 16 in Dec 2018, as low as amber 12 in between",
            "Oct 2018 red 16, Nov 2018 amber 12 then red 16, Dec 2018 red 16.",
            id="down and up on one day",
        ),
        pytest.param(
            (Step(date(2018, 12, 1), Score(5, 4)), Step(date(2018, 12, 1), Score(4, 3))),
            "from red 20 to amber 12 in its first month",
            "Dec 2018 red 20 then amber 12.",
            id="all in one month",
        ),
        pytest.param(
            (
                Step(date(2018, 10, 1), Score(4, 3)),
                Step(date(2018, 11, 1), None, is_hidden=True),
                Step(date(2018, 12, 1), Score(4, 2)),
            ),
            "from amber 12 in Oct 2018 to green 8 in Dec 2018",
            "Oct 2018 amber 12, Nov 2018 not shown, Dec 2018 green 8.",
            id="hidden in between",
        ),
    ],
)
def test_a_course_tells_every_change(course: tuple[Step, ...], summary: str, months: str) -> None:
    shown = a_trend(course)
    assert trend.summary(shown) == summary
    assert months in trend.alt_text(shown)
    values = trend._values(shown)
    assert [label["value"] for label in values["labels"]] == [step.score.value for step in course if step.score]


def test_a_course_breaks_where_the_score_was_not_known_and_steps_where_it_changed() -> None:
    values = trend._values(a_trend())
    assert [[(corner["at"], corner["value"]) for corner in run] for run in values["runs"]] == [
        [(0, 16), (30, 16)],
        [(59, 12), (93, 12)],
    ]
    assert [label["value"] for label in values["labels"]] == [16, 12]
