"""What a picture shows to whom: as it stood or stands, moved since the last report, and nothing they may not read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.clock import ManualClock
from bot.domain.people import Account
from bot.domain.references import Reference
from bot.domain.risks import Visibility, draft_from
from bot.domain.scoring import Measure, Score
from bot.errors import InvalidInputError, NotAllowedError, NotFoundError
from bot.handlers.pictures import _read
from bot.papers.pictures import heatmap
from bot.settings import Config, default_config_dir, load_config
from bot.store.engines import open_engines
from bot.store.unit_of_work import Store
from bot.workflows import pictures, risk_details, risk_reviews
from bot.workflows.file_orders import FileOrder, Product
from bot.workflows.hands import Hands
from bot.workflows.identify import Identity, remember_accounts
from bot.workflows.picture_reading import HEAT_MAP_KIND, TREND_KIND, PictureWish
from bot.workflows.risk_change import Request
from bot.workflows.risk_details import DetailsDraft, LeadId
from bot.workflows.services import Services
from tests.support.databases import SqliteTemplate
from tests.support.fake_slack import facts

MANAGER, DIRECTOR, ANALYST = (Identity(name, "T0DEMO") for name in ("U0GOVMANAGER", "U0PCDIRECTOR", "U0FINANALYST"))
EMAILS = {MANAGER: "governance.manager@partnership.example", DIRECTOR: "planned.care.director@partnership.example"}
ROOM = "C0ROOM"


class Gateway:
    """A private channel of ours, and who is in it."""

    def __init__(self) -> None:
        self.present = (MANAGER.slack_id, DIRECTOR.slack_id)

    def channel(self, channel_id: str) -> Any:
        return facts(channel_id)

    def members(self, channel_id: str, limit: int) -> tuple[str, ...]:
        return self.present


@pytest.fixture(scope="module")
def demo(demo_file: SqliteTemplate) -> SqliteTemplate:
    return demo_file


@pytest.fixture(scope="module")
def config() -> Config:
    return load_config(default_config_dir() / "convenor.toml")


@pytest.fixture
def hands(demo: SqliteTemplate, tmp_path: Path, clock: ManualClock, config: Config) -> Iterator[Hands]:
    engines = open_engines(demo.copy_to(tmp_path))
    services = Services(Store(engines, clock, config.rules, config.zone), config, clock, "T0DEMO")
    ordinary = {"is_guest": False, "is_stranger": False, "is_bot": False, "is_deleted": False}
    people = [
        Account(who.slack_id, "T0DEMO", who.slack_id, EMAILS.get(who), **ordinary)
        for who in (MANAGER, DIRECTOR, ANALYST)
    ]
    remember_accounts(services, people)
    gateway: Any = Gateway()
    nothing: Any = None
    yield Hands(services, gateway, nothing, nothing)
    engines.dispose()


@pytest.fixture(autouse=True)
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a picture says in words is enough here; drawing it is tested where it is drawn."""
    monkeypatch.setattr(heatmap, "heat_map", lambda _: b"PNG")


def _untold(_done: int, _of: int) -> None:
    """One file has no steps to be told of."""


def made(hands: Hands, who: Identity, place: str = "", **wish: Any) -> Product:
    asked = PictureWish(**{"kind": HEAT_MAP_KIND, **wish})
    maker = pictures.HEAT_MAP if asked.kind == HEAT_MAP_KIND else pictures.TREND
    values = {name: getattr(asked, name) for name in PictureWish.__slots__}
    return maker.make(hands, FileOrder(asked.kind, "k", who, place or who.slack_id, "the picture", values), _untold)


def alt_text(hands: Hands, who: Identity, **wish: Any) -> str:
    return made(hands, who, **wish).files[0].alt_text


