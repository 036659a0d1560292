"""`convenor paper decision` as an office types it."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

import pytest

from bot.domain.proposals.content import Content
from bot.domain.proposals.decisions import DecisionKind
from bot.domain.proposals.records import Outcome
from bot.errors import InvalidInputError, NotFoundError
from bot.store.engines import open_engines
from bot.store.repositories.decisions import Decisions
from bot.store.repositories.proposals import Proposals

AT = datetime(2018, 11, 1, tzinfo=UTC)


@pytest.fixture
def decided(run, demo_file, tmp_path):
    demo_file.copy_to(tmp_path)
    engines = open_engines(os.environ["CONVENOR_DATABASE_URL"])
    values = {"fund_key": "", "kind": "scheme", "workstream_key": "PC", "organisation_key": "CCG", "author_id": 1}
    with engines.write.begin() as connection:
        proposal_id = Proposals(connection).add(
            901, "P-901", Content("Viewer"), visibility="non_public", made_at=AT, **values
        )
        decisions = Decisions(connection)
        begun = decisions.begin(
            board="TB",
            proposal_id=proposal_id,
            stage_id=None,
            sitting=1,
            kind=DecisionKind.BOARD,
            about_id=None,
            decided_on=date(2018, 10, 31),
            outcome=Outcome.ENDORSED,
            words="ENDORSED.",
            entered_by="Office",
            entered_at=AT,
        )
        record = {"kind": "board", "board": {"name": "Transformation Board"}, "proposal": {"title": "Viewer"}}
        decisions.seal(begun, record)
    engines.dispose()
    return run


def test_the_paper_of_a_decision_is_written(decided, tmp_path):
    folder = tmp_path / "papers"
    status, said = decided("paper", "decision", "tb 2018 1", "--format", "html", "--format", "xlsx", "--out", folder)
    assert status == 0
    (made,) = folder.iterdir()
    assert made.name in "".join(said.split())
    assert "ENDORSED." in made.read_text(encoding="utf-8")
    # What is not public is its owner's alone.
    assert made.stat().st_mode & 0o777 == 0o600
    for number, error in (("TB-2018-99", NotFoundError), ("the last one", InvalidInputError)):
        with pytest.raises(error):
            decided("paper", "decision", number, "--out", folder)
