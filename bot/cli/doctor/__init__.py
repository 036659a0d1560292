"""`convenor doctor`: looks at everything the bot stands on, says what is wrong and how to mend it, changes nothing."""

from bot.cli.doctor.examination import examine
from bot.cli.doctor.findings import Finding, Level
from bot.cli.doctor.report import print_report

__all__ = ["Finding", "Level", "examine", "print_report"]
