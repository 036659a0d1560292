"""What the office does with a round: nudges by hand, a due day that moves, and what it is shown and told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.risks import draft_from
from bot.domain.scoring import Score
from bot.errors import InvalidInputError, NotAllowedError
from bot.store.repositories.risk_reads import RiskReads
from bot.workflows import risk_details, risk_reviews
from bot.workflows.chasing import planning
from bot.workflows.chasing.composing import compose
from bot.workflows.chasing.snoozing import put_off
from bot.workflows.identify import Identity
from bot.workflows.risk_details import DetailsDraft, LeadId
from bot.workflows.rounds import asking, managing, nudging, opening, viewing
from tests.scenarios.people import DIRECTOR, MANAGER, PROGRAMME_DIRECTOR, words
from tests.support.partnership import HOME, Partnership

ROUND = "2018-12"


def nudges(partnership: Partnership, person: int) -> str:
    return nudging.nudge(partnership.services, partnership.asks(MANAGER), ROUND, person).said


def shown(partnership: Partnership, who: str = MANAGER, month: str = "", page: int = 1) -> str:
    return words(viewing.show_round(partnership.services, Identity(who, HOME), month, page))


def updates(partnership: Partnership, ref: str, text: str) -> None:
    risk = partnership.risk(ref)
    draft = draft_from(risk.present, residual=risk.scores.residual or Score(3, 3), update=text)
    risk_reviews.update_by_form(partnership.services, partnership.asks(MANAGER, ref), draft)


def leads(partnership: Partnership, ref: str, *people: str) -> None:
    risk = partnership.risk(ref)
    draft = DetailsDraft(
        summary=risk.summary,
        project=risk.project,
        category=risk.category,
        visibility=risk.visibility,
        leads=tuple(LeadId(person_id=partnership.person(key)) for key in people),
        readers=frozenset(),
    )
    risk_details.edit(partnership.services, partnership.asks(MANAGER, ref), draft)


def test_a_new_due_day_moves_the_reminders_and_closing_ends_them(opened):
    managing.extend(opened.services, opened.asks(MANAGER, "2018-12", 1), date(2018, 11, 26))
    opened.works_off()
    days = [date(2018, 11, day) for day in (21, 26, 27)]
    assert opened.planned("PC11") == {"Planned Care director": days}
    opened.works_off()
    assert opened.planned("PC11") == {"Planned Care director": days}
    managing.close(opened.services, opened.asks(PROGRAMME_DIRECTOR, "2018-12", 2))
    opened.works_off()
    assert opened.planned("PC11") == {}
    reports = opened.rows("select * from register_report where made_on = '2018-12-06'")
    assert {row.board_key for row in reports} == {"TB", "ICB-H", "ICB-C"}


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2018, 11, 24), "Choose Fri 23 Nov or Mon 26 Nov"),
        (date(2018, 11, 12), "has passed"),
        (date(2018, 12, 6), "The meeting is on"),
        (date(2018, 11, 22), "already"),
        (None, "Choose a day"),
    ],
)
def test_a_due_day_that_cannot_be_is_refused(opened, day, sentence):
    with pytest.raises(InvalidInputError, match=sentence):
        managing.extend(opened.services, opened.asks(MANAGER, "2018-12", 1), day)


def test_only_the_office_manages_a_round(opened):
    with pytest.raises(NotAllowedError, match="Governance manager"):
        managing.close(opened.services, opened.asks(DIRECTOR, "2018-12"))
    with pytest.raises(InvalidInputError, match="Somebody moved this round"):
        managing.close(opened.services, opened.asks(MANAGER, "2018-12", 7))


def test_one_person_is_nudged_within_the_caps_and_told_when(opened):
    request = opened.asks(MANAGER)
    director = opened.person("planned-care-director")
    said = nudging.nudge(opened.services, request, "2018-12", director).said
    assert "They hear of 3 updates on Wed 14 Nov at 09:00." in said
    assert nudging.nudge(opened.services, request, "2018-12", director).said == said
    assert len(opened.rows("select id from nudge where rule like 'by-hand%'")) == 3
    opened.goes_to(14)
    assert len(opened.rows(f"select id from nudge_message where person_id = {director}")) == 2
    member = opened.person("ccg-lay-member")
    with pytest.raises(InvalidInputError, match="nothing any more"):
        nudging.nudge(opened.services, opened.asks(MANAGER), "2018-12", member)


def test_each_nudge_by_hand_is_planned_whatever_the_ones_before_were_about(opened):
    director = opened.person("planned-care-director")
    leads(opened, "PC7", "cancer-lead")
    opened.goes_to(14)
    nudges(opened, director)
    leads(opened, "PC7", "cancer-lead", "planned-care-director")
    opened.goes_to(16)
    nudges(opened, director)
    updates(opened, "PC1", "The budget was rebased")
    updates(opened, "PC11", "Activity fell")
    before = len(opened.rows("select id from nudge"))
    assert "1 update" in nudges(opened, director)
    assert len(opened.rows("select id from nudge")) == before + 1


def test_a_nudge_by_hand_says_what_comes_of_it(opened):
    director, deputy = opened.person("planned-care-director"), opened.person("planned-care-deputy")
    opened.goes_to(14)
    assert "is reminded of 3 updates within a few minutes." in nudges(opened, director)
    key = (f"round:{opened.round().id}:risk:{opened.risk('PC7').id}", director)
    opened.services.store.write(lambda unit: put_off(unit, opened.services, key, date(2018, 11, 21)))
    said = nudges(opened, director)
    assert "is reminded of 2 updates within a few minutes." in said
    assert "put this off. They hear of 1 update on Wed 21 Nov at 09:00." in said
    away = "insert into absence (person_id, from_on, until_on, deputy_id, recorded_at) values "
    opened.change(f"{away} ({director}, '2018-11-14', '2018-11-30', null, '2018-11-14 09:00:00.000000')")
    assert "is away. They hear of 3 updates on Mon 3 Dec at 09:00." in nudges(opened, director)
    assert "Away until Fri 30 Nov.\nAsked once, last Tue 13 Nov; next Mon 3 Dec" in shown(opened, page=2)
    opened.change(f"update absence set deputy_id = {deputy} where person_id = {director}")
    assert "is away, so *Planned Care deputy director* is reminded of 2 updates" in nudges(opened, director)
    assert "Away until Fri 30 Nov; Planned Care deputy director acts for them." in shown(opened, page=2)


def told(partnership: Partnership) -> set[tuple[int, str]]:
    return {(row.plan, row.status) for row in partnership.rows("select plan, status from nudge where rule = 'told'")}


def test_an_sro_is_told_of_the_due_day_that_holds_and_of_no_earlier_one(opened):
    for day in (19, 22, 23):
        opened.goes_to(day)
    opened.clock.move_to(datetime(2018, 11, 26, 9, tzinfo=UTC))
    opening.tend(opened.services, opened.clock.now())
    assert told(opened) == {(1, "planned")}
    managing.extend(opened.services, opened.asks(MANAGER, ROUND), date(2018, 11, 28))
    assert told(opened) == {(1, "cancelled")}
    opened.works_off()
    opened.goes_to(27)
    assert told(opened) == {(1, "cancelled")}
    for day in (28, 29, 30):
        opened.goes_to(day)
    assert told(opened) == {(1, "cancelled"), (2, "said")}
    assert len(opened.outbox("round:2:late")) == 2


def test_what_an_sro_was_told_of_a_day_that_moved_stands_no_more(opened):
    for day in (19, 22, 23, 26):
        opened.goes_to(day)
    (row,) = opened.rows(
        "select message_id from nudge join person on person.id = person_id"
        " where rule = 'told' and person.key = 'planned-care-sro'"
    )
    before = compose(opened.services, {"kind": "nudges", "id": row.message_id}, **on_slack(opened, row.message_id))
    assert "Planned Care owes the December 2018 round 3 updates" in words(before)
    managing.close(opened.services, opened.asks(MANAGER, ROUND))
    opened.works_off()
    managing.reopen(opened.services, opened.asks(MANAGER, ROUND), date(2018, 11, 30))
    opened.works_off()
    after = compose(opened.services, {"kind": "nudges", "id": row.message_id}, **on_slack(opened, row.message_id))
    assert "owes the December 2018 round" not in words(after)
    for day in (3, 4, 5):
        opened.goes_to(day, 12)
    assert told(opened) == {(1, "said"), (2, "said")}


def on_slack(partnership: Partnership, message_id: int) -> dict[str, object]:
    channel = partnership.outbox(f"nudges:{message_id}:")[0].channel
    return {"channel": channel, "stands": True, "waited": timedelta(0)}


def test_the_office_hears_of_a_round_whose_opening_was_broken_off(partnership, monkeypatch):
    partnership.clock.move_to(datetime(2018, 11, 13, 9, tzinfo=UTC))
    with monkeypatch.context() as patched:
        patched.setattr(opening, "ask_all", broken_off)
        with pytest.raises(KeyboardInterrupt):
            opening.tend(partnership.services, partnership.clock.now())
    assert partnership.outbox("round:2:opened") == []
    partnership.goes_to(14)
    partnership.goes_to(15)
    assert len(partnership.outbox("round:2:opened")) == 1


def broken_off(*_: object) -> None:
    raise KeyboardInterrupt


def test_the_office_hears_once_that_nobody_is_left_to_ask(opened):
    opened.change(f"update person set until_on = '2018-11-14' where id = {opened.person('planned-care-director')}")
    for day in (15, 16):
        opened.goes_to(day)
    (told,) = opened.outbox("round:2:unled")
    assert "Nobody is asked any more for PC11*" in told.content


def test_the_view_reads_no_more_of_the_register_than_it_shows(opened, monkeypatch):
    for whole in ("all", "recent_of_all"):
        monkeypatch.setattr(RiskReads, whole, broken_off)
    assert "*0 of 18 in" in shown(opened) or "18 missing" in shown(opened)
    assert "(your part)" in shown(opened, DIRECTOR)
    monkeypatch.setattr(viewing, "_LOOKED_AT", 2)
    opened.clock.move_to(datetime(2019, 3, 1, 9, tzinfo=UTC))
    assert "I looked at the 2 highest scores." in shown(opened)
    assert "PC11: review overdue" in shown(opened)
    assert "CY8: review overdue" not in shown(opened)


def test_the_view_says_when_somebody_was_asked_and_not_when_they_were_to_be(opened):
    # Convenor was stopped on the 19th.
    opened.goes_to(20, hour=10)
    assert "Asked twice, last Tue 20 Nov; next Thu 22 Nov" in shown(opened)


def test_a_closed_round_shows_the_scores_it_was_closed_with(opened):
    managing.close(opened.services, opened.asks(MANAGER, ROUND))
    opened.goes_to(14)
    risk_reviews.update_by_form(
        opened.services,
        opened.asks(DIRECTOR, "PC1"),
        draft_from(opened.risk("PC1").present, residual=Score(3, 3), update="Rebased"),
    )
    assert "PC1 ▲ Amber 12" in shown(opened)


def test_only_the_latest_round_can_be_reopened(opened):
    managing.close(opened.services, opened.asks(MANAGER, ROUND))
    assert "Reopen" in shown(opened)
    assert "Reopen" not in shown(opened, month="november")
    with pytest.raises(InvalidInputError, match="has begun"):
        managing.reopen_form(opened.services, Identity(MANAGER, HOME), "2018-11")


def test_closing_renews_messages_once_for_all_its_portions(opened, monkeypatch):
    renewed: list[int] = []
    monkeypatch.setattr(asking, "PORTION", 3)
    monkeypatch.setattr(planning, "renew", broken_off)
    monkeypatch.setattr(asking, "renew", lambda unit, subjects: renewed.append(len(set(subjects))))
    managing.close(opened.services, opened.asks(MANAGER, ROUND))
    opened.works_off()
    # Each risk, and each workstream that is late.
    assert renewed == [18 + 5]
    assert opened.rows("select id from nudge where status = 'planned'") == []
