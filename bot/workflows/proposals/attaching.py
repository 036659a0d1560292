"""Files and links of a proposal: put to its draft, fetched from Slack by a job, taken off again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.proposals.papers import LINK, ProposalPaper
from bot.domain.proposals.records import Proposal
from bot.errors import InvalidInputError, NotFoundError
from bot.slack.files import SharedFile
from bot.store.outbox import OutgoingMessage
from bot.store.repositories.jobs import Job
from bot.store.unit_of_work import Unit
from bot.views import blocks
from bot.views.proposal_forms import FILES_MOST
from bot.views.proposal_papers import papers_form
from bot.views.wording import say
from bot.workflows.desk import Desk, open_desk
from bot.workflows.hands import Hands, Performer
from bot.workflows.identify import Identity
from bot.workflows.proposals.change import present, save, take
from bot.workflows.proposals.editing import editable
from bot.workflows.proposals.filling import AttachedFile
from bot.workflows.proposals.reading import papers_of
from bot.workflows.proposals.rights import EDIT
from bot.workflows.proposals.sections import require_sight
from bot.workflows.risk_change import Request, Saved, once
from bot.workflows.services import Services

FETCH = "proposal.paper"
_PAPERS_MOST = 50
_MEGA = 1024 * 1024


def papers_view(services: Services, identity: Identity, written: str) -> dict[str, Any]:
    """Return the form by which files and links are added to a proposal's draft, with what it has."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        proposal = editable(view, services, desk, written)
        papers = papers_of(view, proposal, 0)
    return papers_form(proposal, papers, services.config.proposals.file_megabytes)


def attach(services: Services, request: Request, links: Mapping[str, str], files: Sequence[AttachedFile]) -> Saved:
    """Add files and links to a proposal's draft."""

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        proposal = take(unit, services, desk, request, EDIT)
        require_sight(unit, services, desk, proposal, EDIT.verb)
        present_links = {one.address: one.title for one in papers_of(unit, proposal, 0) if one.kind == LINK}
        # An address alone takes no title away that somebody gave it.
        titled = {one: present_links.get(one, title) if title == one else title for one, title in links.items()}
        after = set_papers(unit, desk, request, proposal, {**present_links, **titled}, files)
        new = len(links.keys() - present_links.keys())
        said = say("proposals/said_attached", ref=proposal.ref, files=len(files), links=new)
        return Saved(proposal.ref, after.version, said)

    return once(services, request, work)


def detach(services: Services, request: Request, paper_id: int) -> Saved:
    """Let a paper go with a proposal no more from the next version on.

    Raises:
        NotFoundError: no such paper goes with the draft.
    """

    def work(unit: Unit) -> Saved:
        desk = open_desk(unit, services, request.identity)
        proposal = take(unit, services, desk, request, EDIT)
        require_sight(unit, services, desk, proposal, EDIT.verb)
        paper = next((one for one in papers_of(unit, proposal, 0) if one.id == paper_id), None)
        if paper is None:
            raise NotFoundError(f"That paper goes with {proposal.ref} no more.", of="proposal")
        unit.proposal_papers.take_off(paper, proposal.submitted + 1)
        after = _saved(unit, desk, proposal, added=(), removed=(paper.title,))
        said = say("proposals/said_detached", ref=proposal.ref, title=paper.title)
        return Saved(proposal.ref, after.version, said)

    return once(services, request, work)


