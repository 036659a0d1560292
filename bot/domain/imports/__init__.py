"""Registers as offices keep them, read into drafts: nothing is guessed that the file does not say."""
