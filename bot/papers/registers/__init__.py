"""Registers as files of the bot's own: written complete, and read back as they were."""
