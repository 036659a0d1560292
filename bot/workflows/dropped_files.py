"""A register dropped in the bot's messages: read, shown, and imported when its sender confirms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from bot.domain.imports.drafts import KIND_WORDS
from bot.errors import InvalidInputError, NotAllowedError
from bot.slack.files import SharedFile
from bot.store.outbox import OutgoingMessage
from bot.store.repositories.received import ReceivedFile
from bot.store.tables.jobs import FileState
from bot.store.unit_of_work import Unit, View
from bot.views import blocks
from bot.views.blocks import Choice
from bot.views.register_options import ReadingOptions, options_form
from bot.views.register_plan import (
    PlanShown,
    Ticket,
    hint_message,
    outcome_message,
    plan_message,
    reading_message,
    refused_message,
)
from bot.views.wording import escape
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import Identity
from bot.workflows.services import Services

READ, IMPORT = "register.read", "register.import"
_MOST_AT_ONCE = 5


def receive_files(services: Services, identity: Identity, files: Sequence[SharedFile]) -> None:
    """Note files that somebody dropped, and have them read. The same drop, told twice, is one.

    Raises:
        NotAllowedError: the sender is nobody of the partnership.
    """

    def work(unit: Unit) -> None:
        desk = open_desk(unit, services, identity)
        for place, file in enumerate(files):
            version = _begin(unit, identity, file)
            if version is None:
                continue
            why = _objection(desk, place)
            if why:
                unit.received.move(file.id, FileState.DONE)
                say_of(unit, file.id, identity.slack_id, f"refused:{version}", refused_message(file.name, why, None))
            else:
                unit.jobs.ask(f"{READ}:{file.id}:{version}", READ, {"file": file.id, "version": version})
                say_of(unit, file.id, identity.slack_id, f"reading:{version}", reading_message(file.name))

    services.store.write(work)


def _begin(unit: Unit, identity: Identity, file: SharedFile) -> int | None:
    """Return the version under which a file is to be read; None when this drop was noted before.

    A file that was dealt with may be dropped again by somebody else: Slack gives a forwarded file the same id.
    """
    sent = {"sender": identity.slack_id, "sender_team": identity.team_id}
    if unit.received.add(file.id, name=file.name, **sent):
        return 1
    known = unit.received.find(file.id)
    if known is None or known.state is not FileState.DONE or known.sender == identity.slack_id:
        return None
    unit.received.renew(file.id, known.version + 1, **sent)
    return known.version + 1


def answer_words(services: Services, identity: Identity) -> None:
    """Tell somebody who types into the bot's messages what it does, once a day.

    Raises:
        NotAllowedError: the sender is nobody of the partnership.
    """

    def work(unit: Unit) -> None:
        desk = open_desk(unit, services, identity)
        key = f"hint:{identity.slack_id}:{services.today(unit.now)}"
        content = hint_message(can_import=desk.actor.is_office)
        unit.outbox.put(OutgoingMessage(key, f"hint:{identity.slack_id}", identity.slack_id, key, content))

    services.store.write(work)


def turn_away(services: Services, identity: Identity, why: str) -> None:
    """Tell somebody who is nobody of the partnership why nothing happens here, once a day."""

    def work(unit: Unit) -> None:
        key = f"turned-away:{identity.slack_id}:{services.today(unit.now)}"
        content = blocks.message(escape(why), [blocks.section(escape(why))])
        unit.outbox.put(OutgoingMessage(key, f"hint:{identity.slack_id}", identity.slack_id, key, content))

    services.store.write(work)


def confirm(services: Services, identity: Identity, ticket: Ticket) -> None:
    """Have a file imported as it was shown.

    Raises:
        InvalidInputError: it was dealt with meanwhile, or read anew.
        NotAllowedError: somebody else dropped it.
    """

    def work(unit: Unit) -> None:
        file = _shown(unit, services, identity, ticket)
        unit.received.move(file.slack_file, FileState.IMPORTING)
        key = f"{IMPORT}:{file.slack_file}:{file.version}"
        unit.jobs.ask(key, IMPORT, {"file": file.slack_file, "version": file.version})
        content = outcome_message(file.name, "I'm importing it; the result follows here.")
        say_of(unit, file.slack_file, file.sender, f"importing:{file.version}", content)

    services.store.write(work)


def leave(services: Services, identity: Identity, ticket: Ticket) -> None:
    """Forget a file without importing it.

    Raises:
        InvalidInputError: it was dealt with meanwhile, or read anew.
        NotAllowedError: somebody else dropped it.
    """

    def work(unit: Unit) -> None:
        file = _shown(unit, services, identity, ticket)
        unit.received.move(file.slack_file, FileState.DONE)
        content = outcome_message(file.name, "left alone. Nothing was saved, and I have forgotten the file.")
        say_of(unit, file.slack_file, file.sender, f"left:{file.version}", content)

    services.store.write(work)


def turn_page(services: Services, identity: Identity, ticket: Ticket, page: int, key: str) -> None:
    """Show another page of a file's rows in its message.

    Args:
        services: what every use case is handed.
        identity: who turns.
        ticket: the reading whose rows are shown.
        page: counted from 1.
        key: names the delivery, so that a double click turns once.

    Raises:
        InvalidInputError: the file was read anew, or is forgotten.
        NotAllowedError: somebody else dropped it.
    """

    def work(unit: Unit) -> None:
        open_desk(unit, services, identity)
        file = unit.received.find(ticket.slack_file)
        report = unit.received.report(ticket.slack_file) if file else {}
        if file is None or file.version != ticket.version or not report:
            raise InvalidInputError("These rows are not kept any more.", "Drop the file again to see them.")
        if file.sender != identity.slack_id:
            raise NotAllowedError("Only whoever dropped a register can look through it here.", "Drop it yourself.")
        message = plan_message(PlanShown.from_json(report), ticket, page)
        say_of(unit, file.slack_file, file.sender, f"page:{key}", message)

    services.store.write(work)


def reading_form(services: Services, identity: Identity, ticket: Ticket) -> dict[str, Any]:
    """Return the form that says how a file is to be read.

    Raises:
        InvalidInputError: it was dealt with meanwhile, or read anew.
        NotAllowedError: somebody else dropped it.
    """
    with services.store.view() as view:
        file = _shown(view, services, identity, ticket)
        directory = view.people.directory()
    return options_form(
        _as_shown(file),
        ticket,
        [Choice(words[0].upper() + words[1:], kind.value) for kind, words in KIND_WORDS.items()],
        [Choice(workstream.name, key) for key, workstream in directory.workstreams.items()],
        [Choice(board.name, key) for key, board in directory.boards.items()],
    )


def read_differently(services: Services, identity: Identity, ticket: Ticket, options: ReadingOptions) -> None:
    """Have a file read again.

    Raises:
        InvalidInputError: it was dealt with meanwhile, or read anew.
        NotAllowedError: somebody else dropped it.
    """
    options.check()

    def work(unit: Unit) -> None:
        file = _shown(unit, services, identity, ticket)
        version = file.version + 1
        before = _as_shown(file)
        # Columns that nobody touched were a guess, or belong to another kind of register.
        untouched = options.columns == before.columns
        is_guess = not file.options.get("columns") or options.kind != before.kind
        chosen = replace(options, columns="") if untouched and is_guess else options
        unit.received.move(file.slack_file, FileState.READING, version=version, options=asdict(chosen))
        unit.jobs.ask(f"{READ}:{file.slack_file}:{version}", READ, {"file": file.slack_file, "version": version})
        say_of(unit, file.slack_file, file.sender, f"reading:{version}", reading_message(file.name))

    services.store.write(work)


def _objection(desk: Desk, place: int) -> str:
    """Return why a file is not even fetched, or nothing."""
    if not desk.actor.is_office:
        office = ", ".join(person.name for person in desk.directory.office(desk.actor.day))
        return f"Registers are imported by the governance office{f': send it to {office}' if office else ''}."
    if place >= _MOST_AT_ONCE:
        return f"I read up to {_MOST_AT_ONCE} files at once. Drop the others when you have dealt with these."
    return ""


def _as_shown(file: ReceivedFile) -> ReadingOptions:
    """Return how a file was read, with the columns as they were given or, where none were, as they were guessed."""
    said = {name: value for name, value in file.options.items() if name != "guessed"}
    return ReadingOptions(**{**said, "columns": said.get("columns") or file.options.get("guessed", "")})


def _shown(view: View, services: Services, identity: Identity, ticket: Ticket) -> ReceivedFile:
    """Return the file that a button belongs to, when it still stands as it was shown."""
    desk = open_desk(view, services, identity)
    file = view.received.find(ticket.slack_file)
    if file is None or file.state is FileState.DONE:
        raise InvalidInputError("That file was dealt with already.", "Drop it again to read it once more.")
    if file.sender != identity.slack_id or not desk.actor.is_office:
        raise NotAllowedError("Only whoever dropped a register can import it.", "Drop it yourself.")
    if file.version != ticket.version or file.state is not FileState.SHOWN:
        raise InvalidInputError("I'm still at work on that file.", "Use the buttons of its latest table.")
    return file


def say_of(unit: Unit, slack_file: str, sender: str, what: str, content: dict[str, Any]) -> None:
    """Put a file's message in place of the one before; `what` names it among the file's messages, once.

    It goes to the sender's own conversation with the bot, and who that is was checked: a look at the conversation,
    as for confidential messages, would need a scope more.
    """
    subject = f"dropped:{slack_file}"
    unit.outbox.put(OutgoingMessage(f"{subject}:{what}", subject, sender, subject, content))
