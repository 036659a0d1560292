from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, update

from bot.clock import ManualClock
from bot.domain.people import Account, Capacity, DecidesIn, Role, Term
from bot.settings import default_config_dir, load_config
from bot.settings.partnership import PersonSetting, RoleSetting
from bot.store.engines import open_engines
from bot.store.tables import metadata
from bot.store.unit_of_work import Store
from bot.workflows.load_partnership import load_partnership

NOW = datetime(2018, 11, 1, 8, 50, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(scope="module")
def config():
    return load_config(default_config_dir() / "convenor.toml")


@pytest.fixture
def bare(engines, config):
    """A database in which nothing has been loaded."""
    return Store(engines, ManualClock(NOW), config.rules)


@pytest.fixture
def partnership(partnership_url, config):
    """A database in which the shipped configuration has been loaded."""
    store = Store(open_engines(partnership_url), ManualClock(NOW), config.rules)
    yield store
    store.close()


def directory_of(store):
    with store.view() as view:
        return view.people.directory()


def person_of(store, key):
    return next(person for person in directory_of(store).people.values() if person.key == key)


def rows_of(store, table, **where):
    columns = metadata.tables[table]
    query = select(columns).where(*(columns.c[name] == value for name, value in where.items()))
    with store.engines.read.connect() as connection:
        return connection.execute(query.order_by(columns.c[columns.primary_key.columns.keys()[0]])).mappings().all()


def count_of(store, table):
    with store.engines.read.connect() as connection:
        return connection.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()


def head_of(store):
    with store.view() as view:
        return view.audit_head


def with_person(config, key, **changes):
    return with_entry(config, "people", key, **changes)


def with_entry(config, section, key, **changes):
    entries = [entry.model_copy(update=changes) if entry.key == key else entry for entry in getattr(config, section)]
    return config.model_copy(update={section: tuple(entries)})


def with_first_admin(config, named):
    return config.model_copy(update={"partnership": config.partnership.model_copy(update={"first_admin": named})})


def test_every_entry_is_applied_and_audited(bare, config):
    loaded = load_partnership(bare, config)
    sections = ("organisations", "workstreams", "people", "groups", "boards", "funds", "interests")
    entries = sum(len(getattr(config, section)) for section in sections)
    assert len(loaded.applied) == entries
    assert loaded.unchanged == 0
    events = rows_of(bare, "audit_event")
    assert len([event for event in events if event["verb"].endswith(".loaded")]) == entries
    tables = ("organisation", "workstream", "person", "people_group", "board", "fund", "interest")
    assert [count_of(bare, table) for table in tables] == [len(getattr(config, s)) for s in sections]
    with bare.view() as view:
        assert view.verify_audit().seq == entries + 2  # the first administrator, the hospital director's account


def test_nothing_is_said_to_slack(bare, config):
    load_partnership(bare, config)
    assert count_of(bare, "outbox") == 0


def test_the_office_administers_convenor(bare, config):
    loaded = load_partnership(bare, config)
    assert (loaded.admin_given_to, loaded.has_admin) == ("governance-manager", True)
    held = {holding.role for holding in person_of(bare, "governance-manager").roles_on(TODAY)}
    assert held == {Role.OFFICE, Role.ADMIN}


def test_some_people_sit_with_both_commissioning_boards_and_vote_once_with_each(partnership, config):
    boards = directory_of(partnership).boards
    both = boards["ICB-H"].members_on(TODAY) & boards["ICB-C"].members_on(TODAY)
    voting = {
        key: {m.person_id for m in boards[key].members if m.capacity is Capacity.VOTING} for key in ("ICB-H", "ICB-C")
    }
    names = {directory_of(partnership).people[person_id].key for person_id in voting["ICB-H"] & voting["ICB-C"]}
    assert names == {"ccg-chair", "ccg-managing-director", "ccg-lay-member"}
    assert len(both) > len(names)
    for board in boards.values():
        assert len({member.person_id for member in board.members}) == len(board.members)


def test_councillors_decide_at_meetings_and_officers_in_threads(partnership, config):
    decides = {key: board.decides_in for key, board in directory_of(partnership).boards.items()}
    assert {key for key, where in decides.items() if where is DecidesIn.MEETING} == {"ICB-H", "ICB-C"}


def test_both_commissioning_boards_meet_in_common(partnership, config):
    boards = directory_of(partnership).boards
    assert boards["ICB-H"].meetings == boards["ICB-C"].meetings
    assert boards["ICB-H"].meetings[:3] == (date(2018, 10, 11), date(2018, 11, 16), date(2018, 12, 6))
    assert date(2018, 10, 31) in boards["TB"].meetings


def test_an_interim_hands_over_on_the_day(partnership, config):
    directory = directory_of(partnership)
    holders = [
        [person.key for person in directory.holders({Role.DIRECTOR}, day, "CY")]
        for day in (TODAY, date(2019, 1, 31), date(2019, 2, 1))
    ]
    assert holders == [["children-interim-director"], ["children-interim-director"], ["children-director"]]


def test_a_lead_may_have_neither_slack_nor_an_address(bare, config):
    load_partnership(bare, with_person(config, "immunisation-lead", email=None))
    lead = person_of(bare, "immunisation-lead")
    assert (lead.email, lead.slack_id) == (None, None)


def test_loading_twice_changes_nothing(bare, config):
    first = load_partnership(bare, config)
    version = rows_of(bare, "directory_version")[0]["version"]
    head = head_of(bare)
    again = load_partnership(bare, config)
    assert (again.applied, again.unchanged, again.admin_given_to) == ((), len(first.applied), None)
    assert head_of(bare) == head
    assert rows_of(bare, "directory_version")[0]["version"] == version


def test_what_an_administrator_edited_survives_a_restart(partnership, config):
    director = person_of(partnership, "planned-care-director")

    def edit(unit):
        unit.people.edit(director.id, name="Planned Care director (acting)", slack_id="U0ACTING")
        unit.people.add_role(director.id, Role.MEMBER, TODAY, "UC")

    partnership.write(edit)
    edited = person_of(partnership, "planned-care-director")
    load_partnership(partnership, config)
    assert person_of(partnership, "planned-care-director") == edited
    assert edited.name == "Planned Care director (acting)"


def test_only_a_changed_entry_is_applied(partnership, config):
    head = head_of(partnership)
    loaded = load_partnership(partnership, with_person(config, "prevention-director", name="Director of Prevention"))
    assert loaded.applied == ("person:prevention-director",)
    person = person_of(partnership, "prevention-director")
    assert person.name == "Director of Prevention"
    event = rows_of(partnership, "audit_event", seq=head.seq + 1)[0]
    assert (event["verb"], event["subject"]) == ("person.loaded", f"person:{person.id}")
    assert head_of(partnership).seq == head.seq + 1


def test_a_changed_entry_replaces_configured_roles_and_keeps_those_given_in_slack(partnership, config):
    person = person_of(partnership, "prevention-director")
    partnership.write(lambda unit: unit.people.add_role(person.id, Role.MEMBER, TODAY, "PC"))
    ended = RoleSetting.model_validate({"role": "director", "workstream": "PV", "until": "2018-12-31"})
    load_partnership(partnership, with_person(config, "prevention-director", roles=(ended,)))
    roles = {(h.role, h.workstream, h.term) for h in person_of(partnership, "prevention-director").roles}
    assert roles == {
        (Role.DIRECTOR, "PV", Term(None, date(2018, 12, 31))),
        (Role.MEMBER, "PC", Term(TODAY, None)),
    }


def test_the_first_administrator_stays_one_when_their_entry_changes(partnership, config):
    loaded = load_partnership(partnership, with_person(config, "governance-manager", name="Head of governance"))
    assert (loaded.admin_given_to, loaded.has_admin) == (None, True)
    assert Role.ADMIN in {h.role for h in person_of(partnership, "governance-manager").roles_on(TODAY)}


def test_spelling_out_a_default_is_no_change(partnership, config):
    plain = next(person for person in config.people if person.key == "prevention-director")
    spelled = PersonSetting.model_validate(
        {
            "key": plain.key,
            "name": plain.name,
            "email": plain.email,
            "organisation": plain.organisation,
            "slack_id": None,
            "roles": [{"role": "director", "workstream": "PV", "interim": False}],
        }
    )
    people = tuple(spelled if person.key == spelled.key else person for person in config.people)
    assert load_partnership(partnership, config.model_copy(update={"people": people})).applied == ()


def test_a_link_found_earlier_stays_when_the_entry_gives_an_address_only(partnership, config):
    person = person_of(partnership, "planned-care-sro")
    partnership.write(lambda unit: unit.people.edit(person.id, slack_id="U0LINKED"))
    load_partnership(partnership, with_person(config, "planned-care-sro", name="SRO for Planned Care"))
    after = person_of(partnership, "planned-care-sro")
    assert (after.name, after.slack_id) == ("SRO for Planned Care", "U0LINKED")


def meet(store, slack_id, email, **changes):
    facts = {"is_guest": False, "is_stranger": False, "is_bot": False, "is_deleted": False, "team_id": "T0DEMO"}
    account = Account(slack_id=slack_id, name="Somebody", email=email, **{**facts, **changes})
    store.write(lambda unit: unit.people.save_account(account, NOW))


def test_another_address_ends_the_link_of_whoever_held_the_post(partnership, config):
    person = person_of(partnership, "planned-care-sro")
    partnership.write(lambda unit: unit.people.edit(person.id, slack_id="U0FORMER"))
    load_partnership(partnership, with_person(config, "planned-care-sro", email="new.sro@partnership.example"))
    assert person_of(partnership, "planned-care-sro").slack_id is None
    (event,) = rows_of(partnership, "audit_event", verb="person.unlinked")
    assert (event["subject"], event["detail"]) == (f"person:{person.id}", {"slack_id": "U0FORMER"})


def test_another_address_links_the_successor_who_was_met_before(partnership, config):
    person = person_of(partnership, "planned-care-sro")
    partnership.write(lambda unit: unit.people.edit(person.id, slack_id="U0FORMER"))
    meet(partnership, "U0SUCCESSOR", "New.SRO@partnership.example")
    load_partnership(partnership, with_person(config, "planned-care-sro", email="new.sro@partnership.example"))
    assert person_of(partnership, "planned-care-sro").slack_id == "U0SUCCESSOR"


@pytest.mark.parametrize(
    "changes",
    [{"is_stranger": True}, {"is_bot": True}, {"is_deleted": True}, {"team_id": "T0OTHER"}],
    ids=lambda changes: next(iter(changes)),
)
def test_an_account_from_outside_is_never_linked_by_its_address(bare, config, changes):
    meet(bare, "U0OUTSIDE", "planned.care.sro@partnership.example", **changes)
    load_partnership(bare, config)
    assert person_of(bare, "planned-care-sro").slack_id is None


def test_somebody_who_was_met_before_being_listed_is_linked(bare, config):
    meet(bare, "U0PCSRO", "planned.care.sro@partnership.example")
    load_partnership(bare, config)
    assert person_of(bare, "planned-care-sro").slack_id == "U0PCSRO"
    (event,) = rows_of(
        bare,
        "audit_event",
        verb="person.linked",
        subject=f"person:{person_of(bare, 'planned-care-sro').id}",
    )
    assert event["detail"] == {"slack_id": "U0PCSRO"}


def test_an_entry_that_names_an_account_takes_it_from_whoever_holds_it(partnership, config):
    holder = person_of(partnership, "planned-care-deputy")
    partnership.write(lambda unit: unit.people.edit(holder.id, slack_id="U0CLAIMED"))
    load_partnership(partnership, with_person(config, "planned-care-director", slack_id="U0CLAIMED"))
    assert person_of(partnership, "planned-care-director").slack_id == "U0CLAIMED"
    assert person_of(partnership, "planned-care-deputy").slack_id is None
    (event,) = rows_of(partnership, "audit_event", verb="person.unlinked")
    assert event["subject"] == f"person:{holder.id}"


def test_two_entries_may_swap_their_accounts(bare, config):
    first = with_person(with_person(config, "prevention-director", slack_id="U0A"), "prevention-sro", slack_id="U0B")
    load_partnership(bare, first)
    swapped = with_person(with_person(config, "prevention-director", slack_id="U0B"), "prevention-sro", slack_id="U0A")
    load_partnership(bare, swapped)
    links = [person_of(bare, key).slack_id for key in ("prevention-director", "prevention-sro")]
    assert links == ["U0B", "U0A"]


def test_people_absent_from_the_file_stay(partnership, config):
    without = tuple(person for person in config.people if person.key != "city-community-director")
    loaded = load_partnership(
        partnership, config.model_copy(update={"people": without[:1], "groups": (), "boards": (), "interests": ()})
    )
    assert loaded.applied == ()
    assert person_of(partnership, "city-community-director").name == "City director of community services"
    assert count_of(partnership, "person") == len(config.people)


def test_a_first_administrator_whom_nobody_knows_is_not_made_up(bare, config):
    loaded = load_partnership(bare, with_first_admin(config, "somebody.else@partnership.example"))
    assert (loaded.admin_given_to, loaded.has_admin) == (None, False)
    later = load_partnership(bare, config)
    assert (later.admin_given_to, later.has_admin) == ("governance-manager", True)


def test_the_first_administrator_may_be_named_by_a_slack_id_once_linked(bare, config):
    by_id = with_first_admin(config, "U0GOVOFFICER")
    assert load_partnership(bare, by_id).has_admin is False
    officer = person_of(bare, "governance-officer")
    bare.write(lambda unit: unit.people.edit(officer.id, slack_id="U0GOVOFFICER"))
    assert load_partnership(bare, by_id).admin_given_to == "governance-officer"


def test_somebody_who_administers_already_keeps_the_first_one_out(partnership, config):
    loaded = load_partnership(partnership, with_first_admin(config, "programme.director@partnership.example"))
    assert loaded.admin_given_to is None
    assert Role.ADMIN not in {h.role for h in person_of(partnership, "programme-director").roles}


def test_a_postponed_meeting_is_dropped_and_a_past_one_stays(partnership, config):
    changed = with_entry(config, "boards", "TB", meetings=(date(2018, 12, 5), date(2018, 12, 19)))
    assert load_partnership(partnership, changed).applied == ("board:TB",)
    board = directory_of(partnership).boards["TB"]
    assert board.meetings == (date(2018, 10, 31), date(2018, 12, 5), date(2018, 12, 19))


def test_a_changed_board_replaces_its_seats(partnership, config):
    board = next(board for board in config.boards if board.key == "PCLG")
    load_partnership(partnership, with_entry(config, "boards", "PCLG", members=board.members[:2]))
    members = directory_of(partnership).boards["PCLG"].members
    assert [member.person_id for member in members] == [
        person_of(partnership, key).id for key in ("planned-care-sro", "planned-care-director")
    ]


def test_a_changed_group_replaces_its_members(partnership, config):
    group = next(group for group in config.groups if group.key == "programme-sponsors")
    load_partnership(partnership, with_entry(config, "groups", "programme-sponsors", members=group.members[1:]))
    members = [g.members_on(TODAY) for g in directory_of(partnership).groups.values() if g.key == "programme-sponsors"]
    assert members == [
        {person_of(partnership, key).id for key in ("hackney-services-director", "city-community-director")}
    ]


def test_an_interest_that_turns_out_sensitive_is_corrected(partnership, config):
    first, *others = config.interests
    changed = config.model_copy(update={"interests": (first.model_copy(update={"sensitive": True}), *others)})
    assert load_partnership(partnership, changed).applied == (f"interest:{first.person}",)
    assert count_of(partnership, "interest") == len(config.interests)
    assert rows_of(partnership, "interest")[0]["is_sensitive"] is True


def test_an_interest_corrected_by_hand_survives_a_restart(partnership, config):
    interest = metadata.tables["interest"]
    with partnership.engines.write.begin() as connection:
        connection.execute(update(interest).where(interest.c.id == 1).values(nature="Sold in October"))
    load_partnership(partnership, config)
    assert rows_of(partnership, "interest")[0]["nature"] == "Sold in October"


def test_addresses_and_the_nature_of_interests_stay_out_of_the_audit_chain(partnership, config):
    written = " ".join(str(event["detail"]) for event in rows_of(partnership, "audit_event"))
    assert "@" not in written
    assert not [interest.nature for interest in config.interests if interest.nature in written]
    assert "Planned Care director" in written
