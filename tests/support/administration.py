"""A small partnership on a sandbox, as an administrator finds it, and `convenor` run there as a process."""

from __future__ import annotations

import copy
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.support.bot import MANIFEST
from tests.support.sandbox import ROOT, Json, SandboxClient
from tests.support.spawning import run

OFFICE, PUBLIC, PRIVATE = "C0OFFICE", "C0PLANNED", "C0PLANNEDPRIV"
WORKSPACE: Json = {
    "team": {"id": "T0TOWN", "name": "Town Partnership", "domain": "town"},
    "teams": [],
    "app": {"id": "A0CONVENOR", "name": "Convenor", "bot_user_id": "U0CONVENOR", "bot_id": "B0CONVENOR"},
    "users": [
        {"id": "U0ANN", "name": "ann", "real_name": "Ann Office", "email": "ann@town.example"},
        {"id": "U0BEN", "name": "ben", "real_name": "Ben Director", "email": "ben@town.example"},
    ],
    "channels": [
        {"id": OFFICE, "name": "office", "is_private": True, "app_is_member": True, "members": ["U0ANN"]},
        {"id": PUBLIC, "name": "planned-care", "app_is_member": True, "members": ["U0ANN", "U0BEN"]},
        {"id": PRIVATE, "name": "planned-private", "is_private": True, "app_is_member": True, "members": ["U0BEN"]},
    ],
}
TOWN = (
    "--name=Town Partnership",
    "--home-team=T0TOWN",
    f"--office-channel={OFFICE}",
    "--organisation=TC=Town Council=council",
    f"--workstream=PC=Planned Care={PUBLIC}",
    "--office=Ann Office <ann@town.example>",
    "--programme-director=Ben Director <ben@town.example>",
    "--board=TB=Transformation Board",
)


def manifest_without(*scopes: str) -> Json:
    """Return the shipped manifest without some of its scopes."""
    manifest = copy.deepcopy(MANIFEST)
    bot = manifest["oauth_config"]["scopes"]["bot"]
    manifest["oauth_config"]["scopes"]["bot"] = [scope for scope in bot if scope not in scopes]
    return manifest


class Desk:
    """An administrator's working directory.

    Args:
        folder: the directory; `.env` and `convenor.toml` are written there.
        sandbox: what stands for Slack; None while there is none.
    """

    def __init__(self, folder: Path, sandbox: SandboxClient | None = None) -> None:
        self.folder = folder
        self.variables: dict[str, str] = {}
        if sandbox is not None:
            app = sandbox.app()
            self.variables = {
                "SLACK_API_URL": f"{sandbox.url}/api/",
                "SLACK_BOT_TOKEN": app["bot_token"],
                "SLACK_APP_TOKEN": app["app_token"],
                "SLACK_SIGNING_SECRET": app["signing_secret"],
            }

    @property
    def config(self) -> Path:
        """The configuration that `init` writes."""
        return self.folder / "convenor.toml"

    @property
    def database(self) -> Path:
        """The database that `migrate` makes."""
        return self.folder / "var" / "convenor.sqlite3"

    def environment(self, more: Mapping[str, str] = {}) -> dict[str, str]:
        """Return the variables of a command: the machine's without any of ours, the desk's, and more."""
        ours = ("SLACK_", "CONVENOR_")
        proxies = {"http_proxy", "https_proxy"}
        kept = {n: v for n, v in os.environ.items() if not n.startswith(ours) and n.lower() not in proxies}
        return {**kept, "PYTHONPATH": str(ROOT), **self.variables, **more}

    def says(self, *words: str, typed: str = "", fresh: bool = False, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command of `convenor`; return what it said and its exit status.

        Args:
            *words: the command and its options.
            typed: what stands on standard input, nothing by default.
            fresh: whether to start it from nothing, as an administrator does.
            **more: further variables; an empty one is as good as not set.
        """
        return run(["bot", *words], cwd=self.folder, env=self.environment(more), typed=typed, fresh=fresh)

    def copied_to(self, folder: Path) -> Desk:
        """Return a copy of this desk in a folder that is not there yet."""
        shutil.copytree(self.folder, folder)
        secrets = folder / ".env"
        secrets.write_text(secrets.read_text(encoding="utf-8").replace(str(self.folder), str(folder)), encoding="utf-8")
        copied = Desk(folder)
        copied.variables = dict(self.variables)
        return copied

    def set_up(self) -> None:
        """Write the configuration of the small partnership and make its database."""
        for words in (("init", "--yes", *TOWN), ("migrate",)):
            done = self.says(*words)
            assert done.returncode == 0, done.stderr
