"""The tracker: actions are added under their references, shown to whom they may be, found, corrected and shared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import pytest
from sqlalchemy import text

from bot.domain.access import actor_for
from bot.domain.actions.access import Readable, may_read_action, readable_by
from bot.domain.actions.listing import ActionQuery, Wanted
from bot.domain.actions.records import EntryKind, NewAction, Owner, Source, SourceKind
from bot.domain.actions.sources import read_source, written_source
from bot.domain.actions.workstreams import belonging_to, workstream_of
from bot.domain.digest import Reader
from bot.domain.imports.drafts import RegisterKind
from bot.domain.risks import Visibility
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError, StaleRecordError
from bot.slack.facts import ChannelFacts
from bot.store.repositories.actions import NewEntry
from bot.views.action_fields import owner_names
from bot.workflows import risk_queries
from bot.workflows.actions import add_forms, adding, cards, editing, history, showing, updating
from bot.workflows.actions.details import ActionDraft
from bot.workflows.actions.lookup import find_action
from bot.workflows.digest.reach import reach_of_workstream
from bot.workflows.exports import ExportFormat, export
from bot.workflows.identify import Identity
from bot.workflows.imports import Importer, ImportSource, apply, prepare
from tests.support.partnership import HOME

MANAGER, DIRECTOR, SRO, UNLISTED, MEMBER = "U0GOVMANAGER", "U0PCDIRECTOR", "U0PCSRO", "U0FINANALYST", "U0CANCERLEAD"
GUEST, CHAIR, BOARD_MEMBER = "U0HOSPITALOPS", "U0HACKNEYHEALTH", "U0CCGLAY"
READERS = (MANAGER, DIRECTOR, SRO, UNLISTED, MEMBER, GUEST, CHAIR, BOARD_MEMBER, "U0UCDIRECTOR", "U0HEALTHWATCH")
FRIDAY, MET = date(2018, 11, 16), date(2018, 10, 11)


@dataclass(frozen=True)
class Room:
    """A channel with people in it, and accounts that Slack knows."""

    people: tuple[str, ...] = ()
    is_private: bool = False

    def channel(self, channel_id):
        return ChannelFacts(channel_id, "a-room", self.is_private, is_im=False, is_ext_shared=False, is_archived=False)

    def members(self, _channel_id, _most):
        return self.people

    def user(self, _slack_id):
        return None


def who(slack_id):
    return Identity(slack_id, HOME)


def draft(partnership, *owners, **facts):
    people = tuple(partnership.person(key) for key in owners or ("planned-care-sro",))
    return ActionDraft(**{"summary": "Bring the plan", "due_on": FRIDAY, "board": "ICB", "owners": people} | facts)


def add(partnership, by=MANAGER, *owners, **facts):
    return adding.add(partnership.services, partnership.asks(by), draft(partnership, *owners, **facts)).ref


def action(partnership, ref):
    with partnership.services.store.view() as view:
        found = find_action(view, ref)
    assert found is not None
    return found


def said(message):
    parts = [block.get("text", {}).get("text", "") for block in message["blocks"]]
    parts += [one["text"] for block in message["blocks"] for one in block.get("fields", [])]
    parts += [one.get("text", "") for b in message["blocks"] if b["type"] == "context" for one in b["elements"]]
    return "\n".join(parts)


def refs(message):
    return [block["accessory"]["value"] for block in message["blocks"] if "accessory" in block]


def test_a_reference_holds_the_month_it_was_set_in_and_is_never_used_twice(partnership):
    assert add(partnership) == "ICBNov18-1"
    assert add(partnership, assigned_on=MET) == "ICBOct18-7"
    assert add(partnership, DIRECTOR, board="PC") == "PCNov18-1"
    assert action(partnership, "ICBOct18-7").source == Source(SourceKind.MEETING, "2018-10-11")
    assert action(partnership, "ICBNov18-1").source == Source(SourceKind.BOARD, "ICB")
    assert action(partnership, "PCNov18-1").source == Source()


def test_what_is_delivered_twice_is_added_once(partnership):
    request = partnership.asks(MANAGER)
    first = adding.add(partnership.services, request, draft(partnership))
    assert adding.add(partnership.services, request, draft(partnership)) == first
    assert len(partnership.rows("select id from action where ref like 'ICBNov18-%'")) == 1


def test_owners_are_told_and_reminded_and_the_setter_is_not_told_of_their_own(partnership):
    ref = add(partnership, MANAGER, "planned-care-sro", "governance-manager")
    number = action(partnership, ref).id
    told = {row.channel for row in partnership.outbox(f"action:{number}:")}
    assert told == {SRO}
    planned = partnership.rows(f"select distinct person_id from nudge where subject = 'action:{number}'")
    assert {row.person_id for row in planned} == action(partnership, ref).owner_ids


@pytest.mark.parametrize(
    ("by", "board", "who_can"),
    [
        (DIRECTOR, "ICB", "Hackney cabinet member for health"),
        (MEMBER, "PC", "Planned Care director"),
        ("U0UCDIRECTOR", "PC", "Planned Care SRO"),
        (UNLISTED, "TB", "the governance office"),
    ],
)
def test_who_may_not_set_an_action_is_told_who_may(partnership, by, board, who_can):
    with pytest.raises(NotAllowedError, match="You can't set actions for") as refused:
        add(partnership, by, board=board)
    assert who_can in refused.value.mend


def test_a_chair_sets_actions_for_the_boards_in_common(partnership):
    assert add(partnership, CHAIR) == "ICBNov18-1"


def test_everything_wrong_with_a_form_is_said_at_once(partnership):
    wrong = draft(partnership, summary=" ", due_on=date(2018, 10, 31), board="", assigned_on=FRIDAY, minute="x" * 61)
    with pytest.raises(InvalidInputError) as refused:
        adding.add(partnership.services, partnership.asks(MANAGER), wrong)
    assert set(refused.value.fields) == {"summary", "due", "board", "assigned", "minute"}
    assert "Wed 31 Oct 2018 has passed" in refused.value.fields["due"]
    nobody = ActionDraft("Bring it", (), FRIDAY, "ICB", source=Source(SourceKind.RISK, "PC99"), recurrence="often")
    with pytest.raises(InvalidInputError) as refused:
        adding.add(partnership.services, partnership.asks(MANAGER), nobody)
    assert set(refused.value.fields) == {"owners", "source", "recurrence"}


def test_an_owner_who_left_meanwhile_is_refused(partnership):
    left = draft(partnership)
    partnership.change("update person set until_on = '2018-10-31' where key = 'planned-care-sro'")
    with pytest.raises(InvalidInputError, match="left on 31 October 2018"):
        adding.add(partnership.services, partnership.asks(MANAGER), left)


def test_an_action_out_of_a_risk_stands_on_both_cards(partnership):
    ref = add(partnership, DIRECTOR, board="PC", source=read_source("pc 11"))
    assert "Risk PC11" in said(showing.show_action(partnership.services, who(MANAGER), ref))
    assert f"Action {ref}: Bring the plan (open)" in said(
        risk_queries.show_risk(partnership.services, who(MANAGER), "PC11")
    )


def test_one_that_is_not_public_shows_nowhere_to_whoever_may_not_read_it(partnership):
    hidden = {"visibility": Visibility.NON_PUBLIC, "board": "PC", "source": read_source("PC11")}
    ref = add(partnership, DIRECTOR, summary="Settle the secret dispute", **hidden)
    services = partnership.services
    for reader, may in [(UNLISTED, False), (BOARD_MEMBER, False), (SRO, True), (MEMBER, True), (MANAGER, True)]:
        seen = [
            said(risk_queries.show_risk(services, who(reader), "PC11")),
            said(showing.list_actions(services, who(reader), "all")),
            said(showing.search_actions(services, who(reader), "secret dispute")),
        ]
        assert [ref in page for page in seen] == [may] * 3, reader
        if not may:
            with pytest.raises(NotFoundError) as refused:
                showing.show_action(services, who(reader), ref)
            assert ref not in refused.value.suggestions
    with pytest.raises(NotAllowedError, match="one person in this channel"):
        cards.share_action(services, Room((SRO, UNLISTED), is_private=True), who(SRO), ref, "C0ROOM", "key")
    with pytest.raises(NotAllowedError, match="anybody of the workspace can join"):
        cards.share_action(services, Room((SRO,)), who(SRO), ref, "C0ROOM", "key")


def test_what_was_said_while_it_was_not_public_stays_there_when_it_is_made_public(partnership):
    services = partnership.services
    ref = add(partnership, DIRECTOR, board="PC", summary="Settle it", visibility=Visibility.NON_PUBLIC)
    updating.update(services, partnership.asks(SRO, ref), "The secret provider fails")
    public = draft(partnership, board="PC", summary="Settle it")
    editing.edit(services, partnership.asks(MANAGER, ref), public)
    assert action(partnership, ref).update == ""
    assert "secret" not in said(showing.show_action(services, who(UNLISTED), ref))
    updating.update(services, partnership.asks(SRO, ref), "Settled in part")
    editing.edit(services, partnership.asks(MANAGER, ref), replace(public, visibility=Visibility.NON_PUBLIC))
    updating.update(services, partnership.asks(SRO, ref), "Another secret")
    editing.edit(services, partnership.asks(MANAGER, ref), public)
    assert action(partnership, ref).update == "Settled in part"


def test_neither_a_search_nor_a_reference_tells_of_what_may_not_be_read(partnership):
    services = partnership.services
    ref = add(partnership, DIRECTOR, board="PC", source=read_source("PC11"))
    assert refs(showing.search_actions(services, who(UNLISTED), "PC11")) == []
    assert refs(showing.search_actions(services, who(UNLISTED), ref)) == [ref]
    add(partnership, DIRECTOR, board="PC", visibility=Visibility.NON_PUBLIC)
    partnership.change("update action set ref = 'pcnov18 1' where ref = 'PCNov18-2'")
    assert "Bring the plan" in said(showing.show_action(services, who(UNLISTED), "pc nov 18 1"))
    with pytest.raises(InvalidInputError, match="may be any of PCNov18-1, pcnov18 1"):
        showing.show_action(services, who(DIRECTOR), "pc nov 18 1")


def test_the_store_shows_exactly_what_the_rules_allow(partnership):
    """Each kind of action to each kind of reader: the database's filter and the rules say the same."""
    owners = (partnership.person("cancer-lead"), partnership.person("hospital-operations-director"))
    kinds = product(("ICB", "PC", "TB"), ("", "UC"), Visibility, ((), owners[:1], owners[1:]))

    def load(unit):
        for number, (board, workstream, visibility, people) in enumerate(kinds):
            new = NewAction(
                "An action",
                board,
                tuple(Owner("Somebody", one) for one in people),
                MET,
                None,
                workstream=workstream,
                visibility=visibility,
            )
            unit.actions.add(f"X{number}", new, NewEntry(EntryKind.SET, unit.now, "Test", None, ""))

    partnership.services.store.write(load)
    config, seen = partnership.services.config, set()
    with partnership.services.store.view() as view:
        directory, everything = view.people.directory(), view.actions.all()
        for slack_id in READERS:
            actor = actor_for(directory.accounts[slack_id], directory, config.home_rules, HOME, date(2018, 11, 1))
            assert actor is not None
            wanted = {one.ref for one in everything if may_read_action(actor, one, config.bodies)}
            query = ActionQuery(Wanted.ALL)
            page = view.actions.listed(query, readable_by(actor, config.bodies), actor.day, 500)
            assert {one.ref for one in page.items} == wanted, slack_id
            assert page.total == len(wanted)
            seen.add(len(wanted))
    assert len(seen) > 4, "readers differ in what they may read"


