"""A look at the database that changes nothing: is it there, at which revision, who holds it, is its trail sound."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.errors import ConvenorError, IntegrityError, UnavailableError
from bot.store import audit, faults
from bot.store.lock import holder_of
from bot.store.repositories.funds import Funds
from bot.store.schema import revision_of, revisions
from bot.store.sqlite import SqliteLibrary, choose_sqlite

_PATIENCE_S = 5
_EVENTS = 200
_HIDDEN = "..."
_SECRET_OPTIONS = frozenset({"password", "passfile", "sslpassword"})
_MOUNTS = Path("/proc/self/mountinfo")
_REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs"})
_WRITABLE = (
    "SELECT NOT pg_is_in_recovery() AND NOT current_setting('default_transaction_read_only')::boolean "
    "AND has_table_privilege('risk', 'INSERT') AND has_table_privilege('audit_head', 'UPDATE')"
)


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """What was seen. What could not be looked at is None.

    Attributes:
        place: the file or the address, without a password.
        is_sqlite: whether it is the embedded one.
        exists: whether there is a database.
        fault: why it cannot be read; empty when it can.
        revision: the revision it is at; None when it was never migrated.
        wanted: the revision this program needs.
        is_newer: whether the revision is one this program does not know.
        is_writable: whether this account may write to it.
        holder: the process that runs on it, embedded only; None when none does.
        free_bytes: the room left where the file is.
        remote: the kind of the network file system the file is on; empty when it is on none.
        library: the SQLite library in use.
        audit: the recorded end of the audit trail.
        audit_fault: what is wrong with the trail's last events; empty when they are sound.
        funds: by its key each fund that proposals ask or hold money of, with their references.
    """

    place: str
    is_sqlite: bool
    wanted: str
    exists: bool = False
    fault: str = ""
    revision: str | None = None
    is_writable: bool | None = None
    holder: str | None = None
    free_bytes: int | None = None
    remote: str = ""
    library: SqliteLibrary | None = None
    audit: audit.AuditHead | None = None
    audit_fault: str = ""
    funds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_newer(self) -> bool:
        """Whether a newer program has used it."""
        return self.revision is not None and self.revision not in revisions()


def look_at(url: str) -> DatabaseFacts:
    """Return what there is to see at a database address that the settings accept; nothing is made or changed."""
    wanted = revisions()[-1]
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _look_at_file(Path(parsed.database or "").resolve(), wanted)
    place = _shown(parsed)
    try:
        engine = create_engine(
            parsed.update_query_dict({"connect_timeout": str(_PATIENCE_S)}), poolclass=NullPool, hide_parameters=True
        )
    except ImportError:
        return DatabaseFacts(place, is_sqlite=False, wanted=wanted, fault="Convenor's part for PostgreSQL is missing.")
    try:
        with _opened(engine) as connection:
            seen = _read(connection)
            writable = bool(connection.execute(text(_WRITABLE)).scalar_one()) if seen.revision == wanted else None
    except UnavailableError as problem:
        return DatabaseFacts(place, is_sqlite=False, wanted=wanted, fault=_without_advice(problem))
    return DatabaseFacts(
        place,
        is_sqlite=False,
        wanted=wanted,
        exists=True,
        revision=seen.revision,
        is_writable=writable,
        audit=seen.head,
        audit_fault=seen.fault,
        funds=seen.funds,
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    revision: str | None
    head: audit.AuditHead | None = None
    fault: str = ""
    funds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _shown(address: URL) -> str:
    """Return an address without its password, which may stand among the options too."""
    options = {name: _HIDDEN if name in _SECRET_OPTIONS else value for name, value in address.query.items()}
    return address.set(query=options).render_as_string(hide_password=True)


def _look_at_file(file: Path, wanted: str) -> DatabaseFacts:
    home = next(parent for parent in file.parents if parent.exists())
    seen, fault = _Seen(None), ""
    if file.exists():
        try:
            with _opened(_reader(file)) as connection:
                seen = _read(connection)
        except UnavailableError as problem:
            fault = _without_advice(problem)
    return DatabaseFacts(
        str(file),
        is_sqlite=True,
        wanted=wanted,
        exists=file.exists(),
        fault=fault,
        revision=seen.revision,
        is_writable=os.access(home, os.W_OK | os.X_OK) and (not file.exists() or os.access(file, os.W_OK)),
        holder=holder_of(file.with_suffix(".lock")),
        free_bytes=shutil.disk_usage(home).free,
        remote=_remote_kind(home),
        library=choose_sqlite(),
        audit=seen.head,
        audit_fault=seen.fault,
        funds=seen.funds,
    )


def _reader(file: Path) -> Engine:
    """Return an engine that leaves no trace: with no log beside the file nobody writes, and none needs to be made."""
    module = choose_sqlite().module
    mode = "mode=ro" if file.with_name(f"{file.name}-wal").exists() else "mode=ro&immutable=1"
    address = f"file:{quote(str(file))}?{mode}"
    return create_engine(
        "sqlite://",
        module=module,
        creator=lambda: module.connect(address, uri=True, timeout=_PATIENCE_S),
        poolclass=NullPool,
        hide_parameters=True,
    )


@contextmanager
def _opened(engine: Engine) -> Iterator[Connection]:
    try:
        with faults.explained(), engine.connect() as connection, connection.begin():
            yield connection
    finally:
        engine.dispose()


def _read(connection: Connection) -> _Seen:
    revision = revision_of(connection)
    if revision != revisions()[-1]:
        return _Seen(revision)
    funds = Funds(connection).keys_in_use()
    try:
        return _Seen(revision, audit.verify_end(connection, _EVENTS), funds=funds)
    except IntegrityError as broken:
        return _Seen(revision, fault=broken.message, funds=funds)


def _without_advice(problem: ConvenorError) -> str:
    cause = problem.__cause__
    said = problem.message.removesuffix(" Nothing was saved.")
    if isinstance(cause, DBAPIError) and said == "The database did not answer.":
        first = (str(cause.orig).strip().splitlines() or [""])[0]
        return f"{said} ({first})" if first else said
    return said


def _remote_kind(place: Path) -> str:
    """Return the kind of the network file system a directory is on, empty for a disk of this machine."""
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best, kind = Path("/"), ""
    for line in lines:
        left, _, right = line.partition(" - ")
        words = left.split()
        if len(words) < 5 or not right:
            continue
        mount = Path(words[4])
        if place.is_relative_to(mount) and len(mount.parts) >= len(best.parts):
            best, kind = mount, right.split()[0]
    return kind if kind in _REMOTE else ""
