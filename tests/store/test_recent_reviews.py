"""The newest reviews of a risk: told from the same ones for one risk and for all, however often it was reviewed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from bot.domain.references import Reference
from bot.domain.risks import REVIEW_KINDS, ReviewKind, RiskStatus, Visibility
from bot.domain.scoring import Score, Scores
from bot.domain.staleness import StaleRules, months_unchanged, stale_reasons
from bot.store.repositories.risks import NewReview, RiskDetails
from bot.store.tables import metadata
from bot.workflows.as_of import end_of
from tests.support.register import BANDS, INTERVALS

RULES = StaleRules(BANDS, INTERVALS, ZoneInfo("Europe/London"), no_change_months=3, gone_by_days=14)
DETAILS = RiskDetails("PC", "", "Activity runs above plan", "", Visibility.PUBLIC)
# A red risk of which “no change” is said every few days, at times for months; one reviewed rarely; one at any time.
RHYTHMS = ((4, 6, 0.03), (80, 170, 0.1), (10, 40, 0.2))


def review(at, chance, kind=ReviewKind.REVIEWED, news=1.0):
    is_news = chance.random() < news
    residual = chance.choice([Score(5, 4), None]) if is_news and chance.random() < 0.2 else Score(5, 4)
    words = f"{chance.randint(1, 3)} wards have closed." if is_news else chance.choice(["No change", "Unchanged."])
    return NewReview(kind, at, None, "Lead", Scores(Score(5, 5), residual), "", words)


def lived(store, clock, chance, number, rhythm):
    """Let a risk be reviewed for a year in its rhythm; some of its entries are edits, and some are dated back."""
    ref, begun = Reference("PC", number), clock.now()
    *days, news = rhythm
    at = begun + timedelta(days=chance.randint(0, 30))
    store.write(lambda unit: unit.risks.add(ref, DETAILS, at.date(), review(at, chance, ReviewKind.ADDED)))
    while (at := at + timedelta(days=chance.randint(*days))) < begun + timedelta(days=365):
        kind = chance.choice([ReviewKind.REVIEWED] * 4 + [ReviewKind.EDITED])
        new = review(at - timedelta(days=chance.choice([0, 0, 0, 2])), chance, kind, news)
        store.write(lambda unit: unit.risks.add_review(unit.risks.find(ref), new))  # noqa: B023


@pytest.mark.parametrize(("database_url", "seed"), [("sqlite", 0), ("postgres", 1)], indirect=["database_url"])
def test_one_risks_newest_reviews_are_those_read_of_all_and_as_many_as_its_staleness_needs(store, clock, seed):
    chance, begun = Random(seed), clock.now()
    for number, rhythm in enumerate(RHYTHMS, 1):
        lived(store, clock, chance, number, rhythm)
    told = Counter()
    for days in range(20, 480, 20):
        clock.move_to(begun + timedelta(days=days))
        at, today = clock.now(), clock.now().date()
        with store.view() as view:
            of_all = view.risks.recent_of_all(RULES.no_change_months, at)
            for risk in view.risks.as_of(at):
                recent = view.risks.recent(risk.id, RULES.no_change_months, at)
                assert recent == of_all[risk.id]
                whole = [one for one in view.risks.history(risk.id) if one.kind in REVIEW_KINDS and one.at <= at]
                assert list(recent[:2]) == whole[:2]
                if whole[0].at > at - timedelta(days=31):
                    assert stale_reasons(risk, recent, today, RULES) == stale_reasons(risk, whole, today, RULES)
                    told.update(reason.words for reason in stale_reasons(risk, whole, today, RULES))
    assert {kind for kind in told if kind.startswith("“no change”")}


def test_a_register_that_tells_later_of_earlier_days_reopens_nothing(store, clock):
    chance, zone = Random(0), RULES.zone
    store.write(lambda unit: unit.risks.add(Reference("PC", 1), DETAILS, unit.now.date(), review(unit.now, chance)))

    def adds(kind, at, status=None):
        def work(unit):
            unit.risks.add_review(unit.risks.find(Reference("PC", 1)), review(at, chance, kind), status)

        store.write(work)

    def stood(day):
        with store.view() as view:
            return view.risks.find_as_of(Reference("PC", 1), end_of(date(2018, 11, day), zone)).status

    for day, kind, status, told_on in [
        (10, ReviewKind.CLOSED, RiskStatus.CLOSED, 10),
        (12, ReviewKind.REVIEWED, None, 5),
        (14, ReviewKind.REOPENED, RiskStatus.OPEN, 14),
        (16, ReviewKind.REVIEWED, None, 12),
    ]:
        clock.move_to(datetime(2018, 11, day, 9, tzinfo=zone))
        adds(kind, datetime(2018, 11, told_on, 9, tzinfo=zone), status)
    assert [stood(day).value for day in (4, 5, 7, 9, 10, 11, 12, 13, 14, 15, 17)] == ["open"] * 4 + ["closed"] * 4 + [
        "open"
    ] * 3


def test_a_review_counts_for_the_round_that_was_open_as_it_was_given_whoever_else_answered_it(store, clock):
    chance, ref = Random(0), Reference("PC", 1)
    begun, rounds = clock.now(), metadata.tables["collection_round"]
    store.write(lambda unit: unit.risks.add(ref, DETAILS, begun.date(), review(begun, chance, ReviewKind.ADDED)))
    # Four rounds; that of January is answered in the new year, so that no review falls into December.
    given = [(20, 0), (20, 1), (62, 0), (62, 1), (84, 0), (84, 1), (119, 0), (119, 1)]
    opened = [("2018-12", 12, 28), ("2019-01", 40, 64), ("2019-02", 80, 90), ("2019-03", 112, None)]
    with store.engines.write.begin() as connection:
        for month, first, last in opened:
            closed = None if last is None else begun + timedelta(days=last)
            dates = {"opened_at": begun + timedelta(days=first), "closed_at": closed, "due_on": begun.date()}
            connection.execute(insert(rounds).values(month=month, plan=1, **dates))
    for days, hours in given:
        at = begun + timedelta(days=days, hours=hours)
        said = replace(review(at, chance, news=0.0), update=f"Two of us say so on {days}.{hours}", is_no_change=True)
        store.write(lambda unit: unit.risks.add_review(unit.risks.find(ref), said))  # noqa: B023
    clock.move_to(begun + timedelta(days=120))
    with store.view() as view:
        recent = view.risks.recent(view.risks.find(ref).id, RULES.no_change_months)
        assert recent == view.risks.recent_of_all(RULES.no_change_months)[view.risks.find(ref).id]
        assert view.risks.history(view.risks.find(ref).id)[0].is_no_change
    months = ["2019-03", "2019-02", "2019-01", "2018-12"]
    assert [(one.round_month, one.round_before) for one in recent[::2]] == list(
        zip([*months, ""], [*months[1:], "", ""], strict=True)
    )
    assert months_unchanged(recent, RULES) == 4
