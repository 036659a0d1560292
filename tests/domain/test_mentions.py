"""References and words in messages as Slack has them."""

import pytest

from bot.domain.actions.refs import ReferencePattern
from bot.domain.mentions import references_in

PATTERN = ReferencePattern("{board}{Mon}{yy}-{n}")


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("<@U0BOT> PC11 and ICBOct18-3?", ("PC11", "ICBOct18-3")),
        ("ICBOct18-3, pc-11, Pc 7, PC11", ("ICBOct18-3", "PC11", "PC7")),
        ("<https://x.example/PC9|about PC11> <https://x.example/PC8>", ("PC11",)),
        ("<#C0PC12|pc-13> <!subteam^S1|@PC14>", ()),
        ("COVID19 GP2 PC4x3 XPC11 PC11a", ()),
        ("PC0011 PC0", ("PC11",)),
        ("", ()),
    ],
)
def test_what_is_named(text, refs):
    assert references_in(text, PATTERN, {"PC", "UC"}) == refs


def test_what_reads_as_an_action_is_not_read_as_a_risk_as_well():
    assert references_in("PC-7", ReferencePattern("{board}-{n}"), {"PC"}) == ("PC-7",)


def test_a_partnership_without_workstreams_names_no_risk():
    assert references_in("PC11", PATTERN, ()) == ()
