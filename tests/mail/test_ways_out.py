"""The ways a letter leaves: a mail server that takes it, puts it off, rejects it or breaks off; a folder; none."""

import socket
import threading
import time
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from pydantic import SecretStr

from bot.clock import ManualClock
from bot.errors import ConfigError
from bot.mail.letters import Letter, Sender
from bot.mail.mailer import FolderMailer, NoMailer, open_mailer
from bot.mail.outcomes import NotTaken, Rejected, Taken, Unclear
from bot.mail.smtp import Server, SmtpMailer
from bot.settings.mail import MailSetting
from bot.settings.model import Environment
from tests.support.mail_server import mail_server
from tests.support.ports import closed_port

SENDER = Sender("convenor@partnership.example", "Convenor")
CLOCK = ManualClock(datetime(2018, 11, 13, 9, 0, tzinfo=UTC))
LETTER = Letter("nudges:1", "lead@partnership.example", "One thing", "Hi\n.\n..two\nafter\n", "<p>Hi")
PASSWORD = "correct horse"


def mailer(port, tls="none", **more):
    return SmtpMailer(Server("127.0.0.1", port, tls, **more), SENDER, CLOCK, timeout_s=5)


def test_a_letter_is_handed_over_whole_to_one_address():
    with mail_server() as server:
        outcome = mailer(server.port).send(LETTER)
        (got,), (envelope,) = server.taken, server.envelopes
    assert outcome == Taken(got["Message-ID"])
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER.address, [LETTER.to])
    assert got.get_body(("plain",)).get_content().replace("\r\n", "\n") == LETTER.text


@pytest.mark.parametrize("place", ["rcpt", "data"])
@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (
            "451 4.7.1 <lead@partnership.example>: greylisted",
            NotTaken("the mail server asks to try again later (451 4.7.1)"),
        ),
        (
            "550 5.1.1 <lead@partnership.example>: no such user",
            Rejected("The mail server says that the address does not exist or takes no mail from here. (550 5.1.1)"),
        ),
        ("599 whatever", Rejected("The mail server turned the letter away. (599)")),
    ],
    ids=["later", "never", "odd"],
)
def test_a_refusal_is_told_apart_and_its_words_name_no_address(place, answer, outcome):
    with mail_server(**{place: [answer]}) as server:
        assert mailer(server.port).send(LETTER) == outcome
        assert server.taken == []


def test_a_connection_lost_after_the_letter_leaves_it_unclear_and_the_next_is_the_same_letter():
    with mail_server(data=["drop"]) as server:
        out = mailer(server.port)
        assert out.send(LETTER) == Unclear("the connection broke off")
        assert out.send(LETTER) == Taken(server.taken[0]["Message-ID"])
        assert server.taken[0]["Message-ID"] == server.taken[1]["Message-ID"]


def test_nobody_there_is_no_letter():
    assert mailer(closed_port()).send(LETTER) == NotTaken("the mail server was not reached: Connection refused")


def test_a_server_without_encryption_gets_neither_letter_nor_password():
    with mail_server(users={"convenor": PASSWORD}) as server:
        for tls in ("starttls", "tls"):
            outcome = mailer(server.port, tls, username="convenor", password=SecretStr(PASSWORD)).send(LETTER)
            assert isinstance(outcome, NotTaken)
            assert "encrypt" in outcome.reason or "TLS" in outcome.reason
        assert (server.taken, server.logins) == ([], [])


def test_who_logs_in_may_send_and_a_wrong_password_is_not_repeated():
    with mail_server(users={"convenor": PASSWORD}) as server:
        assert isinstance(mailer(server.port, username="convenor", password=SecretStr(PASSWORD)).send(LETTER), Taken)
        wrong = mailer(server.port, username="convenor", password=SecretStr("wrong one")).send(LETTER)
        assert wrong == NotTaken("the mail server does not take the user name and password (535)")
    assert len(server.taken) == 1


def test_a_server_that_says_nothing_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        out = SmtpMailer(Server("127.0.0.1", silent.getsockname()[1], "none"), SENDER, CLOCK, timeout_s=0.1)
        assert out.send(LETTER) == NotTaken("the mail server was not reached: no answer in time")


@pytest.mark.parametrize(
    "asked", [b"", b"EHLO", b"MAIL", b"DATA", b"QUIT"], ids=lambda asked: asked.decode() or "hello"
)
def test_a_server_that_takes_its_time_with_each_byte_is_cut_off_in_all(asked):
    """Each byte comes in time: only the whole conversation is too long."""
    with slow_server(asked) as port:
        out = SmtpMailer(Server("127.0.0.1", port, "none"), SENDER, CLOCK, timeout_s=5, whole_s=0.2)
        began = time.monotonic()
        outcome = out.send(LETTER)
        assert time.monotonic() - began < 2
        assert isinstance(outcome, Taken if asked == b"QUIT" else NotTaken)


