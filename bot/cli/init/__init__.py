"""`convenor init`: asks what it needs, shows what it will write, and writes a configuration that is sound."""

from bot.cli.init.answers import options_as_answers
from bot.cli.init.command import write_configuration

__all__ = ["options_as_answers", "write_configuration"]
