"""`convenor paper risks` as an office types it."""

from __future__ import annotations

import os

import pytest
from docx import Document
from sqlalchemy import text

from bot.errors import ConfigError, InvalidInputError, NotFoundError
from bot.store.engines import open_engines
from tests.support.bot import quick_config


@pytest.fixture
def register(run, demo_file, tmp_path):
    demo_file.copy_to(tmp_path)
    return run


def hide_a_risk(url):
    engines = open_engines(url)
    with engines.write.begin() as connection:
        connection.execute(text("UPDATE risk SET visibility = 'non_public' WHERE id = 1"))
        connection.execute(text("UPDATE risk_detail SET visibility = 'non_public' WHERE risk_id = 1"))
    engines.dispose()


def test_a_month_is_written_in_the_forms_asked_for_whatever_is_wrong_with_one(register, tmp_path):
    folder = tmp_path / "papers"
    words = ("paper", "risks", "--board", "TB", "--month", "2018-11", "--format", "html", "--format", "xlsx")
    status, said = register(*words, "--out", folder)
    assert status == 0
    assert "18 risks are on this report." in said
    assert sorted(file.name for file in folder.iterdir()) == ["register-TB-2018-11.html", "register-TB-2018-11.xlsx"]
    first = {file.name: file.read_bytes() for file in folder.iterdir()}
    register(*words, "--out", folder)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == first
    hide_a_risk(os.environ["CONVENOR_DATABASE_URL"])
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "register-TB-2018-11-not-public.html").touch(mode=0o644)
    register(*words, "--full", "--out", tmp_path / "full")
    register(*words, "--out", tmp_path / "public")
    modes = {file.name: file.stat().st_mode & 0o777 for at in ("full", "public") for file in (tmp_path / at).iterdir()}
    assert modes == {
        "register-TB-2018-11-not-public.html": 0o600,
        "register-TB-2018-11-not-public.xlsx": 0o600,
        "register-TB-2018-11.html": 0o644,
        "register-TB-2018-11.xlsx": 0o644,
    }
    for wrong, error, what in (
        (("--board", "TBB"), NotFoundError, "Did you mean `TB`?"),
        (("--month", "2018-13"), InvalidInputError, "“2018-13” is no month"),
        (("--month", "2016-01"), InvalidInputError, "No updates were collected for January 2016"),
        (("--as-of", "never"), InvalidInputError, "I can't read “never” as a day"),
    ):
        with pytest.raises(error) as refused:
            register("paper", "risks", *wrong, "--out", folder)
        assert what in str(refused.value)

    # A template edited into nonsense costs its form and no other.
    word = Document()
    word.add_paragraph("Paper for the {{ bord }}")
    word.save(tmp_path / "ours.docx")
    line = 'title = "Integrated commissioning escalated risk register"'
    config = quick_config(tmp_path, {line: f'{line}\nregister_template = "ours.docx"'})
    with pytest.raises(InvalidInputError) as refused:
        register("paper", "risks", "--config", config, "--board", "TB", "--month", "2018-11", "--out", tmp_path / "out")
    said = str(refused.value)
    assert f"{tmp_path}/ours.docx, paragraph 1 (“Paper for the {{{{ bord }}}}”)" in said
    assert "there is no variable `bord`; did you mean `board`?" in said
    assert sorted(file.suffix for file in (tmp_path / "out").iterdir()) == [".html", ".pdf", ".xlsx"]
    with pytest.raises(ConfigError, match=r"papers\.register_template: .*paragraph 1"):
        register("check-config", config)
