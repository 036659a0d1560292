"""The register paper asked for in Slack: made by a job, uploaded where it was asked for, and noted with its links."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.domain.months import month_name
from bot.domain.risks import Risk
from bot.errors import ConvenorError, InvalidInputError, NotAllowedError, UnavailableError
from bot.papers.register_paper.making import write
from bot.settings.papers import PaperForm
from bot.slack.gateway import SlackGateway
from bot.slack.uploads import SentFile, Upload
from bot.store.repositories.papers import MadePaper, PaperFile
from bot.store.unit_of_work import Unit, View
from bot.views import papers as said
from bot.views.papers import PaperSaid
from bot.views.wording import say
from bot.workflows.delivering_files import ask_for_files, say_more
from bot.workflows.desk import Desk, open_desk
from bot.workflows.file_orders import FileOrder, Maker, Product, Tell
from bot.workflows.hands import Hands
from bot.workflows.identify import Identity
from bot.workflows.openable import Openable
from bot.workflows.register_paper.choosing import Asked, PaperWish, choose
from bot.workflows.register_paper.contents import Contents, contents_of
from bot.workflows.services import Services
from bot.workflows.sharing import require_safe

Message = dict[str, Any]

KIND = "paper.register"
_ROW_KIND = "register"
_MEND = "Ask for it in a channel of people who may all read it."
_CHANNEL = ("C", "G")
_FORM_WORDS = {PaperForm.DOCX: "Word", PaperForm.PDF: "PDF", PaperForm.XLSX: "Excel", PaperForm.HTML: "Web page"}


def ask_paper(
    services: Services, gateway: SlackGateway, identity: Identity, asked: Asked, place: str, key: str
) -> Message:
    """Have a paper made where it was asked for; where it was made before and is the same, return its links.

    Args:
        services: what every use case is handed.
        gateway: to ask who is in the conversation.
        identity: who asks.
        asked: which paper.
        place: Slack id of the conversation it was asked in.
        key: names the delivery.

    Raises:
        NotAllowedError: they may not read every risk in it.
        NotFoundError, InvalidInputError: no such board, or nothing was collected for that month.
    """
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        wish = choose(view, services.config, desk.shown, asked, desk.actor)
        contents = contents_of(view, services, wish, desk.actor)
        papers = () if contents.is_draft else _same(view, contents, wish)
    openable = Openable(gateway, identity.slack_id, place)
    earlier = next((paper for paper in papers if paper in openable), None)
    if earlier is not None:
        links = [(file.title, file.link) for file in earlier.files]
        on = desk.shown.day(earlier.made_at)
        return said.made_before_message(_title(contents, wish), earlier.made_by, on, links, _pack(key, wish))
    return _order(services, gateway, identity, desk, contents, wish, place, key)


def make_anew(services: Services, gateway: SlackGateway, identity: Identity, packed: str, place: str) -> Message:
    """Have a paper made that was made before; the same click, told twice, is one."""
    key, wish = _unpack(packed)
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        contents = contents_of(view, services, wish, desk.actor)
    return _order(services, gateway, identity, desk, contents, wish, place, f"anew:{key}")


def tell_board(services: Services, gateway: SlackGateway, identity: Identity, packed: str) -> Message:
    """Have a final paper posted in its board's own channel, once.

    Raises:
        NotAllowedError: not the office, or somebody in the channel may not read the paper.
        InvalidInputError: the board has no channel, or the paper is a draft now.
    """
    pressed, wish = _unpack(packed)
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        contents = contents_of(view, services, wish, desk.actor)
        same = _same(view, contents, wish)
    board = contents.board
    if not desk.actor.is_office:
        raise NotAllowedError(
            "The governance office tells a board of its paper.", "Ask somebody of the office to press the button."
        )
    if board.channel is None:
        raise InvalidInputError(
            f"The {board.name} has no channel in Slack.", "Name one for it under `boards` in the settings."
        )
    if contents.is_draft:
        raise InvalidInputError(
            "This paper is a draft now: its month is being collected again.", "Tell the board when it is closed."
        )
    told = next((paper for paper in same if paper.channel == board.channel), None)
    if told is not None:
        raise InvalidInputError(
            f"The {board.name} has this paper: {told.made_by} had it posted on {desk.shown.day(told.made_at)}.",
            "There is nothing to do.",
        )
    key = f"board:{wish.board}:{wish.month}:{contents.paper.digest}"
    _require_safe(services, gateway, desk, contents.risks, board.channel)
    order = _file_order(key, identity, board.channel, contents, wish)
    links = {file.id: file.link for paper in same for file in paper.files}
    on_the_way = say("papers/told", board=board.name, by=desk.actor.name, on=desk.shown.day(desk.actor.day))

    def work(unit: Unit) -> bool:
        if not ask_for_files(unit, order):
            return False
        say_more(unit, f"{KIND}:{pressed}", on_the_way, links)
        return True

    if not services.store.write(work):
        raise InvalidInputError("I was asked for that before.", "The paper is there, or a message there says why not.")
    return said.telling_message(board.name)


def _order(
    services: Services,
    gateway: SlackGateway,
    identity: Identity,
    desk: Desk,
    contents: Contents,
    wish: PaperWish,
    place: str,
    key: str,
) -> Message:
    why_direct = "" if not place.startswith(_CHANNEL) else _objection(services, gateway, desk, contents, place)
    is_direct = bool(why_direct) or not place.startswith(_CHANNEL)
    target = identity.slack_id if is_direct else place
    order = _file_order(key, identity, target, contents, wish)
    services.store.write(lambda unit: ask_for_files(unit, order))
    return said.asked_message(order.title, why_direct)


def _file_order(key: str, identity: Identity, target: str, contents: Contents, wish: PaperWish) -> FileOrder:
    return FileOrder(
        KIND,
        key,
        identity,
        target,
        _title(contents, wish),
        wish.to_json(),
        in_thread=target.startswith(_CHANNEL),
        is_confidential=not contents.is_public,
    )


def _objection(services: Services, gateway: SlackGateway, desk: Desk, contents: Contents, place: str) -> str:
    """Return why a paper cannot go to a conversation, as a sentence; empty where it can."""
    try:
        _require_safe(services, gateway, desk, contents.risks, place)
    except NotAllowedError as refusal:
        return refusal.message
    return ""


def _require_safe(services: Services, gateway: SlackGateway, desk: Desk, risks: Sequence[Risk], place: str) -> None:
    require_safe(services, gateway, desk.directory, "The paper", risks, place, _MEND)


def _make(hands: Hands, order: FileOrder, tell: Tell) -> Product:
    services, wish = hands.services, PaperWish(**order.wish)
    with services.store.view() as view:
        desk = open_desk(view, services, order.asker)
        contents = contents_of(view, services, wish, desk.actor)
    if not order.is_direct:
        _require_safe(services, hands.gateway, desk, contents.risks, order.place)
    paper, month = contents.with_heat_map(), month_name(wish.month)
    uploads: list[Upload] = []
    faults: list[str] = []
    forms = services.config.papers.forms
    for form in forms:
        try:
            content = write(paper, form, services.config.papers.register_template)
        except UnavailableError:
            raise
        except ConvenorError as fault:
            faults.append(f"The {_FORM_WORDS[form]} form was not made. {fault}")
            continue
        title = f"{_FORM_WORDS[form]}, {contents.board.key} {month}"
        uploads.append(Upload(paper.file_name(form), title, content))
        tell(len(uploads), len(forms))
    if not uploads:
        raise InvalidInputError(" ".join(faults))
    shown = PaperSaid(
        contents.board.name, month, paper.summary, paper.cover.draft, contents.is_public, paper.hidden, faults
    )
    is_for_office = desk.actor.is_office and not contents.is_draft and order.place != contents.board.channel
    buttons = (said.tell_button(contents.board.name, _pack(order.key, wish)),) if is_for_office else ()
    return Product(
        files=tuple(uploads),
        said=said.made(shown),
        comment=said.file_comment(contents.board.name, month),
        facts={
            "digest": paper.digest,
            "position_at": contents.position_at.isoformat(),
            "is_public": contents.is_public,
            "is_draft": contents.is_draft,
        },
        buttons=buttons if contents.board.channel else (),
    )


def _note(unit: Unit, order: FileOrder, sent: Sequence[SentFile], facts: Mapping[str, Any]) -> None:
    wish = PaperWish(**order.wish)
    directory = unit.people.directory()
    account = directory.accounts.get(order.asker.slack_id)
    person = directory.person_of(order.asker.slack_id)
    name = person.name if person else account.name if account else order.asker.slack_id
    paper = MadePaper(
        kind=_ROW_KIND,
        board=wish.board,
        month=wish.month,
        is_public=facts["is_public"],
        is_draft=facts["is_draft"],
        position_at=datetime.fromisoformat(facts["position_at"]),
        digest=facts["digest"],
        made_at=unit.now,
        made_by=name,
        channel=order.place,
        files=tuple(PaperFile(file.id, file.name, file.title, file.link) for file in sent),
    )
    if unit.papers.add(paper):
        unit.record(
            f"person:{person.id}" if person else f"slack:{order.asker.slack_id}",
            "paper.made",
            f"paper:{wish.board}:{wish.month}",
            digest=paper.digest,
            public=paper.is_public,
            draft=paper.is_draft,
            files=[file.name for file in paper.files],
        )


MAKER = Maker(KIND, _make, _note)


def _same(view: View, contents: Contents, wish: PaperWish) -> tuple[MadePaper, ...]:
    """Return the papers made before that say the same, the latest first."""
    return view.papers.with_digest(wish.board, wish.month, contents.paper.digest)


def _title(contents: Contents, wish: PaperWish) -> str:
    version = "" if contents.is_public else ", with the risks that are not public"
    if contents.is_public and not wish.is_public:
        version = ", which leaves nothing out as all of it is public"
    return f"the register paper for the {contents.board.name}, {month_name(wish.month)}{version}"


def _pack(key: str, wish: PaperWish) -> str:
    return json.dumps([key, wish.to_json()])


def _unpack(packed: str) -> tuple[str, PaperWish]:
    key, wish = json.loads(packed)
    return str(key), PaperWish(**wish)
