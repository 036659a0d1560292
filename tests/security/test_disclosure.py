"""Nothing of a record that is not public reaches whoever may not read it, by any way in."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.domain.listing import Filter, ListQuery, Sort
from bot.domain.people import Role
from bot.domain.risks import ReviewDraft, Visibility
from bot.domain.scoring import Score
from bot.errors import ConvenorError, NotAllowedError, NotFoundError
from bot.handlers.desk import delivery_key
from bot.slack.facts import ChannelFacts
from bot.store.engines import open_engines
from bot.store.schema import migrate
from bot.views.risk_fields import DetailFields, FormOrigin, ReviewFields
from bot.views.risk_list import unpack_query
from bot.workflows import risk_details, risk_queries, risk_reviews, sharing
from bot.workflows.home.showing import home_view
from bot.workflows.parked import tell_parked
from bot.workflows.risk_change import Request
from tests.security.conftest import DIRECTOR, MANAGER, MEMBER, SECRET, UNLISTED, FakeGateway, lead_ids, who

OUTSIDERS = [UNLISTED, "U0UCDIRECTOR", "U0CCGLAY", "U0HOSPITALOPS", "U0HEALTHWATCH", "U0ITLEAD"]
PRIVATE_ROOM = ChannelFacts("C0ROOM", "room", is_private=True, is_im=False, is_ext_shared=False, is_archived=False)


def said_of(error):
    return f"{error} {getattr(error, 'suggestions', '')} {getattr(error, 'fields', '')}"


@pytest.mark.parametrize("reader", OUTSIDERS)
def test_no_query_betrays_a_record_that_is_not_public(house, reader):
    ref = house.add_private()
    beyond = f"PC{int(ref[2:]) + 1}"
    services, me, seen = house.services, who(reader), []
    asked = [
        lambda: risk_queries.list_risks(services, me, ListQuery(workstream="PC")),
        *(
            lambda f=f, s=s: risk_queries.list_risks(services, me, ListQuery(filter=f, sort=s))
            for f in Filter
            for s in Sort
        ),
        lambda: risk_queries.list_risks(services, me, ListQuery(words=("zzqq",))),
        lambda: home_view(services, me),
    ]
    for ask in asked:
        try:
            seen.append(json.dumps(ask(), ensure_ascii=False))
        except ConvenorError as error:
            seen.append(said_of(error))
    for said in seen:
        assert ref not in said
        assert "Acme" not in said
    hidden, absent = [], []
    for found, name in ((hidden, ref), (absent, beyond)):
        for ask in (
            lambda n=name: risk_queries.show_risk(services, me, n),
            lambda n=name: risk_queries.show_history(services, me, n),
            lambda n=name: risk_queries.update_form(services, me, n),
            lambda n=name: risk_queries.edit_form(services, me, n),
            lambda n=name: sharing.share_risk(
                services, FakeGateway(PRIVATE_ROOM, (reader,)), me, n, "C0ROOM", house.key()
            ),
        ):
            with pytest.raises((NotFoundError, NotAllowedError)) as refusal:
                ask()
            assert ref not in refusal.value.__dict__.get("suggestions", ())
            found.append(str(refusal.value).replace(name, "REF"))
    # One that exists and one that does not are refused in the same words.
    assert hidden == absent


def test_a_search_for_words_of_a_hidden_record_is_answered_as_one_for_nothing(house):
    house.add_private()
    answers = []
    for word in ("Orthotics", "Zorthotics"):
        answer = risk_queries.list_risks(house.services, who(UNLISTED), ListQuery(words=(word,)))
        answers.append(json.dumps(answer, ensure_ascii=False).replace(word, "WORD"))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("wild", ["%", "_", "\\", "%%", "A%e", "Acm_", "'", '" OR 1=1 --'])
def test_wildcards_are_searched_for_as_they_stand(house, wild):
    house.add_private()
    answer = json.dumps(risk_queries.list_risks(house.services, who(DIRECTOR), ListQuery(words=(wild,))))
    assert "Acme" not in answer


def test_forms_of_a_record_that_was_hidden_meanwhile_are_refused_without_its_words(house):
    risk = house.risk("PC11")
    house.set_visibility("PC11", Visibility.NON_PUBLIC)
    draft = ReviewDraft(Score(5, 4), Score(4, 3), None, "", "words")
    fields = ReviewFields("4x3", "5x4", "tbc", "", "words")
    for ask in (
        lambda: risk_reviews.update_by_form(
            house.services, Request(who(UNLISTED), house.key(), "PC11", risk.version), draft
        ),
        lambda: risk_queries.stale_update_form(house.services, who(UNLISTED), FormOrigin("PC11", risk.version), fields),
        lambda: risk_queries.stale_edit_form(
            house.services, who(UNLISTED), FormOrigin("PC11", risk.version), DetailFields()
        ),
        lambda: risk_reviews.close(house.services, Request(who(UNLISTED), house.key(), "PC11", risk.version), "why"),
    ):
        with pytest.raises(NotFoundError) as refusal:
            ask()
        assert risk.summary not in str(refusal.value)


def test_a_delivery_that_was_taken_is_not_answered_for_somebody_else(house):
    ref = house.add_private()

    def request(person):
        key = delivery_key({"user_id": person, "team_id": "T0DEMO", "trigger_id": "same"})
        return Request(who(person), key, ref)

    risk_reviews.update_in_one_line(house.services, request(DIRECTOR), Score(2, 4), "Acme has found a buyer")
    with pytest.raises(ConvenorError):
        risk_reviews.update_in_one_line(house.services, request(UNLISTED), Score(2, 4), "Replayed")


def test_the_same_delivery_by_the_same_person_changes_nothing_more(house):
    request = Request(who(DIRECTOR), "trigger:same", "PC11")
    first = risk_reviews.update_in_one_line(house.services, request, Score(4, 3), "Fell")
    before = {name: house.rows(name) for name in ("risk_review", "audit_event", "outbox")}
    assert risk_reviews.update_in_one_line(house.services, request, Score(1, 1), "Other") == first
    assert {name: house.rows(name) for name in before} == before


def test_messages_that_wait_for_a_public_channel_are_not_sent_once_the_record_is_hidden(house):
    risk_reviews.update_in_one_line(house.services, Request(who(DIRECTOR), house.key(), "PC11"), Score(4, 3), "Words")
    house.set_visibility("PC11", Visibility.NON_PUBLIC)
    waiting = [
        row
        for row in house.rows("outbox")
        if row["subject"] == "risk:PC11" and row["status"] == "pending" and not row["is_confidential"]
    ]
    assert [row["dedupe_key"] for row in waiting] == []


@pytest.mark.parametrize("is_on_its_way", [False, True])
def test_a_card_that_was_shared_for_all_is_withdrawn_once_the_record_is_hidden(house, is_on_its_way):
    sharing.share_risk(house.services, FakeGateway(PRIVATE_ROOM, (DIRECTOR,)), who(DIRECTOR), "PC7", "C0ROOM", "key")
    [card] = [row for row in house.rows("outbox") if row["dedupe_key"] == "share:key"]
    with house.store.engines.write.begin() as connection:
        if is_on_its_way:
            connection.execute(text("UPDATE outbox SET status = 'claimed' WHERE dedupe_key = 'share:key'"))
        else:
            posted = (
                "INSERT INTO posted_message (anchor, address, channel, ts) VALUES (:anchor, 'C0ROOM', 'C0ROOM', '1.0')"
            )
            connection.execute(text(posted), {"anchor": card["anchor"]})
            connection.execute(text("UPDATE outbox SET status = 'sent'"))
    house.set_visibility("PC7", Visibility.NON_PUBLIC)
    [after] = [row for row in house.rows("outbox") if row["anchor"] == card["anchor"] and row["id"] > card["id"]]
    assert "PC7 is no longer shown in this channel" in after["content"]["text"]
    assert house.risk("PC7").summary not in str(after["content"])


def test_a_risk_hidden_between_the_check_and_the_post_is_not_shared(house):
    gateway = FakeGateway(PRIVATE_ROOM, (DIRECTOR, UNLISTED))
    gateway.between = lambda: house.set_visibility("PC7", Visibility.NON_PUBLIC, by=MANAGER)
    with contextlib.suppress(ConvenorError):
        sharing.share_risk(house.services, gateway, who(DIRECTOR), "PC7", "C0ROOM", "trigger:share")
    assert not [row for row in house.rows("outbox") if row["dedupe_key"].startswith("share:")]


@pytest.mark.parametrize(
    ("facts", "people"),
    [
        ({"is_ext_shared": True}, (DIRECTOR,)),
        ({"is_private": False}, (DIRECTOR,)),
        ({"is_archived": True}, (DIRECTOR,)),
        ({"is_member": False}, (DIRECTOR,)),
        ({}, ()),
        ({}, (DIRECTOR, UNLISTED)),
        ({}, (DIRECTOR, "U0STRANGER")),
        ({}, (DIRECTOR, "U0NEVERSEEN")),
        ({}, tuple(f"U{n}" for n in range(1001))),
    ],
)
def test_a_hidden_record_is_shared_only_where_everybody_may_read_it(house, facts, people):
    ref = house.add_private()
    before = house.rows("outbox")
    gateway = FakeGateway(replace(PRIVATE_ROOM, **facts), people)
    with pytest.raises(ConvenorError):
        sharing.share_risk(house.services, gateway, who(DIRECTOR), ref, "C0ROOM", house.key())
    assert house.rows("outbox") == before


def test_what_is_shared_of_a_hidden_record_is_marked_confidential(house):
    ref = house.add_private()
    gateway = FakeGateway(PRIVATE_ROOM, (DIRECTOR, MEMBER, MANAGER))
    sharing.share_risk(house.services, gateway, who(DIRECTOR), ref, "C0ROOM", "trigger:share")
    [row] = [row for row in house.rows("outbox") if row["dedupe_key"].startswith("share:")]
    assert row["is_confidential"]


def test_a_hidden_record_is_announced_in_its_private_channel_only(house):
    ref = house.add_private()
    rows = [row for row in house.rows("outbox") if row["subject"] == f"risk:{ref}"]
    assert {(row["channel"], row["is_confidential"]) for row in rows} == {("C0PLANNEDPRIV", True)}


def test_the_note_of_a_lost_message_does_not_name_a_hidden_record_to_who_may_not_read_it(house):
    ref = house.add_private()
    with house.store.view() as view:
        person = view.people.directory().person_of(UNLISTED) or view.people.directory().person_of("U0CCGLAY")

    def promote(unit):
        unit.people.add_role(person.id, Role.ADMIN, None)

    house.store.write(promote)
    tell_parked(house.services, f"risk:{ref}", "C0PLANNEDPRIV", "The channel is archived.", confidential=True)
    notes = [row for row in house.rows("outbox") if row["channel"] == person.slack_id]
    assert notes
    assert ref not in json.dumps([row["content"] for row in notes])


def test_metadata_that_other_apps_read_names_no_record(house):
    ref = house.add_private()
    assert all(ref not in row["dedupe_key"] for row in house.rows("outbox"))


@pytest.mark.parametrize("page", [-1, 0, 10**30, -(10**30)])
def test_pages_beyond_the_ends_are_the_nearest_there_is(house, page):
    assert risk_queries.list_risks(house.services, who(UNLISTED), ListQuery(page=page))
    assert risk_queries.show_history(house.services, who(UNLISTED), "PC11", page)


def test_a_button_with_a_forged_list_shows_nothing_more(house):
    ref = house.add_private()
    for value in ('["PC","open","score","Acme",1]', '["PC","open","score",' + '"' + "x " * 900 + '",99]'):
        said = json.dumps(risk_queries.list_risks(house.services, who(UNLISTED), unpack_query(value)))
        assert ref not in said


@pytest.mark.parametrize(
    "ref", ["PC99999", "PC100000", "PC999999999999999999999", "PC²", "PC１１", "ＰＣ11", "PC0", "%11", "PC11; DROP"]
)
def test_odd_references_are_answered_in_words(house, ref):
    with pytest.raises(ConvenorError):
        risk_queries.show_risk(house.services, who(DIRECTOR), ref)


def test_a_guest_who_leads_a_risk_does_not_get_the_whole_directory(house):
    risk = house.risk("PC11")
    guest = house.person_id("U0HOSPITALOPS")
    details = risk_details.DetailsDraft(
        risk.summary,
        risk.project,
        risk.category,
        risk.visibility,
        (*lead_ids(risk), risk_details.LeadId(person_id=guest)),
        risk.readers,
    )
    risk_details.edit(house.services, Request(who(DIRECTOR), house.key(), "PC11", risk.version), details)
    form = json.dumps(risk_queries.edit_form(house.services, who("U0HOSPITALOPS"), "PC11"))
    assert "Children" not in form


def test_the_secret_is_there_for_those_who_may_read_it(house):
    ref = house.add_private()
    for reader in (DIRECTOR, MEMBER, MANAGER):
        assert SECRET in json.dumps(risk_queries.show_risk(house.services, who(reader), ref))


def test_the_database_file_is_for_its_owner_only(house):
    assert house.store.engines.file is not None
    fresh = open_engines(f"sqlite:///{house.store.engines.file.parent / 'fresh' / 'new.sqlite3'}")
    migrate(fresh)
    fresh.dispose()
    assert fresh.file is not None
    assert fresh.file.stat().st_mode & 0o077 == 0
