"""`/healthz` and `/readyz`: alive, ready, not ready and why, and stopping, as a supervisor asks."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from slack_bolt import App
from slack_sdk.web import WebClient

from bot.errors import UnavailableError
from bot.handlers.delivery import EVENTS_PATH, HttpIntake
from bot.handlers.health import HealthDoor, Readiness
from bot.slack.gateway import SlackGateway
from tests.support.administration import PUBLIC, Desk
from tests.support.bot import first_line, request_url
from tests.support.ports import nobody_there
from tests.support.sandbox import until
from tests.support.spawning import Process, start

SECRET = "not-a-real-secret"


class Running:
    """The bot as a process, and its two answers."""

    def __init__(self, process: Process, ready: dict[str, int]) -> None:
        self.process = process
        self.port = ready.get("port")
        self._url = f"http://127.0.0.1:{ready['health_port']}"

    def healthz(self) -> tuple[int, str]:
        answer = httpx.get(f"{self._url}/healthz", timeout=10)
        return answer.status_code, answer.text

    def readyz(self) -> tuple[int, dict[str, str]]:
        answer = httpx.get(f"{self._url}/readyz", timeout=10)
        assert answer.json()["ready"] == (answer.status_code == 200)
        return answer.status_code, answer.json()["reasons"]


@contextlib.contextmanager
def running(desk: Desk, *words: str) -> Iterator[Running]:
    with (desk.folder / "bot.log").open("w", encoding="utf-8") as log:
        process = start(
            ["bot", "run", "--health", "127.0.0.1:0", *words], cwd=desk.folder, env=desk.environment(), stderr=log
        )
    with process:
        try:
            line = first_line(process, 30)
            assert line.startswith("{"), (desk.folder / "bot.log").read_text(encoding="utf-8")
            yield Running(process, json.loads(line))
        finally:
            process.terminate()
            process.wait(20)


@pytest.mark.process
def test_ready_until_the_database_or_the_connection_goes_and_again_when_they_are_back(desk, town):
    town.deliver_by_socket()
    with running(desk) as bot:
        assert bot.healthz() == (200, "ok")
        assert until(lambda: bot.readyz() == (200, {}), what="ready")
        with contextlib.closing(sqlite3.connect(desk.database)) as database:
            (before,) = database.execute("SELECT version_num FROM alembic_version").fetchone()
            database.execute("UPDATE alembic_version SET version_num = '0001'")
            database.commit()
            until(lambda: bot.readyz()[0] == 503, what="not ready")
            status, reasons = bot.readyz()
            assert (status, set(reasons)) == (503, {"database"})
            assert reasons["database"].startswith("The database is at revision 0001;")
            database.execute("UPDATE alembic_version SET version_num = ?", (before,))
            database.commit()
        assert until(lambda: bot.readyz() == (200, {}), what="ready again")
        assert bot.healthz() == (200, "ok")
    assert bot.process.returncode == 0


@pytest.mark.process
@pytest.mark.parametrize("way", ["socket", "http"])
def test_while_it_stops_it_is_not_ready_and_what_is_in_hand_is_answered(desk, town, way):
    with running(desk, *(["--http", "127.0.0.1:0"] if way == "http" else [])) as bot:
        if way == "http":
            town.deliver_to(request_url(bot.port or 0))
            assert httpx.get(f"http://127.0.0.1:{bot.port}/readyz", timeout=10).json() == {"ready": True, "reasons": {}}
        else:
            town.deliver_by_socket()
            town.wait_for_app(2)
        town.say("U0ANN", PUBLIC, "/convenor help")
        said: list[str] = []
        asking = threading.Thread(target=lambda: said.append(str(town.say("U0ANN", PUBLIC, "/risk add"))))
        town.faults({"method": "views.open", "kind": "timeout_before", "seconds": 1.5})
        asking.start()
        until(lambda: not town.open_faults(), what="the bot asks for the form")
        bot.process.send_signal(signal.SIGTERM)
        until(lambda: bot.readyz() == (503, {"bot": "is stopping"}), what="not ready")
        assert bot.healthz() == (200, "ok")
        asking.join()
        assert "The form could not be opened" in said[0]
        assert bot.process.wait(timeout=20) == 0


def test_starting_and_a_part_that_fails_are_not_ready_and_answers_are_kept_for_a_moment():
    readiness, looked = Readiness(), []
    door = HealthDoor(readiness, "127.0.0.1", 0)
    door.start()
    url = f"http://127.0.0.1:{door.port}"
    try:
        assert httpx.get(f"{url}/readyz").json() == {"ready": False, "reasons": {"bot": "is starting"}}
        assert httpx.get(f"{url}/healthz").text == "ok"
        assert httpx.get(f"{url}/elsewhere").status_code == 404

        def broken() -> str:
            looked.append(1)
            raise UnavailableError("The database did not answer.", "Look at it.")

        def faulty() -> str:
            raise ZeroDivisionError

        readiness.open({"database": broken, "intake": lambda: "", "worker": faulty})
        answers = [httpx.get(f"{url}/readyz") for _ in range(3)]
        assert {answer.status_code for answer in answers} == {503}
        assert answers[0].headers["Content-Type"].startswith("application/json")
        assert answers[0].json()["reasons"] == {
            "database": "The database did not answer.",
            "worker": "cannot be looked at; the log says why",
        }
        assert len(looked) < 3
        readiness.close()
        assert httpx.get(f"{url}/readyz").json()["reasons"] == {"bot": "is stopping"}
    finally:
        door.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/healthz")


# The server library drops the socket that could not be bound without closing it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_taken_port_is_said():
    first = HealthDoor(Readiness(), "127.0.0.1", 0)
    first.start()
    try:
        with pytest.raises(UnavailableError, match="cannot be used"):
            HealthDoor(Readiness(), "127.0.0.1", first.port).start()
    finally:
        first.stop()


def test_slack_is_asked_only_after_a_silence(town):
    gateway = SlackGateway(town.app()["bot_token"], f"{town.url}/api/")
    gateway.identity()
    last = max(entry["n"] for entry in town.traffic())
    assert gateway.trouble(60) == ""
    assert town.traffic(last) == []
    assert gateway.trouble(0) == ""
    assert [entry["name"] for entry in town.traffic(last)] == ["auth.test"]
    assert SlackGateway("xoxb-old", f"{town.url}/api/").trouble(60) == "Slack answered invalid_auth"
    assert SlackGateway("xoxb-1", nobody_there("/api/")).trouble(60) == "the connection was refused"


def signed(body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
        "Content-Type": "application/x-www-form-urlencoded",
    }


def test_a_stopping_http_door_finishes_what_is_in_hand_and_refuses_the_rest():
    client = WebClient("xoxb-x", base_url=nobody_there("/api/"))
    app = App(
        client=client,
        token="xoxb-x",
        signing_secret=SECRET,
        process_before_response=True,
        token_verification_enabled=False,
    )
    # Authorisation asks Slack who the bot is; the door stands before that.
    app._middleware_list = [m for m in app._middleware_list if "Authorization" not in type(m).__name__]
    begun, go_on = threading.Event(), threading.Event()

    @app.command("/risk")
    def on_risk(ack):
        begun.set()
        assert go_on.wait(20)
        ack("done")

    intake = HttpIntake(app, "127.0.0.1", 0)
    intake.start()
    url = f"http://127.0.0.1:{intake.port}{EVENTS_PATH}"
    body = b"command=%2Frisk&text=&user_id=U1&team_id=T1&trigger_id=1.2"
    answers: list[httpx.Response] = []
    asking = threading.Thread(
        target=lambda: answers.append(httpx.post(url, content=body, headers=signed(body), timeout=30))
    )
    stopping = threading.Thread(target=intake.stop)
    asking.start()
    try:
        assert begun.wait(20)
        stopping.start()
        until(
            lambda: httpx.post(url, content=body, headers=signed(body), timeout=30).status_code == 503, what="refusal"
        )
        assert intake.trouble() == ""
    finally:
        go_on.set()
        asking.join()
        stopping.join()
    assert (answers[0].status_code, answers[0].text) == (200, "done")
    assert intake.trouble() == "does not listen"
