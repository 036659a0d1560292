"""What the page behind a reply link refuses: forged forms, floods, and links that open nothing any more."""

import socket
from datetime import timedelta
from html import unescape

import pytest

from bot.domain.people import Account, Role
from bot.handlers.reply_door import BODY_MAX
from bot.handlers.turns import Turns
from tests.support.reply_door import FIRST, LEAD, NOW, REF


class TestForged:
    def test_a_form_of_somebody_elses_page_saves_nothing(self, door):
        other = door.token_for("PC11", "planned-care-director")
        form = door.form("stands", door.client.get(other).text) | {"reason": "x"}
        assert door.send(form).status_code == 400
        bare = {"answer": "stands", "reason": "x", "version": "2"}
        assert door.send(bare).status_code == 400
        assert door.risk().version == FIRST

    @pytest.mark.parametrize(
        ("headers", "body", "status"),
        [
            ({"content-type": "application/json"}, b"{}", 415),
            ({"content-type": "application/x-www-form-urlencoded"}, b"a=%ff", 400),
            ({"content-type": "application/x-www-form-urlencoded"}, b"&".join([b"a=b"] * 30), 400),
            ({"content-type": "application/x-www-form-urlencoded"}, b"\xff\xfe", 400),
        ],
    )
    def test_what_is_no_form_is_refused(self, door, headers, body, status):
        assert door.client.post(door.token, content=body, headers=headers).status_code == status

    def test_a_body_too_large_is_refused(self, door):
        assert door.send({"reason": "x" * (BODY_MAX + 1)}).status_code == 413
        assert door.risk().version == FIRST

    def test_guessing_is_slowed_down_and_a_real_link_still_opens(self, door):
        door.pages._bad_turns = Turns(2, 60)
        assert [door.client.get(f"v1.{n}.x").status_code for n in range(3)] == [404, 404, 429]
        assert door.client.get(door.token).status_code == 200

    def test_one_link_is_not_opened_without_end(self, door):
        door.pages._turns = Turns(2, 60)
        assert [door.client.get(door.token).status_code for _ in range(3)] == [200, 200, 429]

    def test_a_slow_sender_is_cut_off(self, door):
        with socket.create_connection(("127.0.0.1", door.port), 5) as slow:
            slow.sendall(b"POST /reply/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n")
            assert door.client.get(door.token).status_code == 200
            slow.settimeout(10)
            assert b"200" not in slow.recv(65536)


class TestShut:
    """Links that open nothing any more, each with a page that says why."""

    def shut(self, door, token=None):
        page = door.client.get(token or door.token)
        saved = door.send({"answer": "stands", "reason": "x"}, token)
        assert saved.status_code == page.status_code
        assert door.risk().summary not in page.text
        return page.status_code, unescape(page.text)

    def test_a_link_cut_short(self, door):
        status, said = self.shut(door, door.token[:-3])
        assert status == 404
        assert "cut short" in said

    def test_a_link_too_old(self, door):
        status, said = self.shut(door, door.token_for(REF, LEAD, NOW - timedelta(seconds=1)))
        assert status == 410
        assert "too old" in said

    def test_a_round_that_was_never(self, door):
        assert self.shut(door, door.token_for(REF, LEAD, round_id=99))[0] == 404

    def test_a_closed_round(self, door):
        door.say("UPDATE collection_round SET closed_at = opened_at")
        status, said = self.shut(door)
        assert status == 410
        assert "The round for December 2018 is closed" in said

    def test_a_closed_risk(self, door):
        door.say("UPDATE risk SET status = 'closed' WHERE prefix = 'CY' AND number = 8")
        status, said = self.shut(door)
        assert status == 410
        assert "CY8 was closed" in said

    def test_a_lead_who_left(self, door):
        door.say("UPDATE person SET until_on = '2018-11-01' WHERE key = :key", key=LEAD)
        status, said = self.shut(door)
        assert status == 403
        assert "not yours to answer for" in said

    def test_a_lead_who_leads_it_no_longer(self, door):
        door.say("UPDATE risk_lead SET until_on = '2018-11-01' WHERE risk_id = :risk", risk=door.risk().id)
        door.say("DELETE FROM risk_lead WHERE risk_id = :risk", risk=door.risk().id)
        assert self.shut(door)[0] == 403

    def test_a_lead_who_leads_it_no_longer_and_may_change_it_by_office(self, door):
        door.say("DELETE FROM risk_lead WHERE risk_id = :risk", risk=door.risk().id)
        lead = door.person(LEAD).id
        door.store.write(lambda unit: unit.people.add_role(lead, Role.OFFICE, None))
        assert self.shut(door)[0] == 403

    @pytest.mark.parametrize("fault", ["is_deleted", "is_stranger"])
    def test_a_lead_whose_account_on_slack_was_switched_off(self, door, fault):
        assert door.client.get(door.token).status_code == 200
        door.say("UPDATE person SET slack_id = 'U0OFF' WHERE key = :key", key=LEAD)
        usual = {"is_guest": False, "is_stranger": False, "is_bot": False, "is_deleted": False}
        account = Account("U0OFF", "T0DEMO", "off", None, **{**usual, fault: True})
        door.store.write(lambda unit: unit.people.save_account(account, unit.now))
        assert self.shut(door)[0] == 403

    def test_a_risk_that_is_not_public_is_shown_to_its_lead(self, door):
        door.say("UPDATE risk SET visibility = 'non_public' WHERE prefix = 'CY' AND number = 8")
        assert door.risk().summary in unescape(door.client.get(door.token).text)


def test_turns_come_anew_with_time():
    passed = [0.0]
    turns = Turns(2, 60, lambda: passed[0])
    assert [turns.take("a") for _ in range(3)] == [True, True, False]
    assert turns.take("b")
    passed[0] = 60
    assert turns.take("a")
