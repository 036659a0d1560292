"""The page behind a reply link, over real HTTP: looking changes nothing, saving happens once, words stay words."""

import re
from html import unescape

import pytest

from tests.support.reply_door import FIRST


class TestLooking:
    def test_a_link_that_is_looked_at_changes_nothing(self, door):
        before = (door.events(), door.risk(), door.item())
        for method in ("GET", "HEAD", "GET"):
            assert door.client.request(method, door.token).status_code == 200
        assert (door.events(), door.risk(), door.item()) == before

    def test_the_page_says_what_is_known_and_who_reads_it(self, door):
        page = door.client.get(door.token)
        risk = door.risk()
        for words in ("CY8: update for December 2018", risk.summary, "Immunisation lead", "Fri 23 Nov", "Red 15"):
            assert words in unescape(page.text)
        assert door.form("changed")["residual"] == "5x3"

    def test_nobody_keeps_it_frames_it_finds_it_or_adds_to_it(self, door):
        got = door.client.get(door.token).headers
        assert got["cache-control"] == "no-store"
        assert got["referrer-policy"] == "no-referrer"
        assert "noindex" in got["x-robots-tag"]
        policy = got["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy

    def test_head_has_no_body(self, door):
        assert door.client.head(door.token).content == b""

    def test_other_ways_of_asking_are_refused(self, door):
        assert door.client.request("DELETE", door.token).status_code == 405


class TestSaving:
    def test_no_change_is_saved_with_its_reason_in_the_leads_name(self, door):
        before = door.risk()
        done = door.send(door.form("stands") | {"reason": "The plan is on track"})
        assert (done.status_code, done.headers["location"]) == (303, "?saved")
        risk, item = door.risk(), door.item()
        assert (risk.scores, risk.present.update) == (before.scores, "The plan is on track")
        assert risk.present.author == "Immunisation lead (by e-mail link)"
        assert (item.state, item.version, item.author_name) == ("no_change", risk.version, risk.present.author)
        page = door.client.get(door.token + "?saved").text
        assert "<title>Saved: " in page
        assert "This is answered: no change." in page

    def test_an_update_is_saved_with_its_scores_and_words(self, door):
        done = door.send(door.form("changed") | {"residual": "4x3", "update": "Two more clinics open"})
        assert done.status_code == 303
        risk = door.risk()
        assert (risk.scores.residual.value, risk.present.update) == (12, "Two more clinics open")
        assert door.item().state == "answered"

    def test_the_same_form_sent_twice_counts_once(self, door):
        form = door.form("stands") | {"reason": "On track"}
        answers = [door.send(form), door.send(form)]
        assert [answer.status_code for answer in answers] == [303, 303]
        assert door.risk().version == FIRST + 1

    def test_what_is_answered_may_be_answered_again(self, door):
        door.send(door.form("stands") | {"reason": "On track"})
        assert door.send(door.form("changed") | {"update": "More news"}).status_code == 303
        assert (door.risk().version, door.item().state) == (FIRST + 2, "answered")

    def test_markup_stays_words(self, door):
        nasty = '<script>alert(1)</script> & "quoted" </textarea><img src=x>'
        door.send(door.form("stands") | {"reason": nasty})
        page = door.client.get(door.token).text
        assert door.risk().present.update == nasty
        assert "<script" not in page
        assert "<img" not in page
        assert nasty in unescape(page)

    @pytest.mark.parametrize(
        ("answer", "typed", "says"),
        [
            ("stands", {"reason": "  "}, "Say it in a sentence"),
            ("stands", {"reason": "x" * 2001}, "That is 2,001 characters"),
            ("changed", {"residual": "2x2", "mitigation": "kept <b>"}, "Say in a sentence what has changed"),
            ("changed", {"residual": "5x5", "update": "kept <b>"}, "is above inherent"),
            ("changed", {"residual": "9x9", "update": "kept"}, "Choose the residual score"),
            ("changed", {"residual": "", "update": "kept"}, "Choose the residual score"),
            ("changed", {}, "there is nothing new to record"),
        ],
    )
    def test_what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept(self, door, answer, typed, says):
        refused = door.send(door.form(answer) | typed)
        assert refused.status_code == 422
        assert says in unescape(refused.text)
        assert door.risk().version == FIRST
        kept = door.form(answer, refused.text)
        assert {name: kept.get(name) for name in typed if name != "residual"} == {
            name: value for name, value in typed.items() if name != "residual"
        }
        field = "residual" if "score" in says or "inherent" in says else "reason" if answer == "stands" else "update"
        assert re.search(rf'name="{field}"[^>]*aria-invalid="true"', refused.text)

    def test_somebody_else_was_quicker(self, door):
        mine = door.form("changed") | {"residual": "4x3", "update": "Mine"}
        door.send(door.form("stands") | {"reason": "Theirs"})
        refused = door.send(mine)
        assert refused.status_code == 409
        assert "changed while this form was open" in refused.text
        assert "This is answered: no change." in refused.text
        assert door.risk().present.update == "Theirs"
        again = door.form("changed", refused.text)
        assert (again["update"], again["residual"]) == ("Mine", "4x3")
        assert door.send(again).status_code == 303
        assert door.risk().present.update == "Mine"
