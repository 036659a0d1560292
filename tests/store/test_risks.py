"""The register's rows: scores that are not known stay unknown, and no database takes half a score."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from bot.domain.direction import Direction
from bot.domain.escalation import EscalationRule, Yardstick
from bot.domain.references import Reference
from bot.domain.risks import ReviewKind, RiskStatus, Visibility
from bot.domain.scoring import Ratings, Score, Scores
from bot.store.repositories.escalations import NewEscalation
from bot.store.repositories.risks import NewReview, RiskDetails
from bot.store.tables import metadata
from bot.store.unit_of_work import Store

PC1 = Reference("PC", 1)
RISK, REVIEW = metadata.tables["risk"], metadata.tables["risk_review"]
DETAILS = RiskDetails("PC", "", "Activity runs above plan", "", Visibility.PUBLIC)
KNOWN = Scores(Score(5, 4), Score(4, 3), Score(2, 2))
NOBODY = Scores(None, None, None)
RULES = [EscalationRule(Yardstick.INHERENT, 15, ("TB",))]


def review(at, scores, kind=ReviewKind.ADDED, **facts):
    return NewReview(kind, at, None, "Planned Care director", scores, "", "", **facts)


def add(store, scores, details=DETAILS, **facts):
    store.write(lambda unit: unit.risks.add(PC1, details, unit.now.date(), review(unit.now, scores), **facts))


def find(store):
    with store.view() as view:
        found = view.risks.find(PC1)
        assert view.risks.all() == (found,)
    return found


def reviewed(store, scores, **facts):
    def work(unit):
        return unit.risks.add_review(unit.risks.find(PC1), review(unit.now, scores, ReviewKind.REVIEWED), **facts)

    store.write(work)


@pytest.mark.parametrize(
    "scores",
    [
        pytest.param(NOBODY, id="none known"),
        pytest.param(Scores(Score(5, 4), None), id="inherent alone"),
        pytest.param(Scores(None, Score(4, 3)), id="residual alone"),
        pytest.param(Scores(None, None, Score(2, 2)), id="target alone"),
        pytest.param(KNOWN, id="all known"),
    ],
)
def test_each_score_comes_back_as_it_was_or_unknown(store, scores):
    add(store, scores)
    assert find(store).scores == scores


@pytest.mark.parametrize("half", [{"inherent_s": None}, {"residual_l": None}, {"target_s": None}, {"target_l": 6}])
def test_half_a_score_and_a_step_off_the_scale_are_refused_by_the_database(store, half):
    add(store, KNOWN)
    with store.engines.write.connect() as connection, pytest.raises(IntegrityError, match="ck_risk_review"):
        connection.execute(update(REVIEW).values(**half))
    assert find(store).scores == KNOWN


@pytest.mark.parametrize(
    ("then", "now", "direction"),
    [
        pytest.param(KNOWN, NOBODY, Direction.UNKNOWN, id="known then, not now"),
        pytest.param(NOBODY, KNOWN, Direction.UNKNOWN, id="known now, not then"),
        pytest.param(NOBODY, NOBODY, Direction.UNKNOWN, id="never known"),
        pytest.param(KNOWN, Scores(None, Score(2, 2)), Direction.FALLING, id="known both times"),
    ],
)
def test_without_a_score_at_either_end_the_direction_is_not_known(store, clock, then, now, direction):
    add(store, then)
    store.write(lambda unit: unit.boards.add_report("TB", unit.now))
    clock.move_to(clock.now().replace(day=20))
    reviewed(store, now)
    assert find(store).direction is direction


def test_a_board_is_undecided_until_the_score_its_rule_asks_for_is_known_or_it_has_the_risk(engines, clock):
    store = Store(engines, clock, RULES)
    add(store, NOBODY)
    assert (find(store).boards, find(store).undecided) == (frozenset(), frozenset({"TB"}))
    report_to(store, "TB", "DSG")
    assert (find(store).boards, find(store).undecided) == (frozenset({"TB", "DSG"}), frozenset())
    store.write(lambda unit: unit.escalations.take_back(unit.escalations.of_risk(1)[0], unit.now, "Office", "A slip"))
    assert (find(store).boards, find(store).undecided) == (frozenset({"DSG"}), frozenset({"TB"}))
    reviewed(store, Scores(Score(1, 1), None))
    assert (find(store).boards, find(store).undecided) == (frozenset({"DSG"}), frozenset())


def report_to(store, *boards):
    def work(unit):
        risk = unit.risks.find(PC1)
        unit.escalations.begin(
            [NewEscalation(risk.id, board, unit.now, risk.version, "by hand: asked") for board in boards]
        )

    store.write(work)


def test_a_register_may_bring_a_closed_risk(store):
    add(store, NOBODY, status=RiskStatus.CLOSED)
    assert find(store).status is RiskStatus.CLOSED


def test_what_a_register_prints_in_place_of_scores_is_read(store):
    add(store, NOBODY)
    with store.engines.write.begin() as connection:
        connection.execute(update(RISK).values(printed_inherent="High", printed_residual="Medium"))
    assert find(store).printed == Ratings("High", "Medium", "")


def test_texts_that_an_edit_does_not_name_stay_as_they_are(store):
    kept = {"response": "Treat", "organisation": "City CCG", "sits_with": "Shared"}
    add(store, NOBODY, RiskDetails("PC", "", "Activity", "", Visibility.PUBLIC, **kept))
    store.write(lambda unit: unit.risks.edit(unit.risks.find(PC1), DETAILS))
    found = find(store)
    assert found.summary == "Activity runs above plan"
    assert (found.response, found.organisation, found.sits_with) == tuple(kept.values())
    store.write(lambda unit: unit.risks.edit(found, RiskDetails("PC", "", "A", "", Visibility.PUBLIC, response="")))
    assert (find(store).response, find(store).organisation) == ("", "City CCG")


@pytest.mark.parametrize("word", ["treat", "city", "shared"])
def test_a_search_finds_the_words_of_the_details(store, word):
    details = RiskDetails("PC", "", "Activity", "", Visibility.PUBLIC, "Treat", "City CCG", "Shared")
    add(store, NOBODY, details)
    with store.view() as view:
        assert [risk.ref for risk in view.risks.all(words=[word])] == [PC1]
        assert view.risks.all(words=[word, "absent"]) == ()


def test_an_imported_review_says_so(store):
    store.write(lambda unit: unit.risks.add(PC1, DETAILS, unit.now.date(), review(unit.now, NOBODY, is_imported=True)))
    reviewed(store, KNOWN)
    with store.view() as view:
        history = view.risks.history(view.risks.find(PC1).id)
    assert [entry.is_imported for entry in history] == [False, True]
    with store.engines.read.connect() as connection:
        assert connection.execute(select(REVIEW.c.inherent_l).order_by(REVIEW.c.version)).scalars().all() == [None, 5]
