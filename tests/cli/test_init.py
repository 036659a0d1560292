"""`convenor init`: what it writes is sound whatever was answered, and it writes over nothing unasked."""

from __future__ import annotations

import io
import json
import os
import pty
import secrets
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.cli.init import write_configuration
from bot.cli.init.answers import Answers, Contact
from bot.cli.init.questions import Questions
from bot.cli.init.writing import configuration_text, environment_text
from bot.errors import ConfigError, UnavailableError
from bot.settings import load_config
from bot.settings.dotenv import apply_env_file, read_env_file
from bot.settings.partnership import BoardSetting, OrganisationSetting, WorkstreamSetting
from tests.support.administration import TOWN, Desk
from tests.support.sandbox import until

YES = ("init", "--yes")


@pytest.fixture
def bare(tmp_path: Path) -> Desk:
    """An empty directory, and no Slack."""
    return Desk(tmp_path)


class Typist:
    """Types line after line, and hears what is asked."""

    def __init__(self, *lines: str) -> None:
        self._lines = iter(lines)
        self.heard = io.StringIO()

    def answers(self) -> Answers:
        return Questions(Console(file=self.heard, width=200), self._type).all(Answers())

    def _type(self) -> str:
        try:
            return next(self._lines)
        except StopIteration as ended:
            raise EOFError from ended


def written(folder: Path, answers: Answers) -> Path:
    file = folder / "convenor.toml"
    file.write_text(configuration_text(answers), encoding="utf-8")
    return file


def test_with_defaults_alone_the_configuration_is_sound_and_says_what_to_change(bare):
    done = bare.says(*YES)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Put the governance office's address into convenor.toml" in done.stdout
    assert "convenor doctor" in done.stdout
    checked = bare.says("check-config")
    assert checked.returncode == 0
    assert checked.stdout.startswith(f"{bare.config} is sound: Our partnership, ")
    assert "# CHANGE THIS" in bare.config.read_text(encoding="utf-8")