def test_lists_digests_and_the_ladder_agree_on_the_workstream_of_an_action(partnership):
    """Whoever set it, whatever it was given to, whoever owns it: the rule, the list and the digest say the same."""
    serves_pc, serves_uc, serves_both, serves_none = (
        partnership.person(key)
        for key in ("cancer-lead", "discharge-manager", "adult-services-director", "governance-officer")
    )
    of_one, of_two = ((serves_pc,), (serves_pc, serves_none)), ((serves_both,), (serves_pc, serves_uc))
    kinds = list(product(("ICB", "PC"), ("", "UC", "PC"), ((), (serves_none,), (serves_uc,), *of_one, *of_two)))

    def load(unit):
        unit.actions._connection.execute(text("update action set status = 'closed', closed_at = :now"), {"now": MET})
        for number, (board, workstream, people) in enumerate(kinds):
            owners = tuple(Owner(f"Owner {one}", one) for one in people)
            new = NewAction("An action", board, owners, MET, MET, workstream=workstream)
            unit.actions.add(f"X{number}", new, NewEntry(EntryKind.SET, unit.now, "Test", None, ""))

    partnership.services.store.write(load)
    day, everything = date(2018, 11, 1), Readable(everything=True, public=True, person_id=None, keys=frozenset())
    found = {}
    with partnership.services.store.view() as view:
        directory = view.people.directory()
        office = Reader(None, is_office=True)
        for key in directory.workstreams:
            wanted = {
                one.ref for one in view.actions.all() if one.is_open and workstream_of(one, directory, day) == key
            }
            belonging = belonging_to({key}, directory, day)
            page = view.actions.listed(ActionQuery(Wanted.OVERDUE, workstream=key), everything, day, 99, belonging)
            told = view.digests.late(reach_of_workstream(directory, key, day, office), day)
            assert {one.ref for one in page.items} == {one.ref for one in told.items} == wanted, key
            found[key] = len(wanted)
    assert found["PC"] == 14 + 7 + 2, "given to it, set by it, and owned by those who serve it alone"
    assert found["UC"] == 14 + 1


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("", 7),
        ("ICB", 7),
        ("TB", 0),
        ("PC", 2),
        ("Planned Care SRO", 2),
        ("no date", 1),
        ("overdue", 0),
        ("closed", 0),
        ("due week of 16 Nov", 4),
        ("due 6 Dec", 1),
    ],
)
def test_lists_are_narrowed(partnership, written, found):
    listed = showing.list_actions(partnership.services, who(UNLISTED), written)
    assert len(refs(listed)) == found


