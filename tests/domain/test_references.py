import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.references import Reference, near_misses, parse_reference

KNOWN = ("PC1", "PC4", "PC7", "PC11", "PC12", "UC1", "UC4", "PV4", "CY2", "IC3")
REFERENCES = st.builds(Reference, st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=6), st.integers(1, 99999))


@pytest.mark.parametrize(
    ("written", "ref"),
    [
        ("PC11", "PC11"),
        ("PC 7", "PC7"),
        ("Pv4", "PV4"),
        ("pc 11", "PC11"),
        ("PC-11", "PC11"),
        ("pc-11", "PC11"),
        ("pc_11", "PC11"),
        ("PC/11", "PC11"),
        ("PC.11", "PC11"),
        ("PC - 11", "PC11"),
        ("PC011", "PC11"),
        ("  PC11\n", "PC11"),
        ("PC\N{NO-BREAK SPACE}11", "PC11"),
        ("uc99999", "UC99999"),
    ],
)
def test_every_spelling_names_the_same_risk(written, ref):
    assert str(parse_reference(written)) == ref


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("UC", id="a missing number is not guessed"),
        pytest.param("UC ", id="a missing number, with a space"),
        pytest.param("11", id="letters missing"),
        pytest.param("", id="nothing"),
        pytest.param("PC0", id="number nought"),
        pytest.param("PC-", id="only a hyphen"),
        pytest.param("PC11a", id="letters behind"),
        pytest.param("PC11 and UC4", id="two at once"),
        pytest.param("PC11\nPC12", id="two lines"),
        pytest.param("PLANNED11", id="too many letters"),
        pytest.param("PC123456", id="too many digits"),
        pytest.param("PC--------11", id="too many hyphens"),
        pytest.param("ICBOct18-3", id="an action's reference"),
        pytest.param("PC١١", id="digits of another script"),
        pytest.param("РС11", id="letters of another script that look alike"),
        pytest.param("PC11'; DROP TABLE risk;--", id="SQL"),
        pytest.param("🙂", id="emoji"),
        pytest.param("P" * 10_000, id="ten thousand letters"),
    ],
)
def test_what_is_not_a_reference_is_not_taken_for_one(written):
    assert parse_reference(written) is None


@given(
    ref=REFERENCES,
    lower=st.booleans(),
    gap=st.sampled_from(["", " ", "-", "_", "/", ".", " - ", "  "]),
    noughts=st.integers(0, 3),
    around=st.sampled_from(["", " ", "\n", "\t"]),
)
def test_case_spaces_and_hyphens_do_not_matter(ref, lower, gap, noughts, around):
    letters = ref.prefix.lower() if lower else ref.prefix
    written = f"{around}{letters}{gap}{'0' * noughts}{ref.number}{around}"
    assert parse_reference(written) == ref


@given(written=st.text(max_size=40))
def test_what_is_read_can_be_written_and_read_again(written):
    ref = parse_reference(written)
    if ref is not None:
        assert parse_reference(str(ref)) == ref
        assert re.fullmatch("[A-Z]{1,6}[1-9][0-9]{0,4}", str(ref))


def test_references_are_ordered_by_letters_then_by_number():
    ordered = sorted(Reference(*key) for key in [("UC", 1), ("PC", 11), ("PC", 4), ("PC", 7)])
    assert [str(ref) for ref in ordered] == ["PC4", "PC7", "PC11", "UC1"]


@pytest.mark.parametrize(
    ("written", "best"),
    [
        pytest.param("PC111", "PC11", id="one digit too many"),
        pytest.param("PC13", "PC1", id="a neighbour"),
        pytest.param("pc 1l", "PC1", id="a letter for a digit"),
        pytest.param("PX4", "PC4", id="a wrong letter"),
        pytest.param("pv 5", "PV4", id="a number nobody has"),
    ],
)
def test_near_misses_begin_with_the_likeliest(written, best):
    assert near_misses(written, KNOWN)[0] == best


def test_near_misses_prefer_the_same_letters():
    assert set(near_misses("PC9", KNOWN)) <= {"PC1", "PC4", "PC7", "PC11", "PC12"}


@pytest.mark.parametrize("written", ["", "🙂", "…", "ZZZZZZ", "QQ88", "' OR 1=1"])
def test_nothing_is_suggested_when_nothing_is_near(written):
    assert near_misses(written, KNOWN) == ()


@given(written=st.text(max_size=60), known=st.lists(REFERENCES.map(str), max_size=20), limit=st.integers(1, 5))
def test_suggestions_are_known_few_and_without_repetition(written, known, limit):
    found = near_misses(written, dict.fromkeys(known), limit)
    assert set(found) <= set(known)
    assert len(found) <= limit
    assert len(set(found)) == len(found)


@given(ref=REFERENCES)
def test_the_reference_itself_is_its_own_nearest(ref):
    assert near_misses(str(ref), [*KNOWN, str(ref)])[0] == str(ref)