def test_options_and_a_file_of_answers_give_the_same(bare, tmp_path):
    assert bare.says(*YES, *TOWN).returncode == 0
    by_options = tomllib.loads(bare.config.read_text(encoding="utf-8"))
    answers = {
        "name": "Town Partnership",
        "home_team": "T0TOWN",
        "office_channel": "C0OFFICE",
        "organisations": [{"key": "TC", "name": "Town Council", "kind": "council"}],
        "workstreams": [{"key": "PC", "name": "Planned Care", "channel": "C0PLANNED"}],
        "office": {"name": "Ann Office", "email": "ann@town.example"},
        "programme_director": {"name": "Ben Director", "email": "ben@town.example"},
        "boards": [{"key": "TB", "name": "Transformation Board", "level": 1}],
    }
    (tmp_path / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
    done = bare.says(*YES, "--answers", "answers.json", "other.toml")
    assert done.returncode == 0, done.stderr
    assert tomllib.loads((tmp_path / "other.toml").read_text(encoding="utf-8")) == by_options
    assert by_options["escalation"] == [{"measure": "residual", "threshold": 15, "boards": ["TB"]}]


def test_files_are_for_their_owner_alone_and_hold_no_secret(bare):
    done = bare.says(*YES, SLACK_BOT_TOKEN="xoxb-1-s3cret")
    assert done.returncode == 0
    for file in (bare.config, bare.folder / ".env"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert "s3cret" not in file.read_text(encoding="utf-8")
    found = read_env_file(bare.folder / ".env")
    assert found == {"CONVENOR_CONFIG": str(bare.config), "CONVENOR_DATA_DIR": str(bare.folder / "var")}


def test_a_configuration_that_is_there_is_not_written_over(bare):
    assert bare.says(*YES, "--name=First").returncode == 0
    (bare.folder / ".env").write_text("SLACK_BOT_TOKEN=xoxb-kept\n", encoding="utf-8")
    before = bare.config.read_bytes()
    refused = bare.says(*YES, "--name=Second")
    assert refused.returncode == 1
    assert "is there already" in refused.stderr
    assert bare.config.read_bytes() == before
    forced = bare.says(*YES, "--force", "--name=Second")
    assert forced.returncode == 0
    assert 'name = "Second"' in bare.config.read_text(encoding="utf-8")
    assert "was left alone" in forced.stdout
    assert (bare.folder / ".env").read_text(encoding="utf-8") == "SLACK_BOT_TOKEN=xoxb-kept\n"


def test_a_dry_run_prints_the_file_and_writes_nothing(bare, tmp_path):
    done = bare.says(*YES, "--dry-run", *TOWN)
    assert done.returncode == 0
    assert tomllib.loads(done.stdout)["partnership"]["name"] == "Town Partnership"
    assert list(tmp_path.iterdir()) == []


REFUSED = [
    pytest.param(["--timezone=Mars"], "options: timezone: must be a time zone such as Europe/London", id="zone"),
    pytest.param(["--workstream=pc=Planned"], "options: workstreams.pc.key: must be one to six capital", id="letters"),
    pytest.param(["--workstream=Planned"], "“Planned” is not KEY=Name or KEY=Name=channel.", id="no letters"),
    pytest.param(["--board=TB=Board=high"], "options: boards.TB.level: must be a whole number", id="level"),
    pytest.param(["--office=Ann"], "--office: “Ann” is not Name <e-mail address>.", id="no address"),
    pytest.param(["--organisation=A=B", "--organisation=A=C"], "options: organisations: names `A` twice", id="twice"),
    pytest.param(["--answers=none.toml"], "none.toml: (file): cannot be read", id="no file"),
]


@pytest.mark.parametrize(("words", "says"), REFUSED)
def test_what_cannot_be_is_refused_with_its_place_and_nothing_is_written(bare, tmp_path, words, says):
    done = bare.says(*YES, *words)
    assert done.returncode == 2
    assert says in done.stderr, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_two_people_of_one_address_are_refused_before_anything_is_written(bare, tmp_path):
    done = bare.says(*YES, "--office=Ann <a@x.example>", "--programme-director=Ben <A@x.example>")
    assert done.returncode == 2
    assert "has this e-mail address already" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_it_says_what_to_give(bare, tmp_path):
    done = bare.says("init")
    assert done.returncode == 1
    assert done.stderr.startswith("Stopped: There is no terminal to ask at. Give --yes")
    assert list(tmp_path.iterdir()) == []


def test_every_question_can_be_skipped():
    typist = Typist(*[""] * 40)
    assert typist.answers() == Answers()
    assert "The partnership's name [Our partnership]: " in typist.heard.getvalue()


def test_keys_are_suggested_from_what_was_typed_and_no_two_are_the_same():
    typist = Typist(
        "", "", "", "", *("Children and Young People", "", ""), *("Care of Young People", "", ""), *[""] * 9
    )
    answers = typist.answers()
    assert [stream.key for stream in answers.workstreams] == ["CYP", "CYPX"]


def test_each_answer_is_checked_at_once_and_asked_again():
    typist = Typist(
        "Town Partnership",
        "Mars",
        "Europe/Dublin",
        "town",
        "",
        *("Town Council", "", "village", "council", ""),
        *("Planned Care", "pc", "PC", "#planned", "C0PLANNED", "Prevention", "PC", "PV", "", ""),
        *("Ann", "not an address", "ann@town.example"),
        *("Ben", "ANN@town.example", "ben@town.example"),
        "",
        *("Transformation Board", "", "ten", "2", ""),
    )
    answers = typist.answers()
    heard = typist.heard.getvalue()
    assert heard.count("That ") == 9
    for said in (
        "must be a time zone such as Europe/London (it is 'Mars').",
        "must be a Slack workspace id",
        "must be one of nhs, council, other.",
        "must be one to six capital letters",
        "must be a Slack channel id",
        "is taken already; each needs its own.",
        "must be an e-mail address",
        "must be one of 1, 2, 3",
    ):
        assert said in heard, said
    assert answers == Answers(
        name="Town Partnership",
        timezone="Europe/Dublin",
        organisations=(OrganisationSetting(key="TC", name="Town Council", kind="council"),),
        workstreams=(
            WorkstreamSetting(key="PC", name="Planned Care", channel="C0PLANNED"),
            WorkstreamSetting(key="PV", name="Prevention"),
        ),
        office=Contact(name="Ann", email="ann@town.example"),
        programme_director=Contact(name="Ben", email="ben@town.example"),
        boards=(BoardSetting(key="TB", name="Transformation Board", level=2),),
    )


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60).filter(
    lambda text: text.strip()
)


@given(name=NAMES, office=NAMES, director=NAMES, workstream=NAMES, board=NAMES)
def test_whatever_things_are_called_the_file_is_sound_and_says_it(
    tmp_path_factory, name, office, director, workstream, board
):
    answers = Answers(
        name=name,
        workstreams=(WorkstreamSetting(key="PC", name=workstream),),
        office=Contact(name=office, email="a@x.example"),
        programme_director=Contact(name=director, email="b@x.example"),
        boards=(BoardSetting(key="B", name=board, level=3),),
    )
    config = load_config(written(tmp_path_factory.getbasetemp(), answers))
    assert config.partnership.name == answers.name
    assert [person.name for person in config.people] == [
        answers.office.name,
        Contact(name=director, email="b@x.example").name,
    ]
    assert (config.workstreams[0].name, config.boards[0].name) == (answers.workstreams[0].name, answers.boards[0].name)


def at_a_terminal(folder: Path, *lines: str) -> tuple[int, str]:
    """Run `convenor init` at a terminal of its own, type each line when a question waits; return status and screen."""
    outer, inner = pty.openpty()
    desk = Desk(folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "init"],
        cwd=folder,
        env=desk.environment({"COLUMNS": "200", "TERM": "dumb"}),
        stdin=inner,
        stdout=inner,
        stderr=inner,
        start_new_session=True,
    )
    os.close(inner)
    os.set_blocking(outer, False)
    screen = bytearray()

    def waits() -> bool:
        try:
            screen.extend(os.read(outer, 65536))
        except BlockingIOError:
            pass
        except OSError:
            return True
        return screen.endswith((b"]: ", b"] ")) or process.poll() is not None

    try:
        for line in lines:
            until(waits, 30, "a question")
            screen.extend(b"<" + line.encode() + b">")
            os.write(outer, line.encode() + b"\n")
        until(lambda: waits() and process.poll() is not None, 30, "the end")
        return process.wait(timeout=30), screen.decode()
    finally:
        process.kill()
        process.wait()
        os.close(outer)


