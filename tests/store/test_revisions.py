"""What the bot reads off the names of the migrations is what Alembic finds inside them."""

from __future__ import annotations

from alembic.script import ScriptDirectory

from bot.store import schema


def test_the_names_of_the_migrations_give_their_revisions_in_order(engines) -> None:
    with engines.read.connect() as connection:
        scripts = ScriptDirectory.from_config(schema._alembic(connection))
    found = [script.revision for script in scripts.walk_revisions()]
    assert schema.revisions() == found[::-1]
    assert schema.revisions()[-1] == scripts.get_current_head()
