"""Whatever writes a risk's row keeps its details by version, so that a day gone by can be read; no report changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.clock import ManualClock
from bot.domain.imports.drafts import RegisterKind
from bot.domain.references import Reference
from bot.domain.risks import ReviewKind, RiskStatus, Visibility
from bot.settings import default_config_dir
from bot.store.repositories.risks import NewReview, RiskDetails
from bot.store.tables import metadata
from bot.workflows.imports import Importer, ImportSource, apply, prepare
from bot.workflows.load_demo import load_demo

OFFICE = Importer("person:1", "Governance manager", 1)
DETAIL, RISK = metadata.tables["risk_detail"], metadata.tables["risk"]
KEPT = [column.name for column in DETAIL.c if column.name not in {"id", "risk_id", "from_version"}]
PC11 = Reference("PC", 11)
FIRST = """Ref,Workstream,Risk,Lead,Inherent L,Inherent S,Residual L,Residual S,Last updated
PC11,Planned Care,Activity runs above plan,Planned Care director,5,4,5,4,01/11/2018
UC6,Unplanned Care,Referrals are lost,Unplanned Care director,4,4,4,4,01/11/2018
"""


def take_in(services, written):
    source = ImportSource(RegisterKind.RISKS, "register.csv", written.encode())
    return apply(services, source, OFFICE, prepare(services, source).digest)


def forgotten(services):
    """The risks whose row is not what was last kept of their details."""
    last = "(SELECT max(from_version) FROM risk_detail WHERE risk_id = risk.id)"
    same = " AND ".join(f"risk_detail.{name} = risk.{name}" for name in KEPT)
    found = f"SELECT 1 FROM risk_detail WHERE risk_id = risk.id AND from_version = {last} AND {same}"
    with services.store.engines.read.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM risk")).scalar_one() > 0
        return connection.execute(text(f"SELECT number FROM risk WHERE NOT EXISTS ({found})")).scalars().all()


def then(services, instant, ref=PC11):
    with services.store.view() as view:
        return view.risks.find_as_of(ref, instant)


def moved(services, **later):
    clock = services.clock
    assert isinstance(clock, ManualClock)
    before = clock.now()
    clock.move_to(before + timedelta(**later))
    return before


@pytest.fixture
def services(another):
    return another()


def test_an_import_keeps_what_was_before_it(services):
    take_in(services, FIRST)
    assert forgotten(services) == []
    before = moved(services, days=5)
    changed = FIRST.replace("Activity runs above plan", "Activity is far above plan")
    take_in(services, changed.replace("Planned Care director,5,4,5,4,01/11", "Planned Care SRO,5,4,4,4,05/11"))
    assert forgotten(services) == []
    past, now = then(services, before), then(services, services.clock.now())
    assert (past.summary, past.leads[0].name) == ("Activity runs above plan", "Planned Care director")
    assert (now.summary, now.leads[0].name) == ("Activity is far above plan", "Planned Care SRO")
    assert (past.scores.residual.value, now.scores.residual.value) == (20, 16)


def test_an_import_of_scores_alone_keeps_no_details_twice(services):
    take_in(services, FIRST)
    moved(services, days=5)
    take_in(services, FIRST.replace("5,4,5,4,01/11", "5,4,4,4,05/11"))
    assert forgotten(services) == []
    with services.store.engines.read.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM risk_detail")).scalar_one() == 2


def test_the_demonstration_keeps_its_details(services, demo_config):
    load_demo(services.store, demo_config, default_config_dir() / "demo")
    assert forgotten(services) == []


def test_an_edit_closing_and_reopening_keep_the_details(services):
    take_in(services, FIRST)

    def edited(unit):
        def review(kind):
            risk = unit.risks.find(PC11)
            return risk, NewReview(kind, unit.now, None, "Anna", risk.scores, "", "words")

        risk, entry = review(ReviewKind.EDITED)
        unit.risks.edit(risk, RiskDetails("PC", "", "Other words", "demand", Visibility.NON_PUBLIC, cause="Demand"))
        unit.risks.add_review(risk, entry)
        unit.risks.add_review(*review(ReviewKind.CLOSED), RiskStatus.CLOSED)
        unit.risks.add_review(*review(ReviewKind.REOPENED), RiskStatus.OPEN)

    services.store.write(edited)
    assert forgotten(services) == []


def test_no_import_is_dated_into_a_report_that_is_closed(services):
    take_in(services, FIRST)
    moved(services, days=20)
    position = datetime(2018, 11, 15, 9, tzinfo=UTC)
    closed = {"month": "2018-11", "opened_at": position, "due_on": date(2018, 11, 12), "closed_at": position}
    with services.store.engines.write.begin() as connection:
        connection.execute(metadata.tables["collection_round"].insert().values(**closed, plan=1, position_at=position))
    reported = then(services, position), then(services, position, Reference("UC", 6))
    late = FIRST.replace("5,4,5,4,01/11", "5,4,1,1,10/11") + FIRST.splitlines()[1].replace("PC11", "PC12") + "\n"
    take_in(services, late)
    assert (then(services, position), then(services, position, Reference("UC", 6))) == reported
    assert then(services, position, Reference("PC", 12)) is None
    assert then(services, position + timedelta(seconds=1)).scores.residual.value == 1
