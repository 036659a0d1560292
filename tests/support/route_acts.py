"""What people do with the two proposals of the demonstration, on the days on which it was done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

from tests.support.route_cast import (
    BEDS_AUTHOR,
    IT_AUTHOR,
    OFFICE,
    Act,
    Cast,
    beds_costs,
    decides,
    drafts,
    enters,
    fills,
    it_costs,
    it_totals,
    presses,
    runs,
    saves,
    says,
    tries,
)

_DSG, _BCFP, _PCLG, _ITEB, _TB, _ICBH, _ICBC = (
    "C0DSG",
    "C0BCFP",
    "C0PCLG",
    "C0ITEB",
    "C0TB",
    "C0ICBH",
    "C0ICBC",
)
_BEDS, _IT = "Discharge to assess: five beds", "IT enabler fund: third round"
_ADULTS, _UC_DIRECTOR, _HOSPITAL = "Adult services director", "Unplanned Care director", "Hospital operations director"
_HACKNEY_DIRECTOR = "Hackney director of adults, children and community health"
_HACKNEY_CFO, _CCG_CFO = "Hackney chief finance officer", "CCG chief finance officer"
_HACKNEY_CHAIR, _CITY_CHAIR = "Hackney cabinet member for health", "City chair of community services"
_CCG = ("CCG chair (a GP)", "CCG managing director", "CCG lay member")
_HACKNEY = (_HACKNEY_CHAIR, "Hackney cabinet member for finance", "Hackney cabinet member for children")
_CITY = (_CITY_CHAIR, "City deputy chair of community services", "City member for finance")
_TB_PRESENT = (
    "Partnership convenor",
    "CCG managing director",
    _HACKNEY_DIRECTOR,
    "City director of community services",
    "Planned Care SRO",
    "Unplanned Care SRO",
    _CCG_CFO,
    "City chief finance officer",
)
_ONLY_THIS_YEAR = {
    "years": ["2018/19"],
    "delegate_to": "ITEB",
    "delegation": "Detailed spending",
    "percent": "10",
}


def _votes_on_each(cast: Cast) -> None:
    person = cast.person("IT enabler lead", _ITEB)
    form = person.chooses(cast.card("IT enabler lead", _ITEB, _IT), "Vote on each")
    cast.saves_form("IT enabler lead", "[Vote on each]", form, {"item.1": "for", "item.2": "for"})


_KEPT_FROM_WHO_LEAVES = (
    "/proposal costs P-1",
    "/proposal paper P-1 ICB-H",
    "/proposal conditions P-1",
    "/proposal decision PCLG-2018-1",
    "/proposal timeline P-1",
    "/proposal route P-1",
    "/proposal votes P-1",
    "/proposal papers P-1",
    "/proposal diff P-1",
    "/proposal copy P-1",
    "/proposal list beds",
    "/proposal list",
    "/proposal read P-1",
    "/proposal fund BCF",
    "/board decisions PCLG",
    "/board interests P-1",
    "/action BCFPOct18-1",
)

_BEDS_STORY: tuple[tuple[date, time, Act], ...] = (
    (
        date(2018, 9, 17),
        time(10),
        drafts(BEDS_AUTHOR, 0, {"sponsor": "Unplanned Care SRO", "q_contracting": "A spot contract"}),
    ),
    (date(2018, 9, 17), time(10, 20), beds_costs),
    (date(2018, 9, 17), time(10, 30), runs(BEDS_AUTHOR, "/proposal P-1")),
    (date(2018, 9, 20), time(15, 30), saves(BEDS_AUTHOR, "/proposal submit P-1", why="Agreed with the trust")),
    (date(2018, 9, 20), time(15, 40), runs(BEDS_AUTHOR, "/proposal route P-1")),
    (
        date(2018, 9, 20),
        time(16, 30),
        says(_UC_DIRECTOR, _DSG, _BEDS, "<@U0CONVENOR> Who pays when a bed stays empty?"),
    ),
    (
        date(2018, 9, 21),
        time(10),
        saves(BEDS_AUTHOR, "/proposal answer P-1", words="The contract pays for the bed-week, used or not."),
    ),
    (date(2018, 9, 21), time(11), presses(_ADULTS, _DSG, _BEDS, "Endorse")),
    (date(2018, 9, 24), time(12), runs(_UC_DIRECTOR, "/proposal vote P-1 abstain")),
    (date(2018, 9, 25), time(10, 30), presses(_UC_DIRECTOR, _DSG, _BEDS, "Endorse")),
    (date(2018, 9, 25), time(10, 40), presses(OFFICE, _DSG, _BEDS, "Who voted")),
    (date(2018, 9, 25), time(11), runs(_HOSPITAL, "/proposal vote P-1 endorse")),
    (date(2018, 9, 27), time(11), presses(_HACKNEY_DIRECTOR, _BCFP, _BEDS, "Endorse")),
    (date(2018, 9, 28), time(11), runs(_CCG_CFO, "/proposal vote P-1 endorse")),
    (
        date(2018, 10, 1),
        time(11),
        enters("/proposal enter P-1", _HACKNEY_CFO, how="by telephone", **{"item.1": "for"}),
    ),
    (date(2018, 10, 2), time(14), presses(_ADULTS, _BCFP, _BEDS, "Endorse")),
    (
        date(2018, 10, 2),
        time(14, 30),
        runs(_UC_DIRECTOR, "/proposal vote P-1 endorse subject to weekly figures from the hospital"),
    ),
    (date(2018, 10, 5), time(11), presses("Planned Care director", _PCLG, _BEDS, "Endorse")),
    (date(2018, 10, 9), time(11), runs("Cancer commissioning lead", "/proposal vote P-1 endorse")),
    (date(2018, 10, 10), time(11), runs(_ADULTS, "/proposal vote P-1 endorse")),
    (date(2018, 10, 18), time(11), runs(BEDS_AUTHOR, "/proposal route P-1")),
    (date(2018, 10, 23), time(12), presses("Planned Care SRO", _PCLG, _BEDS, "Endorse")),
    (date(2018, 10, 23), time(12, 30), runs(BEDS_AUTHOR, "/proposal route P-1")),
    (
        date(2018, 10, 25),
        time(10),
        fills(
            _HACKNEY_CHAIR,
            "needs a ruling",
            "Rule",
            ruling="leave",
            reason="Named as the provider of the wards concerned",
        ),
    ),
    (date(2018, 10, 25), time(11), runs("Hackney cabinet member for children", "/proposal P-1")),
    (date(2018, 10, 25), time(11, 10), runs("Hackney cabinet member for finance", "/proposal P-1")),
    *(
        (date(2018, 10, 26), time(10, number), tries("Hackney cabinet member for children", text))
        for number, text in enumerate(_KEPT_FROM_WHO_LEAVES)
    ),
    (
        date(2018, 10, 30),
        time(11),
        says("Healthwatch director", _ICBH, "P-1 is before", "<@U0CONVENOR> How are people told who speak no English?"),
    ),
    (
        date(2018, 11, 2),
        time(11),
        fills(BEDS_AUTHOR, "asks before Hackney", "Answer", words="By an interpreter, by telephone, on the ward."),
    ),
    (date(2018, 11, 5), time(11), presses("CCG managing director", _ICBC, "five beds", "I have read it")),
    (date(2018, 11, 7), time(10), runs(OFFICE, "/proposal paper P-1 ICB-H")),
    (date(2018, 11, 7), time(10, 10), runs(OFFICE, "/proposal paper P-1 ICB-C")),
    (date(2018, 11, 7), time(10, 20), runs(OFFICE, "/proposal paper P-2 ICB-H")),
    (
        date(2018, 11, 9),
        time(11),
        saves(_HACKNEY_DIRECTOR, "/proposal discharge P-1 1", shown="The hospital sends them from 5 November"),
    ),
)
_IT_STORY: tuple[tuple[date, time, Act], ...] = (
    (date(2018, 10, 1), time(9, 30), drafts(IT_AUTHOR, 1, {"sponsor": "Programme director"})),
    (date(2018, 10, 1), time(9, 50), it_costs),
    (date(2018, 10, 2), time(9, 50), it_totals),
    (date(2018, 10, 8), time(16), saves(IT_AUTHOR, "/proposal submit P-2")),
    (date(2018, 10, 10), time(11), _votes_on_each),
    (date(2018, 10, 11), time(11), runs(_CCG_CFO, "/proposal vote P-2 endorse")),
    (date(2018, 10, 12), time(11), runs(_HACKNEY_CFO, "/proposal vote P-2 endorse item 1")),
    (date(2018, 10, 12), time(11, 5), runs(_HACKNEY_CFO, "/proposal vote P-2 abstain item 2")),
    (date(2018, 10, 15), time(11), runs("Unplanned Care deputy director", "/proposal vote P-2 endorse")),
    (date(2018, 10, 17), time(14, 50), runs(OFFICE, "/proposal votes P-2")),
    (
        date(2018, 10, 17),
        time(15),
        runs(_HOSPITAL, "/proposal vote P-2 abstain because the trust is paid from two lines"),
    ),
    (date(2018, 10, 25), time(12), presses("City chief finance officer", _TB, _IT, "Who voted")),
    (
        date(2018, 10, 31),
        time(17),
        decides(
            "/proposal decide P-2 TB",
            _TB_PRESENT,
            {"presided": "Partnership convenor"},
            **_ONLY_THIS_YEAR,
            review="2019-02-27",
            review_words="Stocktake of 2018/19 before the later years",
            words="AGREED TO RECOMMEND 2018/19 only, stocktake in February",
        ),
    ),
    (date(2018, 10, 31), time(17, 10), runs(IT_AUTHOR, "/proposal route P-2")),
    (
        date(2018, 11, 5),
        time(15),
        saves(
            "CCG lay member",
            "/proposal declare P-2",
            words="My consultancy advises one of the suppliers",
            type="pecuniary",
            wish="speak",
        ),
    ),
    (date(2018, 11, 6), time(11), runs(_CITY_CHAIR, "/board interests P-2")),
    (date(2018, 11, 6), time(11, 10), runs(_HACKNEY_CHAIR, "/board interests P-2")),
)
_MEETING: tuple[tuple[date, time, Act], ...] = (
    (date(2018, 11, 15), time(15), runs(OFFICE, "/proposal fund IT-3")),
    (
        date(2018, 11, 16),
        time(17),
        decides(
            "/proposal decide P-1 ICB-H",
            (*_HACKNEY[:2], *_CCG),
            {"presided": _HACKNEY_CHAIR, "proposer": _HACKNEY[1], "seconder": _CCG[0]},
            count="Hackney Council: 2 for, 0 against\nClinical commissioning group: 3 for, 0 against",
            conditions="The two chief finance officers find it worth the money; owner: CCG chief finance officer; "
            "by: 14 Dec 2018; discharged by: Hackney chief finance officer; before; falls",
            milestones="Open the five beds; owner: Integrated discharge manager; by: 26 Nov 2018",
            words="APPROVED, subject to scrutiny of value for money by the two chief finance officers, "
            "no need to return",
        ),
    ),
    (
        date(2018, 11, 16),
        time(17, 10),
        decides("/proposal decide P-1 ICB-C", (*_CITY[:2], *_CCG[:2]), {"presided": _CITY_CHAIR}, words="NOTED"),
    ),
    (date(2018, 11, 16), time(17, 12), runs(BEDS_AUTHOR, "/proposal P-1")),
    (
        date(2018, 11, 16),
        time(17, 20),
        decides(
            "/proposal decide P-2 ICB-H",
            (*_HACKNEY, *_CCG),
            {"presided": _HACKNEY_CHAIR},
            **_ONLY_THIS_YEAR,
            review="2019-02-07",
            review_words="Stocktake of 2018/19 before the later years",
        ),
    ),
    (
        date(2018, 11, 16),
        time(17, 30),
        decides(
            "/proposal decide P-2 ICB-C",
            (*_CITY, *_CCG[:2]),
            {"presided": _CITY_CHAIR},
            **_ONLY_THIS_YEAR,
            review="2019-02-07",
            review_words="Stocktake of 2018/19 before the later years",
        ),
    ),
    (date(2018, 11, 19), time(10), runs(OFFICE, "/proposal fund BCF")),
    (date(2018, 11, 19), time(10, 5), runs(OFFICE, "/proposal fund IT-3")),
    (date(2018, 11, 19), time(10, 10), runs(OFFICE, "/proposal decision ICB-H-2018-1")),
    (date(2018, 11, 19), time(10, 12), runs(OFFICE, "/proposal decision ICB-H-2018-2")),
    (date(2018, 11, 19), time(10, 15), runs(OFFICE, "/proposal conditions P-1")),
    (date(2018, 11, 19), time(10, 20), runs(OFFICE, "/proposal timeline P-1")),
    (date(2018, 11, 19), time(10, 25), runs(OFFICE, "/board coming TB")),
    (date(2018, 11, 19), time(10, 30), runs(OFFICE, "/board coming ICB-H")),
    (date(2018, 11, 19), time(10, 35), runs(OFFICE, "/proposal timeline P-2")),
    (
        date(2018, 11, 22),
        time(11),
        saves(_HACKNEY_CFO, "/proposal discharge P-1 1", shown="Both officers wrote on 21 November"),
    ),
    (date(2018, 11, 21), time(11), tries(_CCG_CFO, "/action done ICBNov18-1 Both officers find it worth the money")),
    (date(2018, 11, 22), time(11, 10), runs(OFFICE, "/proposal fund BCF")),
    (date(2018, 11, 22), time(11, 20), runs(BEDS_AUTHOR, "/proposal P-1")),
    (date(2018, 11, 26), time(11), tries(BEDS_AUTHOR, "/action done ICBNov18-2 All five beds are open")),
    (date(2018, 12, 4), time(11), runs(BEDS_AUTHOR, "/action list mine")),
    (date(2019, 2, 7), time(17), runs(OFFICE, "/board coming ICB-H")),
    (date(2019, 2, 28), time(17), runs(OFFICE, "/board coming TB")),
)


def acts() -> Iterator[tuple[date, time, Act]]:
    """Yield the day and the time in London at which something is done, and what."""
    yield from (*_BEDS_STORY, *_IT_STORY, *_MEETING)