@pytest.mark.process
def test_at_a_terminal_it_asks_shows_what_it_will_write_and_asks_before_writing_over(tmp_path):
    status, screen = at_a_terminal(tmp_path, "Town Partnership", *[""] * 12, "n")
    assert status == 0
    assert "Nothing was written." in screen
    assert 'name = "Town Partnership"' in screen
    assert list(tmp_path.iterdir()) == []
    status, screen = at_a_terminal(tmp_path, "Town Partnership", *[""] * 12, "")
    assert "Next:" in screen, screen
    assert load_config(tmp_path / "convenor.toml").partnership.name == "Town Partnership"
    status, screen = at_a_terminal(tmp_path, "")
    assert "is there already. Write over it? [y/N]" in screen
    assert "Nothing was written." in screen


def test_a_line_of_the_environment_file_is_read_as_a_shell_would(tmp_path):
    file = tmp_path / ".env"
    file.touch(0o600)
    file.write_text(
        "# a note\n\nexport SLACK_BOT_TOKEN='xoxb-1'\nSLACK_APP_TOKEN = \"xapp-1\" # ours\n"
        "SLACK_SIGNING_SECRET=abc # not a part of it\nCONVENOR_CLOCK_URL=\nOTHER=1\nCONVENOR_DATA_DIR=/a b/#c\n",
        encoding="utf-8",
    )
    assert read_env_file(file) == {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_SIGNING_SECRET": "abc",
        "CONVENOR_DATA_DIR": "/a b/#c",
    }
    variables = {"SLACK_BOT_TOKEN": "xoxb-set", "SLACK_APP_TOKEN": ""}
    apply_env_file(file, variables)
    assert (variables["SLACK_BOT_TOKEN"], variables["SLACK_APP_TOKEN"]) == ("xoxb-set", "xapp-1")
    file.write_text("SLACK_BOT_TOKEN xoxb-1-s3cret\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"line 1: is not NAME=value\.") as refused:
        read_env_file(file)
    assert "s3cret" not in str(refused.value)


def test_the_environment_file_that_is_written_is_read_back(tmp_path):
    file = tmp_path / ".env"
    file.touch(0o600)
    file.write_text(environment_text(Path("/a b/c#d.toml"), Path("/x/var")), encoding="utf-8")
    assert read_env_file(file) == {"CONVENOR_CONFIG": "/a b/c#d.toml", "CONVENOR_DATA_DIR": "/x/var"}


@pytest.fixture
def victim(bare) -> Path:
    """A file that must stay as it is."""
    file = bare.folder / "victim"
    file.write_text("precious", encoding="utf-8")
    return file


def test_what_others_have_put_where_a_draft_could_be_is_not_written_to(bare, victim):
    (bare.folder / ".convenor.toml.new").symlink_to(victim)
    assert bare.says(*YES).returncode == 0
    assert victim.read_text(encoding="utf-8") == "precious"
    assert not bare.config.is_symlink()
    assert stat.S_IMODE(bare.config.stat().st_mode) == 0o600
    assert sorted(file.name for file in bare.folder.iterdir()) == [
        ".convenor.toml.new",
        ".env",
        "convenor.toml",
        "victim",
    ]


def test_the_draft_is_written_under_a_name_that_nobody_can_prepare(tmp_path, monkeypatch):
    monkeypatch.setattr(secrets, "token_hex", lambda _: "known")
    prepared = tmp_path / ".convenor.toml.known"
    prepared.touch()
    prepared.chmod(0o666)
    with pytest.raises(UnavailableError, match="File exists"):
        write_configuration(
            Console(file=io.StringIO()),
            tmp_path / "convenor.toml",
            None,
            {},
            asks=False,
            force=False,
            dry_run=False,
        )
    assert not (tmp_path / "convenor.toml").exists()
    assert prepared.read_text(encoding="utf-8") == ""


def test_a_link_in_the_place_of_a_file_is_not_followed_and_is_told_of(bare, victim):
    (bare.folder / ".env").symlink_to(bare.folder / "nowhere")
    bare.config.symlink_to(victim)
    refused = bare.says(*YES)
    assert (refused.returncode, "is there already" in refused.stderr) == (1, True)
    done = bare.says(*YES, "--force")
    assert done.returncode == 0
    assert f"It was a link to {victim}, which was left alone." in done.stdout
    assert f"a link to {bare.folder / 'nowhere'}, is there already and was left alone" in done.stdout
    assert victim.read_text(encoding="utf-8") == "precious"
    assert not (bare.folder / "nowhere").exists()
    assert load_config(bare.config)


def test_a_link_that_leads_nowhere_counts_as_a_file_that_is_there(bare):
    bare.config.symlink_to(bare.folder / "nowhere")
    assert bare.says(*YES).returncode == 1
    assert bare.config.is_symlink()


@pytest.mark.parametrize("name", ['quo"te #x', "it's $HOME", "`a`"])
def test_whatever_the_folder_is_called_its_environment_file_leads_to_it(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    desk = Desk(folder)
    assert desk.says(*YES).returncode == 0
    assert read_env_file(folder / ".env")["CONVENOR_CONFIG"] == str(desk.config)
    assert desk.says("check-config").returncode == 0


def test_a_folder_that_no_line_can_name_gets_no_environment_file(tmp_path):
    folder = tmp_path / "a\nSLACK_API_URL=http:"
    folder.mkdir()
    done = Desk(folder).says(*YES)
    assert (done.returncode, "No .env was written" in done.stdout) == (0, True)
    assert [file.name for file in folder.iterdir()] == ["convenor.toml"]


def test_an_address_that_was_never_filled_in_is_told_of_by_each_check(bare):
    assert bare.says(*YES).returncode == 0
    for words in (("check-config",), ("check-config", "convenor.toml"), ("doctor",)):
        done = bare.says(*words)
        assert "address is still governance.manager@partnership.example" in done.stdout + done.stderr, words
    assert bare.says(*YES, "--force", *TOWN).returncode == 0
    for words in (("check-config",), ("doctor",)):
        done = bare.says(*words)
        assert "still" not in done.stdout + done.stderr, words


def test_with_nothing_set_up_the_environment_is_spoken_of_once(bare):
    lines = [line for line in bare.says("doctor").stdout.splitlines() if line.split()[2:3] == ["environment"]]
    assert len(lines) == 1
    assert lines[0].startswith("✗ fault   environment    The worked example is in use")


def test_what_is_typed_as_the_options_take_it_is_understood():
    typist = Typist(
        *("", "", "", "TC=Town Council=council", "", "", ""),
        *("PC = Planned Care = C0PLANNED", "", "", ""),
        *("", "", "", ""),
        *("TB=Transformation Board=3", "", "", ""),
        "",
    )
    answers = typist.answers()
    assert answers.organisations == (OrganisationSetting(key="TC", name="Town Council", kind="council"),)
    assert answers.workstreams == (WorkstreamSetting(key="PC", name="Planned Care", channel="C0PLANNED"),)
    assert answers.boards == (BoardSetting(key="TB", name="Transformation Board", level=3),)