def hide(hands: Hands, ref: str) -> None:
    """Let a risk no longer be public."""
    services = hands.services
    with services.store.view() as view:
        risk = view.risks.find(Reference(ref[:2], int(ref[2:])))
    assert risk is not None
    draft = DetailsDraft(
        summary=risk.summary,
        project=risk.project,
        category=risk.category,
        visibility=Visibility.NON_PUBLIC,
        leads=tuple(LeadId(lead.person_id, lead.group_id) for lead in risk.leads),
        readers=risk.readers,
    )
    risk_details.edit(services, Request(MANAGER, f"hide:{ref}", ref, risk.version), draft)


def test_the_demonstrations_facts(hands: Hands) -> None:
    product = made(hands, MANAGER)
    alt = product.files[0].alt_text
    assert "18 open risks: 5 red, 10 amber, 3 green." in alt
    assert "Red 20, likelihood 5 x severity 4: PC11 new." in alt
    assert "UC6 falling from 16" in alt
    assert product.files[0].name == "heatmap-residual-2018-11-01.png"
    assert product.said.splitlines()[0] == "*Heat map, whole register* · residual score · Thu 1 Nov 2018"


def test_as_it_stood_before_the_new_risk_came(hands: Hands, clock: ManualClock) -> None:
    clock.move_to(datetime(2018, 11, 20, 9, 0, tzinfo=UTC))
    said = alt_text(hands, MANAGER, as_of="2018-10-15")
    assert said.startswith("Heat map. Whole register, residual score, as of Mon 15 Oct 2018. 17 open risks")
    assert "PC11" not in said
    assert "UC6 same" in said


def test_each_score_moves_by_itself(hands: Hands, clock: ManualClock) -> None:
    clock.move_to(datetime(2018, 11, 20, 9, 0, tzinfo=UTC))
    services = hands.services
    assert "UC6 same" in alt_text(hands, MANAGER, measure="inherent", workstream="UC")
    with services.store.view() as view:
        risk = view.risks.find(Reference("UC", 6))
    assert risk is not None
    inherent = risk.scores.inherent
    assert inherent is not None
    draft = draft_from(risk.present, inherent=Score(5, 5), update="It has grown")
    risk_reviews.update_by_form(services, Request(MANAGER, "k1", "UC6", risk.version), draft)
    grown = alt_text(hands, MANAGER, measure="inherent", workstream="UC")
    assert f"UC6 rising from {inherent.value}" in grown
    assert "UC6 rising" not in alt_text(hands, MANAGER, workstream="UC")


def test_what_is_not_public_is_shown_to_those_who_may_read_it_alone_also_of_days_gone_by(
    hands: Hands, clock: ManualClock
) -> None:
    clock.move_to(datetime(2018, 11, 20, 9, 0, tzinfo=UTC))
    assert "PC7" in alt_text(hands, ANALYST)
    hide(hands, "PC7")
    assert "PC7" in alt_text(hands, MANAGER)
    for wish in ({}, {"as_of": "2018-11-01"}):
        assert "PC7" not in alt_text(hands, ANALYST, **wish)
        assert "PC7" not in alt_text(hands, MANAGER, place=ROOM, is_shared=True, **wish)
    with pytest.raises(NotFoundError):
        made(hands, ANALYST, kind=TREND_KIND, ref="PC7")


def test_no_arrow_tells_what_a_risk_was_while_its_readers_could_not_read_it(hands: Hands, clock: ManualClock) -> None:
    clock.move_to(datetime(2018, 11, 20, 9, 0, tzinfo=UTC))
    assert "UC6 same" in alt_text(hands, ANALYST)
    with hands.services.store.engines.write.begin() as connection:
        hidden = "UPDATE risk_detail SET visibility = 'non_public' WHERE risk_id = (SELECT id FROM risk "
        connection.execute(text(f"{hidden}WHERE prefix = 'UC' AND number = 6)"))
    assert "UC6 same" in alt_text(hands, MANAGER)
    for said in (alt_text(hands, ANALYST), alt_text(hands, MANAGER, place=ROOM, is_shared=True)):
        assert "UC6" in said
        assert "UC6 same" not in said


