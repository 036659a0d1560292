"""Each import contract is proved: the house as it stands keeps it, one planted import breaks it."""

import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = "Layers point downward"
SANDBOX = "The sandbox imports no other part of the bot"
NOT_SANDBOX = "The bot does not import the sandbox"
HANDLERS = "Handlers never reach into the store"
SQLALCHEMY = "SQLAlchemy and SQLModel stay in the store"
ROOMS = ("views/blocks", "store/audit", "slack/gateway", "domain/text", "handlers/desk", "papers/__init__", "worker")


def planted(name, module, line, contract):
    return pytest.param(module, line, contract, id=name)


VIOLATIONS = [
    planted("a view reads a workflow", "views/ids.py", "from bot.workflows import parked", LAYERS),
    planted("the domain reads settings", "domain/money.py", "import bot.settings", LAYERS),
    planted("the store reads a view", "store/audit.py", "from bot.views import blocks", LAYERS),
    planted("a view reads the gateway", "views/ids.py", "from bot.slack import facts", LAYERS),
    planted("the scheduler reads a handler", "scheduler.py", "from bot.handlers import desk", LAYERS),
    planted("errors read the clock", "errors.py", "from bot.clock import wall_now", LAYERS),
    planted("a paper reads a workflow", "papers/__init__.py", "from bot.workflows import parked", LAYERS),
    planted("the worker reads a handler", "worker.py", "from bot.handlers import desk", LAYERS),
    planted("inside a function", "domain/text.py", "def late():\n    import bot.store.audit", LAYERS),
    planted("a module of no layer", "newroom.py", '"""A room nobody decided on."""', LAYERS),
    planted("the sandbox reads the store", "sandbox/world.py", "from bot.store import audit", SANDBOX),
    planted("the sandbox reads errors", "sandbox/ids.py", "from bot.errors import ConvenorError", SANDBOX),
    planted("the sandbox reads the clock", "sandbox/api/basics.py", "import bot.clock", SANDBOX),
    *(planted(f"{room} reads the sandbox", f"{room}.py", "import bot.sandbox.world", NOT_SANDBOX) for room in ROOMS),
    planted("the command reads the sandbox", "cli/demo.py", "from bot.sandbox import server", NOT_SANDBOX),
    planted("the composition reads the sandbox", "app.py", "from bot.sandbox import server", NOT_SANDBOX),
    planted("the dispatcher reads the sandbox", "dispatcher.py", "from bot.sandbox import server", NOT_SANDBOX),
    planted("a handler reads the store", "handlers/desk.py", "from bot.store.unit_of_work import Store", HANDLERS),
    planted("a workflow reads SQLAlchemy", "workflows/home.py", "from sqlalchemy import select", SQLALCHEMY),
    planted("a workflow reads SQLModel", "workflows/home.py", "import sqlmodel", SQLALCHEMY),
    planted("a paper reads SQLModel", "papers/__init__.py", "import sqlmodel", SQLALCHEMY),
    planted("the doctor reads SQLAlchemy", "cli/doctor/database.py", "import sqlalchemy", SQLALCHEMY),
    planted("the composition reads Alembic", "app.py", "from alembic import command", SQLALCHEMY),
    planted("the sandbox reads SQLAlchemy", "sandbox/world.py", "import sqlalchemy.orm", SQLALCHEMY),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A copy of the house to plant in."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "bot", copy / "bot", ignore=shutil.ignore_patterns("__pycache__", "page"))
    shutil.copy(ROOT / ".importlinter", copy)
    return copy


@contextmanager
def planted_in(file, line):
    """Plant `line` at the end of a module, or make the module of it; put things back afterwards."""
    before = file.read_text(encoding="utf-8") if file.exists() else None
    file.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        yield
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before, encoding="utf-8")


def verdicts(house):
    """Run the linter in `house`; return its exit status, and contract -> whether it is kept."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=house,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    found = re.findall(r"^(.+) (KEPT|BROKEN)$", done.stdout, re.MULTILINE)
    assert found, done.stdout + done.stderr
    return done.returncode, {name: verdict == "KEPT" for name, verdict in found}


def test_the_house_keeps_every_contract_and_each_has_a_planted_violation(house):
    contracts = {violation.values[2] for violation in VIOLATIONS}
    assert verdicts(house) == (0, dict.fromkeys(contracts, True))


@pytest.mark.parametrize(("module", "line", "contract"), VIOLATIONS)
def test_a_planted_violation_breaks_its_contract(house, module, line, contract):
    file = house / "bot" / module
    assert file.exists() or module == "newroom.py", "the violation must be planted in a module there is"
    with planted_in(file, line):
        status, kept = verdicts(house)
    assert status == 1
    assert not kept[contract]
