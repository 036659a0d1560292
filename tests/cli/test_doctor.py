"""`convenor doctor` as a process against a real sandbox: a healthy deployment, and every way to set one up wrongly."""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli.doctor.findings import Level
from bot.cli.doctor.slack import LOST_WITHOUT, check_clock, manifest_scopes
from bot.clock import wall_now
from bot.slack.probe import Reply
from bot.store.schema import revisions
from tests.support.administration import OFFICE, PRIVATE, PUBLIC, WORKSPACE, Desk, manifest_without
from tests.support.bot import MANIFEST, first_line
from tests.support.ports import closed_port, nobody_there
from tests.support.sandbox import ROOT, SandboxClient, until
from tests.support.spawning import start

pytestmark = pytest.mark.process
READS_ONLY = {
    "auth.test",
    "bots.info",
    "apps.connections.open",
    "conversations.info",
    "users.list",
}
HOLD_LOCK = """
import sys
from pathlib import Path
from bot.store.lock import DeploymentLock
with DeploymentLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


def found(desk: Desk, *words: str, **more: str) -> tuple[int, list[tuple[str, str, str, str]]]:
    """Run doctor; return its exit status and (level, check, said, mend) of each finding that is not ok."""
    done = desk.says("doctor", "--json", *words, **more)
    assert done.stderr == "", done.stderr
    report = json.loads(done.stdout)
    rows = [(row["level"], row["check"], row["said"], row["mend"]) for row in report["findings"]]
    assert report["can_run"] == (done.returncode == 0)
    return done.returncode, [row for row in rows if row[0] != "ok"]


def faults(desk: Desk, *words: str, **more: str) -> dict[str, str]:
    """Run doctor, which must find a fault; return check -> what was said and how to mend it."""
    status, rows = found(desk, *words, **more)
    assert status == 1
    return {check: f"{said} -> {mend}" for level, check, said, mend in rows if level == "fault"}


def looks(desk: Desk, *words: str, **more: str) -> dict[str, str]:
    """Run doctor where nothing is broken; return check -> what to look at, but for the sandbox's address."""
    status, rows = found(desk, *words, **more)
    assert (status, [row for row in rows if row[0] == "fault"]) == (0, [])
    return {check: said for level, check, said, _ in rows if level == "look" and "a sandbox" not in said}


def test_a_healthy_deployment_has_no_fault_and_each_line_says_what_was_seen(desk, town):
    before = {file: file.read_bytes() for file in sorted(desk.folder.rglob("*")) if file.is_file()}
    last = max((entry["n"] for entry in town.traffic()), default=0)
    done = desk.says("doctor", fresh=True)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[-1] == "✓ Convenor can run; 1 to look at."
    checks = {line.split()[2]: line for line in lines[:-2]}
    assert checks["time"].startswith("✓ ok      time zone      Europe/London, where it is ")
    assert "Town Partnership (T0TOWN), as the configuration says." in checks["workspace"]
    assert "granted" in checks["scopes"]
    assert "Slack said hello" in checks["socket"]
    assert "No other deployment" in checks["deployments"]
    assert "2 of the 2 channels" in checks["channels"]
    assert "2 people with an address found in Slack" in checks["people"]
    assert f"{revisions()[-1]}, the one this version needs." in checks["revision"]
    assert {file: file.read_bytes() for file in sorted(desk.folder.rglob("*")) if file.is_file()} == before
    called = {entry["name"] for entry in town.traffic(last)}
    assert called == READS_ONLY
    until(lambda: town.app()["connections"] == 0, what="the connection is closed")
    tokens = [desk.variables[name] for name in desk.variables if name != "SLACK_API_URL"]
    assert not [token for token in tokens if token in done.stdout]


def test_each_scope_of_the_manifest_is_explained_where_it_is_missing_and_in_the_documentation():
    page = (ROOT / "docs" / "scopes.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `([a-z.:_]+)` \|", page, re.MULTILINE)
    events = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert explained == [*manifest_scopes(), *events]
    assert list(LOST_WITHOUT) == list(manifest_scopes())
    assert "asks for thirteen bot scopes and four events" in page
    assert (len(manifest_scopes()), len(events)) == (13, 4)


