"""Tables of costs as files: read by a job, shown to whoever sent them, and put into the draft once they confirm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.domain.imports.drafts import RegisterKind
from bot.domain.imports.interpreting import interpret
from bot.domain.proposals.content import Content, from_json, to_json
from bot.domain.proposals.cost_import import ImportedCosts, lines_from
from bot.domain.proposals.cost_text import TypedCosts
from bot.errors import ConvenorError, InvalidInputError, NotAllowedError, NotFoundError, UnavailableError
from bot.papers.sheets import read_workbook
from bot.papers.sheets.limits import FILE_MAX, FILE_MAX_WORDS
from bot.slack.files import SharedFile
from bot.store.outbox import OutgoingMessage
from bot.store.repositories.jobs import Job
from bot.store.repositories.received import ReceivedFile
from bot.store.tables.jobs import FileState
from bot.store.unit_of_work import Unit, View
from bot.views import cost_files
from bot.views.cost_forms import ADD
from bot.views.costs import CostsShown
from bot.workflows.desk import Desk, open_desk
from bot.workflows.hands import Hands, Performer
from bot.workflows.identify import Identity
from bot.workflows.proposals.change import draft_of
from bot.workflows.proposals.cost_facts import faults_in, names_of
from bot.workflows.proposals.costs import put_lines, with_typed
from bot.workflows.proposals.editing import editable
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

KIND = "costs.read"
_GONE = "That table was dealt with already."


def receive(services: Services, request: Request, file: SharedFile, how: str) -> Saved:
    """Note a table of costs that somebody gave for a proposal, and have it read.

    Args:
        services: what every use case is handed.
        request: who asks, and which proposal.
        file: as Slack describes it.
        how: whether its lines take the place of those there are (`replace`) or come behind them (`add`).

    Raises:
        NotAllowedError: this person may not edit the proposal; says who may.
    """
    if not isinstance(request.identity, Identity):
        raise NotAllowedError("A table is taken from Slack alone.")
    sender = request.identity

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, sender)
        proposal = editable(unit, services, desk, request.ref)
        sent = {"sender": sender.slack_id, "sender_team": sender.team_id}
        version = 1
        if not unit.received.add(file.id, name=file.name, **sent):
            known = unit.received.find(file.id)
            version = (known.version if known else 0) + 1
            unit.received.renew(file.id, version, **sent)
        unit.received.move(file.id, FileState.READING, options={"proposal": proposal.ref, "how": how})
        unit.jobs.ask(f"{KIND}:{file.id}:{version}", KIND, {"file": file.id, "version": version})
        _tell(unit, file.id, sender.slack_id, f"reading:{version}", cost_files.reading(file.name, proposal.ref))
        return Saved(proposal.ref, proposal.version, cost_files.reading(file.name, proposal.ref)["text"])

    return once(services, request, work)


def performer(hands: Hands) -> dict[str, Performer]:
    """Return what reads tables of costs."""
    return {KIND: Performer(lambda job: _read(hands, job), lambda job, why: _tell_failed(hands.services, job, why))}


def take(services: Services, identity: Identity, key: str, slack_file: str, version: int) -> dict[str, Any]:
    """Put the lines of a table that was read into the draft of its proposal.

    Raises:
        InvalidInputError: it was dealt with meanwhile, or read anew.
        NotAllowedError: somebody else sent it, or may not edit the proposal any more.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, identity)
        file = _shown(unit, identity, slack_file, version)
        typed = _kept(unit.received.report(slack_file))
        request = Request(identity, key, str(file.options["proposal"]))
        saved = put_lines(unit, services, desk, request, typed, is_adding=file.options.get("how") == ADD)
        unit.received.move(slack_file, FileState.DONE, report={})
        _tell(unit, slack_file, file.sender, f"taken:{version}", cost_files.taken(file.name, saved.said))
        return saved

    return cost_files.answer(once(services, Request(identity, key), work).said)


def leave(services: Services, identity: Identity, slack_file: str, version: int) -> dict[str, Any]:
    """Forget a table without taking its lines.

    Raises:
        InvalidInputError: it was dealt with meanwhile, or read anew.
        NotAllowedError: somebody else sent it.
    """

    def work(unit: Unit) -> str:
        file = _shown(unit, identity, slack_file, version)
        unit.received.move(slack_file, FileState.DONE, report={})
        _tell(unit, slack_file, file.sender, f"left:{version}", cost_files.left(file.name))
        return file.name

    return cost_files.left(services.store.write(work))


