"""The paper in which the board reads a round's bids, for the office."""

from __future__ import annotations

from typing import Any

from bot.domain.bids import BidRoundState, Ranked
from bot.domain.money import format_pence
from bot.errors import InvalidInputError
from bot.papers.bids_paper import BidPage, BidsPaper, write_pdf
from bot.slack.uploads import Upload
from bot.views import pictures
from bot.views.bids import BidLine, score_words
from bot.views.proposal_words import asked_for
from bot.views.wording import Mrkdwn, say
from bot.workflows.bids.lookup import Bid, RoundLooked, find_round, look
from bot.workflows.bids.showing import lines_of
from bot.workflows.delivering_files import ask_for_files
from bot.workflows.desk import Desk, open_desk, require_office
from bot.workflows.file_orders import FileOrder, Maker, Product, Tell
from bot.workflows.hands import Hands
from bot.workflows.identify import Identity
from bot.workflows.services import Services

KIND = "paper.bids"
_ONLY_OFFICE = "The paper of a round is made by the governance office."
_METHOD = (
    "Of 100: the points for each criterion, averaged over the members of the panel who scored all of them, taken as a "
    "part of the most and weighted. A rank decides nothing: the board decides on each bid by itself, and a member with "
    "an interest in one bid takes no part in that one."
)


def ask_paper(services: Services, identity: Identity, written: str, key: str) -> dict[str, Any]:
    """Have the paper made, for whoever asks, in their own messages; return the answer to them.

    Raises:
        InvalidInputError, NotFoundError: no such round, or its bids are not ranked yet.
        NotAllowedError: somebody else than the office asks.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        require_office(desk, _ONLY_OFFICE)
        found = find_round(view, desk, written)
    if found.state not in {BidRoundState.RANKED, BidRoundState.DECIDED}:
        raise InvalidInputError(
            f"The bids of {found.ref} are not ranked yet.",
            f"End the scoring first: `/proposal round rank {found.ref}`.",
        )
    title = f"the paper of {found.ref}"
    order = FileOrder(KIND, key, identity, identity.slack_id, title, {"round": found.ref})
    services.store.write(lambda unit: ask_for_files(unit, order))
    return pictures.asked_message(title, "", leaves_out=False)


def _make(hands: Hands, order: FileOrder, _: Tell) -> Product:
    services = hands.services
    with services.store.view() as view:
        desk = open_desk(view, services, order.asker)
        require_office(desk, _ONLY_OFFICE)
        looked = look(view, services, find_round(view, desk, str(order.wish["round"])))
    one = looked.round
    file = Upload(
        name=f"bids-{one.ref}-{desk.shown.today.isoformat()}.pdf",
        title=f"{one.ref}: {one.title}",
        content=write_pdf(paper_of(looked, desk)),
        alt_text="",
    )
    return Product((file,), say("bids/paper_made", ref=one.ref, bids=len(looked.bids)), Mrkdwn(""))


PAPER = Maker(KIND, _make)


def paper_of(looked: RoundLooked, desk: Desk) -> BidsPaper:
    """Return the paper of a round that is ranked."""
    one, board = looked.round, desk.shown.boards.get(looked.round.board, looked.round.board)
    lines = lines_of(looked.bids, looked.ranked)
    pages = []
    for ranked in looked.ranked:
        bid = looked.bid(ranked.proposal_id)
        if bid is not None:
            pages.append(_page(looked, desk, bid, ranked, board))
    return BidsPaper(
        title=f"{one.ref}: {one.title}",
        about=f"Bids for {one.fund}, scored by a panel for {board}. As of {desk.shown.dated(desk.shown.today)}.",
        method=_METHOD,
        rows=tuple(_row(line) for line in lines),
        bids=tuple(pages),
    )


def _row(line: BidLine) -> tuple[str, ...]:
    ranked = line.ranked
    place = str(ranked.rank) if ranked is not None and ranked.rank is not None else "–"
    score = score_words(ranked.score if ranked else None)
    return (place, line.ref, line.title, score, _asks(line.pence), format_pence(line.reach))


def _page(looked: RoundLooked, desk: Desk, bid: Bid, ranked: Ranked, board: str) -> BidPage:
    people, ref = desk.directory.people, bid.proposal.ref
    points = [
        f"{one.name}: {_mean(ranked, one.key)} of {one.most} on average, weight {one.weight}"
        for one in looked.round.criteria
        if one.key in ranked.by_criterion
    ]
    aside = [people[member].name for member in ranked.aside if member in people]
    if aside:
        points.append(f"Stood aside, with an interest: {', '.join(aside)}")
    author = people[bid.proposal.author_id].name if bid.proposal.author_id in people else "unknown"
    rank = "not scored" if ranked.rank is None else f"rank {ranked.rank}, {score_words(ranked.score)} of 100"
    return BidPage(
        title=f"{ref}: {bid.content.title}",
        about=f"{rank}; asks {asked_for(bid.content)}; by {author}.",
        summary=bid.content.summary,
        points=tuple(points),
        ask=f"{board} is asked to decide on {ref} by itself.",
    )


def _mean(ranked: Ranked, key: str) -> str:
    return score_words(ranked.by_criterion[key])


def _asks(pence: int | None) -> str:
    return "TBC" if pence is None else format_pence(pence)