def test_late_ones_lead_and_mine_are_counted(partnership):
    add(partnership, MANAGER, "governance-manager", due_on=date(2018, 11, 2), summary="Late soon")
    partnership.clock.move_to(partnership.clock.now().replace(day=5))
    mine = showing.my_actions(partnership.services, who(MANAGER))
    assert said(mine).startswith("*You have 3 open actions: 1 overdue*")
    assert refs(mine)[0] == "ICBNov18-1"
    assert "3 days late" in said(mine)
    assert refs(showing.list_actions(partnership.services, who(MANAGER), "overdue")) == ["ICBNov18-1"]
    assert "you are not in the partnership's directory" in said(showing.my_actions(partnership.services, who(UNLISTED)))


def test_a_long_list_turns_its_pages(partnership):
    for _ in range(7):
        add(partnership)
    first = showing.list_actions(partnership.services, who(MANAGER), "")
    assert "14 open actions" in said(first)
    second = showing.turn_list(partnership.services, who(MANAGER), ActionQuery(page=2))
    assert (len(refs(first)), len(refs(second)), len(set(refs(first) + refs(second)))) == (10, 4, 14)


@pytest.mark.parametrize("written", ["ICBOct18-3", "icb oct 18-3", " ICBOCT18 3 ", "icb-oct18/3"])
def test_a_reference_is_found_however_it_is_written(partnership, written):
    assert "feedback on readiness" in said(showing.show_action(partnership.services, who(UNLISTED), written))


