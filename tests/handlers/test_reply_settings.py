"""Where reply links come from and where they are answered, as the settings say; and what is told of lost letters."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.domain.reply_links import ReplyLinks
from bot.errors import ConfigError
from bot.handlers.delivery import _Guarded
from bot.handlers.health import Readiness
from bot.handlers.reply_door import REPLY_PATH, ReplyDoor, ReplyListener
from bot.settings import Settings
from bot.settings.load import load_environment
from bot.settings.mail import MailSetting
from bot.settings.model import Environment
from bot.workflows.chasing.asks import Ask
from bot.workflows.parked import tell_parked
from bot.workflows.replies import is_somebodys, link_maker, links_of
from tests.support.reply_door import CONFIG, KEY, LEAD, LINKS


def test_whose_an_address_is(door):
    assert is_somebodys(door.services, "Immunisation.Lead@partnership.example")
    assert not is_somebodys(door.services, "nobody@partnership.example")


class TestBesideSlack:
    """Over HTTP the pages are at the address for Slack too."""

    def answered(self, path, others):
        statuses = []
        guarded = _Guarded(None, Readiness(), others)
        body = guarded({"PATH_INFO": path, "REQUEST_METHOD": "GET"}, lambda status, _headers: statuses.append(status))
        return statuses[0], b"".join(body)

    def test_what_begins_with_reply_is_the_doors_and_the_rest_must_be_signed(self, door):
        others = {REPLY_PATH: ReplyDoor(door.services)}
        status, body = self.answered(REPLY_PATH + door.token, others)
        assert (status, b"CY8" in body) == ("200 OK", True)
        assert self.answered("/slack/events", others)[0] == "401 Unauthorized"
        assert self.answered(REPLY_PATH + door.token, {})[0] == "401 Unauthorized"


class TestSettings:
    def settings(self, tmp_path, mail, **environment):
        return Settings(
            config=CONFIG.model_copy(update={"mail": MailSetting(**mail)}),
            environment=Environment(database_url="sqlite:///x", data_dir=tmp_path, **environment),
            config_file=tmp_path / "x.toml",
        )

    def test_links_are_made_where_address_and_key_are_set(self, tmp_path):
        on = {"way": "folder", "from_address": "c@partnership.example", "reply_days": 7}
        url = "https://convenor.example/reply"
        assert links_of(self.settings(tmp_path, on, link_key=KEY)) is None
        assert links_of(self.settings(tmp_path, {"reply_url": url}, link_key=KEY)) is None
        with pytest.raises(ConfigError, match="CONVENOR_LINK_KEY: is not set"):
            links_of(self.settings(tmp_path, on | {"reply_url": url}))
        made = links_of(self.settings(tmp_path, on | {"reply_url": url}, link_key=KEY, old_link_key="o" * 32))
        assert made == ReplyLinks(f"{url}/", (KEY, "o" * 32), 7)
        own = links_of(self.settings(tmp_path, on | {"reply_url": url}, link_key=KEY, reply_url="http://127.0.0.1:1/r"))
        assert own.address == "http://127.0.0.1:1/r/"

    def test_a_short_key_is_refused_without_being_shown(self):
        with pytest.raises(ConfigError, match="at least 32 characters") as refused:
            load_environment({"CONVENOR_LINK_KEY": "short-key"})
        assert "short-key" not in str(refused.value)

    def test_pages_that_no_link_leads_to_are_not_opened(self, door):
        with pytest.raises(ConfigError, match="no link leads to"):
            ReplyListener(replace(door.services, links=None), "127.0.0.1", 0)


def test_a_link_is_made_for_whoever_reads_the_ask(door):
    make = link_maker(door.services)
    address = make(Ask(f"round:{door.round.id}:risk:{door.risk().id}", 1, door.person(LEAD).id))
    assert address == LINKS.address + door.token
    assert link_maker(replace(door.services, links=None)) is None


def test_administrators_are_told_of_a_letter_that_is_given_up(door):
    door.say("UPDATE person SET slack_id = 'U0GOVMANAGER' WHERE key = 'governance-manager'")
    channel = "mailto:immunisation.lead@partnership.example"
    tell_parked(door.services, "nudges:5", channel, "No such address. (550)", confidential=False)
    with door.store.engines.read.connect() as connection:
        (row,) = connection.execute(text("SELECT dedupe_key, anchor, content FROM outbox WHERE subject LIKE 'admin:%'"))
    assert "partnership.example" not in row.dedupe_key + row.anchor
    assert "could not be delivered* to immunisation.lead@partnership.example" in row.content
