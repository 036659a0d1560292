"""Pictures in blocks that are files of the workspace."""

from __future__ import annotations

from typing import Any

from bot.sandbox.checks.shape import Report
from bot.sandbox.files import COMPLETE
from bot.sandbox.filing import app_may_read, file_named
from bot.sandbox.world import World


def check_slack_files(world: World, report: Report, pointer: str, value: Any) -> None:
    """Check that every ``slack_file`` is a picture the app may read, completed and not merely announced.

    Args:
        world: The workspace.
        report: Collects the problems.
        pointer: Where the value stands.
        value: Blocks, or anything in them.
    """
    if isinstance(value, dict):
        named = value.get("slack_file")
        if isinstance(named, dict) and not _is_shown(world, file_named(named)):
            report.add(f"{pointer}/slack_file", "invalid slack file")
        for name, item in value.items():
            check_slack_files(world, report, f"{pointer}/{name}", item)
    elif isinstance(value, list):
        for place, item in enumerate(value):
            check_slack_files(world, report, f"{pointer}/{place}", item)


def _is_shown(world: World, file_id: str) -> bool:
    file = world.files.get(file_id)
    return file is not None and file.status == COMPLETE and file.is_picture and app_may_read(world, file)
