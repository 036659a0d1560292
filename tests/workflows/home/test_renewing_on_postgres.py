"""What SQL says differently: Homes opened, turned and renewed on PostgreSQL."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

from bot.domain.people import Account
from bot.settings import Config
from bot.store.delivery import Deliveries
from bot.store.engines import open_engines
from bot.workflows import following
from bot.workflows.identify import Identity, remember_accounts
from tests.support.databases import PostgresServer
from tests.support.partnership import HOME, Partnership
from tests.workflows.home.conftest import DIRECTOR, Town, words


def test_a_home_on_postgres(postgres: PostgresServer, demo_database: str, configured: Config) -> None:
    with postgres.database(demo_database) as url:
        engines = open_engines(url)
        try:
            town = Town(Partnership.over(engines, configured), count(1000))
            account = Account(DIRECTOR, HOME, "d", "planned.care.director@partnership.example", *[False] * 4)
            remember_accounts(town.services, [account])
            for _ in range(2):
                town.opens(DIRECTOR)
            for wanted in (True, True, False, True):
                key = f"click:{next(town.numbers)}"
                following.follow(town.services, Identity(DIRECTOR, HOME), "UC6", key, wanted=wanted)
            town.turns(DIRECTOR, "waiting", 2)
            assert town.renewals() == [(DIRECTOR, "pending")]
            action = town.action(DIRECTOR, date(2018, 10, 30))
            assert f"*{action.ref}*" in words(town.turns(DIRECTOR, "waiting", 1))
            assert "*UC6*" in words(town.home(DIRECTOR))
            (claim,) = Deliveries(engines, timedelta(seconds=30), timedelta(seconds=10)).claim_due()
            assert claim.anchor == f"home:{DIRECTOR}"
            for _ in range(2):
                town.services.store.write(lambda unit: unit.record("rules", "risk.escalated", "risk:PC11"))
            assert sorted(town.renewals()) == [(DIRECTOR, "claimed"), (DIRECTOR, "pending")]
            town.forget_renewals()
            town.services.store.write(lambda unit: unit.record("rules", "risk.escalated", "risk:PC11"))
            assert sorted(town.renewals()) == [(DIRECTOR, "pending"), (DIRECTOR, "sent")]
        finally:
            engines.dispose()