def reply(seconds: float) -> tuple[Reply, datetime]:
    said = datetime(2018, 11, 1, 8, 50, tzinfo=UTC)
    return Reply({}, headers={"date": "Thu, 01 Nov 2018 08:50:00 GMT"}), said + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("seconds", "level", "says"),
    [
        (2, Level.OK, "agrees"),
        (-60, Level.LOOK, "60 seconds behind Slack's"),
        (400, Level.FAULT, "400 seconds ahead of Slack's. Signed requests are refused at 300."),
    ],
)
def test_a_clock_that_is_off(seconds, level, says):
    finding = check_clock(*reply(seconds))
    assert finding.level is level
    assert says in finding.said


def test_an_answer_without_a_time_tells_nothing_of_the_clock():
    assert check_clock(Reply({}, headers={"date": "yesterday"}), wall_now()).level is Level.UNKNOWN


def test_over_http_the_signing_secret_counts_and_no_app_token(desk):
    assert looks(desk, "--http", SLACK_APP_TOKEN="") == {}
    assert "SLACK_SIGNING_SECRET is not set." in faults(desk, "--http", SLACK_SIGNING_SECRET="")["signing secret"]
    odd = looks(desk, "--http", SLACK_SIGNING_SECRET="0123")
    assert odd == {"signing secret": "It does not look like Slack's: 32 digits and letters from a to f."}
    assert "app-level token" in faults(desk, "--http", SLACK_SIGNING_SECRET="xapp-1-A-1")["signing secret"]


def test_tokens_that_were_swapped(desk):
    bot, app = desk.variables["SLACK_BOT_TOKEN"], desk.variables["SLACK_APP_TOKEN"]
    said = faults(desk, SLACK_BOT_TOKEN=app, SLACK_APP_TOKEN=bot)
    assert said["bot token"].startswith("SLACK_BOT_TOKEN is an app-level token (it begins with xapp-).")
    assert said["app token"].startswith("SLACK_APP_TOKEN is a bot token (it begins with xoxb-).")


@pytest.mark.parametrize(
    ("token", "says"),
    [
        pytest.param("xoxp-1-2-3", "is a person's token", id="a person's"),
        pytest.param("xoxe.xoxb-1-2", "is a token that runs out; switch token rotation off", id="one that rotates"),
        pytest.param('"xoxb-1-2"', "has spaces or quotation marks around it", id="quoted twice"),
        pytest.param("abc", "does not begin with xoxb-", id="something else"),
    ],
)
def test_a_bot_token_of_another_kind(desk, token, says):
    assert says in faults(desk, SLACK_BOT_TOKEN=token)["bot token"]


def test_tokens_that_slack_does_not_know(desk):
    said = faults(desk, SLACK_BOT_TOKEN="xoxb-1-old", SLACK_APP_TOKEN="xapp-1-old")
    assert "SLACK_BOT_TOKEN: Slack does not know this token. (invalid_auth)" in said["Slack"]
    assert "SLACK_APP_TOKEN: Slack does not know this token. (invalid_auth)" in said["socket"]


def test_scopes_that_were_not_granted_are_named_with_what_will_not_work(tmp_path):
    slack = tmp_path / "slack"
    slack.mkdir()
    manifest = manifest_without("files:read", "groups:read")
    manifest["oauth_config"]["scopes"]["bot"].append("channels:join")
    with SandboxClient.started(slack, WORKSPACE, manifest) as sandbox:
        desk = Desk(tmp_path, sandbox)
        desk.set_up()
        _, rows = found(desk)
    said = {check: text for level, check, text, _ in rows if level == "fault"}
    assert said["scopes"].startswith("Not granted: groups:read, files:read: without groups:read private channels")
    assert "without files:read registers dropped into Convenor's messages cannot be read" in said["scopes"]
    more = [text for level, check, text, _ in rows if (level, check) == ("look", "scopes")]
    assert more == ["Granted and not needed: channels:join."]


