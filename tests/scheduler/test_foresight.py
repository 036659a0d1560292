"""Looking ahead: the bot's own workflows on a copy, and nothing of the original changes."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger

from bot.clock import ManualClock
from bot.domain.people import Account
from bot.errors import UnavailableError
from bot.foresight import Foresight
from bot.lineup import foresight
from bot.scheduler import Tick
from bot.settings import default_config_dir, load_config
from bot.store.engines import open_engines
from bot.store.outbox import DEFERRED, OutgoingMessage
from bot.store.unit_of_work import Store
from bot.workflows.foreseen import Span, span_of, told
from bot.workflows.hands import Performer
from bot.workflows.housekeeping import mark_run
from bot.workflows.identify import remember_accounts
from bot.workflows.load_demo import load_demo
from bot.workflows.load_partnership import load_partnership
from bot.workflows.services import Services

NOW = datetime(2018, 11, 12, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(sqlite_template, tmp_path_factory):
    config = load_config(default_config_dir() / "convenor.toml")
    folder = tmp_path_factory.mktemp("ahead")
    store = Store(open_engines(sqlite_template.copy_to(folder)), ManualClock(NOW), config.rules, config.zone)
    load_partnership(store, config)
    load_demo(store, config, default_config_dir() / "demo")
    services = Services(store, config, ManualClock(NOW), "T0DEMO")
    ordinary = {"is_guest": False, "is_stranger": False, "is_bot": False, "is_deleted": False}
    email = "planned.care.director@partnership.example"
    remember_accounts(services, [Account("U0PCDIRECTOR", "T0DEMO", "director", email, **ordinary)])
    yield services
    store.close()


@pytest.fixture
def quiet(loaded, tmp_path):
    """The same, to be changed."""
    file = loaded.store.engines.file
    shutil.copy(file, tmp_path / "live.sqlite3")
    store = Store(open_engines(f"sqlite:///{tmp_path / 'live.sqlite3'}"), ManualClock(NOW), loaded.config.rules)
    yield Services(store, loaded.config, ManualClock(NOW), "T0DEMO")
    store.close()


def state_of(services: Services) -> list[object]:
    with services.store.engines.read.connect() as connection:
        names = [
            row[0]
            for row in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        return [connection.exec_driver_sql(f'SELECT * FROM "{name}"').fetchall() for name in names]


def hourly(services: Services, work) -> Tick:
    return Tick("hourly", CronTrigger(minute=0, timezone=services.config.zone), work)


def looking(line_up, jobs=lambda _services: {}, composer=lambda _services: lambda *_: None) -> Foresight:
    return Foresight(line_up, jobs, composer)


def for_hours(hours: int) -> Span:
    return Span(NOW, NOW, NOW + timedelta(hours=hours, minutes=1))


def put(unit, key: str, content, anchor: str = "") -> None:
    unit.outbox.put(OutgoingMessage(key, anchor or key, "U0PCDIRECTOR", anchor or key, content))


def test_the_round_to_come_is_foreseen_and_nothing_is_sent_or_changed(loaded):
    before = state_of(loaded)
    span = span_of(loaded, None, date(2018, 11, 13))
    sent = foresight()(loaded, span)
    assert state_of(loaded) == before
    with loaded.store.view() as view:
        shown = told(view, loaded, sent, span, None)
        director = view.people.directory().person_of("U0PCDIRECTOR")
        mine = told(view, loaded, sent, span, director)
    opening = datetime(2018, 11, 13, 9, 0, tzinfo=UTC)
    assert {one.at for one in shown} == {opening}
    assert "the governance office's channel" in {one.to for one in shown}
    assert [(one.to, one.kind) for one in mine] == [("Planned Care director", "person")]
    assert "PC1" in mine[0].summary


def test_each_message_comes_at_its_tick_and_sees_the_time_and_messages_before_it(quiet):
    def line_up(services, _gateway):
        def work(at):
            assert services.clock.now() == at

            def write(unit):
                key = f"hour:{at:%H}"
                put(unit, key, {DEFERRED: {"at": at.isoformat()}}, anchor="the hour" if at.hour != 15 else "")

            services.store.write(write)
            return "told"

        return [hourly(services, work), Tick("refresh-accounts", CronTrigger(minute=5), lambda _: 1 / 0)]

    def composer(services):
        def compose(kept, _channel, stands, waited):
            assert waited < timedelta(minutes=1)
            if stands:
                return {"text": "renewed"}
            return {"text": f"{services.clock.now().isoformat()} for {kept['at']}"}

        return compose

    sent = looking(line_up, composer=composer)(quiet, for_hours(3))
    # Half past is nobody's hour; the second message of an anchor is put in the place of the first.
    first, other = sent
    assert first.at == NOW + timedelta(hours=1)
    assert first.text == f"{first.at.isoformat()} for {first.at.isoformat()}"
    assert other.at == NOW + timedelta(hours=3)


def test_jobs_that_decide_are_done_and_others_passed_over(quiet):
    def line_up(services, _gateway):
        def work(_at):
            services.store.write(lambda unit: (unit.jobs.ask("a", "told", {}), unit.jobs.ask("b", "file", {})))
            return "asked"

        return [hourly(services, work)]

    def jobs(services):
        def perform(job):
            services.store.write(lambda unit: put(unit, f"job:{job.key}", {"text": job.key}))

        return {"told": Performer(perform, lambda _job, _why: None)}

    sent = looking(line_up, jobs)(quiet, for_hours(2))
    assert [(one.text, one.at) for one in sent] == [("a", NOW + timedelta(hours=1))]
    with quiet.store.view() as view:
        assert view.jobs.payload("a") is None


def test_what_was_missed_until_now_is_made_good_as_the_bot_itself_would(quiet):
    def line_up(services, _gateway):
        def work(at):
            services.store.write(lambda unit: put(unit, f"hour:{at:%H}", {"text": f"{at:%H}"}))
            return "told"

        return [hourly(services, work)]

    mark_run(quiet, "hourly", NOW - timedelta(hours=5))
    sent = looking(line_up)(quiet, for_hours(1))
    assert [(one.text, one.at) for one in sent] == [("12", NOW), ("13", NOW + timedelta(hours=1))]


def test_a_workflow_that_fails_ahead_is_said_to_fail(quiet):
    def line_up(services, _gateway):
        def work(at):
            raise UnavailableError(f"nothing at {at}")

        return [hourly(services, work)]

    with pytest.raises(UnavailableError, match=r"stopped at 13:00 on 12 November 2018: “hourly” fails there"):
        looking(line_up)(quiet, for_hours(2))
