"""By mail or to Slack: what becomes of a row in either case, and that no address or words are logged."""

from datetime import timedelta

import pytest

from bot.dispatcher import Dispatcher
from bot.errors import UnavailableError
from bot.mail.outcomes import NotTaken, Rejected, Taken, Unclear
from bot.routes import Routes
from bot.store.delivery import Deliveries
from tests.support.bot import Log
from tests.support.delivery import StandingTime, message, places, put, row_of
from tests.support.fake_slack import FakeSlack

LEASE, WAIT = 30.0, 50.0
TO = "lead@partnership.example"
LETTER = {"subject": "One thing", "text": "words nobody logs", "html": "<p>words nobody logs"}


class Mails:
    """Takes letters, or does as scripted."""

    def __init__(self):
        self.letters = []
        self.script = []

    def send(self, letter):
        self.letters.append(letter)
        return self.script.pop(0) if self.script else Taken(f"<{letter.key}@mail>")


@pytest.fixture
def time():
    return StandingTime()


@pytest.fixture
def slack(time):
    return FakeSlack(time)


@pytest.fixture
def mails():
    return Mails()


@pytest.fixture
def known():
    return {TO}


@pytest.fixture
def parked():
    return []


@pytest.fixture
def log():
    log = Log()
    log.set_up()
    return log


@pytest.fixture
def dispatcher(store, engines, time, slack, mails, known, parked, log):
    deliveries = Deliveries(
        engines, timedelta(seconds=LEASE), timedelta(seconds=WAIT), now=time.now, elapsed=time.elapsed
    )
    routes = Routes(slack, mails, lambda address: address in known)
    yield Dispatcher(deliveries, routes, store.outbox_filled, parked.append)
    said = repr(log.entries)
    assert TO not in said
    assert "nobody logs" not in said


@pytest.fixture(params=["sqlite"])
def database_url(request, sqlite_template, tmp_path):
    return sqlite_template.copy_to(tmp_path)


def by_mail(key, anchor=None, **more):
    return message(key, "s", anchor, channel=f"mailto:{TO}", content=LETTER, **more)


def run(dispatcher):
    while dispatcher.run_once():
        pass


def test_a_row_for_an_address_is_a_letter_and_the_others_go_to_slack(store, engines, slack, mails, dispatcher):
    put(store, by_mail("m", "a"), message("k"), message("d", channel="U12"))
    run(dispatcher)
    (letter,) = mails.letters
    assert (letter.key, letter.to, letter.subject, letter.html) == ("m", TO, "One thing", LETTER["html"])
    assert sorted(slack.called("post")) == ["d", "k"]
    assert places(engines)["a"] == (f"mailto:{TO}", f"mailto:{TO}", "<m@mail>")


def test_a_letter_that_stands_is_not_sent_again(store, engines, slack, mails, dispatcher):
    put(store, by_mail("m1", "a"))
    run(dispatcher)
    put(store, by_mail("m2", "a"))
    run(dispatcher)
    assert [letter.key for letter in mails.letters] == ["m1"]
    assert row_of(engines, "m2").status == "sent"
    assert slack.called("update") == []


@pytest.mark.parametrize(
    ("outcomes", "status", "letters", "is_parked"),
    [
        ([Taken("<m@mail>")], "sent", 1, False),
        ([NotTaken("greylisted")] * 3, "sent", 4, False),
        ([Rejected("No such address. (550)")], "parked", 1, True),
        ([Unclear("broke off")], "sent", 2, False),
        ([Unclear("broke off"), Unclear("broke off")], "parked", 2, True),
        ([Unclear("broke off"), NotTaken("greylisted")], "sent", 3, False),
    ],
    ids=["taken", "put off", "rejected", "unclear once", "unclear twice", "unclear, then put off"],
)
def test_what_becomes_of_a_row(
    store, engines, time, slack, mails, dispatcher, parked, outcomes, status, letters, is_parked
):
    mails.script[:] = outcomes
    put(store, by_mail("m"))
    for _ in range(6):
        run(dispatcher)
        time.move(WAIT)
    assert (row_of(engines, "m").status, len(mails.letters), bool(parked)) == (status, letters, is_parked)
    assert len({letter.key for letter in mails.letters}) == 1
    assert slack.called("find") == []
    if is_parked:
        assert TO not in parked[0].fault
        assert "Slack" not in parked[0].fault


def test_an_unclear_letter_waits_before_it_is_sent_again(store, time, mails, dispatcher):
    mails.script[:] = [Unclear("broke off")]
    put(store, by_mail("m"))
    run(dispatcher)
    time.move(WAIT - 1)
    run(dispatcher)
    assert len(mails.letters) == 1


@pytest.mark.parametrize("confidential", [True, False])
def test_a_letter_goes_to_a_serving_persons_address_only(
    store, engines, mails, known, dispatcher, parked, confidential
):
    put(store, by_mail("m1", is_confidential=confidential))
    run(dispatcher)
    known.clear()
    put(store, by_mail("m2", is_confidential=confidential))
    run(dispatcher)
    assert [letter.key for letter in mails.letters] == ["m1"]
    assert [one.key for one in parked] == ["m2"]


@pytest.mark.parametrize("confidential", [True, False])
def test_a_letter_waits_while_the_directory_cannot_be_read(store, engines, time, mails, slack, confidential):
    faults = [UnavailableError("The database did not answer.")]

    def ask(_address):
        if faults:
            raise faults.pop()
        return True

    deliveries = Deliveries(
        engines, timedelta(seconds=LEASE), timedelta(seconds=WAIT), now=time.now, elapsed=time.elapsed
    )
    dispatcher = Dispatcher(deliveries, Routes(slack, mails, ask), store.outbox_filled, lambda _: None)
    put(store, by_mail("m", is_confidential=confidential))
    run(dispatcher)
    assert (mails.letters, row_of(engines, "m").status) == ([], "pending")
    time.move(1)
    run(dispatcher)
    assert len(mails.letters) == 1