def test_a_reference_that_nothing_has_comes_with_near_ones(partnership):
    with pytest.raises(NotFoundError) as refused:
        showing.show_action(partnership.services, who(UNLISTED), "ICBOct18-33")
    assert (refused.value.of, refused.value.suggestions[0]) == ("action", "ICBOct18-3")
    with pytest.raises(NotFoundError, match="`/risk PC11`"):
        showing.show_action(partnership.services, who(UNLISTED), "pc11")


def test_a_line_fills_the_form_and_saves_nothing(partnership):
    services = partnership.services
    line = "<@U0PCSRO> by next meeting bring the plan"
    form = add_forms.line_form(services, Room(), who(MANAGER), f"ICB {line}", "C0GENERAL")
    assert "due *Fri 16 Nov 2018*, set by ICB" in said(form)
    fields = {block["block_id"]: block["element"] for block in form["blocks"] if block["type"] == "input"}
    assert fields["due"]["initial_date"] == "2018-11-16"
    assert fields["summary"]["initial_value"] == "Bring the plan"
    assert [one["text"]["text"] for one in fields["owners"]["initial_options"]] == ["Planned Care SRO"]
    assert len(partnership.rows("select id from action")) == 7
    partnership.clock.move_to(partnership.clock.now().replace(month=12, day=14))
    asked = add_forms.line_form(services, Room(), who(DIRECTOR), "me by 16/11 bring it", "C0GENERAL")
    assert "16 November 2018 has passed, so I take Sat 16 Nov 2019" in said(asked)
    with pytest.raises(InvalidInputError, match="There is no 31 February") as refused:
        add_forms.line_form(services, Room(), who(MANAGER), "me by 31 Feb bring it", "C0GENERAL")
    assert "`/action add me by 31 Feb bring it`" in refused.value.mend