def test_nobody_listens_where_slack_should_be(desk):
    said = faults(desk, SLACK_API_URL=nobody_there("/api/"))
    assert said["Slack"].startswith("127.0.0.1 was not reached: the connection was refused.")
    assert "was not reached" in said["socket"]


def test_a_proxy_in_the_way_of_this_machine(desk):
    said = faults(desk, HTTPS_PROXY=f"http://user:secret@127.0.0.1:{closed_port()}")
    assert "HTTPS_PROXY sends every call through 127.0.0.1, also those to this machine" in said["environment"]
    assert "secret" not in str(said)


CHANNELS = [
    pytest.param(PUBLIC, {"app_is_member": False}, "#planned-care: Convenor is not in it. -> ", id="not invited"),
    pytest.param(PUBLIC, {"is_archived": True}, "#planned-care is archived.", id="archived"),
    pytest.param(OFFICE, {"is_ext_shared": True}, "is shared with another organisation, so nothing", id="shared"),
    pytest.param(OFFICE, {"is_private": False}, "is open to the whole workspace, so nothing", id="open"),
    pytest.param(OFFICE, {"app_is_member": False}, f"there is no channel {OFFICE}, or it is private", id="unseen"),
]


@pytest.mark.parametrize(("channel", "change", "says"), CHANNELS)
def test_a_channel_that_cannot_be_used_for_what_it_is_named_for(desk, town, channel, change, says):
    town.change_channel(channel, **change)
    try:
        assert says in faults(desk)["channels"]
    finally:
        town.change_channel(channel, **{field: not value for field, value in change.items()})


def test_a_channel_shared_with_others_is_only_looked_at_where_public_records_go(desk, town):
    town.change_channel(PUBLIC, is_ext_shared=True)
    try:
        assert "is shared with another organisation, which reads" in looks(desk)["channels"]
    finally:
        town.change_channel(PUBLIC, is_ext_shared=False)


def test_somebody_who_is_not_found_in_slack(desk, town):
    town.change_user("U0BEN", email="ben@elsewhere.example")
    try:
        said = "1 of 2 people with an address not found in Slack: Ben Director (ben@town.example)."
        assert looks(desk)["people"] == said
    finally:
        town.change_user("U0BEN", email="ben@town.example")


def test_an_administrator_who_left_slack(desk, town):
    town.change_user("U0ANN", deleted=True)
    try:
        assert "so nobody would administer Convenor" in faults(desk)["administrator"]
    finally:
        town.change_user("U0ANN", deleted=False)


def slip(was: str, becomes: str) -> Callable[[Desk], None]:
    def plant(desk: Desk) -> None:
        text = desk.config.read_text(encoding="utf-8")
        assert was in text
        desk.config.write_text(text.replace(was, becomes), encoding="utf-8")

    return plant


SLIPS = [
    pytest.param(slip("T0TOWN", "T0OTHER"), "workspace", "but home_team is T0OTHER: everybody would", id="workspace"),
    pytest.param(slip("home_team", "hometeam"), "configuration", "Did you mean `home_team`?", id="key"),
    pytest.param(slip("Europe/London", "Europe/Lundon"), "configuration", "must be a time zone", id="zone"),
    pytest.param(slip(f'"{PUBLIC}"', '"C0NONE"'), "channels", "there is no channel C0NONE", id="channel"),
    pytest.param(slip('admin = "ann@', 'admin = "anne@'), "administrator", "is nobody listed under people", id="admin"),
]


@pytest.mark.parametrize(("plant", "check", "says"), SLIPS)
def test_a_slip_in_the_configuration(desk, plant, check, says):
    plant(desk)
    assert says in faults(desk)[check]


def test_a_slip_does_not_hide_what_else_is_wrong(desk):
    slip("home_team", "hometeam")(desk)
    said = faults(desk, SLACK_APP_TOKEN="", CONVENOR_DATABSE_URL="x", SLACK_CLIENT_ID="1", SLACK_CLIENT_SECRET="s3")
    assert set(said) == {"configuration", "environment", "app token"}
    _, rows = found(desk, CONVENOR_DATABSE_URL="x", SLACK_CLIENT_ID="1", SLACK_CLIENT_SECRET="s3cret")
    of_environment = [text for _, check, text, _ in rows if check == "environment"]
    assert any(
        "CONVENOR_DATABSE_URL is not a setting. Did you mean `CONVENOR_DATABASE_URL`?" in t for t in of_environment
    )
    assert any("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are set" in text for text in of_environment)
    assert "s3cret" not in str(rows)


