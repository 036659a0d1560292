"""Files that the bot sends: announced, filled and shared, each shared once whatever breaks off in between."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from bot.errors import ConvenorError, InvalidInputError, UnavailableError
from bot.slack.outcomes import Failure, NotSent, RateLimited, Refused, Unknown
from bot.slack.transport import Transport

ALT_TEXT_MAX = 1_000
"""Characters of the words that stand for a picture, for people who do not see it."""

_SLACK_HOST = ".slack.com"
_AGAIN = "Ask for it again in a few minutes."
_TELL = "Tell whoever runs Convenor."
_INVITE = "Invite it there with `/invite`, or ask for the file in Convenor's messages."
_ELSEWHERE = "Ask for it in Convenor's messages."
_REFUSALS: Mapping[str, tuple[str, str]] = {
    "channel_not_found": ("The channel does not exist any more, or Convenor cannot see it.", _ELSEWHERE),
    "file_upload_size_restricted": ("The file is larger than this workspace allows.", _TELL),
    "file_uploads_disabled": ("This workspace's settings forbid files.", "Ask its administrators to allow them."),
    "file_uploads_except_images_disabled": (
        "This workspace's settings allow pictures only.",
        "Ask its administrators to allow files.",
    ),
    "invalid_channel": ("The conversation does not exist any more, or Convenor cannot see it.", _ELSEWHERE),
    "is_archived": ("The channel is archived.", _ELSEWHERE),
    "not_in_channel": ("Convenor is not a member of the channel.", _INVITE),
    "posting_to_channel_denied": ("Nothing can be posted in this channel: it is archived or restricted.", _ELSEWHERE),
    "posting_to_general_channel_denied": ("The workspace's settings do not let Convenor post here.", _ELSEWHERE),
    "restricted_action": ("The workspace's settings do not let Convenor post here.", _ELSEWHERE),
    "slack_connect_file_upload_sharing_blocked": ("Files are blocked in channels shared with others.", _ELSEWHERE),
    "storage_limit_reached": ("This workspace has no room left for files.", "Ask its administrators to make room."),
    "thread_not_found": ("The message that the file belongs under is gone.", "Ask for the file again."),
}
_NOT_THERE = frozenset({"file_not_found", "file_deleted"})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send: its name with its ending, the title people see, its content, and for a picture what it shows."""

    name: str
    title: str
    content: bytes
    alt_text: str = ""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that Slack holds, not yet shared perhaps: its id, name and title, and its link once it is complete."""

    id: str
    name: str
    title: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a sent file stands: whether Slack counts it as complete, whether it is seen in a conversation, its link."""

    is_complete: bool
    is_shared: bool = False
    link: str = ""


class Uploads:
    """Sends files, each call once. Safe between threads.

    Args:
        token: the bot token; content is sent without it.
        api_url: where the Web API is; content may go to the same host.
        timeout: seconds until a call is given up; content gets six times as long.
    """

    def __init__(self, token: str, api_url: str, timeout: int) -> None:
        self._calls = Transport(token, api_url, timeout)
        self._origin = urlsplit(api_url)[:2]
        self._timeout = timeout

    def send(self, upload: Upload) -> SentFile:
        """Announce a file and send its content; nobody sees it yet. Sent twice, it is two files that nobody sees.

        Raises:
            InvalidInputError: Slack does not take it; says why and what to do.
            UnavailableError: Slack did not answer.
        """
        said = {"filename": upload.name, "length": len(upload.content), "alt_txt": upload.alt_text[:ALT_TEXT_MAX]}
        fields = {name: value for name, value in said.items() if value}
        answer = self._calls.call("files.getUploadURLExternal", params=fields)
        if not isinstance(answer, Mapping):
            raise explained(answer)
        file_id, address = answer.get("file_id"), answer.get("upload_url")
        if not isinstance(file_id, str) or not isinstance(address, str) or not self._is_slacks(address):
            raise UnavailableError("Slack didn't say where the file is to be sent.", _AGAIN)
        try:
            reply = httpx.post(
                address,
                content=upload.content,
                headers={"Content-Type": "application/octet-stream"},
                timeout=self._timeout * 6,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            raise UnavailableError(f"The file could not be sent to Slack ({type(fault).__name__}).", _AGAIN) from fault
        if reply.status_code != 200:
            raise UnavailableError(f"Slack did not take the file's content (HTTP {reply.status_code}).", _AGAIN)
        return SentFile(file_id, upload.name, upload.title)

    def share(self, files: Sequence[SentFile], channel: str, thread_ts: str | None, comment: str) -> Failure | None:
        """Complete files and share them in one message; return what failed, None when Slack took it.

        After `Unknown` they may have been shared: ask `standing` before this is called again.

        Args:
            files: what `send` returned.
            channel: Slack id of a conversation.
            thread_ts: the message whose thread they go into; None for the conversation itself.
            comment: the message's text, escaped; no words of people belong in it, for Slack finds mentions there.
        """
        said = {
            "files": json.dumps([{"id": file.id, "title": file.title} for file in files]),
            "channel_id": channel,
            "initial_comment": comment,
            "thread_ts": thread_ts,
        }
        fields = {name: value for name, value in said.items() if value}
        answer = self._calls.call("files.completeUploadExternal", params=fields)
        return None if isinstance(answer, Mapping) else answer

    def standing(self, file_id: str, channel: str) -> Standing:
        """Return how a file stands in a conversation, as Slack says at this moment.

        Raises:
            UnavailableError: Slack did not answer.
        """
        answer = self._calls.call("files.info", params={"file": file_id})
        if isinstance(answer, Refused) and answer.error in _NOT_THERE:
            return Standing(is_complete=False)
        if not isinstance(answer, Mapping):
            raise explained(answer)
        file = answer.get("file") or {}
        shares = file.get("shares") or {}
        places = {place for kind in shares.values() if isinstance(kind, Mapping) for place in kind}
        return Standing(is_complete=True, is_shared=channel in places, link=str(file.get("permalink") or ""))

    def _is_slacks(self, address: str) -> bool:
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        if parts[:2] == self._origin:
            return True
        return parts.scheme == "https" and (parts.hostname or "").endswith(_SLACK_HOST)


def explained(failure: Failure) -> ConvenorError:
    """Return a failure as an error that says why and what to do; `UnavailableError` where it may pass."""
    match failure:
        case RateLimited(retry_after):
            return UnavailableError("Slack is asking us to slow down.", _AGAIN, wait_s=retry_after)
        case Refused(error):
            what, mend = _REFUSALS.get(error, ("Slack refused the file.", _TELL))
            return InvalidInputError(f"{what} ({error})", mend)
        case NotSent(reason) if reason.endswith("missing_scope"):
            return InvalidInputError(
                "Convenor may not send files: its Slack app lacks the scope files:write.",
                "Whoever runs Convenor can add it; `convenor doctor` says how.",
            )
        case NotSent() | Unknown():
            return UnavailableError(f"Slack could not be reached: {failure.reason}.", _AGAIN)
