import csv
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import finance_range
from bot.domain.finance import Amounts, by_partner, line_reference, reckon, to_penny, total
from bot.domain.finance_range import Range, simulate
from bot.domain.finance_words import chance_words, money_words, read_chance, read_money, short_money
from bot.domain.imports.drafts import FinanceSection, MoneyUnit
from bot.domain.registers.records import FinanceLineRecord
from bot.settings import default_config_dir
from bot.workflows.demo_finance import read_demo_finance

THOUSAND = 100_000
HALF = Fraction(1, 2)


def line(number=1, full=None, chance=None, *, saving=False, **facts):
    known = {
        "partner": "CCG",
        "section": FinanceSection.OPPORTUNITY if saving else FinanceSection.RISK,
        "number": str(number),
        "title": "Elective activity",
        "narrative": "",
        "full_value_pence": full,
        "probability": chance,
        "adjusted_pence": None,
        "adjusted_recurrent_pence": None,
        "adjusted_non_recurrent_pence": None,
        "unit": MoneyUnit.POUNDS,
        "to_be_confirmed": (),
    }
    return FinanceLineRecord(**{**known, **facts})


def range_of(*lines):
    return simulate(map(reckon, lines)).net


@pytest.fixture(scope="module")
def tracker():
    with (default_config_dir() / "demo" / "finance.csv").open(encoding="utf-8", newline="") as file:
        return [reckon(one) for one in read_demo_finance(csv.DictReader(file))]


def test_the_demos_tracker_comes_to_what_its_paper_prints(tracker):
    totals = total(tracker)
    assert totals.risks.full == 15_915 * THOUSAND
    assert totals.risks.expected == Amounts(4_848 * THOUSAND, 3_865 * THOUSAND)
    assert totals.opportunities.full == -16_317 * THOUSAND
    assert totals.opportunities.expected == Amounts(-4_146 * THOUSAND, -4_567 * THOUSAND)
    assert totals.net.expected == Amounts(702 * THOUSAND, -702 * THOUSAND)
    assert sum(one.differs for one in tracker) == 8
    assert totals.net.open_lines == 1
    assert totals.net.computed != totals.net.expected


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        pytest.param(line(full=1_000, chance=Fraction(1, 4)), Amounts(undivided=250), id="value times probability"),
        pytest.param(line(full=1_000), Amounts(undivided=1_000), id="a blank probability is certain"),
        pytest.param(line(full=1_000, saving=True), Amounts(undivided=-1_000), id="a saving printed as positive"),
        pytest.param(line(full=-1_000, saving=True), Amounts(undivided=-1_000), id="a saving printed as negative"),
        pytest.param(
            line(full=1_000, chance=HALF, adjusted_recurrent_pence=400), Amounts(recurrent=400), id="what is stated"
        ),
        pytest.param(
            line(adjusted_non_recurrent_pence=300), Amounts(non_recurrent=300), id="an adjusted value and nothing else"
        ),
        pytest.param(line(adjusted_pence=300), Amounts(undivided=300), id="nobody said which"),
        pytest.param(line(full=3, chance=HALF), Amounts(undivided=2), id="half a penny"),
        pytest.param(line(full=1_000, chance=HALF, to_be_confirmed=("probability",)), None, id="TBC probability"),
        pytest.param(line(to_be_confirmed=("full_value",)), None, id="TBC value"),
        pytest.param(line(), None, id="no money at all"),
        pytest.param(line(full=1_000, chance=Fraction(3, 2)), None, id="an impossible probability"),
        pytest.param(
            line(full=1_000, adjusted_recurrent_pence=1, to_be_confirmed=("adjusted_non_recurrent",)),
            Amounts(undivided=1_000),
            id="half of what is stated is open",
        ),
    ],
)
def test_what_a_line_is_expected_to_come_to(kept, expected):
    assert reckon(kept).expected == expected
    assert total([reckon(kept)]).net.open_lines == (expected is None)


