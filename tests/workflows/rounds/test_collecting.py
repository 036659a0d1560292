"""A monthly round from its opening to its closing: who is asked, what counts as an answer, what the office does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.people import Role
from bot.domain.risks import ReviewKind, draft_from
from bot.domain.rounds import ItemState
from bot.domain.scoring import Score
from bot.errors import InvalidInputError, NotAllowedError, StaleRecordError
from bot.views.risk_fields import FormOrigin, ReviewFields
from bot.views.round_forms import STANDS, HeardFields
from bot.workflows import risk_details, risk_reviews
from bot.workflows.identify import Identity
from bot.workflows.risk_details import DetailsDraft, LeadId
from bot.workflows.rounds import doubts, heard, managing, no_change, opening, telling, viewing
from tests.scenarios.people import DIRECTOR, GROUP_MEMBER, LEAD, MANAGER, OTHER_DIRECTOR, words
from tests.support.partnership import HOME, Partnership

NAMES = {"director": "Planned Care director", "cancer": "Cancer commissioning lead"}
REMINDERS = [date(2018, 11, day) for day in (19, 22, 23)]


def update(partnership: Partnership, who: str, ref: str, score: Score, text: str, version: int | None = None) -> str:
    draft = draft_from(partnership.risk(ref).present, residual=score, update=text)
    return risk_reviews.update_by_form(partnership.services, partnership.asks(who, ref, version), draft).said


def stands(partnership: Partnership, who: str, ref: str, text: str, version: int | None = None) -> str:
    return no_change.answer_no_change(partnership.services, partnership.asks(who, ref, version), text).said


def shown(partnership: Partnership, who: str = MANAGER, month: str = "") -> str:
    return words(viewing.show_round(partnership.services, Identity(who, HOME), month))


def test_a_round_opens_ten_working_days_before_the_papers_and_asks_each_lead_once(partnership):
    partnership.goes_to(13, hour=8, minute=59)
    assert partnership.find_round() is None
    partnership.goes_to(13)
    round_ = partnership.round()
    assert (round_.due_on, round_.paper_on, round_.meeting_on) == (
        date(2018, 11, 22),
        date(2018, 11, 27),
        date(2018, 12, 6),
    )
    assert len(partnership.rows(f"select id from round_item where round_id = {round_.id}")) == 18
    assert partnership.planned("PC7") == {NAMES["director"]: REMINDERS, NAMES["cancer"]: REMINDERS}
    messages = partnership.rows("select person_id, count(*) as number from nudge_message group by person_id")
    assert {row.number for row in messages} == {1}
    assert len(messages) == 16
    before = partnership.rows("select count(*) from nudge")
    partnership.ticks()
    assert partnership.rows("select count(*) from nudge") == before
    sent = [row.channel for row in partnership.outbox("nudges:") if row.channel.startswith("U")]
    assert len(sent) == len(set(sent)) == 15


def test_the_office_is_told_whom_it_has_to_ask_itself(opened):
    (told,) = opened.outbox("round:2:opened")
    assert "15 people were asked for 18 updates, due Thu 22 Nov." in told.content
    assert "Immunisation lead: CY8" in told.content
    assert "Cancer" not in told.content


def test_each_contact_of_a_group_is_asked_and_one_answer_serves(opened):
    contacts = {"Urgent care clinical lead", "Unplanned Care deputy director", "Hospital operations director"}
    assert contacts < set(opened.planned("UC6"))
    said = update(opened, GROUP_MEMBER, "UC6", Score(3, 3), "The new service books rightly")
    assert "It counts for the December 2018 round." in said
    assert opened.item("UC6").state is ItemState.ANSWERED
    assert opened.item("UC6").author_name == "Urgent care clinical lead"
    assert opened.planned("UC6") == {}


def test_no_change_is_a_review_with_the_same_scores_and_needs_its_reason(opened):
    with pytest.raises(InvalidInputError, match="Say it in a sentence"):
        stands(opened, DIRECTOR, "PC11", " ")
    before = opened.risk("PC11")
    stands(opened, DIRECTOR, "PC11", "The plan is on track", before.version)
    after = opened.risk("PC11")
    assert (after.scores, after.present.kind, after.present.update) == (
        before.scores,
        ReviewKind.REVIEWED,
        "The plan is on track",
    )
    assert opened.item("PC11").state is ItemState.NO_CHANGE
    update(opened, DIRECTOR, "PC11", Score(4, 4), "It fell after all")
    assert opened.item("PC11").state is ItemState.ANSWERED
    stands(opened, DIRECTOR, "PC11", "It still stands there")
    assert opened.item("PC11").state is ItemState.ANSWERED


def test_who_answers_second_sees_the_first_answer_and_decides(opened):
    seen = opened.risk("PC7").version
    update(opened, LEAD, "PC7", Score(3, 4), "Two theatres opened", seen)
    with pytest.raises(StaleRecordError):
        update(opened, DIRECTOR, "PC7", Score(5, 4), "Nothing has opened", seen)
    form = doubts_over(opened, "PC7", seen)
    assert "residual 4x4 = 16 to 3x4 = 12" in words(form)
    update(opened, DIRECTOR, "PC7", Score(3, 4), "Agreed with the cancer lead", opened.risk("PC7").version)
    assert opened.item("PC7").author_name == NAMES["director"]
    with pytest.raises(StaleRecordError):
        stands(opened, LEAD, "PC7", "No news", seen)


def doubts_over(partnership, ref, seen):
    from bot.workflows import risk_queries

    fields = ReviewFields("5x4", "5x4", "tbc", "", "Nothing has opened")
    identity = Identity(DIRECTOR, HOME)
    return risk_queries.stale_update_form(partnership.services, identity, FormOrigin(ref, seen), fields)


def test_words_of_last_month_raise_a_question_once(opened):
    said = opened.risk("PC11").last_review.update
    origin, fields = FormOrigin("PC11", opened.risk("PC11").version), ReviewFields("5x4", "5x4", "tbc", "", said)
    question = doubts.questioned_update(opened.services, Identity(DIRECTOR, HOME), origin, fields)
    assert question is not None
    assert "These are the words of Thu 1 Nov" in words(question)
    again = FormOrigin.unpack(question["private_metadata"])
    assert doubts.questioned_update(opened.services, Identity(DIRECTOR, HOME), again, fields) is None
    other = ReviewFields("5x4", "5x4", "tbc", "", "Activity fell in the first week")
    assert doubts.questioned_update(opened.services, Identity(DIRECTOR, HOME), origin, other) is None


def test_words_in_one_line_raise_the_question_too_and_come_back_in_the_form(opened):
    line = "The shortage will be over by September"
    services, request = opened.services, opened.asks(DIRECTOR, "PC11")
    for _ in range(2):
        with pytest.raises(doubts.DoubtfulWordsError):
            risk_reviews.update_in_one_line(services, request, Score(4, 4), line, asks=True)
    form = doubts.questioned_line(services, Identity(DIRECTOR, HOME), "pc 11", Score(4, 4), line)
    assert "“will be over by September” has gone by already" in words(form)
    assert line in str(form)
    origin = FormOrigin.unpack(form["private_metadata"])
    fields = ReviewFields("4x4", "5x4", "tbc", "", line)
    assert doubts.questioned_update(services, Identity(DIRECTOR, HOME), origin, fields) is None
    saved = risk_reviews.update_in_one_line(services, request, Score(4, 4), "Over in May", asks=True)
    # A second delivery of it is no repetition.
    assert risk_reviews.update_in_one_line(services, request, Score(4, 4), "Over in May", asks=True) == saved


def test_a_lead_who_leaves_is_asked_no_more_and_one_who_comes_is(opened):
    risk = opened.risk("PC7")
    kept = {"summary": risk.summary, "project": risk.project, "category": risk.category, "readers": frozenset()}
    deputy = opened.person("planned-care-deputy")
    draft = DetailsDraft(**kept, visibility=risk.visibility, leads=(LeadId(person_id=deputy),))
    risk_details.edit(opened.services, opened.asks(MANAGER, "PC7", risk.version), draft)
    assert set(opened.planned("PC7")) == {"Planned Care deputy director"}
    back = DetailsDraft(
        **kept, visibility=risk.visibility, leads=(LeadId(person_id=opened.person("planned-care-director")),)
    )
    risk_details.edit(opened.services, opened.asks(MANAGER, "PC7"), back)
    assert opened.planned("PC7") == {NAMES["director"]: REMINDERS}
    opened.change(f"update person set until_on = '2018-11-14' where id = {opened.person('planned-care-director')}")
    opened.goes_to(15)
    assert opened.planned("PC7") == {}
    assert "Nobody can be asked: no lead of it serves." in shown(opened)


def test_a_risk_that_is_closed_is_asked_for_no_more_until_it_is_reopened(opened):
    risk_reviews.close(opened.services, opened.asks(MANAGER, "UC16"), "It is over")
    assert opened.item("UC16").state is ItemState.WITHDRAWN
    assert opened.planned("UC16") == {}
    risk_reviews.reopen(opened.services, opened.asks(MANAGER, "UC16"), "It came back")
    assert opened.item("UC16").state is ItemState.MISSING
    assert opened.planned("UC16") != {}


def test_a_review_that_passed_the_round_by_is_found_at_night(opened):
    risk = opened.risk("UC1")
    columns = "inherent_l, inherent_s, residual_l, residual_s, mitigation"
    opened.change(
        f"insert into risk_review (risk_id, version, kind, last_review_version, reviewed_at, author_name, {columns},"
        f" \"update\", is_imported) select risk_id, 3, 'reviewed', 3, '2018-11-13 15:00:00.000000', 'Import',"
        f" {columns}, 'Taken from a file', 1 from risk_review where risk_id = {risk.id} and version = {risk.version}"
    )
    opened.change(f"update risk set version = 3 where id = {risk.id}")
    opened.goes_to(14, hour=3, minute=20)
    assert (opened.item("UC1").state, opened.item("UC1").author_name) == (ItemState.ANSWERED, "Import")
    assert opened.planned("UC1") == {}


@pytest.mark.parametrize(("day", "utc_hour"), [(date(2019, 3, 29), 9), (date(2019, 4, 1), 8), (date(2018, 10, 29), 9)])
def test_the_opening_time_is_the_partnerships_summer_and_winter(partnership, day, utc_hour):
    at = datetime(day.year, day.month, day.day, utc_hour, tzinfo=UTC)
    assert telling.time_has_come(partnership.services, at)
    assert not telling.time_has_come(partnership.services, at - timedelta(minutes=1))


def test_an_answer_to_a_closed_round_is_kept_for_the_next_one(opened):
    managing.close(opened.services, opened.asks(MANAGER, "2018-12"))
    frozen = opened.round().position_at
    opened.goes_to(14)
    said = update(opened, DIRECTOR, "PC11", Score(4, 4), "Late, but better")
    assert "The December 2018 report was closed on Tue 13 Nov, so this goes into the next one." in said
    assert opened.item("PC11").state is ItemState.MISSING
    form = no_change.form(opened.services, Identity(DIRECTOR, HOME), "PC11")
    assert "so this goes into the next one" in words(form)
    with opened.services.store.view() as view:
        then = {str(risk.ref): risk for risk in view.risks.as_of(frozen)}
    assert then["PC11"].scores.residual == Score(5, 4)
    with pytest.raises(InvalidInputError, match="is closed"):
        managing.extend(opened.services, opened.asks(MANAGER, "2018-12"), date(2018, 11, 26))


def test_a_reopened_round_counts_again_and_its_paper_stays_until_it_is_closed_anew(opened):
    managing.close(opened.services, opened.asks(MANAGER, "2018-12"))
    first = opened.round().position_at
    opened.goes_to(14)
    stands(opened, LEAD, "PC7", "Nothing has opened yet")
    managing.reopen(opened.services, opened.asks(MANAGER, "2018-12"), date(2018, 11, 26))
    opened.works_off()
    assert (opened.round().closed_at, opened.round().position_at) == (None, first)
    assert opened.planned("PC11")[NAMES["director"]][-1] == date(2018, 11, 27)
    update(opened, DIRECTOR, "PC11", Score(4, 4), "In time after all")
    assert opened.item("PC11").state is ItemState.ANSWERED
    assert opened.item("PC7").state is ItemState.NO_CHANGE
    opened.goes_to(15)
    managing.close(opened.services, opened.asks(MANAGER, "2018-12"))
    assert opened.round().position_at > first
    assert len(opened.rows("select id from register_report where made_on = '2018-12-06'")) == 3
    opened.services.store.write(lambda unit: None)
    with opened.services.store.view() as view:
        view.verify_audit()


def test_the_office_records_what_it_heard_in_the_name_of_whoever_said_it(opened):
    teller = opened.person("immunisation-lead")
    fields = HeardFields(f"person:{teller}", "phone", STANDS, "", "The clinics are booked")
    with pytest.raises(NotAllowedError):
        heard.record_heard(opened.services, opened.asks(OTHER_DIRECTOR, "CY8"), fields)
    with pytest.raises(InvalidInputError, match="Choose how you heard it"):
        heard.record_heard(opened.services, opened.asks(MANAGER, "CY8"), HeardFields(fields.teller))
    heard.record_heard(opened.services, opened.asks(MANAGER, "CY8"), fields)
    assert opened.risk("CY8").present.author == "Immunisation lead, told by phone, entered by Governance manager"
    item = opened.item("CY8")
    assert (item.state, item.author_name, item.heard) == (ItemState.NO_CHANGE, "Immunisation lead", "phone")
    assert opened.rows("select actor from audit_event where verb = 'risk.reviewed'")[-1].actor == (
        f"person:{opened.person('governance-manager')}"
    )


def test_after_the_last_reminder_the_sro_and_the_office_are_told_once(opened):
    for day in (19, 22, 23, 26, 27):
        opened.goes_to(day)
    told = opened.rows("select * from nudge where rule = 'told'")
    sros = opened.rows("select person_id from role where role = 'sro'")
    assert {row.person_id for row in told} == {row.person_id for row in sros}
    assert len(told) == 5
    (office,) = opened.outbox("round:2:late")
    assert "PC11 ■ Red 20" in office.content or "PC11 \\u25a0 Red 20" in office.content
    assert "asked on 13, 19, 22 and 23 Nov" in office.content
    assert "never asked" in office.content
    with opened.services.store.view() as view:
        chairs = {
            person.id for person in view.people.directory().holders({Role.PROGRAMME_DIRECTOR}, date(2018, 11, 30))
        }
    assert not chairs & {row.person_id for row in told}


def test_the_round_shows_the_office_all_and_others_their_part(opened):
    update(opened, DIRECTOR, "PC11", Score(4, 4), "Activity fell in the first week")
    office = shown(opened)
    assert "*December 2018 round*, open\n▰▱▱▱▱▱▱▱▱▱ *1 of 18 in: 1 updated, 17 missing*" in office
    assert "Asked once, last Tue 13 Nov; next Mon 19 Nov" in office
    assert "Close the round" in office
    part = shown(opened, DIRECTOR)
    assert "*1 of 3 in: 1 updated, 2 missing* (your part)" in part
    assert "Close the round" not in part
    assert "Nudge" not in part
    assert "*18 of 18 in*" in shown(opened, month="november")
    with pytest.raises(InvalidInputError, match="is no month"):
        shown(opened, month="Smarch")


def test_the_next_round_closes_an_older_one_and_says_so(opened):
    opened.goes_to(21, month=12)
    assert opened.round("2019-01").is_open
    assert opened.round().closed_by == "Convenor"
    (told,) = opened.outbox("round:2:closed")
    assert "I closed the December 2018 round" in told.content
    with pytest.raises(InvalidInputError, match="has begun"):
        managing.reopen(opened.services, opened.asks(MANAGER, "2018-12"), date(2018, 12, 24))


def test_a_month_without_a_working_day_left_is_told_once_and_not_opened(partnership):
    partnership.change("delete from collection_round where month = '2018-12'")
    partnership.clock.move_to(datetime(2018, 11, 27, 9, tzinfo=UTC))
    assert opening.tend(partnership.services, partnership.clock.now()) == "nothing to collect"
    opening.tend(partnership.services, partnership.clock.now())
    (told,) = partnership.outbox("round:2018-12:too-late")
    assert "Its papers are due Tue 27 Nov, and no working day is left" in told.content
    assert "The next round opens Thu 20 Dec" in told.content


def test_where_nothing_is_to_be_asked_nobody_hears_that_no_round_opens(partnership):
    partnership.change("delete from collection_round where month = '2018-12'")
    partnership.change("update risk set status = 'closed'")
    partnership.goes_to(27)
    assert partnership.outbox("round:2018-12:too-late") == []


def test_where_no_meeting_is_known_the_office_is_told_once(partnership):
    partnership.change("delete from meeting where held_on > '2018-11-20'")
    partnership.goes_to(21)
    partnership.goes_to(22)
    (told,) = partnership.outbox("rounds:no-meeting")
    assert "no coming meeting of Hackney Integrated" in told.content
