"""One process per deployment on an embedded database: a second one is refused, and a dead one blocks nobody."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import UnavailableError
from bot.store.lock import DeploymentLock

ROOT = Path(__file__).resolve().parents[2]
WAIT_S = 20

HOLDER = """
import sys
from pathlib import Path
from bot.store.lock import DeploymentLock
with DeploymentLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path / "convenor.lock"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_process_on_the_same_database_is_refused_with_the_first_ones_number(holder, tmp_path):
    with pytest.raises(UnavailableError) as refused, DeploymentLock(tmp_path / "convenor.lock"):
        pass
    assert refused.value.message == f"Another Convenor (process {holder.pid}) already runs on this database."
    assert "PostgreSQL" in refused.value.mend


@pytest.mark.parametrize("ending", ["ended", "killed"])
def test_a_lock_is_free_once_its_process_has_gone(holder, tmp_path, ending):
    if ending == "ended":
        holder.stdin.close()
    else:
        holder.send_signal(signal.SIGKILL)
    holder.wait(WAIT_S)
    lock = tmp_path / "convenor.lock"
    with DeploymentLock(lock):
        assert lock.read_text(encoding="utf-8") == str(os.getpid())
    with DeploymentLock(lock):
        pass
