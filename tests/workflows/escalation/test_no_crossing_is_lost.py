"""Whatever is typed and however fast: each crossing that lasts is alerted once, and none that does not."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.alerts import AlertStatus

RED = 15
WAIT = timedelta(minutes=15)
STEPS = st.lists(
    st.tuples(
        st.sampled_from([(1, 2), (2, 4), (3, 5), (4, 4), (4, 5), (5, 5), None]), st.sampled_from([0, 4, 8, 15, 60])
    ),
    min_size=1,
    max_size=6,
)


def red_versions(office, ref):
    """Return, by version, whether the residual score last known then was red, and which falls stood for the wait."""
    with office.services.store.view() as view:
        reviews = view.risks.history(view.risks.find(office.risk(ref).ref).id)[::-1]
    known, red = False, {}
    for review in reviews:
        residual = review.scores.residual
        known = residual.value >= RED if residual else known
        red[review.version] = known
    lasted = [before.version for before, after in pairwise(reviews) if after.at - before.at >= WAIT]
    return red, [version for version in red if not red[version] and version in {1, *lasted}]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_each_lasting_crossing_is_alerted_once(office, steps):
    ref = office.adds_low_risk()
    for residual, minutes in steps:
        office.scores(ref, residual, (5, 5))
        for _ in range(2):
            office.later(minutes=minutes / 2)
            office.ticks()
    office.later(minutes=15)
    office.ticks()
    red, falls = red_versions(office, ref)
    alerts = office.alerts(ref)
    settled = {AlertStatus.SENT, AlertStatus.CANCELLED} | {
        AlertStatus.HELD for residual, _ in steps[-1:] if not residual
    }
    assert all(alert.status in settled for alert in alerts)
    sent = [alert for alert in alerts if alert.status is AlertStatus.SENT and tells_red(alert)]
    last = max(red)
    if red[last]:
        # None is lost: since it was last below red for as long as an alert waits, boards or the office have it.
        heard = [alert for alert in alerts if alert.status is not AlertStatus.CANCELLED and tells_red(alert)]
        assert any(alert.version > max(falls, default=0) for alert in heard)
    for earlier, later in pairwise(sent):
        # None is told twice: in between it was below red.
        assert any(earlier.version < version < later.version and not red[version] for version in red)
    told = [row for row in office.outbox() if row.dedupe_key.endswith("1-sent")]
    assert len({row.dedupe_key for row in told}) == len(told)


def tells_red(alert):
    return any(crossing.rule.threshold == RED for crossing in alert.crossings)
