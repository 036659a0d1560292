"""What of a digest may still be read when it is sent: records may have been closed to readers since it was made."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.digest import DigestContent, Line, Reader, Section, without
from bot.store.unit_of_work import View
from bot.views.digest import recounted, words


def current(view: View, content: DigestContent, reader: Reader | None = None) -> DigestContent:
    """Return a digest without the lines of what its reader may not read now.

    Args:
        view: the database.
        content: the digest as it was made.
        reader: who reads it; None for a channel, where only public records are told.
    """
    records = content.records
    hidden = records - view.digests.readable(records, reader)
    return recounted(content, without(content.sections, hidden)) if hidden else content


def for_mail(view: View, content: DigestContent) -> DigestContent:
    """Return a digest as a letter has it: of a record that is not public no more than its reference."""
    public = view.digests.readable(content.records, None)

    def of_line(line: Line) -> Line:
        if not line.kind or line.record in public:
            return line
        return replace(line, summary=words("digest/not_public"), mark="", note="")

    def of_section(section: Section) -> Section:
        return replace(section, lines=tuple(map(of_line, section.lines)), rest=tuple(map(of_line, section.rest)))

    return replace(content, sections=tuple(map(of_section, content.sections)))
