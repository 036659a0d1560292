"""The weekly digest as it is read: in a channel or to one person, its thread, and as a letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from bot.domain.digest import KEPT, MEETINGS, SHOWN, Count, DigestContent, Line, Section
from bot.views import blocks
from bot.views.mails import MailFrame
from bot.views.pages import html_page, plain_text
from bot.views.presentation import Presentation
from bot.views.wording import Mrkdwn, escape, say, unescape

SUMMARY_MOST = 110
"""How many characters of a record's words a line shows."""

_NOTE_MOST = 160
# Five lines of each section fit a message, and half of a section's rest fits a block.
_LINE_MOST = 225
_SHORTENED = ((SUMMARY_MOST, _NOTE_MOST), (SUMMARY_MOST, 100), (90, 80), (70, 50), (40, 30), (20, 10))
_TEXT_MOST = 11_000
_BLOCKS_MOST = 40


def words(template: str, **values: Any) -> str:
    """Render a template of digests as plain words on one line, for a value that is escaped when it is shown."""
    return " ".join(unescape(say(template, **values)).split())


def note(template: str, **values: Any) -> str:
    """Render what is said of a line, in plain words."""
    return blocks.clip(words(template, **values), _NOTE_MOST)


def heading(key: str) -> str:
    """Return the heading of a section."""
    return words("digest/heading", key=key)


def count(section: Section) -> Count:
    """Return a section's number in words."""
    return Count(section.key, section.total, words("digest/count", key=section.key, number=section.total))


def plain_line(line: Line) -> str:
    """Return a line in plain words, as letters and screen readers have it."""
    head = " ".join(part for part in (line.ref, line.mark) if part)
    said = f"{head}: {line.summary}" if head else line.summary
    return f"{said} ({line.note})" if line.note else said


def digest_message(content: DigestContent, *, is_own: bool = False, has_thread: bool = True) -> dict[str, Any]:
    """Return the message of a digest: counts first, then the first lines of each section.

    Args:
        content: the digest.
        is_own: whether it is a person's own.
        has_thread: whether the rest stands in its thread; without one, where all are found is named.
    """
    if content.is_quiet:
        spoken = say("digest/spoken", title=content.title, counts=[], sections=[], quiet=content.quiet_words)
        return blocks.message(
            spoken, [blocks.section(say("digest/quiet_line", title=content.title, words=content.quiet_words))]
        )
    counts = [one.words for one in content.counts]
    body = [blocks.section(say("digest/head", title=content.title, counts=counts))]
    for section in content.sections:
        rest = len(section.rest) if has_thread else 0
        body.append(
            blocks.section(
                say(
                    "digest/section",
                    title=section.title,
                    total=section.total,
                    lines=[_line(line) for line in section.lines],
                    rest=rest,
                    beyond=section.total - len(section.lines) - rest,
                    more=section.more,
                )
            )
        )
    has_rest = has_thread and any(section.rest for section in content.sections)
    body.append(blocks.context(say("digest/foot", is_own=is_own, rest=has_rest)))
    return blocks.message(_spoken(content), body)


def thread_messages(content: DigestContent, shown: Presentation) -> list[dict[str, Any]]:
    """Return what stands in a digest's thread: the rest of its sections, and the end of the audit chain."""
    parts = [] if content.is_quiet else list(_rest(content))
    audit = say("digest/audit", at=shown.moment(content.made_at), seq=content.head_seq, hash=content.head_hash)
    pages: list[list[Mrkdwn]] = [[]]
    for part in parts:
        if pages[-1] and (sum(map(len, pages[-1])) + len(part) > _TEXT_MOST or len(pages[-1]) >= _BLOCKS_MOST):
            pages.append([])
        pages[-1].append(part)
    messages = []
    for number, page in enumerate(pages, 1):
        body: list[blocks.Block] = [blocks.section(part) for part in page]
        if number == len(pages):
            body.append(blocks.context(audit))
        text = Mrkdwn("\n".join([*page, audit] if number == len(pages) else page))
        messages.append(blocks.message(text, body))
    return messages


def emptied() -> dict[str, Any]:
    """Return what stands in a digest's thread in place of what is not public any more."""
    text = say("digest/emptied")
    return blocks.message(text, [blocks.section(text)])


def letter(content: DigestContent, frame: MailFrame) -> dict[str, str]:
    """Return a digest as a letter: `subject`, `text` and `html`."""
    sections = [
        {
            "title": section.title,
            "total": section.total,
            "lines": [plain_line(line) for line in (*section.lines, *section.rest)],
            "beyond": section.beyond,
        }
        for section in content.sections
    ]
    values = {
        "frame": frame,
        "title": content.title,
        "counts": [one.words for one in content.counts],
        "quiet": content.quiet_words if content.is_quiet else "",
        "sections": [] if content.is_quiet else sections,
    }
    return {
        "subject": words("digest/subject", partnership=content.partnership, title=content.title),
        "text": plain_text("mail/digest", **values),
        "html": html_page("mail/digest", **values),
    }


def recounted(content: DigestContent, sections: Sequence[Section]) -> DigestContent:
    """Return a digest with these sections, counted; it is quiet where they tell no more than when boards meet."""
    news = [section for section in sections if section.key != MEETINGS]
    return replace(
        content,
        sections=tuple(sections),
        counts=tuple(map(count, news)),
        is_quiet=not news and not content.is_near,
    )


def _rest(content: DigestContent) -> Iterator[Mrkdwn]:
    """Yield the rest of each section in pieces that a block can hold."""
    for section in content.sections:
        lines = [_line(line) for line in section.rest]
        for start in range(0, len(lines), _PIECE):
            is_last = start + _PIECE >= len(lines)
            yield say(
                "digest/rest",
                title=section.title if start == 0 else "",
                lines=lines[start : start + _PIECE],
                beyond=section.beyond if is_last else 0,
                more=section.more,
            )
        if not lines and section.beyond:
            yield say("digest/rest", title=section.title, lines=[], beyond=section.beyond, more=section.more)


_PIECE = (KEPT - SHOWN) // 2


def _line(line: Line) -> Mrkdwn:
    """Return a line for a message: shortened where it is too long once it is escaped, so that no other is lost."""
    said = (
        say(
            "digest/line",
            ref=line.ref,
            mark=line.mark,
            summary=blocks.clip(line.summary, summary),
            note=blocks.clip(line.note, noted),
        )
        for summary, noted in _SHORTENED
    )
    for shown in said:
        if len(shown) <= _LINE_MOST:
            break
    return Mrkdwn(blocks.clip(shown, _LINE_MOST))


def _spoken(content: DigestContent) -> Mrkdwn:
    sections = [
        {"title": section.title, "total": section.total, "lines": [escape(plain_line(one)) for one in section.lines]}
        for section in content.sections
    ]
    counts = [one.words for one in content.counts]
    return say("digest/spoken", title=content.title, counts=counts, sections=sections, quiet="")
