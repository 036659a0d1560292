"""Alembic's scripts, run through `bot.store.schema`."""
