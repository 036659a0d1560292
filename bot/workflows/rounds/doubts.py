"""A question before words are saved that may not say what somebody means: asked once, never a refusal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.domain.gone_by import gone_by
from bot.domain.risks import Risk
from bot.domain.scoring import Score
from bot.domain.staleness import same_words
from bot.errors import ConvenorError
from bot.views.presentation import Presentation
from bot.views.risk_fields import FormOrigin, ReviewFields, pack_score
from bot.views.risk_forms import update_form
from bot.views.round_forms import no_change_form
from bot.views.wording import Mrkdwn, say
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from bot.workflows.risk_lookup import find_answerable
from bot.workflows.services import Services


def questioned_update(
    services: Services, identity: Identity, origin: FormOrigin, fields: ReviewFields
) -> dict[str, Any] | None:
    """Return the form of a review with a question on top, where its words raise one; None where they may be saved."""
    found = _question(services, identity, origin, fields.update)
    if found is None:
        return None
    risk, shown, question = found
    return update_form(risk, shown, replace(origin, was_asked=True), fields, question)


class DoubtfulWordsError(ConvenorError):
    """Words that raise a question before they are saved; the form asks it, see `questioned_line`."""


def questioned_line(
    services: Services, identity: Identity, written: str, score: Score | None, words: str
) -> dict[str, Any]:
    """Return the form of a review filled with what one line said, with the question that its words raise on top."""
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        risk = find_answerable(view, desk.actor, written)
    fields = replace(ReviewFields.of(risk), residual=pack_score(score), update=words)
    origin = FormOrigin(str(risk.ref), risk.version, was_asked=True)
    return update_form(risk, desk.shown, origin, fields, question_of(risk, desk.shown, words))


def question_of(risk: Risk, shown: Presentation, words: str) -> Mrkdwn | None:
    """Return what is asked before words are saved that repeat the last ones or promise a day gone by; else None."""
    last = risk.last_review
    is_repeated = bool(same_words(words)) and same_words(words) == same_words(last.update)
    past = gone_by(words, shown.today, shown.today)
    if not (is_repeated or past):
        return None
    return say(
        "rounds/question",
        repeated=is_repeated,
        author=last.author,
        on=shown.day(last.at),
        past=past[0].words if past else "",
    )


def questioned_no_change(
    services: Services, identity: Identity, origin: FormOrigin, reason: str
) -> dict[str, Any] | None:
    """Return the form of “no change” with a question on top, where its reason raises one."""
    found = _question(services, identity, origin, reason)
    if found is None:
        return None
    risk, shown, question = found
    return no_change_form(risk, shown, replace(origin, was_asked=True), reason, [question])


def _question(
    services: Services, identity: Identity, origin: FormOrigin, words: str
) -> tuple[Risk, Presentation, Mrkdwn] | None:
    if origin.was_asked:
        return None
    with services.store.view() as view:
        desk = open_desk(view, services, identity)
        risk = find_answerable(view, desk.actor, origin.ref)
    question = question_of(risk, desk.shown, words)
    # A form over an older version is answered with what changed, which comes first.
    return None if question is None or risk.version != origin.version else (risk, desk.shown, question)