def test_a_computed_value_is_divided_as_the_stated_one_is():
    both = reckon(line(full=900, chance=HALF, adjusted_recurrent_pence=200, adjusted_non_recurrent_pence=100))
    assert both.computed == Amounts(300, 150)
    once = reckon(line(full=900, chance=HALF, adjusted_non_recurrent_pence=0))
    assert once.computed == Amounts(non_recurrent=450)


@pytest.mark.parametrize(
    ("unit", "stated", "differs"),
    [
        (MoneyUnit.POUNDS, 10_049, False),
        (MoneyUnit.POUNDS, 10_051, True),
        (MoneyUnit.THOUSANDS, 10_000 + THOUSAND // 2, False),
        (MoneyUnit.THOUSANDS, 10_001 + THOUSAND // 2, True),
    ],
)
def test_rounding_to_the_trackers_unit_is_no_difference(unit, stated, differs):
    kept = line(full=20_000, chance=HALF, adjusted_recurrent_pence=stated, unit=unit)
    assert reckon(kept).differs is differs


def test_partners_stay_apart_whatever_the_case_of_their_name():
    lines = [line(1, partner="CCG"), line(2, partner="City"), line(3, partner="ccg")]
    assert {name: [one.number for one in mine] for name, mine in by_partner(lines).items()} == {
        "CCG": ["1", "3"],
        "City": ["2"],
    }
    assert line_reference(lines[1]) == "City/risk/2"


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        pytest.param([], Range(0, 0, 0), id="nothing"),
        pytest.param([line(full=700), line(2, 300, saving=True)], Range(400, 400, 400), id="all certain"),
        pytest.param([line(full=700, chance=Fraction(0))], Range(0, 0, 0), id="all impossible"),
        pytest.param([line(full=700, chance=Fraction(3, 10))], Range(0, 0, 700), id="once in a while"),
        pytest.param([line(full=700, chance=Fraction(7, 10))], Range(0, 700, 700), id="mostly"),
        pytest.param([line(full=700, chance=Fraction(3, 100))], Range(0, 0, 0), id="less than once in twenty"),
        pytest.param([line(full=700, chance=Fraction(97, 100))], Range(700, 700, 700), id="nearly always"),
        pytest.param([line(full=700, chance=Fraction(3, 10), saving=True)], Range(-700, 0, 0), id="a saving"),
        pytest.param([line(to_be_confirmed=("full_value",)), line(2, 5)], Range(5, 5, 5), id="open lines left out"),
        pytest.param([line(adjusted_recurrent_pence=250)], Range(250, 250, 250), id="an adjusted value alone"),
    ],
)
def test_the_range_of_what_can_be_reckoned_by_hand(lines, wanted):
    assert range_of(*lines) == wanted


def test_one_line_at_evens_comes_or_does_not():
    spread = range_of(line(full=700, chance=HALF))
    assert (spread.low, spread.high) == (0, 700)
    assert spread.middle in {0, 700}


def test_a_hundred_even_chances_spread_as_the_binomial_distribution_does():
    spread = range_of(*(line(number, 1, HALF) for number in range(100)))
    # Exactly 42, 50 and 58; ten thousand trials come within one of it.
    assert abs(spread.low - 42) <= 1
    assert abs(spread.middle - 50) <= 1
    assert abs(spread.high - 58) <= 1


def test_other_lines_throw_other_dice():
    lines = [line(number, 1_000 + 7**number, HALF) for number in range(12)]
    assert range_of(*lines) == range_of(*lines)
    renamed = [replace(one, number=f"{one.number}a") for one in lines]
    assert range_of(*renamed) != range_of(*lines)


def test_however_many_lines_there_are_so_many_dice_are_thrown_and_no_more(monkeypatch):
    thrown = 0

    class Counting(Random):
        def getrandbits(self, bits):
            nonlocal thrown
            thrown += 1
            return super().getrandbits(bits)

    monkeypatch.setattr(finance_range, "Random", Counting)
    # Two thousand lines of a pound, and one that outweighs them all, last of them.
    lines = [line(number, 100, HALF) for number in range(2_000)] + [line(9_999, 10_000_000, HALF)]
    spread = range_of(*lines)
    assert thrown <= 1_000_000
    assert spread.low < 110_000
    assert spread.high > 10_080_000


