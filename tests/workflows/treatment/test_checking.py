"""`/risk check` and the register as of a day, from the store to the message, for who may read what."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from bot.domain.listing import Filter, ListQuery
from bot.domain.risks import Visibility, draft_from
from bot.domain.scoring import Score
from bot.errors import ConvenorError, InvalidInputError, NotFoundError
from bot.views.ids import Act
from bot.views.risk_list import unpack_query
from bot.workflows import past, risk_details, risk_queries, risk_reviews
from bot.workflows.identify import Identity
from bot.workflows.risk_details import DetailsDraft, LeadId
from bot.workflows.treatment import checking

MANAGER, OTHER, UNLISTED = "U0GOVMANAGER", "U0UCDIRECTOR", "U0FINANALYST"
MIDDLE, FIRST = date(2018, 10, 15), date(2018, 11, 1)


def who(slack_id):
    return Identity(slack_id, "T0DEMO")


def shown(message):
    return json.dumps(message, ensure_ascii=False)


def checked(house, person=MANAGER, *words):
    return shown(checking.check_register(house.services, who(person), *words))


def listed(house, person=MANAGER, **query):
    return shown(risk_queries.list_risks(house.services, who(person), ListQuery(**query)))


def turned_private(house, ref="PC11"):
    risk = house.risk(ref)
    leads = tuple(LeadId(lead.person_id, lead.group_id) for lead in risk.leads)
    details = DetailsDraft(risk.summary, risk.project, risk.category, Visibility.NON_PUBLIC, leads, frozenset())
    risk_details.edit(house.services, house.asks(MANAGER, ref), details)


def test_the_register_is_looked_over_and_counted(house):
    house.clock.move_to(datetime(2018, 12, 5, 9, tzinfo=UTC))
    first = checked(house)
    assert "*24 things to mend in 18 risks* · 18 open risks looked at · page 1 of 3" in first
    assert "• 1 action overdue on a red risk\\n• 5 stale risks\\n• 18 risks without cause, event and effect" in first
    assert "ICBOct18-1 was due on Fri 16 Nov" in first
    assert "*12 things to mend in 10 risks* of Unplanned Care" in checked(house, MANAGER, "unplanned care")
    with pytest.raises(InvalidInputError, match="I don't know “moon” as a workstream"):
        checked(house, MANAGER, "moon")


def test_a_register_too_long_to_look_over_at_once_is_looked_over_by_workstream(house, monkeypatch):
    monkeypatch.setattr(checking, "LOOKED_OVER_MOST", 17)
    with pytest.raises(InvalidInputError, match="more than 17 open risks") as refused:
        checked(house)
    assert "`/risk check PC`" in str(refused.value)
    assert "risks looked at" in checked(house, MANAGER, "pc")
    monkeypatch.setattr(checking, "LOOKED_OVER_MOST", 18)
    assert "18 open risks looked at" in checked(house)


def test_a_lead_who_left_is_named(house):
    house.change("update person set until_on = '2018-10-31' where key = 'planned-care-director'")
    assert "Planned Care director is not in post any more" in checked(house)


def test_a_lead_whose_account_is_switched_off_has_left(house):
    house.change("update slack_account set is_deleted = true where slack_id = 'U0PCDIRECTOR'")
    assert "Planned Care director is not in post any more" in checked(house)


def test_a_score_to_be_confirmed_over_two_closed_rounds_is_named(house):
    # The demonstration has one closed round; UC6 has no target.
    assert "to be confirmed" not in checked(house)
    house.change(
        "insert into collection_round (month, opened_at, due_on, plan, closed_at, position_at) values"
        " ('2018-10', '2018-10-01 08:00:00', '2018-10-10', 1, '2018-10-12 09:00:00', '2018-10-12 09:00:00')"
    )
    found = checked(house)
    assert "3 scores to be confirmed for two rounds" in found
    assert "Target was to be confirmed in the last two reports." in found


def test_what_is_not_public_is_neither_found_nor_counted_for_others(house):
    turned_private(house)
    assert "*PC11*" in checked(house, MANAGER, "PC")
    assert "PC11" not in checked(house, UNLISTED, "PC")
    assert "2 open risks looked at" in checked(house, UNLISTED, "PC")


def test_a_list_as_of_a_day_says_so_and_keeps_to_it(house):
    page = listed(house, as_of=MIDDLE)
    assert "The register as it stood on Mon 15 Oct 2018" in page
    assert "*17 risks*" in page
    assert "PC11" not in page
    assert "*UC6*  ■ Red 16" in page
    assert "The register as it stood on Wed 31 Oct 2018" in listed(house, filter=Filter.STALE, as_of=date(2018, 10, 31))
    message = risk_queries.list_risks(house.services, who(MANAGER), ListQuery(as_of=MIDDLE))
    turn = message["blocks"][-1]["elements"][0]
    assert unpack_query(turn["value"]) == ListQuery(as_of=MIDDLE, page=2)
    buttons = {block["accessory"]["action_id"] for block in message["blocks"] if "accessory" in block}
    assert buttons == {Act.RISK_SHOW_PAST}


def test_a_card_as_of_a_day_cannot_be_changed(house):
    card = past.show_past_risk(house.services, who(MANAGER), "uc 6", MIDDLE)
    assert "As it stood on Mon 15 Oct 2018" in card["text"]
    assert "Residual likelihood 4 x severity 4 = 16, red" in card["text"]
    actions = [
        element["action_id"] for block in card["blocks"] for element in block.get("elements", []) if "value" in element
    ]
    assert actions == [Act.RISK_SHOW]


def test_a_day_without_the_risk_is_refused_with_when_it_came(house):
    for ref, day, said in [
        ("PC11", MIDDLE, "PC11 was not on the register on Mon 15 Oct 2018. It was added on Thu 1 Nov 2018."),
        ("UC6", date(2018, 9, 30), "There was no register here on Sun 30 Sep 2018. It begins on Mon 1 Oct 2018."),
        ("PC99", MIDDLE, "There is no risk PC99 that you may read."),
    ]:
        with pytest.raises(ConvenorError) as refused:
            past.show_past_risk(house.services, who(MANAGER), ref, day)
        assert said in str(refused.value)


def test_tolerance_is_not_judged_as_of_a_day(house):
    with pytest.raises(InvalidInputError, match="Tolerance is judged by today's limits"):
        listed(house, filter=Filter.ABOVE, as_of=MIDDLE)


def test_what_was_public_and_is_no_longer_shows_nothing_of_the_time_it_was(house):
    house.clock.move_to(datetime(2018, 11, 20, 9, tzinfo=UTC))
    turned_private(house, "UC6")
    assert "UC6" not in listed(house, UNLISTED, workstream="UC", as_of=MIDDLE)
    with pytest.raises(NotFoundError, match="There is no risk UC6 that you may read"):
        past.show_past_risk(house.services, who(UNLISTED), "UC6", MIDDLE)
    assert "UC6" in listed(house, OTHER, workstream="UC", as_of=MIDDLE)


def test_what_was_not_public_then_stays_with_those_who_read_it_then(house):
    turned_private(house, "UC6")
    risk = house.risk("UC6")
    house.clock.move_to(datetime(2018, 11, 20, 9, tzinfo=UTC))
    leads = tuple(LeadId(lead.person_id, lead.group_id) for lead in risk.leads)
    public = DetailsDraft("It is public", risk.project, risk.category, Visibility.PUBLIC, leads, frozenset())
    risk_details.edit(house.services, house.asks(MANAGER, "UC6"), public)
    assert "It is public" in listed(house, UNLISTED, workstream="UC", filter=Filter.OPEN, words=("public",))
    assert "UC6" not in listed(house, UNLISTED, workstream="UC", as_of=FIRST)
    with pytest.raises(NotFoundError, match="it was not public then"):
        past.show_past_risk(house.services, who(UNLISTED), "UC6", FIRST)


def made_public(house, ref="UC6", summary="It is public again"):
    risk = house.risk(ref)
    leads = tuple(LeadId(lead.person_id, lead.group_id) for lead in risk.leads)
    public = DetailsDraft(summary, risk.project, risk.category, Visibility.PUBLIC, leads, frozenset())
    risk_details.edit(house.services, house.asks(MANAGER, ref), public)


def test_a_history_leaves_out_what_was_recorded_while_the_risk_was_not_public(house):
    house.clock.move_to(datetime(2018, 11, 20, 9, tzinfo=UTC))
    turned_private(house, "UC6")
    present = house.risk("UC6").present
    house.clock.move_to(datetime(2018, 11, 22, 9, tzinfo=UTC))
    draft = draft_from(present, residual=Score(2, 4), update="A named ward will close")
    risk_reviews.update_by_form(house.services, house.asks(MANAGER, "UC6"), draft)
    house.clock.move_to(datetime(2018, 12, 3, 9, tzinfo=UTC))
    draft = draft_from(present, update="The ward stays open after all")
    risk_reviews.update_by_form(house.services, house.asks(MANAGER, "UC6"), draft)
    house.clock.move_to(datetime(2018, 12, 4, 9, tzinfo=UTC))
    made_public(house)
    told = shown(risk_queries.show_history(house.services, who(UNLISTED), "UC6"))
    assert "*Tue 20 Nov to Tue 4 Dec* · not public" in told
    for word in ("named ward", "stays open", "= 8"):
        assert word not in told
    assert "named ward" in shown(risk_queries.show_history(house.services, who(MANAGER), "UC6"))
    assert "not public" not in shown(risk_queries.show_history(house.services, who(MANAGER), "UC6"))
