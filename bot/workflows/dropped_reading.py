"""The long part of a dropped register: fetching, reading and importing it, as jobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from bot.domain.imports.choosing import guess_kind
from bot.domain.imports.drafts import KIND_WORDS, RegisterKind
from bot.errors import (
    ConvenorError,
    InvalidInputError,
    NotFoundError,
    StaleRecordError,
    UnavailableError,
)
from bot.papers.sheets import read_workbook
from bot.papers.sheets.limits import FILE_MAX, FILE_MAX_WORDS
from bot.slack.files import Downloads
from bot.slack.gateway import SlackGateway
from bot.store.repositories.jobs import Job
from bot.store.repositories.received import ReceivedFile
from bot.store.tables.jobs import FileState
from bot.store.unit_of_work import Unit, View
from bot.views.register_options import ReadingOptions, columns_text
from bot.views.register_plan import PlanShown, Ticket, outcome_message, plan_message, refused_message
from bot.workflows.desk import open_desk, require_office
from bot.workflows.dropped_files import IMPORT, READ, say_of
from bot.workflows.identify import Identity
from bot.workflows.imports import Importer, ImportOptions, ImportSource, apply, prepare, register_of
from bot.workflows.plan_words import imported, shown_plan
from bot.workflows.risk_change import actor_key
from bot.workflows.services import Services

_LEFT = "You are no longer of the governance office, so nothing was imported."
_AWAITING = {READ: FileState.READING, IMPORT: FileState.IMPORTING}
"""Where a file stands while a job of each kind is to be done."""


def performers(services: Services, gateway: SlackGateway, downloads: Downloads) -> Mapping[str, Callable[[Job], None]]:
    """Return what does each kind of job."""
    return {
        READ: lambda job: _read(services, gateway, downloads, job),
        IMPORT: lambda job: _import(services, job),
    }


def tell_failed(services: Services, job: Job, why: str) -> None:
    """Tell whoever dropped a file that it was given up, and why."""

    def work(unit: Unit) -> None:
        file = _awaited(unit, job)
        if file is not None:
            unit.received.move(file.slack_file, FileState.DONE)
            say_of(unit, file.slack_file, file.sender, f"failed:{file.version}", refused_message(file.name, why, None))

    services.store.write(work)


def _read(services: Services, gateway: SlackGateway, downloads: Downloads, job: Job) -> None:
    """Fetch a file unless that was done before, and show what it would change."""
    with services.store.view() as view:
        file = _awaited(view, job)
        if file is None:
            return
        require_office(open_desk(view, services, Identity(file.sender, file.sender_team)), _LEFT)
        content = view.received.content(file.slack_file)
    if content is None:
        fetched = content = _fetch(gateway, downloads, file)
        services.store.write(lambda unit: unit.received.keep(file.slack_file, fetched))
    ticket = Ticket(file.slack_file, file.version)
    options, digest, report = dict(file.options), "", {}
    try:
        kind = RegisterKind(options["kind"]) if options.get("kind") else _kind_of(services, file.name, content)
        plan = prepare(services, _source(file.name, kind, content, options))
    except UnavailableError:
        raise
    except ConvenorError as refusal:
        message = refused_message(file.name, str(refusal), ticket)
    else:
        options |= {"kind": kind.value, "guessed": columns_text(plan.suggestion)}
        shown = shown_plan(plan)
        digest, report, message = plan.digest, shown.to_json(), plan_message(shown, ticket)

    def work(unit: Unit) -> None:
        if _awaited(unit, job) is not None:
            unit.received.move(file.slack_file, FileState.SHOWN, options=options, digest=digest, report=report)
            say_of(unit, file.slack_file, file.sender, f"shown:{file.version}", message)

    services.store.write(work)


def _fetch(gateway: SlackGateway, downloads: Downloads, file: ReceivedFile) -> bytes:
    described = gateway.file(file.slack_file)
    if described is None:
        raise NotFoundError(f"“{file.name}” is no longer in Slack.", "Drop it again.")
    if described.size > FILE_MAX:
        raise InvalidInputError(
            f"It is larger than {FILE_MAX_WORDS}.", "Save the register alone, without pictures, and drop that."
        )
    return downloads.fetch(described, FILE_MAX)


def _import(services: Services, job: Job) -> None:
    """Import a file as it was shown; where the register has changed since, read it again instead.

    Raises:
        NotAllowedError: the sender is no longer of the office.
    """
    with services.store.view() as view:
        file = _awaited(view, job)
        if file is None:
            return
        content = view.received.content(file.slack_file) or b""
        shown = PlanShown.from_json(view.received.report(file.slack_file))
        desk = open_desk(view, services, Identity(file.sender, file.sender_team))
    require_office(desk, _LEFT)
    person = desk.actor.person
    importer = Importer(actor_key(desk), desk.actor.name, person.id if person else None)
    source = _source(file.name, RegisterKind(file.options["kind"]), content, file.options)
    try:
        apply(services, source, importer, seen=file.digest, key=job.key)
    except StaleRecordError:
        services.store.write(lambda unit: _read_anew(unit, job))
        return
    done = imported(shown)

    def work(unit: Unit) -> None:
        unit.received.move(file.slack_file, FileState.DONE, report=done.to_json())
        message = plan_message(done, Ticket(file.slack_file, file.version))
        say_of(unit, file.slack_file, file.sender, f"imported:{file.version}", message)

    services.store.write(work)


def _read_anew(unit: Unit, job: Job) -> None:
    """Have a file shown once more: what it would change is no longer what its sender confirmed."""
    file = _awaited(unit, job)
    if file is not None:
        version = file.version + 1
        unit.received.move(file.slack_file, FileState.READING, version=version)
        unit.jobs.ask(f"{READ}:{file.slack_file}:{version}", READ, {"file": file.slack_file, "version": version})
        said = (
            "the register changed meanwhile, so nothing was saved. I'm reading the file again; look at its new table."
        )
        say_of(unit, file.slack_file, file.sender, f"anew:{version}", outcome_message(file.name, said))


def _awaited(view: View, job: Job) -> ReceivedFile | None:
    """Return the file a job is about, unless it was dealt with or a later reading took over."""
    file = view.received.find(str(job.payload["file"]))
    if file is None or file.version != job.payload["version"]:
        return None
    return file if file.state is _AWAITING[job.kind] else None


def _kind_of(services: Services, name: str, content: bytes) -> RegisterKind:
    """Return which register a file is.

    Raises:
        InvalidInputError: it cannot be read, or looks like none or like several.
    """
    exported = register_of(content)
    if exported is not None:
        return exported
    guessed = guess_kind(read_workbook(content, name), services.config.imports.rules())
    if guessed is None:
        kinds = ", ".join(KIND_WORDS.values())
        raise InvalidInputError(f"I can't tell which register it is: {kinds}.", "Say so under “Read it differently”.")
    return guessed[0]


def _source(name: str, kind: RegisterKind, content: bytes, options: Mapping[str, str]) -> ImportSource:
    said = ImportOptions(
        prefix=options.get("prefix") or None,
        workstream=options.get("workstream") or None,
        board=options.get("board") or None,
        meeting=date.fromisoformat(options["meeting"]) if options.get("meeting") else None,
        fund=options.get("fund") or None,
        plan=options.get("plan") or None,
        sheet=options.get("sheet") or None,
        mapping=ReadingOptions(columns=options.get("columns", "")).mapping,
    )
    return ImportSource(kind, name, content, said)
