"""What an import does to scores of a register that is held already follows the rules as a review does."""

from __future__ import annotations

from datetime import date

from bot.domain.alerts import AlertStatus
from bot.domain.imports.drafts import RegisterKind
from bot.workflows.escalation import accepting
from bot.workflows.escalation.deciding import Decided
from bot.workflows.imports import Importer, ImportSource, apply, prepare

HEADINGS = "Ref,Workstream,Risk,Lead,Inherent L,Inherent S,Residual L,Residual S,Last updated,Update,Status"


def takes_in(office, ref, residual, update="From the register.", status="open", inherent="5,5"):
    row = f"{ref},Unplanned Care,Referrals are lost,Unplanned Care director,{inherent},{residual},03/11/2018"
    source = ImportSource(RegisterKind.RISKS, "register.csv", f"{HEADINGS}\n{row},{update},{status}\n".encode())
    importer = Importer("person:1", "Governance manager", 1)
    applied = apply(office.services, source, importer, prepare(office.services, source).digest)
    assert not applied.is_baseline
    assert applied.counts["refused"] == 0


def statuses(office, ref):
    return [alert.status for alert in office.alerts(ref)]


def test_a_score_that_a_later_import_raises_alerts_after_the_offices_wait(office):
    office.later(days=3)
    takes_in(office, "UC6", "5,5")
    (notice,) = office.news()
    assert "Residual rose from 12 to 25 (20 or more)" in notice.content["text"]
    office.later(minutes=14)
    office.ticks()
    assert office.boards_hear() == []
    office.later(minutes=2)
    office.ticks()
    assert len(office.boards_hear()) == 6
    takes_in(office, "UC6", "5,5", "Other words.")
    assert statuses(office, "UC6") == [AlertStatus.SENT]


def test_a_correction_by_import_takes_the_alert_back_and_so_does_a_closing(office):
    office.later(days=3)
    for residual, status in (("3,4", "open"), ("4,4", "closed")):
        takes_in(office, "UC6", "4,4", "Up.")
        assert statuses(office, "UC6")[-1] is AlertStatus.WAITING
        takes_in(office, "UC6", residual, "Down.", status)
        assert statuses(office, "UC6")[-1] is AlertStatus.CANCELLED


def test_a_new_risk_of_a_later_import_comes_onto_reports_and_alerts(office):
    takes_in(office, "UC77", "4,5")
    assert office.risk("UC77").boards == {"TB", "ICB-H", "ICB-C"}
    assert statuses(office, "UC77") == [AlertStatus.WAITING]
    takes_in(office, "UC78", "2,2", inherent="3,3")
    assert (office.risk("UC78").boards, statuses(office, "UC78")) == (frozenset(), [])


def test_an_imported_rise_above_the_accepted_score_ends_the_acceptance(office):
    decided = Decided("ICB-H", date(2018, 10, 11), "6", "Winter plan.")
    accepting.accept(office.services, office.asks("U0GOVMANAGER", "UC1"), decided, date(2019, 3, 1))
    office.later(days=3)
    takes_in(office, "UC1", "5,5")
    (event,) = office.events("risk.acceptance_ended")
    assert event["why"] == "The residual score rose to 25, above the 16 that was accepted."