def test_a_line_comes_back_as_it_was_typed_and_says_what_is_doubtful(partnership):
    services = partnership.services

    def form(line, by=MANAGER):
        return add_forms.line_form(services, Room(), who(by), line, "C0GENERAL")

    shown = form("<@U0PCSRO|planned.care.sro> by 25 Dec read <http://example.com/plan> in <#C0GENERAL|general>")
    summary = next(block["element"] for block in shown["blocks"] if block.get("block_id") == "summary")
    assert summary["initial_value"] == "Read http://example.com/plan in #general"
    assert "Nobody works on Tue 25 Dec, a bank holiday or a day on which the partnership is closed." in said(shown)
    assert "Nobody works on Sat 17 Nov." in said(form("me by 17 Nov bring it"))
    assert "I can't read a day in “by whenever bring it”" in said(form("me by whenever bring it"))
    for line in ("<@U0PCSRO|planned.care.sro> by 31 Feb bring it", "<@U0GUEST1|some.one> bring it"):
        with pytest.raises(InvalidInputError) as refused:
            form(line)
        assert f"`/action add @{line.partition('|')[2].replace('>', '', 1)}`" in refused.value.mend
    with pytest.raises(NotAllowedError, match="You can't set actions for ICB") as kept:
        form("ICB: me by 16 Nov bring it", DIRECTOR)
    assert "`/action add ICB: me by 16 Nov bring it`" in kept.value.mend
    assert (
        "Nobody works on Sat 17 Nov."
        in adding.add(services, partnership.asks(MANAGER), draft(partnership, due_on=date(2018, 11, 17))).said
    )


def test_help_and_foot_tell_of_what_the_reader_may_do(partnership):
    services = partnership.services
    helps = {by: said(showing.show_help(services, who(by))) for by in (MANAGER, DIRECTOR, MEMBER)}
    assert [("/action add @owner" in helps[by], "/action edit" in helps[by]) for by in helps] == [
        (True, True),
        (True, False),
        (False, False),
    ]
    feet = [said(showing.my_actions(services, who(by))) for by in (MANAGER, MEMBER, GUEST)]
    assert ["`/action add`" in foot for foot in feet] == [True, False, False]
    assert ["everybody's" in foot for foot in feet] == [True, True, False]


