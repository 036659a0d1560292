"""What a digest tells of the demonstration, to channels and to people, and what it tells nobody who may not read it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from bot.domain.access import may_read
from bot.domain.actions.access import may_read_action
from bot.domain.digest import Reach, Wish, to_json
from bot.domain.risks import Visibility
from bot.errors import NotFoundError
from bot.store.engines import open_engines
from bot.workflows.digest.gathering import gather
from bot.workflows.digest.reach import reader_of
from bot.workflows.digest.stale import stale_ids
from bot.workflows.identify import Identity, LinkHolder, identify
from bot.workflows.treatment.showing import why_stale
from tests.support.partnership import HOME, Partnership
from tests.support.register_papers import hide

WEEK = date(2018, 12, 3)
HIDDEN_ACTION = "update action set visibility = 'non_public', workstream_key = 'PC' where ref = 'ICBOct18-1'"


def refs(content, key):
    section = next((one for one in content.sections if one.key == key), None)
    return [line.ref for line in (*section.lines, *section.rest)] if section else []


def digest(partnership, scope, actor=None):
    with partnership.services.store.view() as view:
        return gather(view, partnership.services, scope, WEEK, actor)


def actor_of(partnership, slack_id):
    with partnership.services.store.view() as view:
        return identify(view, partnership.services, Identity(slack_id, HOME))


def test_the_programmes_digest_on_either_database(demo_url, config):
    engines = open_engines(demo_url)
    there = Partnership.over(engines, config)
    there.clock.move_to(datetime(2018, 12, 3, 8, 30, tzinfo=UTC))
    there.change("update action set due_on = '2018-11-30', original_due_on = '2018-11-16' where ref = 'ICBOct18-2'")
    there.change(
        "update action set status = 'closed', outcome = 'done', closed_at = '2018-11-28 10:00:00+00:00'"
        " where ref = 'ICBOct18-4'"
    )
    there.change("update risk set raised_on = '2018-11-27' where prefix = 'IC' and number = 5")
    content = digest(there, "programme")
    assert [one.words for one in content.counts] == [
        "1 action due this week",
        "3 late actions",
        "1 action done last week",
        "1 new risk",
        "5 stale risks",
    ]
    assert refs(content, "due") == ["ICBMar18-3"]
    assert refs(content, "late") == ["ICBOct18-1", "ICBOct18-6", "ICBOct18-2"], "the longest late first"
    assert refs(content, "new") == ["IC5"]
    late = next(section for section in content.sections if section.key == "late")
    assert late.lines[2].note == "was due Fri 30 Nov (first Fri 16 Nov), Planned Care SRO"
    done = next(section for section in content.sections if section.key == "done")
    assert done.lines[0].note == "Governance manager, Wed 28 Nov"
    (meeting,) = [section for section in content.sections if section.key == "meetings"]
    in_common = "Hackney Integrated Commissioning Board and City Integrated Commissioning Board"
    assert [line.note for line in meeting.lines if line.summary == in_common] == [
        "Thu 6 Dec, papers were due Tue 27 Nov"
    ]
    assert content.head_seq > 0
    risk = there.risk("IC5")

    def kept(unit):
        number = unit.digests.keep(content)
        unit.digests.wish(there.person("governance-manager"), Wish.SLACK, unit.now)
        told = [[one.id for one in unit.digests.telling_channels_of("risk", risk_id)] for risk_id in (risk.id, 10**6)]
        assert unit.outbox.naming("answer", ",risk.1,") == frozenset()
        return told == [[number], []] and [one.since for one in unit.digests.wishes().values()] == [unit.now]

    assert there.services.store.write(kept), "what is closed to readers later is found by what a digest tells of"
    engines.dispose()


def test_a_workstream_has_its_own_records_and_those_its_people_own(partnership):
    content = digest(partnership, "workstream:PC")
    assert refs(content, "late") == ["ICBOct18-1", "ICBOct18-2"], "the SRO's, though the board set them"
    assert set(refs(content, "stale")) == {"PC11", "PC7"}
    partnership.change("update action set workstream_key = 'UC' where ref = 'ICBOct18-1'")
    assert refs(digest(partnership, "workstream:PC"), "late") == ["ICBOct18-2"]
    assert refs(digest(partnership, "workstream:UC"), "late") == ["ICBOct18-1"]
    with pytest.raises(NotFoundError):
        digest(partnership, "workstream:XC")


def test_moved_risks_are_told_with_what_they_were_and_only_of_the_week_before(partnership):
    risk = partnership.risk("PC11")
    for day, steps in ((20, (4, 4)), (27, (4, 5)), (28, (3, 4))):
        partnership.change(
            "insert into risk_review (risk_id, version, kind, last_review_version, reviewed_at, author_name,"
            ' inherent_l, inherent_s, residual_l, residual_s, mitigation, "update", is_imported, is_no_change)'
            f" select {risk.id}, max(version) + 1, 'reviewed', max(version) + 1, '2018-11-{day} 10:00:00.000000',"
            f" 'A', 5, 5, {steps[0]}, {steps[1]}, '', 'Said on {day}', 0, 0 from risk_review where risk_id = {risk.id}"
        )
        partnership.change(
            f"update risk set version = (select max(version) from risk_review where risk_id = {risk.id})"
            f" where id = {risk.id}"
        )
    (moved,) = [section for section in digest(partnership, "programme").sections if section.key == "moved"]
    assert [(line.ref, line.mark, line.note) for line in moved.lines] == [
        ("PC11", "▲ Amber 12", "↓ falling, was red 16")
    ]
    # Its score of then was told to nobody then.
    partnership.change(f"update risk_detail set visibility = 'non_public' where risk_id = {risk.id}")
    partnership.change(
        "insert into risk_detail select null, risk_id, 99, workstream_key, project, summary, category, cause, event,"
        " effect, response, organisation, sits_with, printed_inherent, printed_residual, printed_target, 'public'"
        f" from risk_detail where risk_id = {risk.id}"
    )
    assert refs(digest(partnership, "programme"), "moved") == []
    assert refs(digest(partnership, "programme", actor_of(partnership, "U0GOVMANAGER")), "moved") == ["PC11"]


def test_what_is_not_public_is_told_in_private_channels_and_to_those_who_may_read_it(partnership):
    hide(partnership, "PC11")
    partnership.change(HIDDEN_ACTION)
    for scope in ("programme", "workstream:PC"):
        told = str(to_json(digest(partnership, scope)))
        assert "PC11" not in told
        assert "ICBOct18-1'" not in told
    hidden = digest(partnership, "hidden:PC")
    assert (refs(hidden, "late"), refs(hidden, "stale")) == (["ICBOct18-1"], ["PC11"])
    assert digest(partnership, "hidden:UC").is_quiet
    director, other = actor_of(partnership, "U0PCDIRECTOR"), actor_of(partnership, "U0ENGAGEMENT")
    assert "PC11" in refs(digest(partnership, "workstream:PC", director), "stale")
    assert "PC11" not in refs(digest(partnership, "workstream:PC", other), "stale")
    assert digest(partnership, "programme", other).counts == digest(partnership, "programme").counts


def test_somebodys_own_digest_holds_what_they_own_lead_answer_for_and_follow(partnership):
    def own(key):
        return digest(partnership, f"person:{partnership.person(key)}")

    assert refs(own("governance-manager"), "late") == ["ICBOct18-1", "ICBOct18-2", "ICBOct18-4", "ICBOct18-6"]
    assert refs(own("planned-care-sro"), "late") == ["ICBOct18-1", "ICBOct18-2"]
    assert set(refs(own("planned-care-director"), "stale")) == {"PC11", "PC7"}
    assert refs(own("cancer-lead"), "late") == []
    follower, action = (
        partnership.person("cancer-lead"),
        partnership.rows("select id from action where ref = 'ICBOct18-6'"),
    )
    partnership.change(
        f"insert into follow (person_id, subject, since_at) values ({follower}, 'action:{action[0].id}', '2018-11-01')"
    )
    assert refs(own("cancer-lead"), "late") == ["ICBOct18-6"]
    assert refs(own("cancer-lead"), "meetings") == [""], "the board they sit with"


def test_decisions_and_rounds_are_told_of_what_is_reached(in_november):
    partnership = in_november
    partnership.goes_to(13)
    partnership.clock.move_to(datetime(2018, 11, 19, 8, 30, tzinfo=UTC))
    with partnership.services.store.view() as view:
        everything = gather(view, partnership.services, "programme", date(2018, 11, 19))
        planned = gather(view, partnership.services, "workstream:PC", date(2018, 11, 19))
    (programme,) = [section for section in everything.sections if section.key == "rounds"]
    (own,) = [section for section in planned.sections if section.key == "rounds"]
    assert programme.lines[0].summary == "December 2018 round: 0 of 18 answered"
    assert own.lines[0].summary == "December 2018 round: 0 of 3 answered"
    assert own.lines[0].note.startswith("due Thu 22 Nov, papers Tue 27 Nov; no answer yet: PC1, PC7, PC11")
    risk = partnership.risk("PC11")
    partnership.change(
        "update escalation set ended_at = '2018-11-15 12:00:00', held_on = '2018-11-14', minute = '5.2', reason = 'x'"
        f" where risk_id = {risk.id} and board_key = 'TB'"
    )
    partnership.change(
        "update action set status = 'closed', outcome = 'dropped', closed_at = '2018-11-16 12:00:00'"
        " where ref = 'ICBOct18-6'"
    )
    with partnership.services.store.view() as view:
        content = gather(view, partnership.services, "programme", date(2018, 11, 19))
        before = gather(view, partnership.services, "programme", date(2018, 11, 12))
    (decided,) = [section for section in content.sections if section.key == "decisions"]
    assert [line.note for line in decided.lines] == [
        "Transformation Board took it off its report, Wed 14 Nov, minute 5.2",
        "ICB dropped it",
    ]
    assert refs(before, "decisions") == []


SAID = (
    "",
    "No change.",
    "No change",
    "Two wards have closed.",
    "No change: two wards have closed",
    "The figures will be available from June.",
    "To be signed by 30/09/2018.",
    "Agreed on 3/5.",
)


def _reviewed_each_month(partnership, chance):
    """Give every risk a review a month from June to November, as people may have given them."""
    rows = []
    for row in partnership.rows("select id from risk where status = 'open'"):
        likelihood, words = chance.choice([3, 5]), chance.sample(SAID, 3)
        for version, month in enumerate(range(6, 12), 100):
            steps, said = chance.choice([likelihood] * 9 + [4]), chance.choice(words)
            at = f"2018-{month:02}-2{chance.randrange(9)} 10:00:00"
            rows.append(
                f"({row.id}, {version}, 'reviewed', {version}, '{at}', 'A', 5, 5, {steps}, 4, 'as it was', '{said}', 0,"
                f" {chance.choice([0, 1, 1, 1])})"
            )
    partnership.change("update risk_review set reviewed_at = '2018-01-15 10:00:00'")
    partnership.change(
        "insert into risk_review (risk_id, version, kind, last_review_version, reviewed_at, author_name, inherent_l,"
        ' inherent_s, residual_l, residual_s, mitigation, "update", is_imported, is_no_change)'
        f" values {', '.join(rows)}"
    )
    partnership.change("update risk set version = 105 where status = 'open'")


@pytest.mark.parametrize("seed", [1, 2])
def test_a_risk_is_stale_here_when_it_is_in_the_register(partnership, seed):
    rules, found = partnership.services.config.staleness, ""
    _reviewed_each_month(partnership, Random(seed))
    for days in (-4, 0, 30, 60, 200):
        today = WEEK + timedelta(days=days)
        with partnership.services.store.view() as view:
            told = why_stale(view, partnership.services, view.risks.all(), today)
            assert set(stale_ids(view, Reach(_office(view, partnership)), today, rules)) == set(told), days
        found += "; ".join(told.values())
    for reason in ("overdue", "months running", "says what the one before", "has gone by"):
        assert reason in found


def test_conditions_let_through_what_may_be_read_and_nothing_else(partnership):
    bodies = partnership.services.config.bodies
    hide(partnership, "PC11")
    hide(partnership, "UC1")
    partnership.change(HIDDEN_ACTION)
    partnership.change("update action set visibility = 'non_public', board_key = 'ICB' where ref = 'ICBOct18-5'")
    partnership.change("update action set visibility = 'non_public', board_key = 'CY' where ref = 'ICBOct18-6'")
    compared = 0
    with partnership.services.store.view() as view:
        risks, actions = view.risks.all(), view.actions.all()
        records = {("risk", risk.id) for risk in risks} | {("action", action.id) for action in actions}
        for person in view.people.directory().people.values():
            if not person.term.holds(WEEK):
                continue
            actor = identify(view, partnership.services, LinkHolder(person.id))
            may = {("risk", risk.id) for risk in risks if may_read(actor, risk)}
            may |= {("action", action.id) for action in actions if may_read_action(actor, action, bodies)}
            assert view.digests.readable(records, reader_of(actor, bodies)) == may, person.key
            compared += len(records - may)
        public = {("risk", risk.id) for risk in risks if risk.visibility is Visibility.PUBLIC}
        public |= {("action", action.id) for action in actions if action.visibility is Visibility.PUBLIC}
        assert view.digests.readable(records, None) == public
    assert compared > 50, "somebody may not read something"


def _office(view, partnership):
    manager = identify(view, partnership.services, Identity("U0GOVMANAGER", HOME))
    return reader_of(manager, partnership.services.config.bodies)
