"""What SQL says differently: a round opened, answered, moved and closed on PostgreSQL."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date

from bot.domain.people import Account
from bot.domain.risks import draft_from
from bot.domain.rounds import ItemState
from bot.domain.scoring import Score
from bot.errors import InvalidInputError
from bot.settings import Config
from bot.store.engines import open_engines
from bot.store.unit_of_work import Unit
from bot.workflows import risk_reviews
from bot.workflows.identify import remember_accounts
from bot.workflows.rounds import managing
from bot.workflows.rounds.managing import close_in
from tests.scenarios.people import MANAGER
from tests.support.databases import PostgresServer
from tests.support.partnership import HOME, Partnership


def test_a_round_on_postgres(postgres: PostgresServer, demo_database: str, config: Config) -> None:
    with postgres.database(demo_database) as url:
        engines = open_engines(url)
        try:
            partnership = Partnership.over(engines, config)
            account = Account(MANAGER, HOME, "m", "governance.manager@partnership.example", *[False] * 4)
            remember_accounts(partnership.services, [account])
            partnership.goes_to(13)
            draft = draft_from(partnership.risk("PC11").present, residual=Score(4, 4), update="Activity fell")
            risk_reviews.update_by_form(partnership.services, partnership.asks(MANAGER, "PC11"), draft)
            assert partnership.item("PC11").state is ItemState.ANSWERED
            managing.extend(partnership.services, partnership.asks(MANAGER, "2018-12"), date(2018, 11, 26))
            partnership.works_off()
            assert partnership.planned("PC11") == {}
            assert len(partnership.planned("PC7")) == 2
            partnership.goes_to(30)
            managing.close(partnership.services, partnership.asks(MANAGER, "2018-12"))
            partnership.works_off()
            assert partnership.rows("select id from nudge where status = 'planned' and rule <> 'told'") == []
        finally:
            engines.dispose()


def test_two_who_change_a_round_at_once_get_one_change(
    postgres: PostgresServer, demo_database: str, config: Config
) -> None:
    with postgres.database(demo_database) as url:
        engines = open_engines(url)
        try:
            partnership = Partnership.over(engines, config)
            account = Account(MANAGER, HOME, "m", "governance.manager@partnership.example", *[False] * 4)
            remember_accounts(partnership.services, [account])
            partnership.goes_to(13)
            with ThreadPoolExecutor(1) as others:

                def closes(unit: Unit) -> Future[str]:
                    round_ = unit.rounds.take("2018-12")
                    assert round_ is not None
                    close_in(unit, partnership.services, round_, "Officer", "person:1")
                    moved = others.submit(moves, partnership)
                    deadline = time.monotonic() + 20
                    while not (moved.done() or waits(partnership)) and time.monotonic() < deadline:
                        threading.Event().wait(0.01)
                    return moved

                moved = partnership.services.store.write(closes)
                assert "Officer closed it" in moved.result(20)
            round_ = partnership.round()
            assert (round_.is_open, round_.due_on, round_.plan) == (False, date(2018, 11, 22), 1)
        finally:
            engines.dispose()


def moves(partnership: Partnership) -> str:
    try:
        return managing.extend(partnership.services, partnership.asks(MANAGER, "2018-12", 1), date(2018, 11, 26)).said
    except InvalidInputError as refused:
        return refused.message


def waits(partnership: Partnership) -> bool:
    return bool(partnership.rows("select 1 from pg_locks where not granted"))
