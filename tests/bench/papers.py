"""The register paper for 500 risks, in all its forms, beside what Typst needs for its pages alone."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from pypdf import PdfReader

from bot.clock import ManualClock
from bot.domain.references import Reference
from bot.domain.risks import ReviewKind, Visibility
from bot.domain.scoring import Score, Scores
from bot.papers.register_paper.making import write
from bot.papers.register_paper.model import Picture, RegisterPaper
from bot.papers.register_paper.values import values_of
from bot.papers.typesetting import typeset
from bot.settings import load_config
from bot.settings.papers import PaperForm
from bot.store.engines import open_engines
from bot.store.repositories.escalations import NewEscalation
from bot.store.repositories.risks import NewReview, RiskDetails
from bot.store.schema import migrate
from bot.store.unit_of_work import Store, Unit
from bot.workflows.load_partnership import load_partnership
from bot.workflows.register_paper.choosing import PaperWish
from bot.workflows.register_paper.contents import contents_of
from bot.workflows.services import Services
from tests.support.bot import BEGINS_AT, SHIPPED

RISKS = 500
_BOARD, _PICTURE = "TB", "heat-map.png"
_WORDS = "Activity ran above plan in October and two schemes have saved less than was forecast for the quarter. "


@dataclass(frozen=True, slots=True)
class PaperFigures:
    """Seconds, each the median of the rounds: Typst alone, the values from the database, each form, and all of it."""

    pages: int
    typst: float
    contents: float
    forms: dict[str, float]

    @property
    def whole(self) -> float:
        """The whole paper in all forms."""
        return self.contents + sum(self.forms.values())

    @property
    def ratio(self) -> float:
        """The whole paper against its pages alone; the aim is 5 at most."""
        return self.whole / self.typst


def measure(rounds: int = 5) -> PaperFigures:
    """Make the paper `rounds` times; return the medians."""
    with TemporaryDirectory() as folder:
        services = _filled(Path(folder))
        try:
            return _measured(services, rounds)
        finally:
            services.store.close()


def _measured(services: Services, rounds: int) -> PaperFigures:
    wish = PaperWish(_BOARD, "2018-11")

    def contents(_round: int) -> RegisterPaper:
        with services.store.view() as view:
            return contents_of(view, services, wish, None).with_heat_map()

    paper = contents(0)
    # Typst remembers what it has set, and a real paper is set once: so every round has words of its own.
    papers = {
        name: [_with_words(paper, f"{name} {round_}") for round_ in range(rounds)]
        for name in ("alone", *(form.value for form in PaperForm))
    }
    alone = [values_of(one) | {"heat_map": {"file": _PICTURE, "alt": _picture(one).alt}} for one in papers["alone"]]
    files = {_PICTURE: _picture(paper).png}

    def set_alone(round_: int) -> bytes:
        return typeset("register_paper", alone[round_], "pdf", files=files, standards=("ua-1",))

    typst = _median(rounds, set_alone)
    return PaperFigures(
        pages=len(PdfReader(BytesIO(set_alone(0))).pages),
        typst=typst,
        contents=_median(rounds, contents),
        forms={
            form.value: _median(rounds, lambda round_, form=form: write(papers[form.value][round_], form))
            for form in PaperForm
        },
    )


def _with_words(paper: RegisterPaper, words: str) -> RegisterPaper:
    appendix = tuple(replace(line, update=f"{words}: {line.update}") for line in paper.appendix)
    red = tuple(
        replace(group, risks=tuple(replace(line, update=f"{words}: {line.update}") for line in group.risks))
        for group in paper.still_red
    )
    return replace(paper, appendix=appendix, still_red=red)


def _picture(paper: RegisterPaper) -> Picture:
    assert paper.heat_map is not None
    return paper.heat_map


def _median(rounds: int, work: Callable[[int], object]) -> float:
    spent = []
    for round_ in range(rounds):
        gc.collect()
        began = time.perf_counter()
        work(round_)
        spent.append(time.perf_counter() - began)
    return sorted(spent)[rounds // 2]


def _filled(folder: Path) -> Services:
    config = load_config(SHIPPED)
    engines = open_engines(f"sqlite:///{folder / 'papers.sqlite3'}")
    migrate(engines)
    clock = ManualClock(BEGINS_AT)
    store = Store(engines, clock, config.rules, config.zone)
    load_partnership(store, config)
    store.write(_add_risks)
    return Services(store, config, clock, "T0DEMO")


def _add_risks(unit: Unit) -> None:
    workstreams = sorted(unit.people.directory().workstreams)
    begun = []
    for number in range(RISKS):
        key = workstreams[number % len(workstreams)]
        residual = Score(1 + number % 5, 1 + number // 5 % 5)
        scores = Scores(Score(5, 5), residual, Score(1, 1))
        review = NewReview(ReviewKind.ADDED, unit.now, None, "Somebody", scores, _WORDS * 2, _WORDS * 3)
        details = RiskDetails(key, "Programme", f"{_WORDS}{number}", "demand", Visibility.PUBLIC)
        risk_id = unit.risks.add(Reference(key, 1000 + number), details, unit.now.date(), review)
        begun.append(NewEscalation(risk_id, _BOARD, unit.now, 1, "inherent 15 or more"))
    unit.escalations.begin(begun)


def main() -> None:
    """Measure and print."""
    figures = measure()
    print(f"Register paper for {RISKS} risks, {figures.pages} pages: Typst alone {figures.typst:.2f} s")  # noqa: T201
    parts = ", ".join(f"{form} {spent:.2f} s" for form, spent in figures.forms.items())
    print(f"values and heat map {figures.contents:.2f} s, {parts}: whole {figures.whole:.2f} s")  # noqa: T201
    print(f"whole against its pages alone: {figures.ratio:.2f} (aim: 5 at most)")  # noqa: T201


if __name__ == "__main__":
    main()