def _read(hands: Hands, job: Job) -> None:
    services = hands.services
    with services.store.view() as view:
        file = _awaited(view, job)
        content = view.received.content(file.slack_file) if file else None
    if file is None:
        return
    if content is None:
        fetched = content = _fetch(hands, file)
        services.store.write(lambda unit: unit.received.keep(file.slack_file, fetched))
    ref, how = str(file.options["proposal"]), str(file.options.get("how"))
    report: dict[str, Any] = {}
    try:
        with services.store.view() as view:
            desk = open_desk(view, services, Identity(file.sender, file.sender_team))
            proposal = editable(view, services, desk, ref)
            read = _interpreted(services, desk, file.name, content, view)
            typed = TypedCosts(read.lines, read.stated_total_pence, read.stated_totals)
            after = with_typed(draft_of(view, proposal), typed, is_adding=how == ADD)
            shown = CostsShown(
                ref,
                proposal.title,
                file.name,
                after,
                names_of(services, desk),
                faults_in(services, desk, proposal, after),
                can_edit=False,
            )
        message = cost_files.read(file.name, shown, read.doubts, file.slack_file, file.version, is_adding=how == ADD)
        report = _keep(typed)
    except UnavailableError:
        raise
    except ConvenorError as refusal:
        message = cost_files.refused(file.name, str(refusal))

    def work(unit: Unit) -> None:
        if _awaited(unit, job) is not None:
            unit.received.move(file.slack_file, FileState.SHOWN if report else FileState.DONE, report=report)
            _tell(unit, file.slack_file, file.sender, f"read:{file.version}", message)

    services.store.write(work)


def _interpreted(services: Services, desk: Desk, name: str, content: bytes, view: View) -> ImportedCosts:
    """Return the lines of the first sheet that is a table of costs.

    Raises:
        InvalidInputError: none is, or its lines cannot be asked for.
    """
    workbook = read_workbook(content, name)
    refusals: list[InvalidInputError] = []
    for sheet in workbook.sheets:
        try:
            found = interpret(
                RegisterKind.COSTS, sheet, services.config.imports.rules(), today=services.today(view.now)
            )
            read = lines_from(found, sheet, names_of(services, desk))
        except InvalidInputError as refusal:
            refusals.append(refusal)
            continue
        return replace(read, doubts=(*read.doubts, *workbook.notes))
    raise refusals[0] if refusals else InvalidInputError("The file has no sheet.", "Save it again and send that.")


def _fetch(hands: Hands, file: ReceivedFile) -> bytes:
    described = hands.gateway.file(file.slack_file)
    if described is None:
        raise NotFoundError(f"“{file.name}” is no longer in Slack.", "Send it again.")
    if described.size > FILE_MAX:
        raise InvalidInputError(f"It is larger than {FILE_MAX_WORDS}.", "Save the table alone and send that.")
    return hands.downloads.fetch(described, FILE_MAX)


def _awaited(view: View, job: Job) -> ReceivedFile | None:
    file = view.received.find(str(job.payload["file"]))
    if file is None or file.version != job.payload["version"] or file.state is not FileState.READING:
        return None
    return file


def _shown(unit: Unit, identity: Identity, slack_file: str, version: int) -> ReceivedFile:
    file = unit.received.find(slack_file)
    if file is None or file.version != version or file.state is not FileState.SHOWN or "proposal" not in file.options:
        raise InvalidInputError(_GONE, "Send it again to have it read once more.")
    if file.sender != identity.slack_id:
        raise NotAllowedError("Only whoever sent a table can have its lines taken.", "Send it yourself.")
    return file


def _tell_failed(services: Services, job: Job, why: str) -> None:
    def work(unit: Unit) -> None:
        file = _awaited(unit, job)
        if file is not None:
            unit.received.move(file.slack_file, FileState.DONE)
            _tell(unit, file.slack_file, file.sender, f"failed:{file.version}", cost_files.refused(file.name, why))

    services.store.write(work)


def _tell(unit: Unit, slack_file: str, sender: str, what: str, content: Mapping[str, Any]) -> None:
    subject = f"costs:{slack_file}"
    unit.outbox.put(OutgoingMessage(f"{subject}:{what}", subject, sender, subject, content))


def _keep(typed: TypedCosts) -> dict[str, Any]:
    content = Content(
        "", costs=typed.lines, stated_total_pence=typed.stated_total_pence, stated_totals=typed.stated_totals
    )
    return {"costs": to_json(content)}


def _kept(report: Mapping[str, Any]) -> TypedCosts:
    content = from_json(report["costs"])
    return TypedCosts(content.costs, content.stated_total_pence, content.stated_totals)