def test_a_channel_says_who_sets_an_action(partnership):
    services = partnership.services

    def chosen(by, place):
        form = add_forms.add_form(services, who(by), place=place)
        fields = {block["block_id"]: block["element"] for block in form["blocks"] if block["type"] == "input"}
        return fields["board"].get("initial_option", {}).get("value"), fields["assigned"]["initial_date"]

    assert chosen(MANAGER, "C0PLANNED") == ("PC", "2018-11-01")
    assert chosen(MANAGER, "C0GENERAL") == (None, "2018-11-01")
    assert chosen(DIRECTOR, "C0GENERAL") == ("PC", "2018-11-01"), "they may set actions nowhere else"
    partnership.clock.move_to(partnership.clock.now().replace(day=19))
    assert chosen(CHAIR, "C0GENERAL") == ("ICB", "2018-11-16"), "the boards in common met on Friday"


def test_a_guest_chooses_from_no_more_than_they_know(partnership):
    partnership.change(
        "insert into role (person_id, role, workstream_key, is_interim, from_config) "
        "select id, 'director', 'UC', false, false "
        "from person where key = 'hospital-operations-director'"
    )
    form = add_forms.add_form(partnership.services, who(GUEST))
    owners = next(block["element"] for block in form["blocks"] if block.get("block_id") == "owners")
    names = [one["text"]["text"] for group in owners["option_groups"] for one in group["options"]]
    assert names == ["Hospital operations director"]


def test_the_office_corrects_details_and_everybody_sees_what_changed(partnership):
    services, ref = partnership.services, "ICBOct18-3"
    before = action(partnership, ref)
    change = draft(partnership, "governance-officer", summary="Circulate it", due_on=None)
    saved = editing.edit(services, partnership.asks(MANAGER, ref, before.version), change)
    assert "Edited: what is to be done, owners." in saved.said
    day = draft(partnership, "governance-officer", summary="Circulate\nit", assigned_on=date(2018, 10, 12))
    saved = editing.edit(services, partnership.asks(MANAGER, ref, saved.version), day)
    assert "Edited: the day it was set, what it came out of." in saved.said
    assert action(partnership, ref).source == Source(SourceKind.BOARD, "ICB")
    with pytest.raises(InvalidInputError, match="Fri 16 Nov 2018 is still to come"):
        editing.edit(services, partnership.asks(MANAGER, ref), replace(day, assigned_on=FRIDAY))
    after = action(partnership, ref)
    assert (after.summary, after.update, after.assigned_on) == ("Circulate it", before.update, date(2018, 10, 12))
    assert [owner.name for owner in after.owners] == ["Governance officer"]
    with pytest.raises(StaleRecordError, match="Governance manager saved it"):
        editing.edit(services, partnership.asks(MANAGER, ref, before.version), change)
    with pytest.raises(InvalidInputError, match="Nothing has changed"):
        editing.edit(services, partnership.asks(MANAGER, ref, after.version), change)
    with pytest.raises(NotAllowedError, match="the governance office"):
        editing.edit(services, partnership.asks(SRO, ref), change)
    assert "edited" in said(history.show_history(services, who(UNLISTED), ref))


def test_an_owner_whom_the_directory_does_not_hold_is_dropped_by_nobody_unseen(partnership):
    services, ref = partnership.services, "ICBOct18-3"
    partnership.change("update action_owner set person_id = null, name = 'J. Doe' where action_id = 4")
    assert [owner.name for owner in action(partnership, ref).owners] == ["J. Doe"]
    form = editing.form(services, who(MANAGER), ref)
    owners = next(block["element"] for block in form["blocks"] if block.get("block_id") == "owners")
    assert [one["value"] for one in owners["initial_options"]] == ["name:J. Doe"]
    both = draft(partnership, "governance-officer", summary="Circulate it", unlisted=owner_names(["name:J. Doe"]))
    editing.edit(services, partnership.asks(MANAGER, ref), both)
    assert [owner.name for owner in action(partnership, ref).owners] == ["Governance officer", "J. Doe"]


