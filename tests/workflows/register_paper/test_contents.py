"""The register paper from the register: which one is meant, what it holds, and who may have it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.domain.risks import Visibility
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.workflows import risk_reviews
from bot.workflows.escalation import accepting, deciding
from bot.workflows.escalation.deciding import Decided
from bot.workflows.register_paper.choosing import PaperWish
from bot.workflows.rounds import managing
from tests.support.partnership import Partnership
from tests.support.register_papers import (
    COUNCILLOR,
    GUEST,
    MANAGER,
    NOVEMBER,
    OFFICER,
    chosen,
    contents,
    goes_to,
    hide,
    refs,
)


def test_the_demonstration_tells_what_its_board_was_told(partnership: Partnership) -> None:
    made = contents(partnership)
    paper = made.paper
    assert refs(paper.new) == ["PC11"]
    assert {group.name: refs(group.risks) for group in paper.still_red} == {
        "Planned Care": ["PC7"],
        "Unplanned Care": ["UC1", "UC15"],
        "Children, Young People and Maternity": ["CY8"],
    }
    assert [(change.ref, change.sentence) for change in paper.changes] == [("UC6", "residual fell from 16 to 12")]
    assert len(paper.appendix) == 18
    assert [line.ref for line in paper.appendix if line.residual.band == "Red"] == ["PC11", "PC7", "UC1", "UC15", "CY8"]
    assert {line.ref: line.direction for line in paper.appendix if line.direction != "same"} == {
        "PC11": "new",
        "UC6": "falling",
    }
    assert paper.summary == (
        "18 risks are on this report. After mitigation: 5 red, 10 amber and 3 green.",
        "1 is new: PC11.",
        "4 are still red after mitigation: PC7, UC1, UC15 and CY8.",
        "1 score has changed since the report of Mon 1 Oct 2018: UC6 (residual fell from 16 to 12).",
    )
    # The Transformation Board met the day before the register's: it cannot have seen this.
    assert paper.cover.passed == ()
    assert [(ask.board, ask.verb) for ask in paper.asks] == [
        ("Hackney Integrated Commissioning Board", "NOTE"),
        ("City Integrated Commissioning Board", "NOTE"),
    ]
    assert (paper.cover.meeting, paper.cover.publicity, paper.cover.draft) == ("Fri 16 Nov 2018", "Public", "")
    assert paper.name == "register-ICB-H-2018-11"
    assert made.heat_map is not None
    assert {str(mark.ref): mark.direction.word for mark in made.heat_map.risks}["UC6"] == "falling"
    with partnership.services.store.view() as view:
        assert paper.provenance.audit_event <= view.audit_head.seq
        assert len(paper.provenance.audit_hash) == 64


def test_a_closed_month_stays_as_it_was_reported(partnership: Partnership) -> None:
    before = contents(partnership).paper.digest
    goes_to(partnership, 20)
    risk_reviews.update_in_one_line(
        partnership.services, partnership.asks(MANAGER, "PC11"), partnership.risk("UC6").scores.residual, "It fell."
    )
    risk_reviews.close(partnership.services, partnership.asks(MANAGER, "UC16"), "It is over.")
    deciding.deescalate(
        partnership.services,
        partnership.asks(MANAGER, "CY8"),
        Decided("ICB-H", date(2018, 11, 16), "ICBNov18-6", "It is watched elsewhere."),
    )
    accepting.accept(
        partnership.services,
        partnership.asks(MANAGER, "PC7"),
        Decided("ICB-H", date(2018, 11, 16), "ICBNov18-7", "It is borne."),
        date(2019, 1, 31),
    )
    assert contents(partnership).paper.digest == before


def test_the_next_month_is_a_draft_that_tells_what_came_since(partnership: Partnership) -> None:
    goes_to(partnership, 20)
    for board_key in ("ICB-H", "ICB-C"):
        accepting.accept(
            partnership.services,
            partnership.asks(MANAGER, "PC7"),
            Decided(board_key, date(2018, 11, 16), "ICBNov18-7", "It is borne."),
            date(2019, 1, 31),
        )
    deciding.deescalate(
        partnership.services,
        partnership.asks(MANAGER, "CY8"),
        Decided("ICB-H", date(2018, 11, 16), "ICBNov18-6", "It is watched elsewhere."),
    )
    risk_reviews.close(partnership.services, partnership.asks(MANAGER, "UC16"), "It is over.")
    wish = chosen(partnership)
    assert wish.month == "2018-12"
    paper = contents(partnership, wish).paper
    assert paper.name == "register-ICB-H-2018-12-draft"
    assert paper.summary[0].startswith("Updates for December 2018 have not been asked for yet.")
    assert paper.new == ()
    assert [(off.ref, off.words) for off in paper.taken_off] == [
        ("CY8", "Decided on Fri 16 Nov 2018, minute ICBNov18-6: It is watched elsewhere.")
    ]
    notes = {line.ref: line.note for line in paper.appendix if line.note}
    assert notes["PC7"].startswith("Accepted above tolerance by City Integrated Commissioning Board, Hackney")
    assert notes["PC7"].endswith("until Thu 31 Jan 2019.")
    assert notes["UC1"] == "Above the tolerance of 14; no board has accepted it."
    assert notes["UC16"] == "Closed; it stays on the report until the board takes it off."
    assert "3 red" not in paper.summary[1]
    assert paper.summary[1].endswith("After mitigation: 4 red, 10 amber, 2 green and 1 closed.")
    assert contents(partnership, PaperWish("ICB-C", "2018-12")).paper.taken_off == ()


def test_a_reopened_month_is_a_draft_until_it_is_closed_again(partnership: Partnership) -> None:
    final = contents(partnership)
    assert not final.is_draft
    managing.reopen(partnership.services, partnership.asks(MANAGER, "2018-11"), date(2018, 11, 5))
    draft = contents(partnership)
    assert draft.is_draft
    assert draft.position_at == final.position_at
    assert "being collected again" in draft.paper.cover.draft


def test_what_is_not_public_is_counted_and_never_named(partnership: Partnership) -> None:
    goes_to(partnership, 20)
    hide(partnership, "PC11")
    hide(partnership, "UC6")
    public = contents(partnership)
    paper = public.paper
    assert (paper.hidden, public.is_public, len(paper.appendix)) == (2, True, 16)
    assert paper.summary[-1] == "2 risks are not public and reported separately."
    assert paper.cover.publicity == "Public: 2 risks are not public and reported separately."
    words = str(paper.to_json())
    for secret in ("PC11", "UC6", partnership.risk("PC11").summary, partnership.risk("UC6").summary):
        assert secret not in words
    assert public.heat_map is not None
    assert not {"PC11", "UC6"} & {str(mark.ref) for mark in public.heat_map.risks}
    full = contents(partnership, PaperWish("ICB-H", "2018-11", is_public=False))
    assert (full.paper.hidden, full.is_public, len(full.paper.appendix)) == (0, False, 18)
    assert full.paper.cover.publicity == "Not public"
    assert full.paper.name == "register-ICB-H-2018-11-not-public"


def test_what_was_not_public_then_stays_left_out_when_it_becomes_public(partnership: Partnership) -> None:
    goes_to(partnership, 20)
    hide(partnership, "UC6")
    goes_to(partnership, 22)
    hide(partnership, "UC6", Visibility.PUBLIC)
    assert contents(partnership).paper.hidden == 0
    then = contents(partnership, PaperWish("ICB-H", "2018-12", "2018-11-21")).paper
    assert (then.hidden, len(then.appendix)) == (1, 17)


def test_one_that_is_taken_off_and_not_public_is_not_named_either(partnership: Partnership) -> None:
    goes_to(partnership, 20)
    hide(partnership, "CY8")
    decided = Decided("ICB-H", date(2018, 11, 16), "ICBNov18-6", "It is watched elsewhere.")
    deciding.deescalate(partnership.services, partnership.asks(MANAGER, "CY8"), decided)
    paper = contents(partnership, PaperWish("ICB-H", "2018-12")).paper
    assert paper.taken_off == ()
    assert "CY8" not in str(paper.to_json())


def test_the_full_version_is_for_those_who_may_read_every_risk_in_it(partnership: Partnership) -> None:
    goes_to(partnership, 20)
    full = PaperWish("ICB-H", "2018-11", is_public=False)
    assert contents(partnership, full, OFFICER).is_public
    hide(partnership, "UC6")
    for who in (MANAGER, COUNCILLOR):
        assert len(contents(partnership, full, who).paper.appendix) == 18
    with pytest.raises(NotAllowedError, match="`/risk paper ICB-H public`"):
        contents(partnership, full, OFFICER)
    assert len(contents(partnership, NOVEMBER, OFFICER).paper.appendix) == 17


def test_a_guest_has_a_paper_as_long_as_a_seat_lets_them_read_all_of_it(partnership: Partnership) -> None:
    assert len(contents(partnership, NOVEMBER, GUEST).paper.appendix) == 18
    goes_to(partnership, 29)
    decided = Decided("TB", date(2018, 11, 28), "TBNov18-2", "It is watched elsewhere.")
    deciding.deescalate(partnership.services, partnership.asks(MANAGER, "CY8"), decided)
    with pytest.raises(NotAllowedError, match="You may not read every risk in this paper"):
        contents(partnership, NOVEMBER, GUEST)


def test_as_of_a_day_is_a_draft_of_that_day(partnership: Partnership) -> None:
    goes_to(partnership, 20)
    wish = chosen(partnership, as_of=date(2018, 10, 15))
    assert wish == PaperWish("ICB-H", "2018-11", "2018-10-15")
    paper = contents(partnership, wish).paper
    assert len(paper.appendix) == 17
    assert paper.changes == ()
    assert "Mon 15 Oct 2018; it is not a month's report" in paper.cover.draft
    with pytest.raises(InvalidInputError, match="There was no register here on"):
        chosen(partnership, as_of=date(2018, 9, 1))


def test_a_board_without_risks_has_an_empty_paper_that_says_so(partnership: Partnership) -> None:
    made = contents(partnership, PaperWish("DSG", "2018-11"))
    assert made.paper.summary == ("No risk is on this report.",)
    assert made.paper.asks[0].words == "the risks on this report and the action taken on them."
    assert made.heat_map is None


@pytest.mark.parametrize(
    ("on", "who", "expected"),
    [
        ((11, 1), "", ("ICB-H", "2018-11")),
        ((11, 1), "U0CITYHEALTH", ("ICB-C", "2018-11")),
        ((11, 17), "", ("TB", "2018-11")),
        ((11, 20), "", ("ICB-H", "2018-12")),
        ((12, 7), "", ("TB", "2018-12")),
    ],
)
def test_without_words_it_is_the_paper_that_is_due_next(
    partnership: Partnership, on: tuple[int, int], who: str, expected: tuple[str, str]
) -> None:
    goes_to(partnership, on[1], on[0])
    wish = chosen(partnership, who)
    assert (wish.board, wish.month) == expected


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"board": "ICB"}, InvalidInputError, "may be ICB-H or ICB-C"),
        ({"board": "ICB-X"}, NotFoundError, "There is no board “ICB-X”. Did you mean `ICB-"),
        ({"board": "TB", "month": "2018-09"}, InvalidInputError, "No updates were collected for September 2018"),
        ({"board": "TB", "month": "2019-12"}, InvalidInputError, "Collected: November 2018."),
    ],
)
def test_what_cannot_be_made_is_said_kindly(
    partnership: Partnership, asked: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error) as refused:
        chosen(partnership, **asked)
    assert said in str(refused.value)


@pytest.mark.parametrize("written", ["icb-h", "ICB H", "icbh", "hackney integrated commissioning board", "Hackney"])
def test_a_board_is_found_however_it_is_written(partnership: Partnership, written: str) -> None:
    assert chosen(partnership, board=written).board == "ICB-H"
