"""The register as it stood at an instant: what was read then is what is read of then, whatever came later."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import insert, update

from bot.domain.references import Reference
from bot.domain.risks import Lead, ReviewKind, RiskStatus, Visibility
from bot.domain.scoring import Score, Scores
from bot.store.repositories.risks import NewReview, RiskDetails
from bot.store.tables import metadata

T = metadata.tables
WORKSTREAMS = ("PC", "UC")
LEADS = (Lead("Anna", person_id=1), Lead("Ben", person_id=2), Lead("Reference group", group_id=1))
BOARDS = ("ICB", "TB")


@pytest.fixture
def directory(engines):
    """Two people and a group whom risks may name."""
    with engines.write.begin() as connection:
        for number, name in ((1, "Anna"), (2, "Ben")):
            person = {"id": number, "key": name, "name": name, "loaded_digest": ""}
            connection.execute(insert(T["person"]).values(**person))
        connection.execute(insert(T["people_group"]).values(id=1, key="group", name="Reference group"))


def review(unit, chance, kind):
    score = Score(chance.randint(1, 5), chance.randint(1, 5))
    scores = Scores(Score(5, 5), None if chance.random() < 0.2 else score, Score(2, 2))
    words = f"words {chance.randint(1, 99)}"
    return NewReview(kind, unit.now, None, "Anna", scores, f"plan {chance.randint(1, 9)}", words)


def details(chance, workstream):
    words = (f"summary {chance.randint(1, 99)}", f"category {chance.randint(1, 9)}")
    visibility = chance.choice(list(Visibility))
    texts = {name: f"{name} {chance.randint(1, 9)}" for name in ("cause", "event", "effect", "response")}
    return RiskDetails(workstream, "", *words, visibility, **texts)


def leads(chance):
    return chance.sample(LEADS, chance.randint(1, 2))


def added(unit, chance):
    workstream = chance.choice(WORKSTREAMS)
    ref = Reference(workstream, unit.risks.next_number(workstream))
    risk_id = unit.risks.add(ref, details(chance, workstream), unit.now.date(), review(unit, chance, ReviewKind.ADDED))
    unit.risks.set_leads(risk_id, leads(chance), unit.now.date(), 1)


def changed(unit, chance, risk):
    """Make one of the changes a risk may undergo."""
    if risk.status is RiskStatus.CLOSED:
        unit.risks.add_review(risk, review(unit, chance, ReviewKind.REOPENED), RiskStatus.OPEN)
        return
    match chance.randint(1, 6):
        case 1:
            unit.risks.add_review(risk, review(unit, chance, ReviewKind.CLOSED), RiskStatus.CLOSED)
        case 2 | 3:
            unit.risks.edit(risk, details(chance, risk.workstream))
            if chance.random() < 0.7:
                unit.risks.set_leads(risk.id, leads(chance), unit.now.date(), risk.version + 1)
            unit.risks.add_review(risk, review(unit, chance, ReviewKind.EDITED))
        case 4:
            escalation(unit, risk, chance.choice(BOARDS))
        case 5:
            target = {"author_name": "Anna", "start_on": unit.now.date(), "start_value": 16, "target_value": 4}
            on = chance.choice([None, unit.now.date() + timedelta(days=60)])
            row = {"risk_id": risk.id, "set_at": unit.now, "target_on": on, **target}
            unit._connection.execute(insert(T["trajectory"]).values(**row))
        case 6:
            unit.risks.add_review(risk, review(unit, chance, ReviewKind.REVIEWED))


def escalation(unit, risk, board):
    """Put a risk on a board's report, or take it off where it is on it."""
    table = T["escalation"]
    standing = (table.c.risk_id == risk.id) & (table.c.board_key == board) & table.c.ended_at.is_(None)
    if unit._connection.execute(update(table).where(standing).values(ended_at=unit.now)).rowcount == 0:
        row = {"risk_id": risk.id, "board_key": board, "since_at": unit.now, "version": risk.version, "rule": "by hand"}
        unit._connection.execute(insert(table).values(**row))


def reported(unit, chance):
    made_on = chance.choice([None, unit.now.date(), unit.now.date() + timedelta(days=2)])
    row = {"board_key": "ICB", "position_at": unit.now, "made_on": made_on}
    unit._connection.execute(insert(T["register_report"]).values(**row))


def captured(store):
    """The register now, but for what has no history: links and named readers."""
    with store.view() as view:
        whole = view.risks.all()
        assert all(view.risks.find(risk.ref) == risk for risk in whole[-1:])
    return {risk.ref: risk for risk in whole}


@pytest.mark.parametrize(
    ("database_url", "seed"), [("sqlite", 0), ("sqlite", 1), ("postgres", 2)], indirect=["database_url"]
)
@pytest.mark.usefixtures("directory")
def test_what_was_read_then_is_what_is_read_of_then(store, clock, seed):
    chance, kept = Random(seed), {}

    def work(unit):
        risks = unit.risks.all()
        if not risks or chance.random() < 0.15:
            added(unit, chance)
        elif chance.random() < 0.15:
            reported(unit, chance)
        else:
            changed(unit, chance, chance.choice(risks))

    for _ in range(30):
        # Several changes fall on one day.
        clock.move_to(clock.now() + timedelta(hours=chance.choice([1, 2, 30])))
        store.write(work)
        kept[clock.now()] = captured(store)
    clock.move_to(clock.now() + timedelta(days=200))
    with store.view() as view:
        for instant, then in kept.items():
            assert {risk.ref: risk for risk in view.risks.as_of(instant)} == then
            assert view.risks.find_as_of(Reference("PC", 1), instant) == then.get(Reference("PC", 1))
        assert view.risks.as_of(min(kept) - timedelta(seconds=1)) == ()
        assert view.risks.began_at() == min(kept)
