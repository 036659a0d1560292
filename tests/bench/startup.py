"""Cold starts: the bot up to its ready line, against a bare import of the third-party modules it loads by then."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Sequence

from tests.bench.processes import ROOT, Workspace, clean_environment

_IMPORTED = re.compile(r"^import time:\s+\d+ \|\s+\d+ \|\s+([\w.]+)$", re.MULTILINE)
_IMPORT_ALL = """
import sys
from contextlib import suppress
from importlib import import_module
for name in sys.argv[1:]:
    with suppress(ImportError):
        import_module(name)
"""


def third_party_modules(workspace: Workspace) -> list[str]:
    """Return the modules the bot loads before it is ready, without its own and the standard library's, in order."""
    log = "imports.log"
    with workspace.run_bot(log, PYTHONPROFILEIMPORTTIME="1"):
        loaded = _IMPORTED.findall((workspace.directory / log).read_text(encoding="utf-8"))
    ours = {"bot", "__main__", "sitecustomize", "usercustomize"}
    return [name for name in dict.fromkeys(loaded) if name.partition(".")[0] not in sys.stdlib_module_names | ours]


def time_bot(workspace: Workspace) -> float:
    """Return the seconds from the bot's start to its ready line."""
    with workspace.run_bot() as bot:
        return bot.ready_after_s


def time_imports(modules: Sequence[str]) -> float:
    """Return the seconds a process takes that only imports `modules`."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", _IMPORT_ALL, *modules], check=True, cwd=ROOT, env=clean_environment({}))
    return time.perf_counter() - began
