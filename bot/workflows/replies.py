"""Answer for a risk of a round by a signed link: what the page shows, and the two answers it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from bot.domain.months import month_name
from bot.domain.people import same_address
from bot.domain.references import Reference
from bot.domain.reply_links import LinkError, LinkFault, ReplyLink, ReplyLinks, ReplyTo, ReplyToAction
from bot.domain.risks import ReviewDraft, Risk, RiskStatus
from bot.domain.rounds import SETTLED, Item, ItemState, Round
from bot.errors import ConfigError, ConvenorError, NotAllowedError, NotFoundError
from bot.settings import Settings
from bot.store.unit_of_work import View
from bot.views.reply_page import Frame, Given
from bot.workflows import risk_reviews
from bot.workflows.actions.subjects import ACTION, action_of
from bot.workflows.chasing.asks import Ask
from bot.workflows.desk import Desk, open_desk
from bot.workflows.identify import LinkHolder
from bot.workflows.risk_change import Request
from bot.workflows.risk_lookup import answers_for_lead, find_readable
from bot.workflows.rounds.no_change import answer_no_change
from bot.workflows.rounds.subjects import read_subject
from bot.workflows.services import Services


class Shut(StrEnum):
    """Why a link that is ours opens nothing any more."""

    ROUND_CLOSED = "round closed"
    ACTION_CLOSED = "action closed"
    RISK_CLOSED = "risk closed"
    NOT_THEIRS = "not theirs"


class ShutError(ConvenorError):
    """A link that is ours and opens nothing any more; `why` says which case it is."""

    def __init__(self, why: Shut, message: str, mend: str) -> None:
        super().__init__(message, mend)
        self.why = why


@dataclass(frozen=True, slots=True)
class Reply:
    """What a link opens: the risk in its round, for the person it was signed for."""

    link: ReplyLink
    desk: Desk
    risk: Risk
    round: Round
    item: Item
    partnership: str

    @property
    def frame(self) -> Frame:
        """What stands about its page."""
        person = self.desk.actor.person
        reader = person.name if person else self.desk.actor.name
        return Frame(self.partnership, reader, month_name(self.round.month), self.desk.shown.day(self.round.due_on))

    @property
    def given(self) -> Given | None:
        """The answer that the round has, in words."""
        if self.item.state not in SETTLED or self.item.answered_at is None:
            return None
        stands = self.item.state is ItemState.NO_CHANGE
        what = "This is answered: no change." if stands else "This is answered: the update is saved."
        return Given(what, self.item.author_name, self.desk.shown.day(self.item.answered_at))


def links_of(settings: Settings) -> ReplyLinks | None:
    """Return what makes and reads reply links; None where the settings ask for none.

    Raises:
        ConfigError: they ask for links, and there is no key to sign them.
    """
    environment, mail = settings.environment, settings.config.mail
    address = environment.reply_url or mail.reply_url
    if not mail.is_on or address is None:
        return None
    if environment.link_key is None:
        raise ConfigError(None, "CONVENOR_LINK_KEY", "is not set, and mail.reply_url asks for it; see docs/mail.md.")
    secrets = (environment.link_key, environment.old_link_key)
    keys = tuple(secret.get_secret_value() for secret in secrets if secret is not None)
    return ReplyLinks(address, keys, mail.reply_days)


def link_maker(services: Services) -> Callable[[Ask], str] | None:
    """Return what gives the address by which somebody answers what they are asked; None where there are no links.

    It is asked only for risks of a round, and for actions.
    """
    links = services.links
    if links is None:
        return None

    def link_for(ask: Ask) -> str:
        to: ReplyTo | ReplyToAction
        if ask.kind == ACTION:
            to = ReplyToAction(action_of(ask.subject))
        else:
            about = read_subject(ask.subject)
            to = ReplyTo(about.round_id, about.risk_id or 0)
        return links.address_for(to, ask.reader_id, services.clock.now())

    return link_for


def is_somebodys(services: Services, address: str) -> bool:
    """Return whether an e-mail address is that of exactly one person of the partnership who serves today."""
    with services.store.view() as view:
        people, today = view.people.directory().people.values(), services.today(view.now)
    holders = [person for person in people if person.email and same_address(person.email, address)]
    return len(holders) == 1 and holders[0].term.holds(today)


def check_link(services: Services, token: str) -> ReplyLink:
    """Return what a link says, without looking at any record.

    Raises:
        LinkError: it is not ours, or too old.
    """
    if services.links is None:
        raise LinkError(LinkFault.NOT_OURS)
    return services.links.read(token, services.clock.now())


def open_reply(services: Services, token: str) -> Reply:
    """Return what a link opens. Nothing is changed, however often it is asked.

    Raises:
        LinkError: the link is not ours, or too old.
        ShutError: its round or its risk is closed, or the risk is not this person's to answer for any more.
    """
    link = check_link(services, token)
    with services.store.view() as view:
        return _opened(view, services, link)


def say_no_change(services: Services, token: str, form: str, version: int, reason: str) -> None:
    """Record that a risk stands as it did, with the reason why; the same form counts once.

    Raises:
        LinkError, ShutError: see `open_reply`.
        InvalidInputError: no reason, or one too long.
        StaleRecordError: somebody saved something since the page was shown.
    """
    answer_no_change(services, _request(services, token, form, version), reason)


def save_update(services: Services, token: str, form: str, version: int, draft: ReviewDraft) -> None:
    """Record a review; the same form counts once.

    Raises:
        LinkError, ShutError: see `open_reply`.
        InvalidInputError: with a sentence for each field.
        StaleRecordError: somebody saved something since the page was shown.
    """
    risk_reviews.update_by_form(services, _request(services, token, form, version), draft)


def request_key(token: str, form: str) -> str:
    """Return what names a form of a link's page for all time.

    It holds a digest, because whoever reads the database must not find links in it.
    """
    return f"reply:{sha256(token.encode()).hexdigest()[:16]}:{form}"


def _request(services: Services, token: str, form: str, version: int) -> Request:
    reply = open_reply(services, token)
    return Request(LinkHolder(reply.link.person_id), request_key(token, form), str(reply.risk.ref), version)


def _opened(view: View, services: Services, link: ReplyLink) -> Reply:
    if not isinstance(link.to, ReplyTo):
        raise LinkError(LinkFault.NOT_OURS)
    round_ = view.rounds.get(link.to.round_id)
    item = view.rounds.item(link.to.round_id, link.to.risk_id)
    ref = view.risks.reference_of(link.to.risk_id)
    if round_ is None or item is None or ref is None:
        raise LinkError(LinkFault.NOT_OURS)
    try:
        desk = open_desk(view, services, LinkHolder(link.person_id))
        risk = find_readable(view, desk.actor, str(ref))
    except (NotAllowedError, NotFoundError) as problem:
        raise _not_theirs(ref) from problem
    # Whoever may change a risk by an office they hold does so in Slack: a link is a lead's.
    if not answers_for_lead(view, desk.actor, risk):
        raise _not_theirs(ref)
    if not round_.is_open:
        raise ShutError(
            Shut.ROUND_CLOSED,
            f"The round for {month_name(round_.month)} is closed, so answers don’t count for it any more.",
            f"If something about {ref} has changed, tell the governance office.",
        )
    if risk.status is RiskStatus.CLOSED:
        raise ShutError(
            Shut.RISK_CLOSED,
            f"{ref} was closed on {desk.shown.day(risk.present.at)}, so nothing more is needed.",
            "If it should be open, tell the governance office.",
        )
    return Reply(link, desk, risk, round_, item, services.config.partnership.name)


def _not_theirs(ref: Reference) -> ShutError:
    return ShutError(
        Shut.NOT_THEIRS,
        f"{ref} is not yours to answer for any more.",
        "If that is wrong, tell the governance office.",
    )
