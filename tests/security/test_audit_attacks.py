"""What somebody with the database in their hands can do to the audit trail, and what a check then says."""

from __future__ import annotations

import json

import pytest

from bot.domain.risks import Visibility
from bot.domain.scoring import Score
from bot.errors import IntegrityError
from bot.store import audit
from bot.workflows import risk_reviews
from bot.workflows.risk_change import Request
from tests.security.conftest import DIRECTOR, MANAGER, who

EVENT = audit.AuditEvent("person:1", "risk.reviewed", "risk:PC11", {"after": "4x3 = 12", "n": 1})


@pytest.fixture
def chained(store):
    for _ in range(4):
        store.write(lambda unit: unit.record(EVENT.actor, EVENT.verb, EVENT.subject, **EVENT.detail))
    return store


def tamper(store, *statements):
    with store.engines.write.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def check(store):
    with store.view() as view:
        return view.verify_audit()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 'person:2' WHERE seq = 2",
        "UPDATE audit_event SET verb = 'risk.closed' WHERE seq = 2",
        "UPDATE audit_event SET subject = 'risk:PC12' WHERE seq = 4",
        'UPDATE audit_event SET detail = \'{"after":"1x1 = 1","n":1}\' WHERE seq = 1',
        'UPDATE audit_event SET detail = \'{"after":"4x3 = 12","n":true}\' WHERE seq = 1',
        "UPDATE audit_event SET detail = 'null' WHERE seq = 1",
        "UPDATE audit_event SET at = '2017-01-01 00:00:00+00:00' WHERE seq = 3",
        "UPDATE audit_event SET hash = previous_hash WHERE seq = 3",
        "UPDATE audit_event SET previous_hash = hash WHERE seq = 3",
        "UPDATE audit_event SET seq = 9 WHERE seq = 4",
        "DELETE FROM audit_event WHERE seq = 1",
        "DELETE FROM audit_event WHERE seq = 3",
        "DELETE FROM audit_event WHERE seq = 4",
        "DELETE FROM audit_event",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET seq = 3",
        "UPDATE audit_head SET hash = 'x'",
        "UPDATE audit_head SET id = 2",
    ],
)
def test_each_way_of_tampering_shows(chained, statement):
    assert check(chained).seq == 4
    try:
        tamper(chained, statement)
    except Exception as refused:  # noqa: BLE001 - a database that refuses is as good
        pytest.skip(f"the database refuses it: {type(refused).__name__}")
    with pytest.raises(IntegrityError):
        check(chained)


def test_swapped_events_show(chained):
    tamper(
        chained,
        "UPDATE audit_event SET seq = 100 WHERE seq = 2",
        "UPDATE audit_event SET seq = 2 WHERE seq = 3",
        "UPDATE audit_event SET seq = 3 WHERE seq = 100",
    )
    with pytest.raises(IntegrityError):
        check(chained)


def test_a_tail_cut_together_with_its_head_shows_against_a_noted_head_only(chained):
    noted = check(chained)
    tamper(
        chained,
        "DELETE FROM audit_event WHERE seq = 4",
        "UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM audit_event WHERE seq = 3)",
    )
    assert check(chained) != noted


def test_a_check_beside_a_writer_raises_no_false_alarm(chained, monkeypatch):
    read_head = audit.head_of

    def after_another_change(connection):
        monkeypatch.setattr(audit, "head_of", read_head)
        chained.write(lambda unit: unit.record(EVENT.actor, EVENT.verb, EVENT.subject))
        return read_head(connection)

    monkeypatch.setattr(audit, "head_of", after_another_change)
    assert check(chained).seq in {4, 5}


def events(house, ref):
    return [row for row in house.rows("audit_event") if row["subject"] == f"risk:{ref}"]


def test_each_change_of_a_risk_leaves_an_event(house):
    def count():
        return len(house.rows("audit_event"))

    steps = [
        lambda: risk_reviews.update_in_one_line(
            house.services, Request(who(DIRECTOR), house.key(), "PC11"), Score(4, 3), "Fell"
        ),
        lambda: house.set_visibility("PC11", Visibility.NON_PUBLIC),
        lambda: risk_reviews.close(house.services, Request(who(DIRECTOR), house.key(), "PC11"), "Over"),
        lambda: risk_reviews.reopen(house.services, Request(who(MANAGER), house.key(), "PC11"), "Not over"),
        house.add_private,
    ]
    for step in steps:
        before = count()
        step()
        assert count() > before
    with house.store.view() as view:
        view.verify_audit()


def test_the_event_of_a_new_risk_says_who_may_see_it_and_who_leads_it(house):
    ref = house.add_private()
    [added] = [row for row in events(house, ref) if row["verb"] == "risk.added"]
    said = json.dumps(added["detail"])
    assert "non_public" in said
    assert "Planned Care director" in said
