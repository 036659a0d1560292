"""A fund's chart: its words say all that it shows, and it is drawn also where more is asked than there is."""

from __future__ import annotations

from bot.domain.fund_positions import Part, Position, Standing
from bot.domain.funds import Fund, MoneyLine
from bot.papers.pictures.fund import FundChart, alt_text, fund_chart, named, summary


def chart(envelope: int) -> FundChart:
    parts = (
        Part(Standing.APPROVED, MoneyLine(0, "Posts", 28_300_000, None, "IC")),
        Part(Standing.CONDITIONAL, MoneyLine(1, "Beds", 10_400_000, 2018, "UC"), "P-1"),
        Part(Standing.ASKED, MoneyLine(1, "Viewer <b>", 50_000_000, 2018, "PC"), "P-2"),
    )
    position = Position(Fund("IT-3", "IT enabler fund", envelope), parts)
    years = named(position.by_year(), lambda year: f"{year}/19" if year else "no year")
    workstreams = named(position.by_workstream(), str)
    return FundChart(position, "Thu 1 Nov 2018", years, workstreams, (), "without what is not public")


def test_its_words_say_every_sum():
    said = alt_text(chart(250_000_000))
    for words in (
        "IT-3, IT enabler fund: envelope £2,500,000, £283,000 approved, £104,000 approved on conditions",
        "£2,113,000 left; £1,613,000 would be left if all that is asked were approved",
        "2018/19 £104,000 approved on conditions, £500,000 asked",
        "By workstream: PC £500,000 asked; IC £283,000 approved; UC £104,000 approved on conditions.",
    ):
        assert words in said
    short = alt_text(chart(250_000_000), 250)
    assert len(short) <= 250
    assert short.endswith("were approved.")


def test_it_is_drawn_also_when_there_is_less_than_is_asked():
    small = chart(30_000_000)
    assert summary(small) == "Overdrawn by £87,000; £587,000 would be missing if all that is asked were approved"
    assert fund_chart(small).startswith(b"\x89PNG")
