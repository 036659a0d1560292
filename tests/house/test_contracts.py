"""Each import contract is proved: the house as it stands keeps it, and every import planted against it is named."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = "Layers point downward"
SANDBOX = "The sandbox imports no other part of the bot"
NOT_SANDBOX = "The bot does not import the sandbox"
HANDLERS = "Handlers never reach into the store"
SQLALCHEMY = "SQLAlchemy and SQLModel stay in the store"
ROOMS = (
    *("views/blocks", "store/audit", "slack/gateway", "domain/text", "handlers/desk", "papers/__init__", "worker"),
    *("mail/__init__", "routes"),
)


@dataclass(frozen=True)
class Violation:
    """A line planted in a module, and the contract that it breaks."""

    name: str
    module: str
    line: str
    contract: str

    @property
    def place(self) -> str:
        """The dotted name of the module."""
        return "bot." + self.module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


VIOLATIONS = [
    Violation("a view reads a workflow", "views/ids.py", "from bot.workflows import parked", LAYERS),
    Violation("the domain reads settings", "domain/money.py", "import bot.settings", LAYERS),
    Violation("the store reads a view", "store/audit.py", "from bot.views import blocks", LAYERS),
    Violation("a view reads the gateway", "views/ids.py", "from bot.slack import facts", LAYERS),
    Violation("the scheduler reads a handler", "scheduler.py", "from bot.handlers import desk", LAYERS),
    Violation("errors read the clock", "errors.py", "from bot.clock import wall_now", LAYERS),
    Violation("a paper reads a workflow", "papers/__init__.py", "from bot.workflows import parked", LAYERS),
    Violation("the worker reads a handler", "worker.py", "from bot.handlers import desk", LAYERS),
    Violation("mail reads Slack", "mail/letters.py", "from bot.slack import facts", LAYERS),
    Violation("the routes read the dispatcher", "routes.py", "import bot.dispatcher", LAYERS),
    Violation("inside a function", "domain/text.py", "def late():\n    import bot.store.audit", LAYERS),
    Violation("a module of no layer", "newroom.py", '"""A room nobody decided on."""', LAYERS),
    Violation("the sandbox reads the store", "sandbox/world.py", "from bot.store import audit", SANDBOX),
    Violation("the sandbox reads errors", "sandbox/ids.py", "from bot.errors import ConvenorError", SANDBOX),
    Violation("the sandbox reads the clock", "sandbox/api/basics.py", "import bot.clock", SANDBOX),
    *(Violation(f"{room} reads the sandbox", f"{room}.py", "import bot.sandbox.world", NOT_SANDBOX) for room in ROOMS),
    Violation("the command reads the sandbox", "cli/demo.py", "from bot.sandbox import server", NOT_SANDBOX),
    Violation("the composition reads the sandbox", "app.py", "from bot.sandbox import server", NOT_SANDBOX),
    Violation("the dispatcher reads the sandbox", "dispatcher.py", "from bot.sandbox import server", NOT_SANDBOX),
    Violation("a handler reads the store", "handlers/desk.py", "from bot.store.unit_of_work import Store", HANDLERS),
    Violation("a workflow reads SQLAlchemy", "workflows/following.py", "from sqlalchemy import select", SQLALCHEMY),
    Violation("a workflow reads SQLModel", "workflows/following.py", "import sqlmodel", SQLALCHEMY),
    Violation("a paper reads SQLModel", "papers/__init__.py", "import sqlmodel", SQLALCHEMY),
    Violation("mail reads SQLAlchemy", "mail/letters.py", "import sqlalchemy", SQLALCHEMY),
    Violation("the doctor reads SQLAlchemy", "cli/doctor/database.py", "import sqlalchemy", SQLALCHEMY),
    Violation("the composition reads Alembic", "app.py", "from alembic import command", SQLALCHEMY),
    Violation("the sandbox reads SQLAlchemy", "sandbox/world.py", "import sqlalchemy.orm", SQLALCHEMY),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house to plant in."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "bot", copy / "bot", ignore=shutil.ignore_patterns("__pycache__", "page"))
    shutil.copy(ROOT / ".importlinter", copy)
    return copy


@contextmanager
def planted_in(house: Path, violations: list[Violation]) -> Iterator[dict[str, int]]:
    """Plant at the end of modules, or make them; yield the line each violation ends on, and put things back."""
    before: dict[Path, str | None] = {}
    lines: dict[str, int] = {}
    for violation in violations:
        file = house / "bot" / violation.module
        assert file.exists() or file.name == "newroom.py", "a violation must be planted in a module there is"
        text = file.read_text(encoding="utf-8") if file.exists() else None
        before.setdefault(file, text)
        grown = f"{text or ''}\n{violation.line}\n"
        file.write_text(grown, encoding="utf-8")
        lines[violation.name] = grown.count("\n")
    try:
        yield lines
    finally:
        for file, text in before.items():
            if text is None:
                file.unlink()
            else:
                file.write_text(text, encoding="utf-8")


def lint(house: Path) -> tuple[int, str]:
    """Run the linter in `house`; return its exit status and what it says."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=house,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def verdicts(said: str) -> dict[str, bool]:
    """Return contract -> whether it is kept."""
    found = re.findall(r"^(.+) (KEPT|BROKEN)$", said, re.MULTILINE)
    assert found, said
    return {name: verdict == "KEPT" for name, verdict in found}


def section(said: str, contract: str) -> str:
    """Return what the linter says of one broken contract."""
    return re.split(r"^(?:[^\n]+)\n-{10,}\n", said.partition(f"\n{contract}\n---")[2].partition("\n")[2], flags=re.M)[0]


def names(said: str, violation: Violation, line: int) -> bool:
    """Return whether the linter's words name the import that was planted on a line of a module."""
    place = re.escape(violation.place)
    if "import " not in violation.line:
        return re.search(rf"^- {place}$", said, re.MULTILINE) is not None
    return re.search(rf"^[- ] +{place} -> \S+ \(.*\bl\.{line}\b", said, re.MULTILINE) is not None


def test_the_house_keeps_every_contract_and_each_has_a_planted_violation(house: Path) -> None:
    status, said = lint(house)
    assert (status, verdicts(said)) == (0, dict.fromkeys({v.contract for v in VIOLATIONS}, True))


@pytest.mark.parametrize("contract", [LAYERS, SANDBOX, NOT_SANDBOX, HANDLERS, SQLALCHEMY])
def test_each_planted_violation_of_a_contract_is_named(house: Path, contract: str) -> None:
    planted = [violation for violation in VIOLATIONS if violation.contract == contract]
    with planted_in(house, planted) as lines:
        status, said = lint(house)
    assert status == 1
    assert not verdicts(said)[contract]
    said = section(said, contract)
    assert [v.name for v in planted if not names(said, v, lines[v.name])] == []