def set_papers(
    unit: Unit,
    desk: Desk,
    request: Request,
    proposal: Proposal,
    links: Mapping[str, str],
    files: Sequence[AttachedFile],
) -> Proposal:
    """Let a draft have exactly these links, and these files beside its own; return the proposal as it stands now.

    Args:
        unit: the unit of work, in which the proposal is locked.
        desk: where it was asked for.
        request: of whoever adds.
        proposal: as it stands.
        links: address -> title.
        files: those that are added.

    Raises:
        InvalidInputError: these would be too many.
    """
    present_papers = papers_of(unit, proposal, 0)
    if len(links) + len(files) + sum(one.kind != LINK for one in present_papers) > _PAPERS_MOST:
        sentence = f"At most {_PAPERS_MOST} files and links go with a proposal. Take some off first."
        raise InvalidInputError(sentence, fields={"files": sentence, "links": sentence})
    known_files = {one.file_id for one in present_papers}
    gone = [one for one in present_papers if one.kind == LINK and links.get(one.address) != one.title]
    stays = {one.address for one in present_papers if one.kind == LINK} - {one.address for one in gone}
    for paper in gone:
        unit.proposal_papers.take_off(paper, proposal.submitted + 1)
    added = [address for address in links if address not in stays]
    for address in added:
        unit.proposal_papers.add_link(proposal.id, links[address], address, by=desk.actor.name, at=unit.now)
    new_files = [one for one in files[:FILES_MOST] if one.id not in known_files]
    for file in new_files:
        paper_id = unit.proposal_papers.add_file(proposal.id, file.name, file.id, by=desk.actor.name, at=unit.now)
        payload = {"paper": paper_id, "slack_id": getattr(request.identity, "slack_id", "")}
        unit.jobs.ask(f"{FETCH}:{paper_id}:{file.id}", FETCH, payload)
    names = (*(links[one] for one in added), *(one.name for one in new_files))
    if not names and not gone:
        return present(unit, proposal.id)
    return _saved(unit, desk, proposal, added=names, removed=tuple(one.title for one in gone))


def performers(hands: Hands) -> dict[str, Performer]:
    """Return what fetches the files that were put to proposals."""
    return {FETCH: Performer(lambda job: _fetch(hands, job), lambda job, why: _give_up(hands.services, job, why))}


def _saved(unit: Unit, desk: Desk, proposal: Proposal, *, added: Sequence[str], removed: Sequence[str]) -> Proposal:
    """Record what was added and taken off; what goes with a proposal is part of its next version."""
    values: dict[str, object] = {}
    if proposal.submitted and not proposal.has_draft:
        latest = unit.proposals.submitted_json(proposal.id, proposal.submitted)
        values["draft"] = latest
    now = present(unit, proposal.id)
    return save(unit, desk, now, "papers", detail={"added": list(added), "removed": list(removed)}, **values)


def _fetch(hands: Hands, job: Job) -> None:
    """Fetch a file and keep it with its fingerprint.

    Raises:
        NotFoundError: it is gone from Slack.
        InvalidInputError: it is too large.
    """
    services, paper_id = hands.services, int(job.payload["paper"])
    with services.store.view() as view:
        paper = view.proposal_papers.get(paper_id)
    if paper is None or paper.is_fetched:
        return
    most = services.config.proposals.file_megabytes * _MEGA
    body = hands.downloads.fetch(_described(hands, paper, most), most)

    def work(unit: Unit) -> None:
        again = unit.proposal_papers.get(paper_id)
        if again is None or again.is_fetched:
            return
        digest = unit.proposal_papers.keep(paper_id, body)
        proposal = present(unit, again.proposal_id)
        detail = {"title": again.title, "digest": digest, "size": len(body)}
        unit.record("convenor", "proposal.paper_kept", f"proposal:{proposal.ref}", **detail)

    services.store.write(work)


def _described(hands: Hands, paper: ProposalPaper, most: int) -> SharedFile:
    described = hands.gateway.file(paper.file_id)
    if described is None:
        raise NotFoundError(f"“{paper.title}” is no longer in Slack.", "Add it again.")
    if described.size > most:
        raise InvalidInputError(
            f"“{paper.title}” is larger than {most // _MEGA} MB.", "Make it smaller, or add a link."
        )
    return described


def _give_up(services: Services, job: Job, why: str) -> None:
    """Take off a file that could not be fetched, and tell whoever added it."""
    paper_id, slack_id = int(job.payload["paper"]), str(job.payload["slack_id"])

    def work(unit: Unit) -> None:
        paper = unit.proposal_papers.get(paper_id)
        if paper is None or paper.is_fetched:
            return
        proposal = present(unit, paper.proposal_id)
        unit.proposal_papers.take_off(paper, proposal.submitted + 1)
        if slack_id:
            text = say("proposals/paper_lost", ref=proposal.ref, title=paper.title, why=why)
            key = f"proposal-paper:{paper_id}"
            content = blocks.message(text, [blocks.section(text)])
            unit.outbox.put(OutgoingMessage(key, f"proposal:{proposal.ref}", slack_id, key, content))

    services.store.write(work)
