"""One unit, one commit: all of it or nothing, also when many write, the file is locked or the disk is full."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.clock import wall_now
from bot.domain.people import Account
from bot.domain.references import Reference
from bot.domain.risks import ReviewKind, Visibility
from bot.domain.scoring import Score, Scores
from bot.errors import InvalidInputError, NotFoundError, UnavailableError
from bot.store.engines import open_engines
from bot.store.repositories.directory import AccountChange
from bot.store.repositories.risks import NewReview, RiskDetails
from bot.store.sqlite import choose_sqlite
from bot.store.tables import metadata
from bot.store.unit_of_work import Store
from tests.support.delivery import message

PC1 = Reference("PC", 1)
PATIENT_MS = 30_000
WAIT_S = 20


def new_review(words="", residual=(4, 3)):
    scores = Scores(Score(5, 4), Score(*residual), None)
    at = datetime(2018, 11, 1, tzinfo=UTC)
    return NewReview(ReviewKind.REVIEWED, at, None, "Planned Care director", scores, "", words)


def add_risk(unit, ref=PC1, words="0"):
    details = RiskDetails("PC", "", "Activity runs above plan", "", Visibility.PUBLIC)
    return unit.risks.add(ref, details, unit.now.date(), new_review(words))


def counts(store):
    tables = ("risk", "risk_review", "audit_event", "outbox", "inbox", "person")
    with store.engines.read.connect() as connection:
        return {
            t: connection.execute(select(func.count()).select_from(metadata.tables[t])).scalar_one() for t in tables
        }


def find(store, ref=PC1):
    with store.view() as view:
        return view.risks.find(ref)


@pytest.fixture
def registered(store):
    """A store with one risk."""
    store.write(add_risk)
    return store


@pytest.fixture
def patient(database_url, clock):
    """A store whose writers wait for each other as long as it takes."""
    engines = open_engines(database_url, busy_timeout_ms=PATIENT_MS)
    yield Store(engines, clock)
    engines.dispose()


def everything(unit):
    """Write something of every kind."""
    unit.inbox.claim("trigger:1")
    unit.inbox.keep("trigger:1", {"said": "saved"})
    risk = unit.risks.find(PC1)
    unit.risks.add_review(risk, new_review("changed"))
    unit.people.save("person", "director", name="Director")
    unit.outbox.put(message("risk:1:v2"))
    unit.record("person:1", "risk.reviewed", "risk:PC1", version=2)


def test_what_a_unit_wrote_is_there_when_it_returns(registered):
    registered.write(everything)
    assert counts(registered) == {
        "risk": 1,
        "risk_review": 2,
        "audit_event": 1,
        "outbox": 1,
        "inbox": 1,
        "person": 1,
    }
    assert find(registered).present.update == "changed"


class InterruptedWorkError(Exception):
    """What goes wrong in the middle of a unit."""


@pytest.mark.parametrize("fault", [InterruptedWorkError(), InvalidInputError("Not so."), KeyboardInterrupt()], ids=repr)
def test_nothing_is_saved_when_the_work_raises(registered, fault):
    before, present = counts(registered), find(registered)

    def work(unit):
        everything(unit)
        raise fault

    with pytest.raises(type(fault)):
        registered.write(work)
    assert counts(registered) == before
    assert find(registered) == present
    assert not registered.outbox_filled.is_set()
    with registered.view() as view:
        assert view.verify_audit().seq == 0


def test_nothing_is_saved_when_the_last_step_raises(registered):
    before = counts(registered)

    def work(unit):
        everything(unit)
        unit.record("person:1", "risk.reviewed", "risk:PC1", fact=object())

    with pytest.raises(TypeError):
        registered.write(work)
    assert counts(registered) == before


def test_nothing_is_saved_when_the_database_refuses_a_row(registered):
    before = counts(registered)

    def work(unit):
        everything(unit)
        add_risk(unit)

    with pytest.raises(UnavailableError, match="Nothing was saved"):
        registered.write(work)
    assert counts(registered) == before
    registered.write(everything)


def test_a_directory_changed_by_work_that_raised_is_forgotten(registered):
    def work(unit):
        unit.people.save("person", "director", name="Director")
        assert [person.name for person in unit.people.directory().people.values()] == ["Director"]
        raise InterruptedWorkError

    with pytest.raises(InterruptedWorkError):
        registered.write(work)
    with registered.view() as view:
        assert view.people.directory().people == {}


def test_a_directory_saved_by_one_store_is_seen_by_another(registered, patient):
    with patient.view() as view:
        assert view.people.directory().accounts == {}
    met = Account("U1", "T0HOME", "Somebody", None, False, False, False, False)  # noqa: FBT003 - fields of a record
    registered.write(lambda unit: unit.people.save_account(met, unit.now))
    with patient.view() as view:
        assert view.people.directory().accounts == {"U1": met}


def test_a_unit_reads_the_directory_anew_only_where_it_changed_it(registered):
    def work(unit):
        names = []
        for name in ("Director", "Manager"):
            unit.people.save("person", "director", name=name)
            read = unit.people.directory()
            assert unit.people.directory() is read
            names += [person.name for person in read.people.values()]
        return names

    assert registered.write(work) == ["Director", "Manager"]


def test_what_is_new_of_each_account_is_said_and_the_last_word_on_it_stays(registered):
    one = Account("U1", "T0HOME", "One", None, False, False, False, False)  # noqa: FBT003 - fields of a record
    other, moved = replace(one, slack_id="U2"), replace(one, email="one@home.example")
    renamed = replace(moved, name="First")
    new, facts, nothing = AccountChange.ADDRESS, AccountChange.FACTS, AccountChange.NONE

    def saved(*accounts):
        return registered.write(lambda unit: unit.people.save_accounts(accounts, unit.now))

    assert saved(one, other, moved) == [new, new, new]
    assert saved(renamed, other, renamed) == [facts, nothing, nothing]
    with registered.view() as view:
        assert view.people.directory().accounts == {"U1": renamed, "U2": other}


def test_a_filled_outbox_wakes_the_dispatcher_after_the_commit(registered):
    registered.write(add_risk_two)
    assert not registered.outbox_filled.is_set()
    registered.write(lambda unit: unit.outbox.put(message("a")))
    assert registered.outbox_filled.is_set()


def add_risk_two(unit):
    add_risk(unit, Reference("PC", 2))


def test_units_are_stamped_with_business_time(registered, clock):
    assert registered.write(lambda unit: unit.now) == clock.now()
    chosen = datetime(2018, 11, 2, tzinfo=UTC)
    assert registered.write(lambda unit: unit.now, now=chosen) == chosen


def all_at_once(work, writers):
    """Run `work` in as many threads, begun together; return what each came to."""
    together = threading.Barrier(writers)

    def one():
        together.wait(WAIT_S)
        return work()

    with ThreadPoolExecutor(writers) as pool:
        return [done.result(WAIT_S) for done in [pool.submit(one) for _ in range(writers)]]


def test_many_writers_lose_no_update(patient):
    patient.write(add_risk)
    writers, each = 8, 5

    def add_one(unit):
        risk = unit.risks.find(PC1)
        count = int(risk.present.update) + 1
        unit.risks.add_review(risk, new_review(str(count)))
        unit.record("person:1", "risk.reviewed", "risk:PC1", count=count)

    def writer():
        for _ in range(each):
            patient.write(add_one)

    all_at_once(writer, writers)
    risk = find(patient)
    assert (risk.present.update, risk.version) == (str(writers * each), writers * each + 1)
    with patient.view() as view:
        history = [int(review.update) for review in view.risks.history(risk.id)]
        assert history == list(range(writers * each, -1, -1))
        assert view.verify_audit().seq == writers * each


def test_many_writers_add_risks_under_numbers_of_their_own(patient):
    writers, each = 4, 3
    patient.write(lambda unit: unit.people.save("workstream", "PC", name="Planned Care"))

    def add_next(unit):
        number = unit.risks.next_number("PC")
        add_risk(unit, Reference("PC", number))
        return number

    def writer():
        return [patient.write(add_next) for _ in range(each)]

    numbers = [number for mine in all_at_once(writer, writers) for number in mine]
    assert sorted(numbers) == list(range(1, writers * each + 1))


def test_a_delivery_taken_twice_at_once_is_carried_out_once(patient):
    inside, other_begun = threading.Event(), threading.Event()
    done = []

    def work(unit, name):
        before = unit.inbox.claim("view:V1")
        if before is not None:
            return before
        inside.set()
        assert other_begun.wait(WAIT_S)
        done.append(name)
        unit.inbox.keep("view:V1", {"saved_by": name})
        return {"saved_by": name}

    def second():
        assert inside.wait(WAIT_S)
        other_begun.set()
        return patient.write(lambda unit: work(unit, "second"))

    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(patient.write, lambda unit: work(unit, "first")), pool.submit(second)]
        assert [answer.result(WAIT_S) for answer in answers] == [{"saved_by": "first"}] * 2
    assert done == ["first"]
    assert counts(patient)["inbox"] == 1


def test_a_delivery_that_failed_may_be_taken_again(patient):
    def failing(unit):
        assert unit.inbox.claim("view:V1") is None
        raise NotFoundError("Gone.")

    with pytest.raises(NotFoundError):
        patient.write(failing)
    assert patient.write(lambda unit: unit.inbox.claim("view:V1")) is None


def test_old_deliveries_are_forgotten_and_young_ones_kept(patient, monkeypatch):
    began = wall_now()
    monkeypatch.setattr("bot.store.inbox.wall_now", lambda: began - timedelta(days=31))
    patient.write(lambda unit: unit.inbox.claim("old"))
    monkeypatch.setattr("bot.store.inbox.wall_now", lambda: began)
    patient.write(lambda unit: unit.inbox.claim("young"))
    assert patient.write(lambda unit: unit.inbox.forget_before(30)) == 1
    assert patient.write(lambda unit: unit.inbox.claim("young")) == {}
    assert patient.write(lambda unit: unit.inbox.claim("old")) is None


def test_a_jump_of_business_time_forgets_no_delivery_that_slack_may_repeat(patient, clock):
    patient.write(lambda unit: unit.inbox.claim("fresh"))
    clock.move_to(datetime(2019, 12, 2, 9, tzinfo=UTC))
    assert patient.write(lambda unit: unit.inbox.forget_before(30)) == 0


@pytest.fixture
def embedded(sqlite_template, tmp_path, clock):
    """A store on SQLite with one risk, whose writers hardly wait."""
    engines = open_engines(sqlite_template.copy_to(tmp_path), busy_timeout_ms=20)
    store = Store(engines, clock)
    store.write(add_risk)
    yield store
    engines.dispose()


def test_a_database_locked_by_another_program_is_said_plainly_and_loses_nothing(embedded):
    before = counts(embedded)
    with closing(choose_sqlite().module.connect(str(embedded.engines.file), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UnavailableError) as refused:
            embedded.write(everything)
        assert str(refused.value) == (
            "The database is in use by another program. Nothing was saved. Try again in a minute."
        )
        assert find(embedded).version == 1, "reading goes on"
        other.execute("ROLLBACK")
    assert counts(embedded) == before
    embedded.write(everything)
    assert find(embedded).version == 2


def test_a_full_disk_is_said_plainly_and_loses_nothing(embedded):
    before, present = counts(embedded), find(embedded)

    def pages(most):
        with embedded.engines.write.connect() as connection:
            return connection.exec_driver_sql(f"PRAGMA max_page_count = {most}").scalar_one()

    held = pages(1)
    words = "x" * 200_000

    def grow(unit):
        everything(unit)
        unit.risks.add_review(unit.risks.find(PC1), new_review(words))

    assert held > 1, "the limit is what the file has already"
    with pytest.raises(UnavailableError) as refused:
        embedded.write(grow)
    assert str(refused.value) == (
        "The disk that holds the records is full. Nothing was saved. "
        "Tell whoever runs the server: it needs space, then try again."
    )
    assert counts(embedded) == before
    assert find(embedded) == present
    pages(1_000_000)
    embedded.write(grow)
    assert find(embedded).present.update == words
    with embedded.view() as view:
        assert view.verify_audit().seq == 1


def test_a_damaged_file_is_said_plainly(tmp_path, clock):
    file = tmp_path / "convenor.sqlite3"
    file.write_bytes(b"this was a database once" * 500)
    store = Store(open_engines(f"sqlite:///{file}"), clock)
    with pytest.raises(UnavailableError, match="The database file is damaged") as refused:
        store.write(add_risk)
    assert "restore the last backup" in refused.value.mend
    store.close()


def test_a_server_that_is_gone_is_said_plainly(clock):
    store = Store(open_engines("postgresql+psycopg://nobody@/none?host=/nonexistent"), clock)
    for attempt in (lambda: store.write(add_risk), lambda: find(store)):
        with pytest.raises(UnavailableError, match=r"The database did not answer\. Nothing was saved\."):
            attempt()
    store.close()


def test_a_rehearsal_sees_what_it_writes_and_leaves_nothing(registered):
    before = counts(registered)

    def work(unit):
        everything(unit)
        people = [person.name for person in unit.people.directory().people.values()]
        return people, unit.risks.find(PC1).present.update

    assert registered.rehearse(work) == (["Director"], "changed")
    assert counts(registered) == before
    assert not registered.outbox_filled.is_set()
    registered.write(lambda unit: unit.people.save("person", "manager", name="Manager"))
    with registered.view() as view:
        assert [person.name for person in view.people.directory().people.values()] == ["Manager"]
