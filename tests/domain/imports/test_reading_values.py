"""Dates, money, percentages, names and words as people write them into cells."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.imports.amounts import Amount, read_amount, read_probability, read_quantity, read_reckoning, scale_of
from bot.domain.imports.dates import month_in, read_day
from bot.domain.imports.grid import Cell
from bot.domain.imports.names import split_names
from bot.domain.imports.words import heading_words, is_missing, is_to_be_confirmed, read_text

ELEVENTH = date(2018, 10, 11)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("11/10/2018", ELEVENTH),
        ("11.10.18", ELEVENTH),
        ("11-10-2018", ELEVENTH),
        ("2018-10-11", ELEVENTH),
        ("2018-10-11 00:00:00", ELEVENTH),
        ("11/10/2018 09:30", ELEVENTH),
        ("11 October 2018", ELEVENTH),
        ("11th Oct 18", ELEVENTH),
        ("11-Oct-18", ELEVENTH),
        ("Thursday 11 October, 2018", ELEVENTH),
        ("October 11, 2018", ELEVENTH),
        ("43384", ELEVENTH),
        ("29/02/2016", date(2016, 2, 29)),
        ("", None),
        ("TBC", None),
        ("n/a", None),
    ],
)
def test_dates_that_need_no_question(written, day):
    read = read_day(Cell(written))
    assert (read.day, read.doubt) == (day, "")


@pytest.mark.parametrize(
    ("written", "doubt"),
    [
        ("11/28/2018", "month first it would be 28 November 2018"),
        ("31/02/2018", "no such day"),
        ("29/02/2018", "no such day"),
        ("Oct-18", "a month but no day"),
        ("By March 2019", "a month but no day"),
        ("ongoing", "not a date"),
        ("11/10/2018 then 12/12/2018", "not a date"),
        ("11/10/1018", "year 1018"),
        ("2118-10-11", "year 2118"),
    ],
)
def test_dates_that_are_questioned(written, doubt):
    read = read_day(Cell(written))
    assert read.day is None
    assert doubt in read.doubt


def test_date_cells_and_serial_numbers():
    assert read_day(Cell("2018-10-11", day=ELEVENTH)).day == ELEVENTH
    assert read_day(Cell("43384", Decimal(43384))).day == ELEVENTH
    assert read_day(Cell("41922", Decimal(41922)), counts_from_1904=True).day == ELEVENTH
    assert read_day(Cell("3", Decimal(3))).doubt == "It is a number, not a date."


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_day_written_day_first_is_that_day(day):
    for shape in ("%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %B %Y", "%d-%b-%Y", "%A %d %B %Y", "%B %d, %Y"):
        assert read_day(Cell(day.strftime(shape))).day == day


@pytest.mark.parametrize(
    ("ref", "month"),
    [("ICBOct18-3", (2018, 10)), ("TB Sept 2018/4", (2018, 9)), ("ICB-3", None), ("MAR1", None), ("PC11", None)],
)
def test_the_month_in_a_reference(ref, month):
    assert month_in(ref) == month


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("£104,000", Amount(10_400_000)),
        ("104000", Amount(10_400_000)),
        ("GBP 12.50", Amount(1_250)),
        ("(1,200)", Amount(-120_000)),
        ("£(1,200)", Amount(doubt="It is not one amount that can be read.")),
        ("(£1,200)", Amount(-120_000)),
        ("-£500", Amount(-50_000)),
        ("£ -500", Amount(-50_000)),
        ("250k", Amount(25_000_000)),
        ("£1.2m", Amount(120_000_000)),
        ("1.2 million", Amount(120_000_000)),
        ("up to 100,000", Amount(10_000_000, is_up_to=True)),
        ("maximum of £5k", Amount(500_000, is_up_to=True)),
        ("TBC", Amount(is_tbc=True)),
        ("TBC up to 100000", Amount(10_000_000, is_up_to=True, is_tbc=True)),
        ("TBC (up to £100,000)", Amount(10_000_000, is_up_to=True, is_tbc=True)),
        ("nil", Amount(0)),
        ("-", Amount()),
        ("", Amount()),
        ("c. £50k", Amount(5_000_000, doubt="It is an estimate.")),
        ("50,000-60,000", Amount(doubt="It is not one amount that can be read.")),
        ("1,23", Amount(doubt="It is not one amount that can be read.")),
        ("12.345", Amount(doubt="The point may part thousands or pence.")),
        ("9999999999999", Amount(doubt="No budget is that large.")),
    ],
)
def test_money_as_written(written, amount):
    assert read_amount(Cell(written)) == amount


def test_money_in_thousands():
    assert read_amount(Cell("15,915"), 1000).pence == 1_591_500_000
    assert read_amount(Cell("412.55", Decimal("412.55")), 1000).pence == 41_255_000
    assert read_amount(Cell("250k"), 1000).pence == 25_000_000
    assert read_amount(Cell("50%", Decimal("0.5"), is_percent=True)).doubt == "It is a percentage, not money."
    for heading in ("Full value £'000", "Value (£000s)", "Cost £k", "in thousands"):
        assert scale_of(heading) == 1000, heading
    assert scale_of("Cost £m") == 1_000_000
    assert scale_of("Total (£)") == 1


@given(st.integers(-(10**13), 10**13))
def test_every_amount_written_in_pounds_and_pence_is_exact(pence):
    pounds, odd = divmod(abs(pence), 100)
    sign = "-" if pence < 0 else ""
    assert read_amount(Cell(f"{sign}£{pounds:,}.{odd:02d}")).pence == pence


@pytest.mark.parametrize(
    ("written", "in_percent", "probability"),
    [
        ("12.5%", False, Fraction(1, 8)),
        ("12.5 per cent", False, Fraction(1, 8)),
        ("50", True, Fraction(1, 2)),
        ("0.5", False, Fraction(1, 2)),
        ("1", False, Fraction(1)),
        ("1", True, Fraction(1, 100)),
        ("", False, None),
        ("TBC", False, None),
    ],
)
def test_probabilities(written, in_percent, probability):
    assert read_probability(Cell(written), is_in_percent=in_percent) == (probability, "")


@pytest.mark.parametrize("written", ["150%", "High", "-5%", "10-20%"])
def test_probabilities_that_are_questioned(written):
    probability, doubt = read_probability(Cell(written), is_in_percent=False)
    assert probability is None
    assert doubt


def test_a_reckoning_in_words():
    read = read_reckoning("5 beds x 26 weeks x £800 = £104,000")
    assert (read.quantity, read.unit, read.periods, read.period, read.rate_pence) == (5, "beds", 26, "weeks", 80_000)
    assert read.pence == 10_400_000
    assert read_reckoning("3 tablets @ £600").pence == 180_000
    assert read_reckoning("beds for winter") is None
    assert read_quantity(Cell("5 beds")) == (5, "beds")


KNOWN = (
    "Health and Care Board",
    "Adults and Children",
    "IT/Digital Group",
    "Finance, Estates and Works",
    "Smith",
)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Planned Care director / Cancer lead", ("Planned Care director", "Cancer lead")),
        ("Unplanned Care SRO, Unplanned Care director", ("Unplanned Care SRO", "Unplanned Care director")),
        ("Convenor, Governance manager", ("Convenor", "Governance manager")),
        ("A Jones\nB Khan\r\n• C Lee", ("A Jones", "B Khan", "C Lee")),
        ("A Jones and B Khan", ("A Jones", "B Khan")),
        ("A Jones, B Khan and C Lee", ("A Jones", "B Khan", "C Lee")),
        ("<p>A Jones<br>B Khan", ("A Jones", "B Khan")),
        ("Ann/Bob", ("Ann", "Bob")),
        ("Ann, Bob, Cem", ("Ann", "Bob", "Cem")),
        ("Khan, Bea", ("Khan, Bea",)),
        ("Smith, Khan", ("Smith", "Khan")),
        ("Women and Families", ("Women and Families",)),
        ("Health and Care Board", ("Health and Care Board",)),
        ("Health and Care Board / Adults and Children", ("Health and Care Board", "Adults and Children")),
        ("IT/Digital Group, A Jones", ("IT/Digital Group", "A Jones")),
        ("finance, estates and works / B Khan", ("finance, estates and works", "B Khan")),
        ("A Jones / a jones", ("A Jones",)),
        ("TBC", ()),
        (" - ", ()),
    ],
)
def test_several_names_in_one_cell(written, names):
    assert split_names(written, KNOWN) == names


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("<p>One<br>two <b>three", "One\ntwo three"),
        ("<ul><li>a<li>b &amp; c</ul>", "a\nb & c"),
        ("• a\n• b\n- c\no\td", "a\nb\nc\nd"),
        ("<5% of A&E, and x > 3", "<5% of A&E, and x > 3"),
        ("unclosed <div class='x", "unclosed"),
        ("a <b", "a"),
        ("<script>alert(1)</script>ok", "ok"),
        ("<script>never closed", "never closed"),
        ("&lt;b&gt; kept", "<b> kept"),
        ("x\0<p>y\u202e", "x\ny"),
        ("well-known - and so on", "well-known - and so on"),
    ],
)
def test_bullets_and_markup(written, words):
    assert read_text(written) == words


def test_marks_for_open_and_for_nothing():
    for written in ("TBC", "tbc", "T.B.C.", "(TBC)", "to be confirmed", "TBD", "TBA"):
        assert is_to_be_confirmed(written), written
    assert not is_to_be_confirmed("TBC by the board")
    for written in ("", " ", "-", "–", "n/a", "N/A", "None", "?"):
        assert is_missing(written), written


@pytest.mark.parametrize(
    ("heading", "words"),
    [("Risk Ref. #", "risk ref number"), ("Owner(s)", "owner s"), ("lead_roles", "lead roles"), ("L & S", "l and s")],
)
def test_headings_in_words(heading, words):
    assert heading_words(heading) == words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("• Smoking rates • stay high", "Smoking rates\nstay high"),
        ("&bull; Beds run out &bull; Staff leave", "Beds run out\nStaff leave"),
        ("Two things: ▪ one ▪ two", "Two things:\none\ntwo"),
        ("<ul><li>Beds run out</li><li>Staff leave</li></ul>", "Beds run out\nStaff leave"),
        ("A · B - C", "A · B - C"),
        ("5•3", "5•3"),
    ],
)
def test_bullets_within_a_line_begin_lines(written, read):
    assert read_text(written) == read
