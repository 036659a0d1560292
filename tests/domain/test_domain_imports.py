"""The rules stand alone: they import the standard library (nothing that reaches outside), errors and each other."""

import ast
import sys
from pathlib import Path

import pytest

import bot.domain

FOLDER = Path(bot.domain.__file__).parent
MODULES = sorted(FOLDER.rglob("*.py"))
REACHES_OUT = {
    "io",
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "threading",
    "time",
}


def imports_of(source):
    """Yield the full name of every module that `source` imports, wherever the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        # A generator that is given its seed decides the same each time.
        elif isinstance(node, ast.ImportFrom) and (node.module, [a.name for a in node.names]) != ("random", ["Random"]):
            yield "." * node.level + (node.module or "")


def strangers(source):
    return [
        name
        for name in imports_of(source)
        if name.split(".")[0] not in sys.stdlib_module_names - REACHES_OUT
        and name != "bot.errors"
        and not name.startswith("bot.domain")
    ]


def test_there_are_rules_to_read():
    assert {"scoring", "access", "risks", "references"} <= {module.stem for module in MODULES}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_a_rule_imports_nothing_else(module):
    assert strangers(module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "import pydantic",
        "from sqlalchemy import select",
        "import bot",
        "from bot.clock import wall_now",
        "from bot.store import audit",
        "from ..store import audit",
        "def rule():\n    import httpx",
        "if True:\n    from bot.settings import Config",
        "import json, jinja2",
        "import time",
        "import random",
        "from random import Random, choice",
        "from pathlib import Path",
    ],
)
def test_a_planted_import_is_found(planted):
    assert strangers(planted)
