"""Which proposals a digest's reader may read: judged in full when the digest is made, and again when it is sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, Table, select

from bot.domain.digest import Reader
from bot.domain.risks import Visibility
from bot.store.repositories.conflicts import Conflicts
from bot.store.tables import metadata

_T: Mapping[str, Table] = metadata.tables
_PROPOSAL, _STAGE = _T["proposal"], _T["stage"]


def readable_proposals(connection: Connection, proposal_ids: Collection[int], reader: Reader | None) -> frozenset[int]:
    """Return the ids of those of some proposals that somebody may read; in a channel, those that nobody must leave for.

    Args:
        connection: of the transaction.
        proposal_ids: which.
        reader: None for a channel, where only public ones are told.
    """
    if not proposal_ids:
        return frozenset()
    wanted = sorted(set(proposal_ids))
    columns = (_PROPOSAL.c.id, _PROPOSAL.c.visibility, _PROPOSAL.c.author_id, _PROPOSAL.c.sponsor_id)
    rows = connection.execute(select(*columns).where(_PROPOSAL.c.id.in_(wanted), _PROPOSAL.c.submitted > 0)).all()
    boards: dict[int, set[str]] = {}
    for stage in connection.execute(
        select(_STAGE.c.proposal_id, _STAGE.c.board_key).where(_STAGE.c.proposal_id.in_(wanted))
    ):
        boards.setdefault(stage.proposal_id, set()).add(stage.board_key)
    conflicts = Conflicts(connection)
    found = set()
    for row in rows:
        is_public = row.visibility == Visibility.PUBLIC.value
        own = reader is not None and reader.person_id in (row.author_id, row.sponsor_id) and reader.person_id
        if reader is None:
            may = is_public
        else:
            on_route = bool(reader.boards & boards.get(row.id, set()))
            may = bool(own) or reader.is_office or on_route or (is_public and not reader.is_guest)
        left = {one for recusals in conflicts.stages_with_recusals(row.id).values() for one in recusals.left}
        kept = bool(left) if reader is None else reader.person_id in left and not own
        if may and not kept:
            found.add(int(row.id))
    return frozenset(found)
