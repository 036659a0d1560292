"""When digests are made and what they tell, as the file says it, and what is refused there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.domain.calendar import WorkingCalendar
from bot.errors import ConfigError
from bot.settings import default_config_dir, load_config
from bot.settings.digest import DigestSection, DigestSetting

MONDAY = date(2019, 5, 6)


@pytest.mark.parametrize(
    ("day", "closed", "made_on"),
    [
        pytest.param("monday", [], MONDAY, id="a Monday"),
        pytest.param("monday", [6], date(2019, 5, 7), id="a bank holiday"),
        pytest.param("wednesday", [8, 9], date(2019, 5, 10), id="two days closed"),
        pytest.param("friday", [10], None, id="no day of the week is left"),
        pytest.param("monday", [6, 7, 8, 9, 10], None, id="a week that is closed"),
    ],
)
def test_a_digest_is_made_on_its_day_or_the_next_that_is_worked(day, closed, made_on):
    calendar = WorkingCalendar(frozenset(date(2019, 5, number) for number in closed), date.max)
    assert DigestSetting(day=day).day_in(MONDAY, calendar) == made_on


def test_a_workstream_has_what_all_have_but_for_what_is_its_own():
    setting = DigestSetting(
        silence="silent", workstreams={"PC": {"sections": ["late"]}, "UC": {"on": False, "silence": "line"}}
    )
    assert setting.rules("PC").sections == (DigestSection.LATE,)
    assert (setting.rules("PC").silence, setting.rules("PC").is_on) == ("silent", True)
    assert (setting.rules("UC").silence, setting.rules("UC").is_on) == ("line", False)
    assert setting.rules().sections == tuple(DigestSection)


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        pytest.param('day = "monday"', 'day = "sunday"', "digest.day", "monday", id="a day of the weekend"),
        pytest.param(
            "at = 08:30:00\nchannel", "at = 08:30:30\nchannel", "digest.at", "hours and minutes", id="seconds"
        ),
        pytest.param(
            'silence = "line"', 'sections = ["late", "late"]', "digest.sections", "names a section twice", id="twice"
        ),
        pytest.param('silence = "line"', 'sections = ["lates"]', "digest.sections", "late", id="no such section"),
        pytest.param(
            "workstreams.IC]\non", "workstreams.XC]\non", "digest.workstreams", "`XC`", id="no such workstream"
        ),
        pytest.param(
            "workstreams.IC]\non", "workstreams.IC]\noff", "digest.workstreams.IC.off", "not a setting", id="a slip"
        ),
    ],
)
def test_a_slip_is_named_by_its_key(tmp_path: Path, old: str, new: str, key: str, says: str):
    text = (default_config_dir() / "convenor.toml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "convenor.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(file)
    assert key in str(caught.value)
    assert says in str(caught.value)
