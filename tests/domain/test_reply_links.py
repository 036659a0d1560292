"""Reply links: only what we signed opens, only until its day, and old keys still read."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reply_links import LinkError, LinkFault, ReplyLink, ReplyLinks, ReplyTo, ReplyToAction

NOW = datetime(2018, 11, 13, 9, 0, tzinfo=UTC)
KEY, OLD, OTHER = "k" * 32, "o" * 32, "x" * 40
LINKS = ReplyLinks("https://convenor.example/reply/", (KEY,), 35)
LINK = ReplyLink(ReplyTo(4, 12), 7, NOW + timedelta(days=35))
TOKEN = LINKS.token(LINK)
ids = st.integers(0, 2**63 - 1)
instants = st.integers(1_500_000_000, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def fault(links, token, now=NOW):
    with pytest.raises(LinkError) as caught:
        links.read(token, now)
    return caught.value.fault


@given(st.builds(ReplyTo, ids.filter(bool), ids) | st.builds(ReplyToAction, ids), ids, instants)
def test_what_was_signed_is_read_back_until_its_moment_and_no_longer(to, person_id, until):
    link = ReplyLink(to, person_id, until)
    token = LINKS.token(link)
    assert LINKS.read(token, link.expires_at) == link
    assert fault(LINKS, token, link.expires_at + timedelta(seconds=1)) is LinkFault.EXPIRED


@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="utf-8"))
def test_one_letter_changed_opens_nothing(place, letter):
    forged = TOKEN[:place] + letter + TOKEN[place + 1 :]
    if forged != TOKEN:
        assert fault(LINKS, forged) is LinkFault.NOT_OURS


@given(st.text(max_size=300))
def test_whatever_is_asked_for_opens_nothing(text):
    assert fault(LINKS, text) is LinkFault.NOT_OURS


@pytest.mark.parametrize("rest", ["=", ".", ".v1", "A", "\n"])
def test_nothing_may_follow(rest):
    assert fault(LINKS, TOKEN + rest) is LinkFault.NOT_OURS


def test_one_link_is_written_in_one_way_only():
    version, fields, mark = TOKEN.split(".")
    last = chr(ord(fields[-1]) + 1)
    for other in (fields[:-1] + last, f"{fields[:5]}!{fields[5:]}", f"{fields}=", f"{fields}\n"):
        assert fault(LINKS, f"{version}.{other}.{mark}") is LinkFault.NOT_OURS


def test_another_key_opens_nothing_and_an_old_one_still_reads():
    renewed = ReplyLinks(LINKS.address, (OTHER, KEY), 35)
    assert renewed.read(TOKEN, NOW) == LINK
    assert fault(ReplyLinks(LINKS.address, (OTHER, OLD), 35), TOKEN) is LinkFault.NOT_OURS
    assert fault(LINKS, renewed.token(LINK)) is LinkFault.NOT_OURS


def test_an_address_is_the_doors_and_a_token_that_opens_for_its_days():
    address = LINKS.address_for(ReplyTo(4, 12), 7, NOW)
    assert address == LINKS.address + TOKEN
    assert "/" not in TOKEN
    assert len(address) < 150


@pytest.mark.parametrize("keys", [(), ("short",), (KEY, "short")])
def test_a_short_key_is_refused(keys):
    with pytest.raises(ValueError, match="at least 32"):
        ReplyLinks(LINKS.address, keys, 35)


def test_the_keys_are_not_shown():
    assert KEY not in f"{LINKS!r} {LINKS}"


def test_a_form_belongs_to_its_link():
    mark = LINKS.form_mark(TOKEN, "f1")
    assert LINKS.is_our_form(TOKEN, "f1", mark)
    assert ReplyLinks(LINKS.address, (OTHER, KEY), 35).is_our_form(TOKEN, "f1", mark)
    for token, form, given_mark in (
        (TOKEN + "x", "f1", mark),
        (TOKEN, "f2", mark),
        (TOKEN, "f1", "ü"),
        (TOKEN, "f1", ""),
    ):
        assert not LINKS.is_our_form(token, form, given_mark)
    assert mark not in TOKEN
