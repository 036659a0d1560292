"""Checks of the database, from a look that makes and changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.cli.doctor.findings import Finding, fault, look, unknown, well
from bot.store.health import DatabaseFacts

_MEGABYTE = 1024 * 1024
_TIGHT = 1024 * _MEGABYTE
_FULL = 100 * _MEGABYTE
_CHECK = "database"
_REFS_MOST = 5


def check_database(facts: DatabaseFacts) -> Iterator[Finding]:
    """Say how the database stands, and what it stands on."""
    if facts.is_sqlite:
        yield from _machine(facts)
    if facts.fault:
        yield fault(_CHECK, f"{facts.place}: {facts.fault}", _mend_for(facts))
        return
    if facts.is_writable is False:
        rights = "the file and of its directory" if facts.is_sqlite else "this user, and whether it is a standby"
        yield fault(_CHECK, f"{facts.place} cannot be written to by this account.", f"Check the rights of {rights}.")
    elif facts.exists:
        yield well(_CHECK, f"{facts.place} answers.")
    if not facts.exists:
        yield fault(_CHECK, f"There is none at {facts.place} yet.", "Make it with `convenor migrate`.")
        return
    yield from _revision(facts)


def check_funds(facts: DatabaseFacts, configured: Collection[str]) -> Iterator[Finding]:
    """Say which funds proposals ask or hold money of that are configured no more: nothing can be given of these."""
    for key, refs in sorted(facts.funds.items()):
        if key not in configured:
            yield fault(
                "funds",
                f"`{key}` is configured no more, and {', '.join(refs[:_REFS_MOST])} "
                f"{'and others ' if len(refs) > _REFS_MOST else ''}ask or hold money of it.",
                f'Put its entry back into `convenor.toml`: `[[funds]]` with `key = "{key}"`.',
            )


def _revision(facts: DatabaseFacts) -> Iterator[Finding]:
    if facts.revision == facts.wanted:
        yield well("revision", f"{facts.revision}, the one this version needs.")
        yield from _audit(facts)
    elif facts.is_newer:
        yield fault(
            "revision",
            f"The database is at revision {facts.revision}, which this version does not know.",
            "Install the version that has used it, or restore the backup made before.",
        )
    elif facts.revision is None:
        yield fault("revision", "The database is empty.", "Set it up with `convenor migrate`.")
    else:
        yield fault(
            "revision",
            f"The database is at revision {facts.revision}; this version needs {facts.wanted}.",
            "Make a backup, then run `convenor migrate`.",
        )


def _audit(facts: DatabaseFacts) -> Iterator[Finding]:
    if facts.audit_fault or facts.audit is None:
        yield fault("audit trail", facts.audit_fault, "Keep a copy, run `convenor verify`, compare with a backup.")
    elif facts.audit.seq == 0:
        yield well("audit trail", "It has no events yet.")
    else:
        said = f"Its last events and its head are sound ({facts.audit.seq} in all). `convenor verify` checks every one."
        yield well("audit trail", said)


def _machine(facts: DatabaseFacts) -> Iterator[Finding]:
    library = facts.library
    if library is not None and library.is_sound:
        yield well("SQLite", f"{library.label}.")
    elif library is not None:
        yield look(
            "SQLite",
            f"{library.name} {'.'.join(map(str, library.version))} has a known fault that can damage the database.",
            "Install the pysqlite3 wheel, or a Python with SQLite 3.51.3 or newer.",
        )
    if facts.remote:
        yield fault(
            "disk",
            f"The database lies on a network file system ({facts.remote}), where SQLite's locks do not hold.",
            "Move it to a disk of this machine, or use PostgreSQL.",
        )
    yield _room(facts.free_bytes)
    if facts.holder is None:
        yield well("lock", "No other Convenor runs on this database.")
    else:
        yield look(
            "lock",
            f"A Convenor runs on this database (process {facts.holder}).",
            "Nothing, if that is your bot; a second `convenor run` would be refused.",
        )


def _room(free: int | None) -> Finding:
    if free is None:
        return unknown("disk", "The room left could not be read.")
    said = f"{free // _MEGABYTE:,} MB are free where the database is."
    if free < _FULL:
        return fault("disk", said, "Make room: with a full disk nothing can be saved.")
    return look("disk", said, "Make room soon.") if free < _TIGHT else well("disk", said)


def _mend_for(facts: DatabaseFacts) -> str:
    if facts.is_sqlite:
        return "Check the file's rights; if it is damaged, keep it and restore the last backup."
    if "part for PostgreSQL" in facts.fault:
        return "Install it: pip install 'convenor[postgres]'."
    return "Check CONVENOR_DATABASE_URL, and that the server is up and lets this account in."