def test_no_database_yet_and_none_is_made(desk, tmp_path):
    said = faults(desk, CONVENOR_DATA_DIR=str(tmp_path / "new" / "deep"))
    assert said["database"].endswith("Make it with `convenor migrate`.")
    assert not (tmp_path / "new").exists()


def write_over(desk: Desk, sql: str) -> None:
    with contextlib.closing(sqlite3.connect(desk.database)) as connection, connection:
        connection.executescript(sql)


def test_a_database_of_another_revision(desk):
    write_over(desk, "UPDATE alembic_version SET version_num = '0001'")
    assert f"at revision 0001; this version needs {revisions()[-1]}." in faults(desk)["revision"]
    write_over(desk, "UPDATE alembic_version SET version_num = '9999'")
    assert "9999, which this version does not know" in faults(desk)["revision"]
    write_over(desk, "DROP TABLE alembic_version")
    assert "The database is empty." in faults(desk)["revision"]


def test_a_file_that_is_no_database(desk):
    desk.database.write_bytes(b"not a database at all, " * 100)
    assert "The database file is damaged." in faults(desk)["database"]


def test_an_audit_trail_whose_end_was_cut(desk):
    write_over(desk, "UPDATE audit_head SET seq = 7")
    said = faults(desk)["audit trail"]
    assert said.startswith("The audit chain ends at event 0; its recorded end is event 7.")


def test_a_server_that_is_not_there(desk):
    port = closed_port()
    said = faults(desk, CONVENOR_DATABASE_URL=f"postgresql+psycopg://bot:s3cret@127.0.0.1:{port}/records")["database"]
    assert said.startswith(f"postgresql+psycopg://bot:***@127.0.0.1:{port}/records: The database did not answer.")
    assert "s3cret" not in said


@contextlib.contextmanager
def locked(desk: Desk) -> Iterator[None]:
    lock = desk.database.with_suffix(".lock")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD_LOCK, str(lock)],
        env=desk.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert first_line(holder, 20) == "held"
        yield
    finally:
        holder.communicate("\n", timeout=20)


def test_beside_a_running_bot_no_connection_is_opened_that_could_take_its_clicks(desk, town):
    with locked(desk):
        said = looks(desk)
        assert said["lock"].startswith("A Convenor runs on this database (process ")
        done = desk.says("doctor")
        assert "It was not opened: a click meant for your bot could land on it." in done.stdout
    assert "lock" not in looks(desk)


def test_another_deployment_on_the_same_app(desk, town, tmp_path):
    other = desk.copied_to(tmp_path / "other")
    with start(["bot", "run"], cwd=other.folder, env=other.environment()) as bot:
        try:
            assert first_line(bot, 30).startswith("{")
            town.wait_for_app(2)
            assert looks(desk)["deployments"].startswith("2 more Socket Mode connections are open on this app.")
        finally:
            bot.terminate()
            bot.wait(20)


def test_secrets_that_others_on_the_machine_can_read(desk):
    (desk.folder / ".env").chmod(0o644)
    assert faults(desk)["environment"].startswith(".env can be read by other accounts of this machine.")
    (desk.folder / ".env").chmod(0o600)
    desk.database.chmod(0o644)
    assert "can read the database" in looks(desk)["environment"]


def test_the_non_public_channel_of_a_workstream_is_held_to_more(desk, town):
    slip(f'channel = "{PUBLIC}"', f'channel = "{PUBLIC}"\nprivate_channel = "{PRIVATE}"')(desk)
    assert looks(desk) == {}
    slip(PRIVATE, "C0PLANNED")(desk)
    assert "workstreams.PC.private_channel: #planned-care is open to the whole workspace" in faults(desk)["channels"]
