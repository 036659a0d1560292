"""The wheel holds what an installed Convenor needs, and nothing else."""

import os
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=60,
    )
    (file,) = folder.iterdir()
    with zipfile.ZipFile(file) as opened:
        yield opened


@pytest.fixture(scope="module")
def held(wheel):
    return {name for name in wheel.namelist() if not name.endswith("/")}


@pytest.fixture(scope="module")
def metadata(wheel, held):
    (name,) = (name for name in held if name.endswith(".dist-info/METADATA"))
    return message_from_bytes(wheel.read(name))


def files_under(folder):
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "name",
    [
        "bot/__main__.py",
        "bot/cli/commands.py",
        "bot/config/convenor.toml",
        "bot/config/manifest.json",
        "bot/config/demo/risks.csv",
        "bot/config/demo/workspace.json",
        "bot/views/templates/risk/head.j2",
        "bot/papers/templates/heatmap.typ",
        "bot/store/migrations/env.py",
        "bot/store/migrations/versions/0001_foundation.py",
        "bot/sandbox/page/index.html",
        "bot/sandbox/page/vendor/preact.mjs",
    ],
)
def test_what_an_installed_convenor_reads_is_inside(held, name):
    assert name in held


def test_the_wheel_is_the_package_and_the_configuration_and_no_more(held):
    source = {name for name in files_under("bot") if "__pycache__" not in name}
    configuration = {f"bot/{name}" for name in files_under("config")}
    assert {name for name in held if not name.split("/")[0].endswith(".dist-info")} == source | configuration


def test_nothing_of_this_machine_is_inside(wheel, held):
    assert not [name for name in held if name.endswith((".pyc", ".sqlite3", ".log")) or "/var/" in name]
    texts = (name for name in held if name.endswith((".py", ".toml", ".json", ".j2", ".csv")))
    assert not [name for name in texts if str(ROOT).encode() in wheel.read(name)]


def test_the_configuration_inside_is_the_one_of_the_source_tree(wheel):
    shipped = (ROOT / "config" / "convenor.toml").read_bytes()
    assert wheel.read("bot/config/convenor.toml") == shipped


def test_there_is_a_convenor_command(wheel, held):
    (name,) = (name for name in held if name.endswith("entry_points.txt"))
    assert b"convenor = bot.cli:main" in wheel.read(name)


def test_a_production_install_stays_small(metadata):
    needed = [need for need in metadata.get_all("Requires-Dist") if "extra ==" not in need]
    names = {need.split(";")[0].strip(" ").split(">")[0].split("<")[0].split("[")[0] for need in needed}
    assert {"sqlalchemy", "slack-bolt", "typer"} <= names
    assert not names & {"uvicorn", "starlette", "websockets", "pytest", "hypothesis", "playwright", "psycopg", "ruff"}


def test_the_metadata_names_licence_readme_and_python(metadata):
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert len(metadata.get_payload()) > 500


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(["check-config"], "is sound", id="its shipped configuration is sound"),
        pytest.param(["migrate"], "The database is at revision", id="its migrations run"),
        pytest.param(["--help"], "check-config", id="its help is there"),
    ],
)
def test_it_works_where_there_is_no_source_tree(wheel, tmp_path, words, says):
    home = tmp_path / "installed"
    wheel.extractall(home)
    known = {name: value for name, value in os.environ.items() if not name.startswith(("CONVENOR_", "SLACK_"))}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=home,
        env=known | {"PYTHONPATH": str(home), "CONVENOR_DATA_DIR": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert says in done.stdout
    if words == ["check-config"]:
        assert done.stdout.startswith(f"{home}/bot/config/convenor.toml is sound")
