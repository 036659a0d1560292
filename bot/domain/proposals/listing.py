"""Which proposals a list shows: what people write behind `list`, and what it narrows to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.directory import Directory
from bot.domain.proposals.access import concerns
from bot.domain.proposals.records import Proposal, ProposalState, Stage, StageState

WORDS_MAX = 12
_STATES = {
    "draft": "draft",
    "drafts": "draft",
    "under way": "under_way",
    "open": "under_way",
    "decided": "decided",
    "approved": "decided",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
    "returned": "returned",
    "referred back": "returned",
    "deferred": "deferred",
}
_MINE, _WAITING = "mine", ("waiting on me", "waiting for me", "waiting")


@dataclass(frozen=True, slots=True)
class ProposalQuery:
    """A list as asked for. What is empty narrows nothing; pages count from 1.

    Attributes:
        state: a proposal's state, or `returned` or `deferred` for those of which a stage is.
        board: key of a board on the route, before which it lies or is to come.
        words: what the title holds, all of them.
    """

    mine: bool = False
    waiting: bool = False
    state: str = ""
    board: str = ""
    fund: str = ""
    workstream: str = ""
    words: tuple[str, ...] = ()
    page: int = 1

    def on_page(self, page: int) -> ProposalQuery:
        """Return the same query for another page."""
        return replace(self, page=page)

    def holds(self, proposal: Proposal, stages: Sequence[Stage], person_id: int | None, waiting: Iterable[int]) -> bool:
        """Return whether a proposal belongs on the list of a person; `waiting` are the ids of what waits for them."""
        states = {stage.state for stage in stages}
        wanted_state = (
            not self.state
            or self.state == proposal.state.value
            or (
                self.state in {StageState.RETURNED.value, StageState.DEFERRED.value}
                and StageState(self.state) in states
            )
        )
        boards = {stage.board for stage in stages if stage.state is not StageState.CALLED_OFF}
        title = proposal.title.casefold()
        return (
            wanted_state
            and (not self.mine or concerns(person_id, proposal))
            and (not self.waiting or proposal.id in waiting)
            and (not self.board or self.board in boards)
            and self.fund in ("", proposal.fund)
            and self.workstream in ("", proposal.workstream)
            and all(word.casefold() in title for word in self.words)
        )


def read_query(written: str, directory: Directory, funds: Mapping[str, str]) -> ProposalQuery:
    """Read the words of a list: `mine`, a board, a fund, a workstream, a state, `waiting on me`; others are of titles.

    Args:
        written: what follows `list`.
        directory: of boards and workstreams.
        funds: names by key.
    """
    query = ProposalQuery()
    rest = " ".join(written.split())
    for phrase in sorted((*_WAITING, *_STATES), key=len, reverse=True):
        if f" {phrase} " in f" {rest.casefold()} ":
            at = f" {rest.casefold()} ".index(f" {phrase} ")
            rest = f"{rest[:at]} {rest[at + len(phrase) :]}".strip()
            query = replace(query, waiting=True) if phrase in _WAITING else replace(query, state=_STATES[phrase])
    boards = {board.key: board.name for board in directory.boards.values()}
    workstreams = {one.key: one.name for one in directory.workstreams.values()}
    fund, rest = _taken(rest, funds)
    board, rest = _taken(rest, boards)
    workstream, rest = _taken(rest, workstreams)
    words = [word for word in rest.split() if word.casefold() not in {_MINE, "all", "of", "for", "at", "by", "and"}]
    is_mine = _MINE in rest.casefold().split()
    found = tuple(words[:WORDS_MAX])
    return replace(query, mine=is_mine, fund=fund, board=board, workstream=workstream, words=found)


def _taken(written: str, named: Mapping[str, str]) -> tuple[str, str]:
    """Return the key of the first thing that a text names, by key or name, and the text without it."""
    folded = f" {written.casefold()} "
    for key, name in named.items():
        for known in (name.casefold(), key.casefold()):
            if f" {known} " in folded:
                at = folded.index(f" {known} ")
                return key, f"{written[:at]} {written[at + len(known) :]}".strip()
    return "", written


def in_order(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return proposals as lists show them: under way, drafts, then what is over, the newest first among each."""
    rank = {ProposalState.UNDER_WAY: 0, ProposalState.DRAFT: 1}
    return sorted(proposals, key=lambda one: (rank.get(one.state, 2), -one.id))