@contextmanager
def slow_server(asked):
    """Yield the port of a server that answers at once, but drop by drop to one command (empty: before any)."""
    over = threading.Event()

    def serve(listener):
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines, suppress(OSError):
            answer(connection, b"", b"220 here")
            for line in lines:
                command = line[:4].upper()
                if command == b"DATA":
                    answer(connection, command, b"354 go on")
                    while next(lines, b".\r\n") != b".\r\n":
                        pass
                    connection.sendall(b"250 taken\r\n")
                else:
                    answer(connection, command, b"250 good")

    def answer(connection, command, words):
        if command == asked:
            while not over.wait(0.02):
                connection.sendall(b"2")
        connection.sendall(words + b"\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            over.set()
            thread.join(5)


def test_letters_leave_from_an_address_with_a_domain_in_other_letters():
    with mail_server() as server:
        sender = Sender("gov@bücher.example", "Convenor")
        outcome = SmtpMailer(Server("127.0.0.1", server.port, "none"), sender, CLOCK, timeout_s=5).send(LETTER)
        assert isinstance(outcome, Taken)
    assert server.taken[0]["From"] == "Convenor <gov@xn--bcher-kva.example>"


def test_an_address_that_mail_cannot_come_from_stops_the_start(tmp_path):
    setting, address = MailSetting(way="folder", from_address="gov@partnership.example"), "gövern@partnership.example"
    for key in ("from_address", "reply_to"):
        with pytest.raises(ConfigError, match=f"mail.{key}"):
            open_mailer(setting.model_copy(update={key: address}), environment(tmp_path), CLOCK)


def test_an_address_that_is_none_is_rejected_before_anybody_is_asked():
    bad = Letter("k", "lead@partnership.example\r\nRCPT TO:<x@y.example>", "s", "t", "h")
    assert isinstance(mailer(closed_port()).send(bad), Rejected)
    assert isinstance(FolderMailer(None, SENDER, CLOCK).send(bad), Rejected)


class TestFolder:
    def test_a_letter_is_a_file_for_its_owner_and_written_again_it_is_the_same(self, tmp_path):
        out = FolderMailer(tmp_path / "mail", SENDER, CLOCK)
        first = out.send(LETTER)
        assert out.send(LETTER) == first
        (file,) = (tmp_path / "mail").iterdir()
        assert file.suffix == ".eml"
        assert file.stat().st_mode & 0o077 == 0
        got = message_from_bytes(file.read_bytes(), policy=default)
        assert (got["To"], got["Message-ID"]) == (LETTER.to, first.message_id)

    def test_a_folder_that_cannot_be_made_puts_the_letter_off(self, tmp_path):
        (tmp_path / "mail").write_text("in the way")
        assert isinstance(FolderMailer(tmp_path / "mail", SENDER, CLOCK).send(LETTER), NotTaken)


def environment(tmp_path, **more):
    return Environment(database_url="sqlite:///x", data_dir=tmp_path, **more)


def test_the_settings_choose_the_way(tmp_path):
    on = {"from_address": SENDER.address}
    assert isinstance(open_mailer(MailSetting(), environment(tmp_path), CLOCK), NoMailer)
    assert isinstance(NoMailer().send(LETTER), Rejected)
    assert isinstance(open_mailer(MailSetting(way="folder", **on), environment(tmp_path), CLOCK), FolderMailer)
    smtp = MailSetting(way="smtp", host="mail.example", username="convenor", **on)
    with pytest.raises(ConfigError, match="CONVENOR_SMTP_PASSWORD: is not set"):
        open_mailer(smtp, environment(tmp_path), CLOCK)
    assert isinstance(open_mailer(smtp, environment(tmp_path, smtp_password=PASSWORD), CLOCK), SmtpMailer)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"way": "folder"}, "needs `from_address`"),
        ({"way": "smtp", "from_address": "a@b.example"}, "needs `host`"),
        ({"way": "smtp", "from_address": "a@b.example", "host": "mail.example", "tls": "none"}, "only where `host` is"),
        ({"reply_url": "http://convenor.example/reply/"}, "with https"),
        ({"reply_url": "https://user@convenor.example/"}, "plain address"),
        ({"reply_url": "https://convenor.example/?a=b"}, "plain address"),
        ({"host": "mail.example\r\n"}, "host"),
    ],
)
def test_settings_that_cannot_be(given, says):
    with pytest.raises(ValueError, match=says):
        MailSetting(**given)


def test_the_reply_address_ends_in_one_slash():
    assert MailSetting(reply_url="https://convenor.example/reply").reply_url == "https://convenor.example/reply/"
    assert MailSetting(reply_url="http://127.0.0.1:8766/reply/").reply_url == "http://127.0.0.1:8766/reply/"
