import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.money import format_pence, parse_pence
from bot.errors import InvalidInputError

AMOUNTS = st.integers(-(10**14) + 1, 10**14 - 1)


@pytest.mark.parametrize(
    ("written", "pence"),
    [
        ("£104,000", 10_400_000),
        ("104000", 10_400_000),
        ("2,478,817", 247_881_700),
        ("-12.50", -1_250),
        ("-£12.50", -1_250),
        ("£-12.50", -1_250),
        ("- £5", -500),
        ("12.5", 1_250),
        ("0.07", 7),
        ("-0.01", -1),
        ("0", 0),
        ("  £ 12  ", 1_200),
        ("999,999,999,999.99", 99_999_999_999_999),
    ],
)
def test_pounds_are_read_to_the_penny(written, pence):
    assert parse_pence(written) == pence


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("", id="nothing"),
        pytest.param("£", id="only the sign"),
        pytest.param("TBC", id="to be confirmed"),
        pytest.param("up to £5", id="words before"),
        pytest.param("--5", id="two minus signs"),
        pytest.param("-£-5", id="a minus sign on each side"),
        pytest.param("12.345", id="less than a penny"),
        pytest.param("1,00", id="a misplaced comma"),
        pytest.param("1,000,00", id="a comma missing"),
        pytest.param("1e6", id="a power"),
        pytest.param("nan", id="not a number"),
        pytest.param("€5", id="another currency"),
        pytest.param("9" * 13, id="a million million and more"),
        pytest.param("9" * 10_000, id="ten thousand digits"),
        pytest.param("٣", id="a digit of another script"),
        pytest.param("5\n6", id="two lines"),
    ],
)
def test_what_is_not_an_amount_is_refused_with_an_example(written):
    with pytest.raises(InvalidInputError) as refused:
        parse_pence(written)
    assert len(refused.value.message) < 100
    assert "104,000" in refused.value.mend


@given(pence=AMOUNTS)
def test_what_is_printed_is_read_back(pence):
    assert parse_pence(format_pence(pence)) == pence


@given(amounts=st.lists(AMOUNTS, max_size=20))
def test_a_sum_of_amounts_read_is_exact(amounts):
    assert sum(parse_pence(format_pence(pence)) for pence in amounts) == sum(amounts)


@pytest.mark.parametrize(
    ("pence", "printed"),
    [(10_400_000, "£104,000"), (1_250, "£12.50"), (1_205, "£12.05"), (-7, "-£0.07"), (0, "£0")],
)
def test_odd_pence_are_printed_only_where_there_are_any(pence, printed):
    assert format_pence(pence) == printed
