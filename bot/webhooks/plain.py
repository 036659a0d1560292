"""The digest as plain JSON, for programs. What is there stays there; a new version only adds."""

from __future__ import annotations

from typing import Any

from bot.domain.digest import DigestContent, Line

VERSION = 1


def digest_body(content: DigestContent) -> dict[str, Any]:
    """Return a digest as JSON has it: days and instants in ISO 8601, plain texts, a section's lines in one list."""
    return {
        "type": "convenor.digest",
        "version": VERSION,
        "partnership": content.partnership,
        "scope": content.scope,
        "title": content.title,
        "week_on": content.week_on.isoformat(),
        "made_at": content.made_at.isoformat(),
        "is_quiet": content.is_quiet,
        "quiet_words": content.quiet_words if content.is_quiet else "",
        "counts": [{"key": count.key, "number": count.number, "words": count.words} for count in content.counts],
        "sections": [
            {
                "key": section.key,
                "title": section.title,
                "total": section.total,
                "lines": [_line(line) for line in (*section.lines, *section.rest)],
            }
            for section in content.sections
        ],
        "audit": {"seq": content.head_seq, "hash": content.head_hash},
    }


def _line(line: Line) -> dict[str, str]:
    return {"ref": line.ref, "mark": line.mark, "summary": line.summary, "note": line.note}
