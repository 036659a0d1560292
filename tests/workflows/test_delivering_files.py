"""Files that somebody asked for are shared once and told of once, wherever the work broke off."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.clock import ManualClock
from bot.errors import NotAllowedError, UnavailableError
from bot.settings import Config, default_config_dir, load_config
from bot.slack.outcomes import Failure, NotSent, Unknown
from bot.slack.uploads import SentFile, Standing, Upload
from bot.store.engines import open_engines
from bot.store.tables import metadata
from bot.store.unit_of_work import Store, Unit
from bot.views.wording import Mrkdwn
from bot.worker import Worker
from bot.workflows.delivering_files import ask_for_files, performer
from bot.workflows.file_orders import FileOrder, Maker, Product, Tell
from bot.workflows.hands import Hands
from bot.workflows.identify import Identity
from bot.workflows.services import Services
from tests.support.databases import SqliteTemplate
from tests.support.fake_slack import facts

OUTBOX, AUDIT = metadata.tables["outbox"], metadata.tables["audit_event"]
ORDER = FileOrder("paper", "trigger:1", Identity("U1", "T1"), "C1", "the paper", {"month": "2018-11"}, in_thread=True)
PRODUCT = Product((Upload("a.pdf", "A", b"a"), Upload("b.docx", "B", b"b")), Mrkdwn("*Made*"), Mrkdwn("The paper"))


class KilledError(BaseException):
    """The process ends here."""


@dataclass
class FakeUploads:
    """Slack's side of files. Each call is two steps: before and after it takes effect; the process ends at one."""

    ends_at: int = -1
    steps: int = 0
    failures: list[Failure] = field(default_factory=list)
    announced: list[str] = field(default_factory=list)
    shared: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    messages: int = 0
    hides_shares: bool = False

    def step(self) -> None:
        self.steps += 1
        if self.steps - 1 == self.ends_at:
            raise KilledError

    def send(self, upload: Upload) -> SentFile:
        self.step()
        self.announced.append(f"F{len(self.announced)}")
        self.step()
        return SentFile(self.announced[-1], upload.name, upload.title)

    def share(self, files: Sequence[SentFile], channel: str, thread_ts: str | None, comment: str) -> Failure | None:
        self.step()
        failure = self.failures.pop(0) if self.failures else None
        if failure is None or isinstance(failure, Unknown):
            assert not {file.id for file in files} & set(self.shared), "shared twice"
            self.shared |= {file.id: (channel, thread_ts) for file in files}
            self.messages += 1
        self.step()
        return failure

    def standing(self, file_id: str, channel: str) -> Standing:
        self.step()
        there = file_id in self.shared
        is_shared = there and self.shared[file_id][0] == channel and not self.hides_shares
        return Standing(is_complete=there, is_shared=is_shared, link=f"https://slack/{file_id}" if there else "")


class FakeGateway:
    """A workspace whose channels are private, unless told."""

    is_private = True

    def channel(self, channel_id: str) -> Any:
        return facts(channel_id, is_private=self.is_private)


