"""Whom a register means."""

from __future__ import annotations

import pytest

from bot.domain.people import Group, GroupMember, Role
from bot.domain.registers.naming import Names
from bot.domain.risks import Lead
from tests.support import register
from tests.support.register import ALWAYS, TODAY, role

PEOPLE = [
    register.person(1, role(Role.DIRECTOR, "PC"), name="Ann Lee"),
    register.person(2, role(Role.SRO, "PC"), name="Bob Ray"),
    register.person(3, role(Role.DIRECTOR, "UC"), name="Ann Lee"),
    register.person(4, role(Role.DIRECTOR, "UC"), name="Health and care lead"),
]
GROUP = Group(1, "urgent-group", "Urgent Care Reference Group", (GroupMember(1, ALWAYS),))


@pytest.fixture
def names():
    return Names(register.directory(PEOPLE, [GROUP]), {"The Convenor": PEOPLE[1].key, "gone": "nobody"}, TODAY)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("bob  RAY", 2, id="a name in any writing"),
        pytest.param(PEOPLE[0].key, 1, id="a key"),
        pytest.param("the convenor", 2, id="what the office has said"),
        pytest.param("Planned Care SRO", 2, id="a post one person holds"),
        pytest.param("PC director", 1, id="a post by the workstream's key"),
        pytest.param("Ann Lee", None, id="a name of two is nobody's"),
        pytest.param("Unplanned Care director", None, id="a post of two is nobody's"),
        pytest.param("gone", None, id="a name for somebody who is not listed"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_person_is_found_by(names, written, meant):
    found = names.person(written)
    assert (found.id if found else None) == meant


def test_a_group_is_found_and_is_no_person(names):
    assert names.find("urgent care reference group") == Lead(GROUP.name, group_id=1)
    assert names.person("urgent-group") is None


def test_each_is_named_by_a_word_that_finds_them_again(names):
    words = [names.of_person(person.id) for person in PEOPLE]
    assert words == [PEOPLE[0].key, "Bob Ray", PEOPLE[2].key, PEOPLE[3].key]
    assert [names.person(word).id for word in words] == [1, 2, 3, 4]
    assert names.word(Lead(GROUP.name, group_id=1)) == GROUP.name


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        pytest.param("Bob Ray (interim)", 2, id="in the file"),
        pytest.param("Cat Moor", 5, id="in the directory"),
        pytest.param("cat moor (INTERIM)", 5, id="in both"),
        pytest.param("Cat Moor (a GP)", None, id="other words in brackets belong to a name"),
    ],
)
def test_how_a_post_is_held_is_no_part_of_a_name(written, meant):
    people = [*PEOPLE, register.person(5, role(Role.DIRECTOR, "UC"), name="Cat Moor (interim)")]
    found = Names(register.directory(people), {}, TODAY).person(written)
    assert (found.id if found else None) == meant