def test_a_shared_card_changes_with_its_action_and_goes_with_its_publicity(partnership):
    services, ref, key = partnership.services, "ICBOct18-3", "trigger:1"
    cards.share_action(services, Room((MANAGER, UNLISTED)), who(MANAGER), ref, "C0ROOM", key)
    cards.share_action(services, Room((MANAGER, UNLISTED)), who(MANAGER), ref, "C0ROOM", key)
    (row,) = partnership.outbox(f"share:{key}")
    number = action(partnership, ref).id
    assert row.anchor == f"action-card:{number}:public:{key}"
    partnership.change(
        f"insert into posted_message (anchor, address, channel, ts) values ('{row.anchor}', 'C0ROOM', 'C0ROOM', '1.0')"
    )
    hidden = draft(partnership, "partnership-convenor", summary="Keep it quiet", visibility=Visibility.NON_PUBLIC)
    editing.edit(services, partnership.asks(MANAGER, ref), hidden)
    (renewed,) = partnership.outbox(f"action-card:{number}:")
    assert "no longer public" in renewed.content
    assert "quiet" not in renewed.content


def test_a_card_shared_while_it_was_not_public_says_no_more_than_that_it_changed(partnership):
    services, key = partnership.services, "trigger:1"
    ref = add(partnership, DIRECTOR, summary="Settle it", visibility=Visibility.NON_PUBLIC, board="PC")
    cards.share_action(services, Room((SRO,), is_private=True), who(SRO), ref, "C0ROOM", key)
    number = action(partnership, ref).id
    anchor = f"action-card:{number}:hidden:{key}"
    partnership.change(
        f"insert into posted_message (anchor, address, channel, ts) values ('{anchor}', 'C0ROOM', 'C0ROOM', '1.0')"
    )
    updating.update(services, partnership.asks(DIRECTOR, ref), "Nobody may know.")
    (renewed,) = partnership.outbox(f"action-card:{number}:")
    assert f"{ref} has changed since it was shared here" in renewed.content
    assert "Nobody may know" not in renewed.content
    assert "Settle it" not in renewed.content


def test_an_import_takes_what_an_export_says_and_leaves_what_it_does_not(partnership):
    services, ref = partnership.services, "ICBOct18-3"
    editing.edit(
        services,
        partnership.asks(MANAGER, ref),
        draft(partnership, "partnership-convenor", workstream="IC", visibility=Visibility.NON_PUBLIC),
    )
    data = export(services, RegisterKind.ACTIONS, ExportFormat.CSV).decode("utf-8-sig")
    assert "Visibility" in data.splitlines()[0]
    older = "ref,action,status,due on\n" + f"{ref},Bring the plan,open,2018-12-06\n"
    source = ImportSource(RegisterKind.ACTIONS, "older.csv", older.encode())
    apply(services, source, Importer(), prepare(services, source).digest)
    after = action(partnership, ref)
    assert (after.due_on, after.workstream, after.visibility) == (date(2018, 12, 6), "IC", Visibility.NON_PUBLIC)
    with services.store.view() as view:
        assert after.version == len(view.actions.entries(after.id)) == 3
    assert partnership.rows(f"select chased_by from action where id = {after.id}")[0].chased_by == ""


@pytest.mark.parametrize(
    ("written", "source"),
    [
        ("", Source()),
        ("pc 11", Source(SourceKind.RISK, "PC11")),
        ("Risk UC1", Source(SourceKind.RISK, "UC1")),
        ("proposal D2A beds", Source(SourceKind.PROPOSAL, "D2A beds")),
        ("Plan: Winter plan · 3.1", Source(SourceKind.PLAN, "Winter plan · 3.1")),
    ],
)
def test_what_an_action_comes_out_of_is_read_as_it_is_written(written, source):
    assert read_source(written) == source
    assert read_source(written_source(source)) == source


def test_what_an_action_cannot_come_out_of_is_refused():
    with pytest.raises(InvalidInputError, match="a risk's reference such as PC11"):
        read_source("somewhere")
