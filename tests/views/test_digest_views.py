"""What a digest looks like: counts first, five lines a section, the rest in the thread, in the office's own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.digest import KEPT, MEETINGS, Count, DigestContent, Line, divided
from bot.settings.digest import DigestSection
from bot.views.digest import count, digest_message, heading, letter, recounted, thread_messages
from bot.views.mails import MailFrame
from bot.views.own_wording import what_failed
from bot.views.wording import failed_wording, use_own_wording
from tests.support.register import presentation
from tests.support.sound import assert_sound_message

SHOWN = presentation(date(2018, 11, 5))
LONG = "A summary as long as a board paper takes, with <tags> & more of the same, " * 8


def digest(lines: int, total: int, summary: str = "Do it", sections: tuple[str, ...] = ("late",)) -> DigestContent:
    told = [Line(summary, f"ICBOct18-{n}", "■ Red 20", "was due Fri 2 Nov, " + "x" * 100) for n in range(1, lines + 1)]
    made = [divided(key, heading(key), told[:KEPT], total, "/action list overdue") for key in sections]
    return DigestContent(
        scope="programme",
        title="The programme: week of Mon 5 Nov",
        partnership="The partnership",
        week_on=date(2018, 11, 5),
        made_at=datetime(2018, 11, 5, 8, 30, tzinfo=UTC),
        counts=tuple(Count(key, total, f"{total} {key}") for key in sections),
        sections=tuple(section for section in made if section is not None),
        head_seq=1234,
        head_hash="c0ffee",
    )


def words(message):
    texts = [block.get("text") or block["elements"][0] for block in message["blocks"]]
    return "\n".join(text["text"] for text in texts)


def test_counts_come_first_then_five_lines_and_the_rest_stands_in_the_thread():
    message = digest_message(digest(8, 8))
    assert_sound_message(message)
    head, section, foot = words(message).split("\n*Late (8)*\n")[0], words(message), words(message).splitlines()[-1]
    assert head == "*The programme: week of Mon 5 Nov*\n8 late"
    assert section.count("• *ICBOct18-") == 5
    assert "3 more in the thread" in section
    assert foot.startswith("The rest is in the thread.")
    (thread,) = thread_messages(digest(8, 8), SHOWN)
    assert_sound_message(thread)
    assert [f"ICBOct18-{n}*" in words(thread) for n in (5, 6, 7, 8)] == [False, True, True, True]
    assert words(thread).splitlines()[-1].endswith("event 1,234, hash `c0ffee`")


def test_what_is_only_counted_is_said_with_where_it_is_found():
    (thread,) = thread_messages(digest(40, 140), SHOWN)
    assert "115 more: `/action list overdue`" in words(thread)
    message = words(digest_message(digest(40, 140)))
    assert "20 more in the thread\n115 more: `/action list overdue`" in message
    without_thread = words(digest_message(digest(40, 140), has_thread=False))
    assert "135 more: `/action list overdue`" in without_thread
    assert "thread" not in without_thread


def test_the_longest_digest_keeps_slacks_limits_and_loses_no_line():
    content = digest(40, 140, LONG, tuple(DigestSection))
    message, thread = digest_message(content), thread_messages(content, SHOWN)
    for one in (message, *thread):
        assert_sound_message(one)
    assert words(message).count("• *ICBOct18-") == 5 * len(DigestSection)
    assert words(message).count("20 more in the thread\n115 more: `/action list overdue`") == len(DigestSection)
    said = "\n".join(words(one) for one in thread)
    assert said.count("115 more: `/action list overdue`") == len(DigestSection)
    assert said.count("• *ICBOct18-") == (KEPT - 5) * len(DigestSection)
    assert "&lt;tags&gt; &amp;" in said
    assert "…" in said
    assert said.count("event 1,234") == 1


def test_nothing_to_say_is_one_line():
    quiet = replace(digest(0, 0, sections=()), is_quiet=True, quiet_words="Nothing is late. Next: TB on Wed 28 Nov.")
    message = digest_message(quiet)
    assert_sound_message(message)
    assert words(message) == "*The programme: week of Mon 5 Nov* · Nothing is late. Next: TB on Wed 28 Nov."
    assert "event 1,234" in words(thread_messages(quiet, SHOWN)[0])


def test_a_letter_says_all_that_is_kept_and_escapes_what_people_wrote():
    frame = MailFrame("The partnership", "Ann Office", "Ben <b>")
    made = letter(digest(8, 30, "Meet <i> & agree"), frame)
    assert made["subject"] == "The programme: week of Mon 5 Nov (The partnership)"
    assert made["text"].count("- ICBOct18-") == 8
    assert "Meet <i> & agree" in made["text"]
    assert "And 22 more." in made["text"]
    assert "Meet &lt;i&gt; &amp; agree" in made["html"]
    assert "<b>" not in made["html"]


def test_a_line_of_nothing_but_marks_is_shortened_and_no_other_is_lost():
    content = digest(25, 25, "&<>" * 100, tuple(DigestSection))
    for one in (digest_message(content), *thread_messages(content, SHOWN)):
        assert_sound_message(one)
        assert words(one).count("• *ICBOct18-") == words(one).count("was due") > 0


def test_without_its_news_a_digest_is_quiet_and_meetings_are_never_counted():
    told = digest(2, 2, sections=("late", MEETINGS))
    left = recounted(told, [section for section in told.sections if section.key == MEETINGS])
    assert ([one.words for one in recounted(told, told.sections).counts], left.counts) == (["2 late actions"], ())
    assert left.is_quiet
    assert not recounted(replace(told, is_near=True), left.sections).is_quiet, "a board meets this week"


@pytest.mark.parametrize("key", list(DigestSection))
def test_every_section_has_a_heading_and_a_count_of_its_own(key):
    section = divided(key, heading(key), [Line("x")], 1)
    assert section is not None
    others = [heading(other) for other in DigestSection if other is not key]
    assert heading(key)
    assert heading(key) not in others
    assert count(section).words.startswith("1 ")


def test_the_offices_own_words_are_used_and_built_in_ones_where_they_fail(tmp_path):
    built_in = words(digest_message(digest(2, 2)))
    folder = tmp_path / "digest"
    folder.mkdir()
    (folder / "section.j2").write_text("{{ title }} — {{ total }} in all", encoding="utf-8")
    (folder / "head.j2").write_text("Good\n{{ title }}{{ titel }}", encoding="utf-8")
    use_own_wording(tmp_path)
    try:
        said = words(digest_message(digest(2, 2)))
        failed = failed_wording()
    finally:
        use_own_wording(None)
    assert "Late — 2 in all" in said
    assert said.splitlines()[:2] == built_in.splitlines()[:2], "the head as it is built in"
    assert list(failed) == ["digest/head.j2"]
    assert what_failed(failed["digest/head.j2"], "digest/head.j2") == (2, "There is no value called `titel`.")
