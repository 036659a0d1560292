"""Interests at work in Slack: the chair rules by button, the channel's card goes blank, a reader is checked."""

from __future__ import annotations

from bot.clock import ManualClock
from bot.domain.proposals.content import Content
from bot.settings import load_config
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store
from bot.workflows.proposals.cards import renew_card
from bot.workflows.services import Services
from tests.scenarios.people import MANAGER, filled, labels, words
from tests.support.bot import BEGINS_AT, SHIPPED
from tests.support.chamber import Chamber
from tests.support.partnership import HOME
from tests.support.sandbox import until

CHANNEL = "C0ICBH"


def opened(stage):
    """Put P-1 before the Hackney board, past the bot."""
    config, clock = load_config(SHIPPED), ManualClock(BEGINS_AT)
    store = Store(open_engines(stage.books.url), clock, config.rules, config.zone)
    chamber = Chamber(Services(store, config, clock, HOME), clock)
    content = Content("Five beds at Acorn Lodge", organisations=("A local GP practice",))
    one = chamber.opens("ICB-H", content)
    store.write(lambda unit: renew_card(unit, chamber.services, unit.stages.get(one.id)))
    return chamber, one


def direct(user):
    return f"D{user[1:]}"


def test_the_chair_rules_and_the_card_shows_nothing_to_whoever_leaves(stage):
    chamber, _ = opened(stage)
    chair, member, other = (
        stage.person(chamber.slack(key)) for key in ("hackney-health-councillor", "ccg-chair", "ccg-lay-member")
    )
    card = stage.sandbox.wait_for_message(other.user, CHANNEL, "Five beds at Acorn Lodge")
    asked = stage.sandbox.wait_for_message(chair.user, direct(chair.user), "1 interest in P-1 needs a ruling")
    form = chair.chooses(asked, "Rule")
    assert filled(form)["ruling"] == "speak"
    assert set(chair.is_refused(form, {"ruling": "note"})) == {"reason"}
    assert "leaves, so neither speaks" in chair.saves(form, {"ruling": "leave"})
    stub = stage.sandbox.wait_for_message(other.user, CHANNEL, "takes no part for an interest")
    assert stub["ts"] == card["ts"]
    assert "Acorn" not in f"{stub['text']} {words(stub)}"
    assert "Acorn Lodge" in words(other.chooses(stub, "Read it"))
    assert "not shown to you" in words(member.asks(stub, "Read it"))
    told = stage.sandbox.wait_for_message(member.user, direct(member.user), "Your interest in P-1")
    assert "Read the proposal" not in labels(told)
    declared = member.opens("/proposal declare P-1")
    assert "Acorn" not in words(declared)
    member.types("/proposal read p1")
    assert "not shown to you" in words(member.notes()[-1])
    stage.books.verify()


def test_the_register_is_shown_added_to_and_published(stage):
    manager, member = stage.person(MANAGER), stage.person("U0CCGLAY")
    shown = member.types("/board interests ICB-H")
    assert "member of the household" not in words(shown)
    form = member.opens("/board declare")
    given = {"organisation": "Acorn Lodge", "position": "Trustee, unpaid", "type": "non_pecuniary"}
    assert set(member.is_refused(form, {**given, "until": "2018-10-01"})) == {"until"}
    assert "In the register: Acorn Lodge" in member.saves(form, {"until": "2019-10-01"})
    mine = member.types("/board interests mine")
    assert "Holds until Tue 1 Oct 2019" in words(mine)
    assert "Ended: " in words(member.asks(mine, "End"))
    assert "It comes to your messages" in words(manager.asks(manager.types("/board interests"), "As it is published"))

    def files():
        messages = stage.sandbox.messages(MANAGER, direct(MANAGER))
        return [file for message in messages for file in message.get("files", ())]

    page, table = until(lambda: found if len(found := files()) > 1 else None, what="the register's files")
    assert "A charity for carers" in stage.sandbox.file(MANAGER, page["id"]).content.decode()
    rows = stage.sandbox.file(MANAGER, table["id"]).content.decode("utf-8-sig")
    assert "A sensitive interest, withheld" in rows
    assert "household" not in rows
    stage.books.verify()
