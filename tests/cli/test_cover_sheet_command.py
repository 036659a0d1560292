"""`convenor paper proposal` as an office types it."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from bot.domain.proposals.content import Content, CostLine, YearAmount
from bot.errors import ConfigError, NotFoundError
from bot.store.engines import open_engines
from bot.store.repositories.proposals import Proposals
from tests.support.bot import quick_config


@pytest.fixture
def proposed(run, demo_file, tmp_path):
    demo_file.copy_to(tmp_path)
    engines = open_engines(os.environ["CONVENOR_DATABASE_URL"])
    line = CostLine(
        1, "Viewer", (YearAmount(2018, 50_000_00), YearAmount(2019, 45_000_00)), stated_total_pence=90_000_00
    )
    values = {"fund_key": "", "kind": "scheme", "workstream_key": "PC", "organisation_key": "CCG", "author_id": 1}
    with engines.write.begin() as connection:
        Proposals(connection).add(
            901,
            "P-901",
            Content("Viewer", costs=(line,)),
            visibility="non_public",
            made_at=datetime(2018, 11, 1, tzinfo=UTC),
            **values,
        )
    engines.dispose()
    return run


def test_the_cover_sheet_is_written_and_says_what_does_not_add_up(proposed, tmp_path):
    folder = tmp_path / "papers"
    status, said = proposed("paper", "proposal", "p901", "--format", "html", "--out", folder)
    assert status == 0
    assert "its years come to £95,000, and its total says £90,000" in " ".join(said.split())
    (made,) = folder.iterdir()
    assert made.name == "P-901-not-public-draft.html"
    # What is not public is its owner's alone.
    assert made.stat().st_mode & 0o777 == 0o600
    for words, error, what in (
        (("P-999",), NotFoundError, "There is no proposal “P-999”"),
        (("P-901", "--board", "TBB"), NotFoundError, "Did you mean `TB`?"),
        (("P-901", "--version", "3"), NotFoundError, "has no version 3"),
    ):
        with pytest.raises(error) as refused:
            proposed("paper", "proposal", *words, "--out", folder)
        assert what in str(refused.value)


def test_a_cover_template_that_is_no_word_document_is_named(run, tmp_path):
    line = 'forms = ["docx", "pdf", "xlsx", "html"]'
    config = quick_config(tmp_path, {line: f'{line}\ncover_template = "gone.docx"'})
    with pytest.raises(ConfigError, match=r"papers\.cover_template: .*gone\.docx is not there"):
        run("check-config", config)
