"""Funds in the configuration: money as it is written, and what contradicts itself is refused with its key."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from bot.domain.sharing_money import Result
from bot.errors import ConfigError
from bot.settings import default_config_dir, load_config

SHIPPED = (default_config_dir() / "convenor.toml").read_text(encoding="utf-8")
FUND = """
[[funds]]
key = "X-9"
name = "Pooled budget"
envelope = "1,250,000.50"
organisations = ["CCG", "HACKNEY"]
"""
CONTRIBUTIONS = """
[[funds.contributions]]
organisation = "CCG"
minimum = 500000
actual = "600,000"
"""
SHARING = """
[[funds.sharing]]
from = 2018-04-01
proportions = { CCG = 33.333, HACKNEY = "66.667" }
first = { CCG = 250000 }
"""


def loaded(tmp_path: Path, added: str):
    file = tmp_path / "convenor.toml"
    file.write_text(f"{SHIPPED}\n{added}", encoding="utf-8")
    return load_config(file)


def test_money_and_proportions_are_exact(tmp_path):
    fund = loaded(tmp_path, FUND + CONTRIBUTIONS + SHARING).fund("X-9")
    assert fund.envelope == 125_000_050
    assert fund.paid_in == {"CCG": 60_000_000}
    (agreed,) = fund.arrangements
    assert agreed.proportions == {"CCG": Fraction(33333, 1000), "HACKNEY": Fraction(66667, 1000)}
    assert (agreed.baseline, agreed.thresholds) == (125_000_050, {"CCG": 25_000_000})
    assert (agreed.from_on, agreed.results) == (date(2018, 4, 1), frozenset(Result))
    assert loaded(tmp_path, "").fund("X-9") is None


@pytest.mark.parametrize(
    ("added", "said"),
    [
        (FUND.replace('"1,250,000.50"', "0"), "must be more than 0"),
        (FUND.replace('"1,250,000.50"', "-5"), "envelope"),
        (FUND.replace('"1,250,000.50"', '"ten thousand"'), "must be pounds"),
        (FUND.replace('"1,250,000.50"', "1e12"), "must be pounds"),
        (FUND.replace('"HACKNEY"', '"NOBODY"'), "there is no organisation `NOBODY`"),
        (FUND.replace('"HACKNEY"', '"CCG"'), "names `CCG` twice"),
        (FUND + FUND, "is defined twice"),
        (FUND + CONTRIBUTIONS.replace("600,000", "400,000"), "less than its minimum of £500,000"),
        (FUND + SHARING.replace("33.333", "33.3"), "total 99.967 per cent"),
        (FUND + SHARING.replace("first = { CCG", "first = { CITY"), "takes no part in the rest"),
        (FUND + "[[funds.sharing]]\nfrom = 2018-04-01\n", "has no `proportions`"),
        (FUND + SHARING + SHARING, "two arrangements of a deficit from 2018-04-01"),
        (
            FUND + SHARING + "[[funds.sharing]]\nfrom = 2019-04-01\nproportions = { CCG = 50, HACKNEY = 50 }\n",
            "without an agreed shift of the baseline",
        ),
        (
            FUND
            + '[[funds.sharing]]\nfrom = 2018-04-01\nof = ["deficit"]\nbaseline = 100\nproportions = { CCG = 100 }\n'
            + '[[funds.sharing]]\nfrom = 2018-04-01\nof = ["surplus"]\nbaseline = 200\nproportions = { CCG = 100 }\n',
            "a deficit and a surplus at once",
        ),
        (FUND + '[[funds.given]]\ntitle = "Earlier"\namount = "2,000,000"\n', "more than the envelope"),
        (FUND + '[[funds.given]]\ntitle = "Earlier"\namount = 1\nworkstream = "ZZ"\n', "there is no workstream `ZZ`"),
    ],
)
def test_what_cannot_be_is_refused_in_words(tmp_path, added, said):
    with pytest.raises(ConfigError, match=said) as refused:
        loaded(tmp_path, added)
    assert "funds" in str(refused.value)


def test_proportions_change_with_an_agreed_shift_of_the_baseline(tmp_path):
    later = '[[funds.sharing]]\nfrom = 2019-04-01\nbaseline = 1300000\nagreed = "ICBs, 14 March 2019"\n'
    fund = loaded(tmp_path, FUND + SHARING + later + "proportions = { CCG = 50, HACKNEY = 50 }\n").fund("X-9")
    assert [one.baseline for one in fund.arrangements] == [125_000_050, 130_000_000]
