"""What boards were told of a risk leaves their open channels when it is no longer public."""

from __future__ import annotations

from datetime import date

from bot.store.tables import metadata
from bot.workflows.desk import open_desk
from bot.workflows.escalation import accepted, accepting, answering
from bot.workflows.escalation.deciding import Decided
from bot.workflows.identify import Identity
from bot.workflows.risk_notices import withdraw

MANAGER = "U0GOVMANAGER"
POSTED = metadata.tables["posted_message"]


def posts(office):
    """Let everything in the outbox stand where it goes, as the dispatcher does."""

    def work(unit):
        standing = {row.anchor: row.channel for row in office.outbox() if row.channel.startswith("C")}
        rows = [
            {"anchor": anchor, "address": channel, "channel": channel, "ts": anchor}
            for anchor, channel in standing.items()
        ]
        unit.outbox._connection.execute(POSTED.insert(), rows)

    office.services.store.write(work)


def withdraws(office, ref):
    def work(unit):
        desk = open_desk(unit, office.services, Identity(MANAGER, "T0DEMO"))
        withdraw(unit, desk, unit.risks.find(office.risk(ref).ref))

    office.services.store.write(work)


def test_what_waits_for_an_open_channel_about_an_acceptance_is_not_sent(office):
    decided = Decided("ICB-H", date(2018, 10, 11), "6", "Winter plan.")
    accepting.accept(office.services, office.asks(MANAGER, "UC1"), decided, date(2018, 11, 9))
    accepted.watch_acceptances(office.services, office.clock.now())
    (notice,) = [row for row in office.outbox() if row.anchor.startswith("acceptance:") and row.channel == "C0ICBH"]
    assert notice.status == "pending"
    withdraws(office, "UC1")
    (notice,) = [row for row in office.outbox() if row.id == notice.id]
    assert notice.status == "superseded"


def test_comments_and_notices_that_stand_there_give_way_to_a_word(office):
    alert = office.red_alert()
    answering.comment(office.services, office.asks("U0CCGLAY"), alert, ["ICB-H"], "SECRETWORDS")
    decided = Decided("ICB-H", date(2018, 10, 11), "6", "Winter plan.")
    accepting.accept(office.services, office.asks(MANAGER, "UC1"), decided, date(2018, 11, 9))
    accepted.watch_acceptances(office.services, office.clock.now())
    posts(office)
    office.news()
    withdraws(office, "UC6")
    replaced = [row for row in office.news() if row.channel == "C0ICBH"]
    assert len(replaced) == 2
    assert all("no longer" in row.content["text"] and "SECRETWORDS" not in str(row.content) for row in replaced)
    withdraws(office, "UC1")
    assert [row.channel for row in office.news("acceptance:")] == ["C0ICBH"]
