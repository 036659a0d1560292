"""What SQL says differently: actions planned, chased, told of and listed on PostgreSQL."""

from __future__ import annotations

from datetime import date

from bot.domain.actions.access import Readable
from bot.settings import Config
from bot.store.engines import open_engines
from bot.workflows.actions import extending
from bot.workflows.actions.late_list import late_of
from tests.scenarios.people import DIRECTOR, MANAGER, MEMBER
from tests.support.actions import Tracker, meet_people
from tests.support.databases import PostgresServer


def test_actions_are_chased_on_postgres(postgres: PostgresServer, partnership_database: str, config: Config) -> None:
    with postgres.database(partnership_database) as url:
        meet_people(url, config)
        engines = open_engines(url)
        try:
            tracker = Tracker.over(engines, config)
            tracker.sets("ICBOct18-3", ["planned-care-deputy"], date(2018, 11, 7))
            tracker.sets("ICBOct18-4", ["planned-care-deputy"], None)
            tracker.change("update action set chased_by = ''")
            for day in (2, 12, 20):
                tracker.goes_to(date(2018, 11, day))
            assert len(tracker.post.to(MEMBER)) == 3
            assert "is late" in tracker.post.to(DIRECTOR)[0]
            with tracker.services.store.view() as view:
                everything = Readable(everything=True, public=True, person_id=None, keys=frozenset())
                found, total = late_of(view, tracker.services, "ICB", everything, 15)
                assert ([action.ref for action in found], total) == (["ICBOct18-3"], 1)
            extending.extend(tracker.services, tracker.asks(MANAGER, "ICBOct18-4"), date(2018, 12, 20), "")
            tracker.sends()
            assert tracker.post.changed[-1][1]["text"].startswith("Every open action has a date")
        finally:
            engines.dispose()
