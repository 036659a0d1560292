"""Letters: what stands in the headers, and that nobody writes into them."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInputError
from bot.mail.letters import Letter, Sender, message_id, message_of

NOW = datetime(2018, 11, 13, 9, 0, tzinfo=UTC)
SENDER = Sender("convenor@partnership.example", "Convenor", "office@partnership.example")


def letter(**changes):
    given_ = {
        "key": "nudges:1",
        "to": "lead@partnership.example",
        "subject": "One thing",
        "text": "Hi",
        "html": "<p>Hi",
    }
    return Letter(**(given_ | changes))


def sent(one, sender=SENDER):
    """A letter as its reader gets it."""
    return message_from_bytes(bytes(message_of(one, sender, NOW)), policy=default)


def test_the_headers_say_who_what_and_when_and_that_a_machine_wrote():
    got = sent(letter(text="Low immunisation – ünïcode\n", subject="One thing · Hackney – ü"))
    assert got["From"] == "Convenor <convenor@partnership.example>"
    assert (got["To"], got["Reply-To"]) == ("lead@partnership.example", "office@partnership.example")
    assert got["Subject"] == "One thing · Hackney – ü"
    assert got["Date"].datetime == NOW
    assert got["Auto-Submitted"] == "auto-generated"
    plain, html = got.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content() == "Low immunisation – ünïcode\r\n"


def test_nobody_answers_where_there_is_no_office():
    assert sent(letter(), Sender("convenor@partnership.example", "Convenor"))["Reply-To"] is None


def test_the_same_letter_has_one_id_that_tells_nothing():
    one = message_id(letter(), SENDER)
    assert one == message_id(letter(subject="Other", text="Other"), SENDER) == sent(letter())["Message-ID"]
    others = [letter(key="nudges:2"), letter(to="other@partnership.example")]
    assert len({one, *(message_id(other, SENDER) for other in others)}) == 3
    assert "nudges" not in one
    assert one.endswith("@partnership.example>")


@given(st.text(max_size=120), st.text(max_size=60))
def test_no_subject_and_no_name_adds_a_header(subject, name):
    nasty = f"{subject}\r\nBcc: all@elsewhere.example\r\n\r\nBody"
    got = sent(letter(subject=nasty), Sender(SENDER.address, f"{name}\r\nBcc: x@elsewhere.example", SENDER.reply_to))
    assert got["Bcc"] is None
    assert len(got["To"].addresses) == len(got["From"].addresses) == 1
    assert sorted(got.keys()) == sorted(sent(letter()).keys())


@pytest.mark.parametrize(
    "address",
    [
        "lead@partnership.example\r\nBcc: x@y.example",
        "lead@partnership.example, other@y.example",
        "lead@partnership.example,other",
        "a@b@c.example",
        "<lead@partnership.example>",
        "lead",
        "lead@",
        "lead@nowhere",
        "lëad@partnership.example",
        "le ad@partnership.example",
        "lead@part\x00nership.example",
        "",
    ],
)
def test_what_is_no_address_is_written_to_nobody(address):
    with pytest.raises(InvalidInputError):
        message_of(letter(to=address), SENDER, NOW)


def test_a_domain_with_other_letters_is_written_as_mail_servers_know_it():
    assert sent(letter(to="lead@bücher.example"))["To"] == "lead@xn--bcher-kva.example"
