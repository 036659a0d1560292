"""The page behind a reply link, over HTTP: looking changes nothing, the two buttons each save once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

import structlog

from bot.domain.reply_links import LinkError, LinkFault, ReplyToAction
from bot.domain.risks import ReviewDraft
from bot.domain.scoring import Measure
from bot.errors import ConfigError, ConvenorError, InvalidInputError, StaleRecordError, UnavailableError
from bot.handlers.action_reply import answer_for_action
from bot.handlers.listening import Listener
from bot.handlers.reply_pages import SAVED, Page, UnreadableError
from bot.handlers.turns import Turns
from bot.views.reply_page import CHANGED, STANDS, Filled, FormName, message_page, reply_page, style_source
from bot.views.risk_fields import ReviewFields, unpack_score
from bot.workflows import replies
from bot.workflows.replies import Shut, ShutError
from bot.workflows.services import Services

REPLY_PATH = "/reply/"
BODY_MAX = 64 * 1024
_THREADS = 4
_CLOSING_S = 5.0
_TURNS = 40
_BAD_TURNS = 40
_MINUTE_S = 60.0
_FORM_TYPE = "application/x-www-form-urlencoded"
_FIELDS_MAX = 20
_log = structlog.get_logger(__name__)

_SHUT_TITLES = {
    Shut.ROUND_CLOSED: (HTTPStatus.GONE, "This round is closed"),
    Shut.RISK_CLOSED: (HTTPStatus.GONE, "This risk is closed"),
    Shut.ACTION_CLOSED: (HTTPStatus.GONE, "This action is closed"),
    Shut.NOT_THEIRS: (HTTPStatus.FORBIDDEN, "This link opens nothing for you now"),
}
_LINK_WORDS = {
    LinkFault.NOT_OURS: (
        HTTPStatus.NOT_FOUND,
        "This address opens nothing",
        ("It may have been cut short. Open the link in the e-mail again, or copy the whole of it.",),
    ),
    LinkFault.EXPIRED: (
        HTTPStatus.GONE,
        "This link is too old",
        ("It opened for a while only. The latest e-mail has a new one; or tell the governance office.",),
    ),
}


class ReplyDoor:
    """Answers requests below `/reply/`.

    Args:
        services: the use cases' services.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._turns = Turns(_TURNS, _MINUTE_S)
        self._bad_turns = Turns(_BAD_TURNS, _MINUTE_S)

    def __call__(self, environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a WSGI request."""
        page = self._answer(environ)
        body = page.html.encode()
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", _policy()),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
            ("X-Robots-Tag", "noindex, nofollow, noarchive"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
        ]
        if page.location:
            headers.append(("Location", page.location))
        if page.status is HTTPStatus.METHOD_NOT_ALLOWED:
            headers.append(("Allow", "GET, HEAD, POST"))
        start_response(f"{page.status.value} {page.status.phrase}", headers)
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]

    def _answer(self, environ: Mapping[str, Any]) -> Page:
        token = str(environ.get("PATH_INFO", "")).removeprefix(REPLY_PATH)
        method = environ.get("REQUEST_METHOD")
        if method not in {"GET", "HEAD", "POST"}:
            return self._message(HTTPStatus.METHOD_NOT_ALLOWED, "That can’t be done here", "Open the link again.")
        try:
            return self._opened(environ, token)
        except (ConvenorError, UnreadableError) as problem:
            return self._refused(environ, problem)
        except Exception:  # noqa: BLE001 - the edge: whatever it was, the reader gets a page
            number = secrets.token_hex(4)
            _log.exception("reply page failed", number=number)
            sentence = f"Nothing was saved. Tell the governance office the number {number}."
            return self._message(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong", sentence)

    def _opened(self, environ: Mapping[str, Any], token: str) -> Page:
        link = replies.check_link(self._services, token)
        if not self._turns.take(token):
            return self._slow_down()
        if isinstance(link.to, ReplyToAction):
            form = _form_of(environ) if environ.get("REQUEST_METHOD") == "POST" else None
            is_saved = environ.get("QUERY_STRING") == SAVED
            return answer_for_action(self._services, token, form, is_saved=is_saved)
        reply = replies.open_reply(self._services, token)
        if environ.get("REQUEST_METHOD") == "POST":
            return self._save(token, reply, _form_of(environ))
        saved = environ.get("QUERY_STRING") == SAVED
        return self._shown(HTTPStatus.OK, token, reply, Filled(ReviewFields.of(reply.risk), is_saved=saved))

    def _refused(self, environ: Mapping[str, Any], problem: ConvenorError | UnreadableError) -> Page:
        match problem:
            case LinkError(fault=fault):
                if not self._bad_turns.take(str(environ.get("REMOTE_ADDR", ""))):
                    return self._slow_down()
                status, title, sentences = _LINK_WORDS[fault]
                return self._message(status, title, *sentences)
            case ShutError(why=why):
                status, title = _SHUT_TITLES[why]
                return self._message(status, title, problem.message, problem.mend)
            case UnreadableError(status=status):
                return self._message(status, "That can’t be read", "Open the link again; nothing was saved.")
            case UnavailableError():
                sentence = "Nothing was saved. Go back and press the button again in a minute: your words are there."
                return self._message(HTTPStatus.SERVICE_UNAVAILABLE, "That didn’t work just now", sentence)
            case _:
                return self._message(HTTPStatus.FORBIDDEN, "That can’t be done", str(problem))

    def _save(self, token: str, reply: replies.Reply, form: Mapping[str, str]) -> Page:
        links = self._services.links
        name = form.get("form", "")
        version = form.get("version", "")
        if links is None or not links.is_our_form(token, name, form.get("mark", "")) or not version.isdecimal():
            raise UnreadableError(HTTPStatus.BAD_REQUEST)
        filled = _filled(form, ReviewFields.of(reply.risk))
        try:
            if form.get("answer") == STANDS:
                replies.say_no_change(self._services, token, name, int(version), filled.reason)
            elif form.get("answer") == CHANGED:
                replies.save_update(self._services, token, name, int(version), _draft(filled.review))
            else:
                raise UnreadableError(HTTPStatus.BAD_REQUEST)
        except StaleRecordError as stale:
            now = replies.open_reply(self._services, token)
            notice = f"{stale.message} What you typed is kept below: look at it again, then save."
            return self._shown(HTTPStatus.CONFLICT, token, now, replace(filled, notice=notice))
        except InvalidInputError as refused:
            first = "reason" if form.get("answer") == STANDS else "update"
            problems = {_FIELD_OF.get((first, field), field): said for field, said in refused.fields.items()}
            marked = replace(filled, problems=problems or {first: str(refused)})
            return self._shown(HTTPStatus.UNPROCESSABLE_ENTITY, token, reply, marked)
        return Page(HTTPStatus.SEE_OTHER, location=f"?{SAVED}")

    def _shown(self, status: HTTPStatus, token: str, reply: replies.Reply, filled: Filled) -> Page:
        forms = (self._form(token, reply.risk.version), self._form(token, reply.risk.version))
        html = reply_page(reply.frame, reply.risk, reply.desk.shown, reply.given, filled, forms)
        return Page(status, html)

    def _form(self, token: str, version: int) -> FormName:
        links, name = self._services.links, secrets.token_urlsafe(12)
        return FormName(name, links.form_mark(token, name) if links else "", version)

    def _slow_down(self) -> Page:
        return self._message(HTTPStatus.TOO_MANY_REQUESTS, "One moment", "Wait a minute, then open the link again.")

    def _message(self, status: HTTPStatus, title: str, *sentences: str) -> Page:
        name = self._services.config.partnership.name
        return Page(status, message_page(name, title, tuple(filter(None, sentences))))


class ReplyListener(Listener):
    """A listener of its own for the pages behind reply links.

    Args:
        services: the use cases' services.
        host: the address to listen on.
        port: the port, 0 for any free one.

    Raises:
        ConfigError: no link leads to it.
    """

    def __init__(self, services: Services, host: str, port: int) -> None:
        if services.links is None:
            raise ConfigError(
                None, "--replies", "opens pages that no link leads to. Set mail.reply_url; see docs/mail.md."
            )
        super().__init__("replies", (host, port), ReplyDoor(services), threads=_THREADS, closing_s=_CLOSING_S)
        self._server.max_request_body_size = BODY_MAX


# A workflow calls the words of any review its update; on this page the reason stands in a field of its own.
_FIELD_OF = {("reason", "update"): "reason"}


def _policy() -> str:
    return (
        f"default-src 'none'; style-src {style_source()}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _form_of(environ: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields of a form.

    Raises:
        UnreadableError: it is too long, of another kind, or not what a form sends.
    """
    length = str(environ.get("CONTENT_LENGTH") or "0")
    kind = str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()
    if kind != _FORM_TYPE or not length.isdecimal():
        raise UnreadableError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if int(length) > BODY_MAX:
        raise UnreadableError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        text = environ["wsgi.input"].read(int(length)).decode("ascii")
        fields = parse_qs(
            text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=_FIELDS_MAX, errors="strict"
        )
    except (UnicodeError, ValueError) as problem:
        raise UnreadableError(HTTPStatus.BAD_REQUEST) from problem
    return {name: values[0] for name, values in fields.items()}


def _filled(form: Mapping[str, str], before: ReviewFields) -> Filled:
    review = ReviewFields(
        residual=form.get("residual", before.residual),
        inherent=form.get("inherent", before.inherent),
        target=form.get("target", before.target),
        mitigation=form.get("mitigation", before.mitigation),
        update=form.get("update", ""),
    )
    return Filled(review, form.get("reason", ""))


def _draft(fields: ReviewFields) -> ReviewDraft:
    scores = {}
    for measure in Measure:
        value = getattr(fields, measure.value)
        try:
            scores[measure] = unpack_score(value)
        except (ConvenorError, ValueError) as problem:
            sentence = f"Choose the {measure} score, or “To be confirmed”."
            raise InvalidInputError(sentence, fields={measure.value: sentence}) from problem
    return ReviewDraft(
        scores[Measure.INHERENT], scores[Measure.RESIDUAL], scores[Measure.TARGET], fields.mitigation, fields.update
    )