AMOUNTS = st.integers(0, 10**12)
CHANCES = st.fractions(0, 1, max_denominator=1_000)
SOME_LINES = st.lists(st.tuples(AMOUNTS, CHANCES, st.booleans()), max_size=8).map(
    lambda facts: [line(number, full, chance, saving=saving) for number, (full, chance, saving) in enumerate(facts)]
)


@given(lines=SOME_LINES, data=st.data())
def test_a_range_is_in_order_within_what_is_possible_and_the_same_in_any_order(lines, data):
    reckoned = [reckon(one) for one in lines]
    ranges = simulate(reckoned)
    totals = total(reckoned)
    least = sum(one.full for one in reckoned if one.full < 0)
    most = sum(one.full for one in reckoned if one.full > 0)
    assert least <= ranges.net.low <= ranges.net.middle <= ranges.net.high <= most
    assert least <= totals.net.expected.total <= most
    assert simulate(data.draw(st.permutations(reckoned))) == ranges


@given(lines=SOME_LINES)
def test_net_is_the_sum_of_both_halves_and_of_both_kinds(lines):
    totals = total(map(reckon, lines))
    assert totals.net.expected.total == sum(reckon(one).expected.total for one in lines)
    assert totals.net.full == totals.risks.full + totals.opportunities.full
    assert totals.opportunities.expected.total <= 0 <= totals.risks.expected.total


@given(exact=st.fractions())
def test_rounding_goes_to_the_nearest_penny_and_minds_no_sign(exact):
    assert abs(to_penny(exact) - exact) <= HALF
    assert to_penny(-exact) == -to_penny(exact)


@pytest.mark.parametrize(
    ("written", "pence"),
    [("£1.2m", 120_000_000), ("250k", 25_000_000), ("104,000", 10_400_000), ("(500)", -50_000), ("nil", 0)],
)
def test_money_is_read_as_people_write_it(written, pence):
    assert read_money(written).value == pence


@pytest.mark.parametrize(
    ("written", "chance"),
    [("25%", HALF / 2), ("25", HALF / 2), ("0.25", HALF / 2), ("1/8", Fraction(1, 8)), ("1 in 8", Fraction(1, 8)),
     ("100", Fraction(1)), ("0", Fraction(0))],
)  # fmt: skip
def test_probabilities_are_read_as_people_write_them(written, chance):
    assert read_chance(written).value == chance


@pytest.mark.parametrize("written", ["1.234", "1.2345", "up to 5k", "c. 400", "£3m TBC", "lots", "5 6", "9" * 30])
def test_what_is_not_one_amount_says_how_to_write_it(written):
    typed = read_money(written)
    assert typed.value is None
    assert "£1.2m" in typed.problem


@pytest.mark.parametrize("written", ["1", "1.0", "9/8", "1/0", "120", "-5", "likely", "5e1"])
def test_what_is_no_probability_says_how_to_write_it(written):
    typed = read_chance(written)
    assert typed.value is None
    assert "%" in typed.problem


def test_to_be_confirmed_and_nothing_are_answers_too():
    assert (read_money("TBC").is_tbc, read_money("").is_tbc, read_money("").problem) == (True, False, "")
    assert (read_chance("tbc").is_tbc, read_chance(" ").value, read_chance(" ").problem) == (True, None, "")


@given(pence=st.integers(-(10**13), 10**13), chance=CHANCES)
def test_what_a_form_shows_it_reads_back(pence, chance):
    assert read_money(money_words(pence)).value == pence
    assert read_chance(chance_words(chance)).value == chance


@pytest.mark.parametrize(
    ("pence", "words"),
    [(0, "£0"), (-40, "£0"), (99_999_949, "£999,999"), (100_000_000, "£1m"), (-484_850_000, "−\u2060£4.849m")],
)
def test_money_is_shortened_from_a_million_on(pence, words):
    assert short_money(pence) == words
