import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import clean, clean_line

HIDDEN = (
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad\u061c"
    "\x00\x07\x1b\x7f\x9b"
)
ANY_TEXT = st.text(st.one_of(st.characters(), st.sampled_from(HIDDEN + "\u200c\u200d\u0301 \n\r\t\u00a0\u2028")))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("PC\u200b11", "PC11", id="zero-width space"),
        pytest.param("PC\u200d11", "PC11", id="a joiner between plain characters"),
        pytest.param("\ufeffPC11", "PC11", id="byte order mark"),
        pytest.param("PC\u206011", "PC11", id="word joiner"),
        pytest.param("PC\u00ad11", "PC11", id="soft hyphen"),
        pytest.param("\u202eevil\u202c", "evil", id="text turned right to left"),
        pytest.param("\u2067PC11\u2069", "PC11", id="right-to-left isolate"),
        pytest.param("\u200fPC11\u200e", "PC11", id="direction marks"),
        pytest.param("a\x00b\x07c\x1b[31m\x9b", "abc[31m", id="control characters"),
        pytest.param("شكرا لكم", "شكرا لكم", id="Arabic stays"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="Persian keeps what joins its letters"),
        pytest.param("👩\u200d⚕\ufe0f", "👩\u200d⚕\ufe0f", id="an emoji of several parts stays whole"),
        pytest.param("cafe\u0301", "café", id="letter and accent become one"),
        pytest.param("e\u200b\u0301", "é", id="also across a hidden character"),
        pytest.param("a\r\nb\rc", "a\nb\nc", id="line ends of other systems"),
        pytest.param("a \t\u00a0 b", "a b", id="runs of spaces"),
        pytest.param("a\n\n\n\n\nb", "a\n\nb", id="runs of empty lines"),
        pytest.param("  a  \n  b  ", "a\nb", id="spaces at the ends of lines"),
        pytest.param("\ud83d half", "half", id="half of a character"),
        pytest.param("\u200b \u200b", "", id="nothing but hidden characters"),
        pytest.param("<!channel> & <@U1>", "<!channel> & <@U1>", id="markup is left to the view"),
    ],
)
def test_only_what_misleads_is_taken_away(written, kept):
    assert clean(written) == kept


@given(written=ANY_TEXT)
def test_clean_text_stays_as_it_is(written):
    once = clean(written)
    assert clean(once) == once


@given(written=ANY_TEXT)
def test_clean_text_is_composed_visible_and_storable(written):
    text = clean(written)
    assert unicodedata.is_normalized("NFC", text)
    assert not set(text) & set(HIDDEN)
    assert text == text.strip()
    assert "\r" not in text
    assert "  " not in text
    assert text.encode().decode() == text


def test_an_empty_text_stays_empty():
    assert clean("") == ""


@given(written=ANY_TEXT)
def test_a_line_is_one_line(written):
    line = clean_line(written)
    assert line.split() == clean(written).split()
    assert "\n" not in line


@given(words=st.lists(st.text("abcdefghijklmnopqrstuvwxyzABC0123456789'.,-", min_size=1), max_size=8))
def test_plain_words_are_kept_in_full(words):
    assert clean(" ".join(words)) == " ".join(words)