def test_only_the_office_is_told_how_many_are_left_out(hands: Hands) -> None:
    hide(hands, "PC7")
    packed = PictureWish(HEAT_MAP_KIND).pack("k")
    services, gateway = hands.services, hands.gateway
    assert "leaves out 1 risk that is not public" in pictures.share(services, gateway, MANAGER, packed, ROOM)["text"]
    assert "leaves out" not in pictures.share(services, gateway, DIRECTOR, packed, ROOM)["text"]


def test_a_channel_is_looked_at_when_it_is_asked_for_and_again_when_it_is_made(hands: Hands) -> None:
    gateway: Any = hands.gateway
    gateway.present = (MANAGER.slack_id, "U0STRANGER")
    with pytest.raises(NotAllowedError, match="one person in this channel may not see it"):
        pictures.share(hands.services, gateway, MANAGER, PictureWish(HEAT_MAP_KIND).pack("k"), ROOM)
    with pytest.raises(NotAllowedError, match="one person in this channel may not see it"):
        made(hands, MANAGER, place=ROOM, is_shared=True)


def test_a_course_that_turned_non_public_meanwhile_is_not_shared(hands: Hands) -> None:
    hide(hands, "PC7")
    with pytest.raises(NotAllowedError, match="has become non-public this moment"):
        made(hands, MANAGER, place=ROOM, kind=TREND_KIND, ref="PC7", is_shared=True)


def test_a_request_told_twice_makes_one_picture(hands: Hands) -> None:
    services = hands.services
    for _ in range(2):
        pictures.ask_heat_map(services, MANAGER, "planned care", Measure.TARGET, date(2018, 10, 15), ROOM, "trigger:1")
    taken = [services.store.write(lambda unit: unit.jobs.take(timedelta(minutes=1))) for _ in range(2)]
    assert [job.payload["wish"] for job in taken if job] == [
        {
            "kind": HEAT_MAP_KIND,
            "ref": "",
            "workstream": "PC",
            "measure": "target",
            "as_of": "2018-10-15",
            "is_shared": False,
        }
    ]


@pytest.mark.parametrize(
    ("workstream", "day", "said"),
    [("nowhere", None, "I don't know “nowhere” as a workstream or a score"), ("", date(2017, 1, 1), "no register")],
)
def test_what_cannot_be_shown_is_said_at_once(hands: Hands, workstream: str, day: date | None, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        pictures.ask_heat_map(hands.services, MANAGER, workstream, Measure.RESIDUAL, day, ROOM, "k")


@pytest.mark.parametrize(
    ("words", "workstream", "measure"),
    [
        ("", "", Measure.RESIDUAL),
        ("Planned Care INHERENT", "Planned Care", Measure.INHERENT),
        ("target pc", "pc", Measure.TARGET),
    ],
)
def test_the_words_of_the_command(words: str, workstream: str, measure: Measure) -> None:
    assert _read(words) == (workstream, measure)


def test_two_scores_are_one_too_many() -> None:
    with pytest.raises(InvalidInputError, match="one score, not inherent and target"):
        _read("inherent PC target")


@pytest.mark.parametrize(
    "value",
    [
        "PC11",
        "[]",
        "null",
        json.dumps(["k", "other", "", "", "residual", "", False]),
        json.dumps(["k", HEAT_MAP_KIND, "", "", "worst", "", False]),
        json.dumps(["k", HEAT_MAP_KIND, "", "", "residual", "soon", False]),
        json.dumps(["k", HEAT_MAP_KIND, "", "", "residual", 7, False]),
    ],
)
def test_a_button_that_was_never_ours_is_refused(value: str) -> None:
    with pytest.raises(InvalidInputError):
        PictureWish.unpack(value)


def test_a_button_brings_back_what_it_was_given() -> None:
    wish = PictureWish(HEAT_MAP_KIND, workstream="PC", measure="target", as_of="2018-10-15")
    assert PictureWish.unpack(wish.pack("k")) == ("k", wish)
