"""The Web API as the bot uses it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.domain.people import Account
from bot.errors import NotFoundError, UnavailableError
from bot.slack.answers import read, unavailable
from bot.slack.facts import BotIdentity, ChannelFacts, account_of, channel_of
from bot.slack.files import SharedFile, shared_file
from bot.slack.outcomes import Failure, NotSent, Outcome, Posted, RateLimited, Refused, Unknown
from bot.slack.pacing import Pacing
from bot.slack.surfaces import Surfaces
from bot.slack.transport import Answer, Transport

SLACK_API = "https://slack.com/api/"
EVENT_TYPE = "convenor_message"
_POST = "chat.postMessage"
_UPDATE = "chat.update"
_QUICK_S = 2
_PAGE = 200
_SAFE = {"parse": "none"}
_NO_FILE = frozenset({"file_deleted", "file_not_found", "access_denied"})
_TRIGGER_FAULTS = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired"})


def metadata_for(key: str) -> dict[str, Any]:
    """Return the metadata by which our own message is found again. Other apps can read it: no secrets."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


class SlackGateway(Surfaces):
    """Calls Slack, each call once.

    Methods that post or update return an `Outcome` and never raise. Methods that read raise `UnavailableError`
    when Slack does not answer. Safe between threads.

    Args:
        token: the bot token.
        base_url: where the Web API is, ending in `/api/`.
        timeout: seconds until an answer is given up; forms and replies, which people wait for, get 2 seconds.
        pacing: how fast to post.
    """

    def __init__(self, token: str, base_url: str = SLACK_API, timeout: int = 10, pacing: Pacing | None = None) -> None:
        super().__init__(Transport(token, base_url, timeout))
        self._quick_calls = Transport(token, base_url, _QUICK_S)
        self._pacing = pacing or Pacing()
        self._dms: dict[str, str] = {}

    def post(
        self,
        channel: str,
        content: Mapping[str, Any],
        thread_ts: str | None = None,
        metadata: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Post a message, or be told `RateLimited` without a call when the channel's pace forbids it.

        Args:
            channel: Slack id of a conversation.
            content: `text` and, if the message has them, `blocks`.
            thread_ts: the message whose thread it goes into; None for the conversation itself.
            metadata: as `metadata_for` makes it.
        """
        wait = self._pacing.take(_POST, channel)
        if wait > 0:
            return RateLimited(wait)
        body = {"channel": channel, **_message(content), "unfurl_links": False, "unfurl_media": False}
        if thread_ts is not None:
            body["thread_ts"] = thread_ts
        if metadata is not None:
            body["metadata"] = dict(metadata)
        return self._posted(_POST, body)

    def update(self, channel: str, ts: str, content: Mapping[str, Any]) -> Outcome:
        """Put `content` in place of a message of ours. Its metadata stays as it was posted."""
        wait = self._pacing.held(_UPDATE)
        if wait > 0:
            return RateLimited(wait)
        return self._posted(_UPDATE, {"channel": channel, "ts": ts, **_message(content)})

    def find_posted(
        self, channel: str, key: str, since: datetime, thread_ts: str | None = None
    ) -> Posted | RateLimited | NotSent | Unknown | None:
        """Look for our own message by the key in its metadata.

        Args:
            channel: Slack id of a conversation.
            key: the key it was posted with.
            since: how far back to look.
            thread_ts: look in this thread first, then in the conversation itself.

        Returns:
            Where it stands, None when it is certainly absent, or why the search itself failed.
        """
        if thread_ts is not None:
            found = self._search("conversations.replies", channel, key, since, {"ts": thread_ts})
            # A thread that does not exist holds no message.
            if found is not None and found != Refused("thread_not_found"):
                return _search_result(found)
        return _search_result(self._search("conversations.history", channel, key, since, {}))

    def open_view(self, trigger_id: str, view: Mapping[str, Any]) -> str:
        """Open a form and return its view id.

        Raises:
            UnavailableError: Slack did not answer within 2 seconds, or did not take the form.
        """
        answer = self._quick_calls.call("views.open", json={"trigger_id": trigger_id, "view": dict(view)})
        if isinstance(answer, Mapping):
            return str(answer["view"]["id"])
        if isinstance(answer, Refused) and answer.error in _TRIGGER_FAULTS:
            raise UnavailableError("It took too long to open the form.", "Please try once more.")
        raise unavailable("The form could not be opened", answer)

    def update_view(self, view_id: str, view: Mapping[str, Any]) -> None:
        """Let an open form show something else.

        Raises:
            UnavailableError: Slack did not answer within 2 seconds, or did not take it.
        """
        answer = self._quick_calls.call("views.update", json={"view_id": view_id, "view": dict(view)})
        if not isinstance(answer, Mapping):
            raise unavailable("The form could not be renewed", answer)

    def respond(self, response_url: str, body: Mapping[str, Any]) -> None:
        """Answer a command or click through its `response_url`.

        Raises:
            UnavailableError: Slack did not answer within 2 seconds or did not take it.
        """
        failure = self._quick_calls.answer_webhook(response_url, {**_SAFE, **body})
        if failure is not None:
            raise unavailable("The answer could not be shown", failure)

    def user(self, slack_id: str) -> Account | None:
        """Return an account, None when Slack does not know it.

        Raises:
            UnavailableError: Slack did not answer.
        """
        answer = self._calls.call("users.info", params={"user": slack_id})
        if isinstance(answer, Refused) and answer.error in {"user_not_found", "user_not_visible"}:
            return None
        return account_of(read("The account could not be looked up", answer)["user"])

    def users(self) -> Iterator[Account]:
        """Yield every account of the workspace.

        Raises:
            UnavailableError: Slack did not answer.
        """
        for page in self._pages("users.list", {}, "The list of accounts could not be read"):
            yield from (account_of(user) for user in page["members"])

    def channel(self, channel_id: str) -> ChannelFacts | None:
        """Return a conversation's facts, None when it does not exist or the bot cannot see it.

        Raises:
            UnavailableError: Slack did not answer.
        """
        answer = self._calls.call("conversations.info", params={"channel": channel_id})
        if answer == Refused("channel_not_found"):
            return None
        return channel_of(read("The channel could not be looked up", answer)["channel"])

    def members(self, channel_id: str, limit: int = 1000) -> tuple[str, ...]:
        """Return the ids of a conversation's members, at most `limit` of them.

        Raises:
            UnavailableError: Slack did not answer.
        """
        found: list[str] = []
        for page in self._pages("conversations.members", {"channel": channel_id}, "The members could not be read"):
            found.extend(page["members"])
            if len(found) >= limit:
                break
        return tuple(found[:limit])

    def open_dm(self, user_id: str) -> str:
        """Return the id of the direct conversation with a person.

        Raises:
            NotFoundError: Slack has no such conversation, now or later.
            UnavailableError: Slack did not answer.
        """
        if user_id not in self._dms:
            answer = self._calls.call("conversations.open", json={"users": user_id})
            if isinstance(answer, Refused):
                raise NotFoundError(answer.sentence)
            opened = read("The direct message could not be opened", answer)
            self._dms[user_id] = str(opened["channel"]["id"])
        return self._dms[user_id]

    def file(self, file_id: str) -> SharedFile | None:
        """Return what Slack says of a file, None when it is gone or the bot cannot see it.

        Raises:
            UnavailableError: Slack did not answer.
        """
        answer = self._calls.call("files.info", params={"file": file_id})
        if isinstance(answer, Refused) and answer.error in _NO_FILE:
            return None
        return shared_file(read("The file could not be looked up", answer)["file"])

    def identity(self) -> BotIdentity:
        """Return who the token belongs to.

        Raises:
            UnavailableError: Slack did not answer, or does not accept the token.
        """
        answer = read("Slack did not say who this app is", self._calls.call("auth.test", json={}))
        return BotIdentity(
            user_id=answer["user_id"],
            bot_id=answer.get("bot_id") or "",
            team_id=answer["team_id"],
            team=answer.get("team") or "",
        )

    def trouble(self, within_s: float) -> str:
        """Return why Slack cannot be worked with, empty when it answered in the last `within_s` seconds.

        After a longer silence it is asked, and given 2 seconds.
        """
        answered = (calls.answered_at for calls in (self._calls, self._quick_calls))
        if any(at is not None and time.monotonic() - at <= within_s for at in answered):
            return ""
        match self._quick_calls.call("auth.test", json={}):
            case NotSent(reason) | Unknown(reason):
                return reason
            case _:
                return ""

    def _posted(self, method: str, body: Mapping[str, Any]) -> Outcome:
        answer = self._calls.call(method, json=body)
        if isinstance(answer, RateLimited):
            self._pacing.hold(method, answer.retry_after)
        if not isinstance(answer, Mapping):
            return answer
        ts, channel = answer.get("ts"), answer.get("channel")
        if not isinstance(ts, str) or not isinstance(channel, str):
            return Unknown("Slack's answer lacks the message's place")
        return Posted(ts, channel)

    def _search(
        self, method: str, channel: str, key: str, since: datetime, where: Mapping[str, str]
    ) -> Posted | Failure | None:
        fields = {"channel": channel, "oldest": f"{since.timestamp():.6f}", "include_all_metadata": "true", **where}
        for page in self._page_by_page(method, fields):
            if not isinstance(page, Mapping):
                return page
            for message in page.get("messages") or ():
                mark = message.get("metadata") or {}
                if mark.get("event_type") == EVENT_TYPE and (mark.get("event_payload") or {}).get("key") == key:
                    return Posted(message["ts"], channel)
        return None

    def _pages(self, method: str, fields: Mapping[str, Any], sentence: str) -> Iterator[Answer]:
        return (read(sentence, page) for page in self._page_by_page(method, fields))

    def _page_by_page(self, method: str, fields: Mapping[str, Any]) -> Iterator[Answer | Failure]:
        """Yield pages until the last or the first failure."""
        cursor: str | None = None
        while True:
            page = self._calls.call(method, params={**fields, "limit": _PAGE, "cursor": cursor})
            yield page
            cursor = (page.get("response_metadata") or {}).get("next_cursor") if isinstance(page, Mapping) else None
            if not cursor:
                return


def _message(content: Mapping[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = {"text": content["text"], **_SAFE}
    if content.get("blocks"):
        body["blocks"] = list(content["blocks"])
    return body


def _search_result(found: Posted | Failure | None) -> Posted | RateLimited | NotSent | Unknown | None:
    return Unknown(f"Slack refused the search ({found.error})") if isinstance(found, Refused) else found