@dataclass
class Bench:
    """A worker over a store, and what it met and told."""

    store: Store
    hands: Hands
    uploads: FakeUploads
    made: list[FileOrder] = field(default_factory=list)
    recorded: list[Any] = field(default_factory=list)
    product: Callable[[], Product] = lambda: PRODUCT

    def ask(self, order: FileOrder = ORDER, *, is_posted: bool = True) -> bool:
        is_new = self.store.write(lambda unit: ask_for_files(unit, order))
        if is_new and is_posted:
            self.post(order)
        return is_new

    def post(self, order: FileOrder = ORDER) -> None:
        with self.store.engines.write.begin() as connection:
            place = {"anchor": order.anchor, "address": order.place, "channel": order.place, "ts": "7.7"}
            connection.execute(metadata.tables["posted_message"].insert(), place)

    def run(self) -> None:
        """Work until nothing is left to do, without waiting for what was put off."""
        at_work = self.worker()
        for _ in range(10):
            with self.store.engines.write.begin() as connection:
                connection.execute(text("UPDATE job SET not_before_at = created_at WHERE status = 'waiting'"))
            if not at_work.run_once():
                return
        raise AssertionError("it does not come to an end")

    def worker(self) -> Worker:
        maker = Maker("paper", self._make, self._record)
        does = performer(self.hands, maker)
        return Worker(self.store, {"paper": does.perform}, does.on_failed)

    def restart(self) -> None:
        self.store.write(lambda unit: unit.jobs.release())

    def said(self) -> list[str]:
        with self.store.engines.read.connect() as connection:
            rows = connection.execute(select(OUTBOX.c.content).order_by(OUTBOX.c.id)).scalars()
            return [row["text"] for row in rows]

    def waits(self) -> float:
        """Return for how many seconds the job is put off."""
        with self.store.engines.read.connect() as connection:
            row = connection.execute(
                text("SELECT (julianday(not_before_at) - julianday('now')) * 86400 FROM job WHERE status = 'waiting'")
            )
            return float(row.scalar_one())

    def verbs(self) -> list[str]:
        with self.store.engines.read.connect() as connection:
            return list(connection.execute(select(AUDIT.c.verb).order_by(AUDIT.c.seq)).scalars())

    def _make(self, _: Hands, order: FileOrder, tell: Tell) -> Product:
        self.uploads.step()
        self.made.append(order)
        product = self.product()
        for number, _file in enumerate(product.files, 1):
            tell(number, len(product.files))
        return product

    def _record(self, _: Unit, order: FileOrder, sent: Sequence[SentFile], found: Mapping[str, Any]) -> None:
        self.recorded.append((order.key, [file.link for file in sent], dict(found)))


@pytest.fixture(scope="module")
def config() -> Config:
    shipped = load_config(default_config_dir() / "convenor.toml")
    quick = shipped.delivery.model_copy(update={"reconcile_wait_seconds": 0.000_001})
    return shipped.model_copy(update={"delivery": quick})


@pytest.fixture
def bench(sqlite_template: SqliteTemplate, tmp_path: Path, clock: ManualClock, config: Config) -> Iterator[Bench]:
    engines = open_engines(sqlite_template.copy_to(tmp_path))
    store = Store(engines, clock)
    uploads = FakeUploads()
    hands: Any = Hands(Services(store, config, clock, "T1"), FakeGateway(), None, uploads, lambda _: None)
    yield Bench(store, hands, uploads)
    engines.dispose()


MAKING = "I'm making the paper; it follows here."
ON_THE_WAY = [MAKING, f"{MAKING} 1 of 2 made.", f"{MAKING} 2 of 2 made."]
MADE = "*Made*\n<https://slack/F0|A> · <https://slack/F1|B>"


def test_files_are_shared_below_the_message_that_then_links_them(bench: Bench) -> None:
    assert bench.ask()
    assert not bench.ask()
    bench.run()
    assert bench.said() == [*ON_THE_WAY, MADE]
    assert bench.uploads.shared == {"F0": ("C1", "7.7"), "F1": ("C1", "7.7")}
    assert bench.recorded == [("trigger:1", ["https://slack/F0", "https://slack/F1"], {})]
    assert bench.made == [ORDER]
    assert bench.verbs() == ["files.asked", "files.shared"]


def test_in_a_direct_conversation_they_come_beside_the_message(bench: Bench) -> None:
    order = replace(ORDER, place="U1", in_thread=False, is_confidential=True)
    bench.ask(order)
    bench.run()
    assert bench.uploads.shared["F0"] == ("U1", None)


@pytest.mark.parametrize("ends_at", range(10))
def test_wherever_the_process_ends_the_files_are_shared_once(bench: Bench, ends_at: int) -> None:
    bench.ask()
    bench.uploads.ends_at = ends_at
    try:
        bench.run()
    except KilledError:
        bench.restart()
        bench.run()
    else:
        assert bench.uploads.steps <= ends_at, "a step was passed without an end"
    assert bench.uploads.messages == 1
    *on_the_way, made = bench.said()
    assert on_the_way == ON_THE_WAY
    assert made.startswith("*Made*\n<https://slack/F")
    assert len(bench.recorded) == 1


