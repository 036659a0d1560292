"""The scores of a risk that were known when, and which crossings boards have still to hear of at once."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from bot.domain.escalation import Crossing, When, crossings, last_known
from bot.domain.risks import Review, Risk
from bot.domain.scoring import Scores
from bot.store.unit_of_work import Unit
from bot.workflows.services import Services


class Known:
    """What was known of a risk's scores before each of its versions; its history is read only where it is needed.

    Args:
        unit: the unit that reads it.
        risk_id: the risk.
        version: its present version.
        scores: its present scores.
        before: the scores that stood before that version, where they are at hand; None for a new risk.
    """

    def __init__(self, unit: Unit, risk_id: int, version: int, scores: Scores, before: Scores | None = None) -> None:
        self._unit = unit
        self._risk_id = risk_id
        self._version = version
        self._scores = scores
        self._before = before
        self._history: tuple[Review, ...] | None = None

    @staticmethod
    def of(unit: Unit, risk: Risk) -> Known:
        """Return what was known of a risk as it stands."""
        return Known(unit, risk.id, risk.version, risk.scores)

    def before(self, version: int) -> Scores | None:
        """Return the last scores known before `version`; None where it is the first."""
        is_at_hand = version == self._version and self._before is not None and self._before.is_scored
        return self._before if is_at_hand else self._read_before(version)

    def now(self) -> Scores:
        """Return the scores as they are, in place of unknown ones the last that were known."""
        if self._scores.is_scored:
            return self._scores
        return self._read_before(self._version + 1) or self._scores

    def crossed(self, services: Services, since: int, scores: Scores) -> tuple[Crossing, ...]:
        """Return the rules that `scores` meet anew since before a version.

        A fall that was set right before an alert would have gone out was a slip and no fall, so that going back is no
        new crossing: what counts as new is new both to the last scores and to the last that stood so long.
        """
        rules = services.config.rules
        found = {crossing.rule for crossing in crossings(self.before(since), scores, rules)}
        if not found:
            return ()
        stood = timedelta(minutes=services.config.alerts.wait_minutes)
        settled = crossings(self._settled_before(since, stood), scores, rules)
        return tuple(crossing for crossing in settled if crossing.rule in found)

    def urgent(self, services: Services, since: int) -> tuple[Crossing, ...]:
        """Return what boards have to hear at once of what was crossed since before a version, and is still so."""
        found = self.crossed(services, since, self.now())
        return tuple(crossing for crossing in found if crossing.rule.when is When.AT_ONCE)

    def _settled_before(self, version: int, stood: timedelta) -> Scores | None:
        """Return the last scores known before `version` of those that stood so long, or were the risk's first."""
        reviews = [review for review in self._read() if review.version <= version]
        settled: list[Scores] = []
        until = reviews[0].at if reviews else None
        for later, review in pairwise(reviews):
            # What says the same again goes on standing.
            until = later.at if later.scores != review.scores else until
            if until is not None and (until - review.at >= stood or review is reviews[-1]):
                settled.append(review.scores)
        return last_known(settled)

    def _read_before(self, version: int) -> Scores | None:
        if version <= 1:
            return None
        return last_known(review.scores for review in self._read() if review.version < version)

    def _read(self) -> tuple[Review, ...]:
        if self._history is None:
            self._history = self._unit.risks.history(self._risk_id)
        return self._history
