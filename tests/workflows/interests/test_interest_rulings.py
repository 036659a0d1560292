"""Interests from the register to the record: found, told, ruled on, declared late, and what follows for votes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.proposals.content import CostLine, YearAmount
from bot.domain.proposals.records import Choice, Outcome
from bot.errors import InvalidInputError, NotAllowedError
from bot.views.interest_forms import EntryFields, ItemFields, RulingFields
from bot.workflows.proposals import attaching, costs, form, listing, recommending
from bot.workflows.proposals.deciding import opening
from bot.workflows.proposals.interests import declaring, raising, reading_modal, register, ruling
from bot.workflows.proposals.interests.recording import interests_of
from bot.workflows.proposals.interests.recusing import kept_from, needs_stub

CHAIR, VICE = "hackney-health-councillor", "hackney-finance-councillor"
GP, LAY = "ccg-chair", "ccg-lay-member"


def texts(messages):
    return "\n".join(message["text"] for message in messages)


def words(message):
    return str(message["blocks"])


def declared(**fields):
    return ItemFields(**{"words": "I chair its trustees", "type": "pecuniary", "wish": "note", **fields})


def test_opening_finds_what_touches_and_tells_member_and_chair_alone(chamber, content):
    stage = chamber.opens("ICB-H", content)
    assert chamber.found(stage) == [(LAY, "", False), (GP, "", False)]
    assert "may touch an interest of yours" in texts(chamber.told(chamber.slack(GP)))
    (chairs,) = chamber.told(chamber.slack(CHAIR))
    assert "2 interests in P-1 need a ruling" in chairs["text"]
    assert words(chairs).count("interest.rule") == 2
    assert not chamber.told("C0ICBH")
    assert not chamber.told(chamber.slack("hackney-children-councillor"))
    assert not chamber.told(chamber.slack(VICE))
    # Another version with the same names adds and says nothing.
    chamber.opens("ICB-H", content)
    assert len(chamber.found(stage)) == 2
    assert len(chamber.told(chamber.slack(CHAIR))) == 1
    detail = chamber.events("interest.found")[0].detail
    assert "words" not in detail
    chamber.verify()


def test_the_chair_rules_and_vote_card_and_reading_follow(chamber, content):
    stage = chamber.opens("ICB-H", content)
    mine = chamber.conflict(stage, GP)
    chamber.stands(f"stage:{stage.id}", "C0ICBH")
    chamber.votes(stage, GP)
    with pytest.raises(NotAllowedError, match="on your own interest"):
        ruling.rule(chamber.services, chamber.asks(GP), mine, RulingFields("note"))
    with pytest.raises(NotAllowedError, match="You don't rule"):
        ruling.rule(chamber.services, chamber.asks(VICE), mine, RulingFields("note"))
    with pytest.raises(InvalidInputError, match="milder than suggested"):
        ruling.rule(chamber.services, chamber.asks(CHAIR), mine, RulingFields("note"))
    assert chamber.recusals(stage).no_vote == frozenset()
    request = chamber.asks(CHAIR)
    first = ruling.rule(chamber.services, request, mine, RulingFields("leave"))
    assert ruling.rule(chamber.services, request, mine, RulingFields("leave")) == first
    assert "shows no text now" in first.said
    assert chamber.recusals(stage).left == {chamber.person(GP)}
    with chamber.services.store.view() as view:
        proposal = view.proposals.find("P-1")
        assert needs_stub(view, stage)
        assert kept_from(view, proposal, chamber.person(GP))
        assert not kept_from(view, proposal, chamber.person(LAY))
        line = next(one for one in interests_of(view, chamber.services, stage) if one.person_id == chamber.person(GP))
        seen = {(one.person_id, one.what) for one in view.conflicts.sights(stage.id)}
    assert line.seen == ("had the card before them in the channel", "voted")
    assert line.ruled_by == "Hackney councillor, health and social care (chair)" or line.ruled_by
    assert seen == {(chamber.person(GP), "card"), (chamber.person(GP), "voted")}
    with pytest.raises(NotAllowedError, match="not shown to you"):
        reading_modal.read_stage(chamber.services, chamber.identity(GP), stage.id)
    with pytest.raises(NotAllowedError, match="not shown to you"):
        reading_modal.read(chamber.services, chamber.identity(GP), "p1")
    opened = reading_modal.read_stage(chamber.services, chamber.identity(LAY), stage.id)
    assert "Five beds" in str(opened)
    with chamber.services.store.view() as view:
        assert [(one.what) for one in view.conflicts.sights(stage.id, chamber.person(LAY))] == ["text"]
    assert [event.detail["seat"] for event in chamber.events("vote.fell")] == [chamber.person(GP)]
    assert len(chamber.events("interest.ruled")) == 1
    chamber.verify()


def test_the_laws_bar_yields_to_a_dispensation_alone(chamber, content):
    bare = replace(content, organisations=("Acorn Homes Limited",))
    fields = EntryFields("Acorn Homes", "Owner", "", "pecuniary")
    register.declare(chamber.services, chamber.asks(VICE, ""), fields)
    register.declare(chamber.services, chamber.asks(GP, ""), fields)
    like = replace(fields, organisation="Acorn Homes and Gardens")
    register.declare(chamber.services, chamber.asks("hackney-children-councillor", ""), like)
    stage = chamber.opens("ICB-H", bare)
    # It bars councillors alone, and nobody for a name that is only like it.
    assert chamber.found(stage) == [(VICE, "leave", True), (GP, "", False), ("hackney-children-councillor", "", False)]
    mine = chamber.conflict(stage, VICE)
    with pytest.raises(InvalidInputError, match="no ruling lifts it"):
        ruling.rule(chamber.services, chamber.asks(CHAIR), mine, RulingFields("note", "A small holding"))
    presided = str(chamber.person(CHAIR))
    office = "governance-manager"
    with pytest.raises(InvalidInputError, match="The law bars"):
        ruling.rule(chamber.services, chamber.asks(office), mine, RulingFields("speak", "Why not", "", presided))
    with pytest.raises(InvalidInputError, match="who presided"):
        ruling.rule(chamber.services, chamber.asks(office), mine, RulingFields("speak", "", "Committee, 5 Oct"))
    granted = RulingFields("speak", "", "Standards committee, 5 October 2018, to speak", presided)
    said = ruling.rule(chamber.services, chamber.asks(office), mine, granted).said
    assert "recorded by" in said
    assert chamber.recusals(stage).silent == {chamber.person(VICE)}
    assert chamber.recusals(stage).left == frozenset()
    # The chair may be stricter afterwards; the dispensation stays on record.
    ruling.rule(chamber.services, chamber.asks(CHAIR), mine, RulingFields("leave"))
    ruling.rule(chamber.services, chamber.asks(CHAIR), mine, RulingFields("note", "Sold since"))
    assert chamber.recusals(stage).no_vote == frozenset()


def test_where_the_chair_has_an_interest_the_next_rules_and_where_nobody_can_the_office_records(chamber, content):
    stage = chamber.opens("ICB-H", replace(content, organisations=()))
    declaring.declare(chamber.services, chamber.asks(CHAIR), declared(type="indirect", wish="note"))
    mine = chamber.conflict(stage, CHAIR)
    assert chamber.found(stage) == [(CHAIR, "", False)]
    assert "1 interest in P-1 needs a ruling" in texts(chamber.told(chamber.slack(VICE)))
    with pytest.raises(NotAllowedError):
        ruling.rule(chamber.services, chamber.asks(CHAIR), mine, RulingFields("note"))
    declaring.declare(chamber.services, chamber.asks(VICE), declared(type="indirect", wish="leave"))
    assert "nobody who chairs" in texts(chamber.told("C0OFFICE"))
    with pytest.raises(NotAllowedError, match="governance office records it"):
        ruling.rule(chamber.services, chamber.asks(VICE), mine, RulingFields("note"))
    by = str(chamber.person(LAY))
    ruling.rule(chamber.services, chamber.asks("governance-manager"), mine, RulingFields("note", presided=by))
    # The chair is free again, and rules on the other, never on their own.
    with pytest.raises(NotAllowedError, match="on your own interest"):
        ruling.rule(chamber.services, chamber.asks(CHAIR), mine, RulingFields("leave"))
    other = chamber.conflict(stage, VICE)
    ruling.rule(chamber.services, chamber.asks(CHAIR), other, RulingFields("note"))
    assert chamber.recusals(stage).no_vote == frozenset()


def test_a_late_declaration_takes_the_vote_with_it_and_everybody_out_is_said(chamber, content):
    stage = chamber.opens("ITEB", replace(content, organisations=()))
    voters = ("it-programme-lead", "ccg-finance-officer", "hackney-finance-officer", "unplanned-care-deputy")
    chamber.votes(stage, voters[0])
    chamber.votes(stage, voters[1], Choice.AGAINST)
    with pytest.raises(NotAllowedError, match="no board"):
        declaring.declare(chamber.services, chamber.asks("cancer-lead"), declared())
    with pytest.raises(InvalidInputError) as wrong:
        declaring.declare(chamber.services, chamber.asks(voters[0]), ItemFields())
    assert set(wrong.value.fields) == {"words", "type", "wish"}
    said = declaring.declare(chamber.services, chamber.asks(voters[0]), declared(wish="speak", is_sensitive=True)).said
    assert "not vote" in said
    assert chamber.recusals(stage).silent == {chamber.person(voters[0])}
    assert [event.detail["seat"] for event in chamber.events("vote.fell")] == [chamber.person(voters[0])]
    with chamber.services.store.view() as view:
        (line,) = interests_of(view, chamber.services, stage)
    assert line.words == "A sensitive interest, withheld"
    assert "trustees" not in str(register.show(chamber.services, chamber.identity(voters[1]), "P-1"))
    for key in voters[1:]:
        said = declaring.declare(chamber.services, chamber.asks(key), declared(wish="leave")).said
    assert "Nobody is left" not in said
    office = "governance-manager"
    last = str(chamber.person("hospital-operations-director"))
    with pytest.raises(InvalidInputError, match="how you heard"):
        declaring.declare(chamber.services, chamber.asks(office), declared(wish="leave", person=last))
    fields = declared(wish="leave", person=last, how="by telephone")
    assert "Nobody is left who can vote" in declaring.declare(chamber.services, chamber.asks(office), fields).said
    assert "Nobody is left who can vote on P-1" in texts(chamber.told("C0OFFICE"))
    with chamber.services.store.view() as view:
        assert view.stages.get(stage.id).outcome is Outcome.NONE
        assert view.stages.get(stage.id).is_before_board
    chamber.verify()


def test_the_register_shows_what_may_be_published_and_a_new_entry_meets_what_is_open(chamber, content):
    stage = chamber.opens("ICB-H", replace(content, organisations=("Acorn Homes",)))
    assert chamber.found(stage) == []
    fields = EntryFields("Acorn Homes Ltd", "Trustee", "Gives grants", "non_pecuniary")
    saved = register.declare(chamber.services, chamber.asks(GP, ""), fields)
    assert "P-1" in saved.said
    assert chamber.found(stage) == [(GP, "", False)]
    with pytest.raises(InvalidInputError, match="already"):
        register.declare(chamber.services, chamber.asks(GP, ""), fields)
    whole = register.show(chamber.services, chamber.identity("cancer-lead"), "")
    assert "Acorn Homes Ltd" in words(whole)
    # Another's sensitive entry is withheld, also where the board is asked for; its holder reads it.
    assert "member of the household" not in words(register.show(chamber.services, chamber.identity(GP), "ICB-H"))
    holder = chamber.identity("hackney-children-councillor")
    own = register.show(chamber.services, holder, "mine")
    assert "member of the household" in words(own)
    with chamber.services.store.view() as view:
        mine = next(one for one in view.interests.in_force(chamber.clock.now().date()) if one.position == "Trustee")
    with pytest.raises(NotAllowedError, match="Only who declared"):
        register.end(chamber.services, chamber.asks("cancer-lead", ""), mine.id)
    register.end(chamber.services, chamber.asks(GP, ""), mine.id)
    with pytest.raises(InvalidInputError, match="already"):
        register.end(chamber.services, chamber.asks(GP, ""), mine.id)
    # What was found stays for the chair to rule on.
    assert chamber.found(stage) == [(GP, "", False)]


def test_who_declares_before_a_stage_opens_never_sees_its_card_and_a_change_brings_it_back(chamber, content):
    first = chamber.opens("ICB-H", replace(content, organisations=()))
    coming = chamber.adds("ICB-C")
    chamber.votes(first, GP)
    said = declaring.declare(chamber.services, chamber.asks(GP), declared(wish="leave", type="indirect")).said
    assert "Hackney Integrated Commissioning Board" in said
    assert "City Integrated Commissioning Board" in said
    for stage in (first, coming):
        assert chamber.found(stage) == [(GP, "leave", False)]
    opened = chamber.opens("ICB-C", replace(content, organisations=()))
    with chamber.services.store.view() as view:
        assert needs_stub(view, opened)
        assert not view.conflicts.sights(coming.id)
    assert chamber.found(opened) == [(GP, "leave", False)]
    # Each board's chair rules for that board alone.
    with pytest.raises(NotAllowedError, match="You don't rule"):
        ruling.rule(chamber.services, chamber.asks(CHAIR), chamber.conflict(coming, GP), RulingFields("note"))
    ruling.rule(chamber.services, chamber.asks(CHAIR), chamber.conflict(first, GP), RulingFields("note"))
    with chamber.services.store.view() as view:
        proposal = view.proposals.find("P-1")
        # They sit on the first board, too, and would read there what they must not see for the other.
        assert needs_stub(view, first)
        assert kept_from(view, proposal, chamber.person(GP))
    city = "city-health-councillor"
    ruling.rule(chamber.services, chamber.asks(city), chamber.conflict(coming, GP), RulingFields("speak"))
    with chamber.services.store.view() as view:
        assert not kept_from(view, proposal, chamber.person(GP))
        assert not needs_stub(view, first)


def test_a_board_that_has_answered_is_left_as_it_was(chamber, content):
    stage = chamber.opens("ICB-H", content)
    mine = chamber.conflict(stage, GP)
    chamber.services.store.write(lambda unit: unit.stages.change(stage, state="closed", outcome="approved"))
    with pytest.raises(InvalidInputError, match="stay as they are recorded"):
        ruling.rule(chamber.services, chamber.asks(CHAIR), mine, RulingFields("leave"))
    with pytest.raises(NotAllowedError, match="no board"):
        declaring.declare(chamber.services, chamber.asks(GP), declared(wish="leave"))
    assert chamber.recusals(stage).no_vote == frozenset()
    assert "interest.rule" not in words(register.show(chamber.services, chamber.identity("governance-manager"), "p 1"))


def test_who_left_stays_out_when_the_proposal_comes_before_the_board_again(chamber, content):
    first = chamber.opens("DSG", replace(content, organisations=(), people=()))
    member, other = "hospital-operations-director", "unplanned-care-director"
    declaring.declare(chamber.services, chamber.asks(member), declared(wish="leave"))
    declaring.declare(chamber.services, chamber.asks(other), declared(type="non_pecuniary", wish="note"))
    assert "Hospital operations director" in words(chamber.told(chamber.slack("adult-services-director"))[0])
    ruling.rule(
        chamber.services,
        chamber.asks("adult-services-director"),
        chamber.conflict(first, other),
        RulingFields("note", "It is slight"),
    )
    again = chamber.adds("DSG")

    def opens(unit):
        unit.stages.change(unit.stages.get(first.id), state="closed", outcome="rejected")
        unit.stages.change(unit.stages.get(again.id), state="open", sitting=1, considers=1)
        return raising.raise_conflicts(unit, chamber.services, unit.stages.get(again.id))

    assert len(chamber.services.store.write(opens)) == 2
    assert chamber.recusals(again).left == {chamber.person(member)}
    assert chamber.found(again) == [(member, "leave", False), (other, "", False)]
    assert chamber.services.store.write(opens) == ()


def test_what_the_register_alone_suggests_is_for_its_holder_and_whoever_rules(chamber, content):
    chamber.opens("ICB-H", content)

    def seen(who):
        return str(register.show(chamber.services, chamber.identity(who), "P-1"))

    assert "CCG chair" in seen(GP)
    assert "'Rule'" in seen(CHAIR)
    assert "CCG chair" in seen(CHAIR)
    assert "CCG chair" not in seen("cancer-lead")


def test_interests_in_who_gets_the_money_are_found_and_bar_nobody(chamber, content):
    fields = EntryFields(position="Trustee", organisation="Homerton Hospital", type="pecuniary", nature="Paid")
    name = next(one.name for one in chamber.services.config.organisations if one.key == "HOSPITAL")
    fields = replace(fields, organisation=name)
    for key in ("adult-services-director", "hospital-operations-director", VICE):
        register.declare(chamber.services, chamber.asks(key), fields)
    line = CostLine(1, "Beds", years=(YearAmount(2018, 100),), organisation="HOSPITAL")
    stage = chamber.opens("DSG", replace(content, organisations=(), people=(), costs=(line,)))
    assert chamber.found(stage) == [("adult-services-director", "", False)]
    among = chamber.opens("ICB-H", replace(content, organisations=(), people=(), costs=(line,)))
    assert (VICE, "", False) in chamber.found(among)


def test_who_leaves_reads_no_title_in_lists_and_opens_nothing_of_it_even_of_the_office(chamber, content):
    chamber.opens("TB", content)
    office, services = "programme-director", chamber.services
    assert "Beds to assess" in str(listing.list_proposals(services, chamber.identity(office), ""))
    declaring.declare(services, chamber.asks(office), declared(wish="leave"))
    assert "not shown to you" in str(listing.list_proposals(services, chamber.identity(office), ""))
    for words_of in ("", "assess", "mine"):
        assert "Beds to assess" not in str(listing.list_proposals(services, chamber.identity(office), words_of))
    shut = (
        lambda who: recommending.show(services, who, "P-1"),
        lambda who: attaching.papers_view(services, who, "P-1"),
        lambda who: costs.text_form(services, who, "P-1"),
        lambda who: form.edit_form(services, who, "P-1"),
        lambda who: opening.meeting_form(services, who, "P-1", "TB"),
    )
    for opens in shut:
        with pytest.raises(NotAllowedError):
            opens(chamber.identity(office))


def test_whoever_leaves_reads_no_card_of_a_board_that_has_answered(chamber, content):
    plain = replace(content, organisations=(), people=())
    first = chamber.opens("DSG", plain)
    chamber.stands(f"stage:{first.id}", "C0DSG")
    chamber.services.store.write(
        lambda unit: unit.stages.change(unit.stages.get(first.id), state="closed", outcome="endorsed")
    )
    chamber.opens("BCFP", plain)
    assert not chamber.told("C0DSG")
    declaring.declare(chamber.services, chamber.asks("adult-services-director"), declared(wish="leave"))
    (card,) = chamber.told("C0DSG")
    assert "Beds to assess" not in words(card)
