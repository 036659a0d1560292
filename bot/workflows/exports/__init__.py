"""Take a register out, complete."""

from bot.workflows.exports.exporting import ExportFormat, export

__all__ = ["ExportFormat", "export"]