def test_sharing_whose_outcome_is_not_known_is_asked_for_and_not_repeated(bench: Bench) -> None:
    bench.ask()
    bench.uploads.failures = [Unknown("no answer in time")]
    bench.run()
    assert bench.uploads.messages == 1
    assert bench.said()[-1] == MADE


def test_while_an_attempt_may_still_land_it_is_not_made_again(bench: Bench, config: Config) -> None:
    patient = config.model_copy(
        update={"delivery": config.delivery.model_copy(update={"reconcile_wait_seconds": 50.0})}
    )
    bench.hands = replace(bench.hands, services=replace(bench.hands.services, config=patient))
    bench.ask()
    bench.uploads.failures = [Unknown("no answer in time")]
    at_work = bench.worker()
    assert at_work.run_once()
    assert 40 < bench.waits() < 51
    bench.uploads.shared.clear()
    with bench.store.engines.write.begin() as connection:
        connection.execute(text("UPDATE job SET not_before_at = created_at"))
    assert at_work.run_once()
    assert bench.uploads.messages == 1, "it was shared again while the first attempt could still land"
    assert 40 < bench.waits() < 51


def test_what_certainly_was_not_shared_is_made_anew_at_once(bench: Bench) -> None:
    bench.ask()
    bench.uploads.failures = [NotSent("the connection was refused")]
    bench.run()
    assert bench.uploads.messages == 1
    assert bench.said()[-1].startswith("*Made*")


def test_a_file_that_slack_holds_and_never_shows_is_told_as_such(bench: Bench) -> None:
    bench.ask()
    bench.uploads.failures = [Unknown("no answer in time")]
    bench.uploads.hides_shares = True
    bench.run()
    assert bench.uploads.messages == 1
    assert bench.said()[-1] == (
        "The paper didn't come about. Slack has the file and doesn't show it. Ask for it again if it hasn't come."
    )


def test_files_wait_for_their_message(bench: Bench) -> None:
    bench.ask(is_posted=False)
    at_work = bench.worker()
    assert at_work.run_once()
    assert bench.uploads.messages == 0
    bench.post()
    bench.run()
    assert bench.uploads.messages == 1


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            NotAllowedError("You may not.", "Ask the office."),
            "The paper didn't come about. You may not. Ask the office.",
        ),
        (UnavailableError("Slack is away.", "Ask again."), "The paper didn't come about. Slack is away. Ask again."),
    ],
)
def test_why_nothing_came_is_told_in_place_of_the_message(bench: Bench, fault: Exception, said: str) -> None:
    def refuse() -> Product:
        raise fault

    bench.product = refuse
    bench.ask()
    bench.run()
    assert bench.said() == [MAKING, said]
    assert bench.uploads.announced == []
    assert bench.verbs()[-1] == "files.given_up"


def test_what_is_not_public_goes_to_no_channel_that_others_read(bench: Bench) -> None:
    gateway: Any = bench.hands.gateway
    gateway.is_private = False
    bench.ask(replace(ORDER, is_confidential=True))
    bench.run()
    assert bench.uploads.messages == 0
    assert "not public" in bench.said()[-1]


def test_how_far_it_has_come_takes_the_place_of_the_message(bench: Bench) -> None:
    bench.ask()
    bench.run()
    with bench.store.engines.read.connect() as connection:
        anchors = list(connection.execute(select(OUTBOX.c.anchor)).scalars())
    assert anchors == [ORDER.anchor] * 4


def test_one_file_alone_has_no_steps(bench: Bench) -> None:
    bench.product = lambda: replace(PRODUCT, files=PRODUCT.files[:1])
    bench.ask()
    bench.run()
    assert bench.said() == [MAKING, "*Made*\n<https://slack/F0|A>"]
