"""What several commands share: the option that names a configuration, and the sentence on what one holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.domain.people import same_address
from bot.settings import Config, default_config_dir
from bot.views.wording import counted

PLACEHOLDER = "governance.manager@partnership.example"
"""The office's address in a configuration that `convenor init` wrote without having been told one."""

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="The configuration file; CONVENOR_CONFIG or the example by default.")
]


def sound(file: Path, config: Config) -> str:
    """Return the sentence that says what a sound configuration holds, as plain text."""
    held = ", ".join(
        (
            counted(len(config.workstreams), "workstream"),
            counted(len(config.boards), "board"),
            counted(len(config.people), "person", "people"),
            counted(len(config.groups), "group"),
        )
    )
    return f"{file} is sound: {config.partnership.name}, {held}."


def to_change(file: Path, config: Config) -> str:
    """Return the sentence on an address that was never filled in; empty where there is none, or in the example."""
    if file.resolve() == (default_config_dir() / "convenor.toml").resolve():
        return ""
    named = [config.partnership.first_admin, *(person.email or "" for person in config.people)]
    if not any(same_address(address, PLACEHOLDER) for address in named):
        return ""
    return f"The governance office's address is still {PLACEHOLDER}, which is nobody's."
