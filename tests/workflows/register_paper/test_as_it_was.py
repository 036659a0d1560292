"""A register paper stays as it was closed, and tells of no time that its readers may not know of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from bot.domain.risks import Visibility
from bot.domain.scoring import Score
from bot.errors import NotAllowedError
from bot.workflows import risk_reviews
from bot.workflows.escalation import deciding
from bot.workflows.escalation.deciding import Decided
from bot.workflows.register_paper.choosing import PaperWish
from bot.workflows.rounds import managing
from bot.workflows.treatment import targets
from tests.support.partnership import Partnership
from tests.support.register_papers import (
    MANAGER,
    NOVEMBER,
    OFFICER,
    chosen,
    contents,
    goes_to,
    hide,
    refs,
)


def test_a_closed_month_keeps_its_names_and_settings(partnership: Partnership) -> None:
    wishes = [NOVEMBER, PaperWish("TB", "2018-11"), PaperWish("ICB-H", "2018-11", is_public=False)]
    before = [contents(partnership, wish) for wish in wishes]
    with partnership.engines.write.begin() as connection:
        for table in ("person", "people_group", "board", "workstream"):
            connection.execute(text(f"UPDATE {table} SET name = 'Renamed ' || name"))
        connection.execute(text("UPDATE directory_version SET version = version + 1"))
        connection.execute(text("UPDATE risk_lead SET until_on = '2018-11-01', until_version = NULL WHERE risk_id < 4"))
    config = partnership.services.config
    bands = tuple(
        band.model_copy(update={"lowest": band.lowest + (band.name == "red")}) for band in config.scoring.bands
    )
    changed = {
        "scoring": config.scoring.model_copy(update={"bands": bands}),
        "tolerance": config.tolerance.model_copy(update={"highest": 11}),
        "papers": config.papers.model_copy(update={"title": "Another title", "asks": ()}),
        "partnership": config.partnership.model_copy(update={"name": "Another partnership"}),
        "workstreams": config.workstreams[::-1],
    }
    partnership.services = replace(partnership.services, config=config.model_copy(update=changed))
    after = [contents(partnership, wish) for wish in wishes]
    assert [made.paper.to_json() for made in after] == [made.paper.to_json() for made in before]
    assert [made.heat_map for made in after] == [made.heat_map for made in before]
    draft = contents(partnership, PaperWish("ICB-H", "2018-12")).paper
    assert draft.cover.title == "Another title"
    assert all("Renamed" in line.leads for line in draft.appendix if line.leads != "nobody yet")


def test_what_a_closing_keeps_is_replaced_when_it_is_closed_again(partnership: Partnership) -> None:
    goes_to(partnership, 2)
    managing.reopen(partnership.services, partnership.asks(MANAGER, "2018-11"), date(2018, 11, 5))
    with partnership.engines.write.begin() as connection:
        connection.execute(text("UPDATE person SET name = 'Renamed ' || name"))
        connection.execute(text("UPDATE directory_version SET version = version + 1"))
    assert "Renamed" not in str(contents(partnership).paper.to_json())
    managing.close(partnership.services, partnership.asks(MANAGER, "2018-11"))
    paper = contents(partnership).paper
    assert "Renamed" in str([line.leads for line in paper.appendix])
    assert paper.summary[0] == "It replaces the report of the register as it stood on Thu 1 Nov 2018, 8:30."


def test_the_full_version_names_nothing_taken_off_to_who_may_not_read_it(partnership: Partnership) -> None:
    goes_to(partnership, 20)
    hide(partnership, "CY8")
    decided = Decided("ICB-H", date(2018, 11, 16), "ICBNov18-6", "A secret reason.")
    deciding.deescalate(partnership.services, partnership.asks(MANAGER, "CY8"), decided)
    full = PaperWish("ICB-H", "2018-12", is_public=False)
    made = contents(partnership, full, MANAGER)
    assert refs(made.paper.taken_off) == ["CY8"]
    assert not made.is_public
    assert "CY8" in {str(risk.ref) for risk in made.risks}
    with pytest.raises(NotAllowedError):
        contents(partnership, full, OFFICER)
    assert refs(contents(partnership, replace(full, is_public=True), OFFICER).paper.taken_off) == []


def test_what_was_not_public_at_the_report_before_is_shown_without_that_time(partnership: Partnership) -> None:
    hide(partnership, "UC6")
    partnership.clock.move_to(datetime(2018, 11, 1, 9, 30, tzinfo=UTC))
    managing.reopen(partnership.services, partnership.asks(MANAGER, "2018-11"), date(2018, 11, 5))
    managing.close(partnership.services, partnership.asks(MANAGER, "2018-11"))
    goes_to(partnership, 20)
    hide(partnership, "UC6", Visibility.PUBLIC)
    public = contents(partnership, PaperWish("ICB-H", "2018-12"), OFFICER)
    assert (public.paper.hidden, public.is_public, len(public.paper.appendix)) == (0, True, 18)
    assert refs(public.paper.new) == ["UC6"]
    assert "UC6" not in refs(public.paper.changes)
    assert public.heat_map is not None
    assert [mark.before for mark in public.heat_map.risks if str(mark.ref) == "UC6"] == [None]
    full = PaperWish("ICB-H", "2018-12", is_public=False)
    assert not contents(partnership, full, MANAGER).is_public
    with pytest.raises(NotAllowedError):
        contents(partnership, full, OFFICER)


def test_as_of_a_day_compares_with_the_last_report_made_by_then(partnership: Partnership) -> None:
    goes_to(partnership, 20)
    early = contents(partnership, chosen(partnership, board="TB", as_of=date(2018, 11, 4))).paper
    assert (refs(early.new), early.provenance.compared_with) == (["PC11"], "Mon 1 Oct 2018")
    later = contents(partnership, chosen(partnership, board="TB", as_of=date(2018, 11, 16))).paper
    assert (refs(later.new), later.provenance.compared_with) == ([], "Thu 1 Nov 2018")


def test_only_a_committee_that_meets_between_the_register_and_the_board_is_named(partnership: Partnership) -> None:
    goes_to(partnership, 20)
    [passed] = contents(partnership, PaperWish("ICB-H", "2018-12")).paper.cover.passed
    assert passed.on == "Wed 28 Nov 2018"
    goes_to(partnership, 28)
    assert contents(partnership, PaperWish("ICB-H", "2018-12")).paper.cover.passed == ()


def test_what_got_no_update_says_so_and_is_counted(partnership: Partnership) -> None:
    goes_to(partnership, 20)
    residual = partnership.risk("UC6").scores.residual
    risk_reviews.update_in_one_line(partnership.services, partnership.asks(MANAGER, "UC6"), residual, "It holds.")
    paper = contents(partnership, PaperWish("ICB-H", "2018-12")).paper
    updated = {line.ref: line.updated for line in paper.appendix}
    assert updated["UC6"] == "Governance manager, Tue 20 Nov 2018"
    assert updated["UC1"].startswith("No update since the report of Thu 1 Nov 2018; this was said by ")
    assert sum(line.startswith("No update since") for line in updated.values()) == 17
    assert any(said.startswith("17 risks have had no update since the report of Thu 1 Nov") for said in paper.summary)


def test_a_target_and_its_day_are_told(partnership: Partnership) -> None:
    goes_to(partnership, 2)
    targets.set_target(
        partnership.services, partnership.asks(MANAGER, "PC11"), targets.Target(Score(3, 4), date(2019, 1, 31))
    )
    goes_to(partnership, 26)
    paper = contents(partnership, PaperWish("ICB-H", "2018-12")).paper
    [change] = [change for change in paper.changes if change.measure == "target"]
    assert (change.ref, change.direction, change.direction_mark) == ("PC11", "", "")
    assert change.words == "The target was set, to be reached by Thu 31 Jan 2019."
    note = next(line.note for line in paper.appendix if line.ref == "PC11")
    assert "Target 12 by Thu 31 Jan 2019; slipping, 17.9 was expected by now." in note
