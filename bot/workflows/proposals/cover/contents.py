"""From a proposal as it stands to its cover sheet. Nothing is changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.directory import Directory
from bot.domain.money import format_pence
from bot.domain.proposals import course
from bot.domain.proposals.content import Content, CostLine
from bot.domain.proposals.cost_faults import faults_of, total_name
from bot.domain.proposals.cost_text import GIVEN, CostNames, year_text
from bot.domain.proposals.costs import Totals, asked_sum, reckoning_words, sum_of_line, totals_of, year_name
from bot.domain.proposals.expecting import expect, start_of
from bot.domain.proposals.records import Ask, Proposal, Stage, StageState
from bot.domain.references import parse_reference
from bot.domain.risks import Visibility
from bot.errors import NotFoundError
from bot.papers.cover_sheet.model import (
    Answered,
    Attached,
    CostRow,
    CostTable,
    CoverSheet,
    Recommended,
    Row,
)
from bot.store.unit_of_work import View
from bot.views.costs import RECURRENCE_WORDS
from bot.views.presentation import Presentation
from bot.views.proposal_text import answer_words
from bot.views.proposal_words import ASK_WORDS, visibility_words
from bot.views.wording import counted
from bot.workflows.proposals.cover.below import Below
from bot.workflows.proposals.cover.signing import signatories
from bot.workflows.proposals.reading import fund_names, organisation_names, papers_of, questions_of
from bot.workflows.proposals.route_planning import times_of
from bot.workflows.services import Services

_VERBS = {
    Ask.NOTE: "NOTE",
    Ask.CONSIDER: "CONSIDER",
    Ask.ENDORSE: "ENDORSE",
    Ask.RECOMMEND: "AGREE TO RECOMMEND",
    Ask.APPROVE: "APPROVE",
}


@dataclass(frozen=True, slots=True)
class CoverWish:
    """A cover sheet as a job carries it: the reference, the board's key (empty for none), the version (0: draft)."""

    ref: str
    board: str
    number: int


def cover_of(view: View, services: Services, directory: Directory, proposal: Proposal, wish: CoverWish) -> CoverSheet:
    """Return the cover sheet of a proposal.

    Args:
        view: the look.
        services: what every use case is handed.
        directory: people, workstreams and boards.
        proposal: whose; that its reader may read it is looked at by the caller.
        wish: for which board, and which version.

    Raises:
        NotFoundError: there is no such version.
    """
    return _Making(view, services, directory, proposal, wish).sheet()


class _Making:
    """One cover sheet being made."""

    def __init__(
        self, view: View, services: Services, directory: Directory, proposal: Proposal, wish: CoverWish
    ) -> None:
        self._view, self._services, self._directory = view, services, directory
        self._proposal, self._wish = proposal, wish
        self._shown: Presentation = services.presentation(directory, view.now)
        self._stages = course.current(view.stages.of_proposal(proposal.id))
        self._mine = next((stage for stage in self._stages if stage.board == wish.board), None)
        self._below = Below(view, proposal.id, self._stages, self._board_name, self._day)
        names = {key: one.name for key, one in directory.workstreams.items()}
        self._names = CostNames(names, organisation_names(services.config))
        self._content, self._as_at, self._digest, self._draft = self._version()

    def sheet(self) -> CoverSheet:
        content, proposal, config = self._content, self._proposal, self._services.config
        fund = config.fund(proposal.fund)
        faults = faults_of(content, self._names.name, envelope_pence=fund.envelope if fund else None)
        board = self._board_name(self._wish.board) if self._wish.board else ""
        is_public = proposal.visibility is Visibility.PUBLIC
        parts = [proposal.ref, self._wish.board, *([] if is_public else ["not-public"])]
        parts += ["draft"] if self._draft else []
        return CoverSheet(
            name="-".join(part for part in parts if part),
            ref=proposal.ref,
            title=content.title,
            partnership=config.partnership.name,
            board=board,
            author=self._person(proposal.author_id),
            draft=self._draft,
            publicity=visibility_words(proposal),
            cover=tuple(self._rows()),
            summary=content.summary,
            warning=self._warning(),
            recommendations=tuple(self._recommendations()),
            answers=tuple(self._answers()),
            costs=self._costs([fault.words for fault in faults]),
            below=tuple(self._below.said(self._mine)),
            sign_off=signatories(self._view, config.papers, self._directory, proposal, self._wish.number, self._shown),
            papers=tuple(
                Attached(one.title, one.address or f"file, {one.size:,} bytes", one.digest)
                for one in papers_of(self._view, proposal, self._wish.number)
            ),
            as_at=self._as_at,
            content_digest=self._digest,
            is_public=is_public,
        )

    def _version(self) -> tuple[Content, str, str, str]:
        """Return the content with what it is called, its digest, and why it is no final paper."""
        proposal, number = self._proposal, self._wish.number
        if number == 0:
            draft = self._view.proposals.draft(proposal.id)
            if draft is None:
                raise NotFoundError(f"{proposal.ref} has no draft.", "Ask for the version that was submitted.")
            sentence = "It has not been submitted." if proposal.submitted == 0 else "It is ahead of what was submitted."
            return draft, "draft", "none: a draft changes", sentence
        version = self._view.proposals.submitted(proposal.id, number)
        if version is None:
            raise NotFoundError(f"{proposal.ref} has no version {number}.", f"Its latest is {proposal.submitted}.")
        older = "" if number == proposal.submitted else f"Version {proposal.submitted} has taken its place."
        return version.content, f"version {number}, {self._day(version.submitted_at)}", version.digest, older

    def _rows(self) -> list[Row]:
        proposal, content, config = self._proposal, self._content, self._services.config
        mine = self._mine
        organisations = [self._names.name(key) for key in content.money_of]
        rows = [
            ("Board", self._board_name(self._wish.board) if self._wish.board else ""),
            ("Meeting", self._meeting(mine)),
            ("Asked of this board", ASK_WORDS[mine.ask] if mine else ""),
            ("Lead officer", self._person(proposal.sponsor_id) or self._person(proposal.author_id)),
            ("Author", self._person(proposal.author_id)),
            ("Sponsoring organisation", self._names.name(proposal.organisation)),
            ("Workstream", self._names.name(proposal.workstream)),
            ("Fund", fund_names(config).get(proposal.fund, proposal.fund)),
            ("Asks for", self._asked()),
            ("Whose money", ", ".join(organisations)),
            ("Wanted start", self._day(content.starts_on) if content.starts_on else ""),
        ]
        found = [Row(label, (words,)) for label, words in rows if words]
        found.append(Row("Committees passed", self._below.passed() or ("None yet",)))
        ahead = (StageState.CLOSED, StageState.CALLED_OFF)
        coming = tuple(
            f"{self._board_name(stage.board)}, {ASK_WORDS[stage.ask]}"
            for stage in self._stages
            if stage.state not in ahead and stage is not mine
        )
        found += [Row("Still to come", coming)] if coming else []
        risks = self._risks()
        found += [Row("Risks it treats", (", ".join(risks),))] if risks else []
        found.append(Row("Publicity", self._publicity()))
        return found

    def _asked(self) -> str:
        """Return what is asked, and beside it what was approved earlier and is in the table as well."""
        asked, given = asked_sum(self._content), totals_of(self._content).whole.given
        if asked is None:
            return ""
        beside = f"; the costs also hold {format_pence(given)} that was approved earlier" if given else ""
        return f"{asked.words}{beside}"

    def _publicity(self) -> tuple[str, ...]:
        exemption = self._proposal.exemption
        words = visibility_words(self._proposal)
        if exemption is None:
            return (words,)
        until = f"Until {self._day(exemption.until_on)}" if exemption.until_on else ""
        return tuple(line for line in (words, exemption.reason, until) if line)

    def _meeting(self, stage: Stage | None) -> str:
        if stage is None:
            return ""
        if stage.meets_on is not None:
            return self._day(stage.meets_on)
        if stage.due_on is not None and stage.state is StageState.OPEN:
            return f"decided in its thread by {self._day(stage.due_on)}"
        return "to be confirmed"

    def _recommendations(self) -> list[Recommended]:
        asked = {stage.board: stage.ask for stage in self._stages}
        found = []
        for one in self._content.recommendations:
            asks = [f"{self._board_name(key)}: {_VERBS[one.ask_of(key, ask)]}" for key, ask in asked.items()]
            asks = asks or [f"{self._board_name(key)}: {_VERBS[ask]}" for key, ask in one.asks.items()]
            mine = asked.get(self._wish.board)
            verb = _VERBS[one.ask_of(self._wish.board, mine)] if mine else ""
            # Words that begin with what the board is asked say it already.
            said_twice = bool(verb) and one.words.casefold().startswith(f"{verb.casefold()} ")
            words = one.words[len(verb) :].strip() if said_twice else one.words
            found.append(Recommended(one.number, verb if said_twice or not verb else f"{verb}:", words, tuple(asks)))
        return found

    def _answers(self) -> list[Answered]:
        people = {key: person.name for key, person in self._directory.people.items()}
        return [
            Answered(
                question.label, answer_words(question, self._content.answers.get(question.key), people, self._shown)
            )
            for question in questions_of(self._services.config, self._proposal.fund)
        ]

    def _costs(self, faults: Sequence[str]) -> CostTable:
        content, totals = self._content, totals_of(self._content)
        if not content.costs:
            return CostTable((), (), (), (), tuple(faults))
        years = totals.years
        rows = [
            CostRow(
                str(line.number),
                line.what,
                self._about(line),
                tuple(" + ".join(year_text(line, one) for one in line.years if one.year == year) for year in years),
                sum_of_line(line).brief,
            )
            for line in content.costs
        ]
        blank = tuple("" for _ in years)
        by_year = tuple(totals.by_year[year].brief for year in years)
        sums = [CostRow("", "All lines", "", by_year, totals.whole.brief)]
        for one in content.stated_totals:
            said = f"{'up to ' if one.is_up_to else ''}{format_pence(one.pence)}"
            sums.append(CostRow("", f"Total of {total_name(one, self._names.name)}, as typed", "", blank, said))
        if content.stated_total_pence is not None:
            stated = format_pence(content.stated_total_pence)
            sums.append(CostRow("", "Whole total, as typed", "", blank, stated))
        return CostTable(
            tuple(year_name(year) for year in years), tuple(rows), tuple(sums), self._groups(totals), tuple(faults)
        )

    def _about(self, line: CostLine) -> str:
        of = [self._names.name(key) for key in (line.workstream, line.organisation) if key]
        recurrence = [RECURRENCE_WORDS[line.recurrence]] if line.recurrence else []
        recurrence += [GIVEN] if line.is_given and GIVEN not in line.note else []
        stated = line.stated_total_pence
        differs = stated is not None and not line.is_tbc and stated != sum_of_line(line).known
        typed = [f"total typed {format_pence(stated or 0)}"] if differs else []
        return " · ".join(
            part for part in (reckoning_words(line), *recurrence, *typed, line.section, *of, line.note) if part
        )

    def _groups(self, totals: Totals) -> tuple[str, ...]:
        def listed(parts: Sequence[tuple[str, str]]) -> str:
            return "; ".join(f"{name} {words}" for name, words in parts)

        found = [f"In all: {totals.whole.words}."]
        found.append(f"By year: {listed([(year_name(key), one.words) for key, one in totals.by_year.items()])}.")
        kinds = [(RECURRENCE_WORDS[key], one.words) for key, one in totals.by_recurrence.items()]
        found.append(f"By recurrence: {listed(kinds)}.")
        for label, sums in (("By workstream", totals.by_workstream), ("By organisation", totals.by_organisation)):
            if list(sums) != [""]:
                parts = [(self._names.name(key) or "none named", one.words) for key, one in sums.items()]
                found.append(f"{label}: {listed(parts)}.")
        return tuple(found)

    def _risks(self) -> list[str]:
        """Return the risks it treats, those alone that everybody may know of whom the paper reaches."""
        parsed = [ref for written in self._content.risks if (ref := parse_reference(written))]
        risks = [risk for ref in parsed if (risk := self._view.risks.find(ref))]
        is_public = self._proposal.visibility is Visibility.PUBLIC
        return [str(risk.ref) for risk in risks if not is_public or risk.visibility is Visibility.PUBLIC]

    def _warning(self) -> str:
        config = self._services.config
        if not self._stages or self._proposal.is_over:
            return ""
        expected = expect(self._stages, times_of(config, self._directory), self._shown.today)
        start = start_of(self._content.starts_on, expected, config.routing.tight_start_days)
        if start is None or not start.is_tight:
            return ""
        on, wanted = self._day(start.decided_on), self._day(start.starts_on)
        if start.days_after < 0:
            return f"It wants to start on {wanted}, {counted(-start.days_after, 'day')} before the decision of {on}."
        after = counted(start.days_after, "day") + " after" if start.days_after else "on the day of"
        return f"It wants to start on {wanted}, {after} the decision expected on {on}."

    def _board_name(self, key: str) -> str:
        board = self._directory.boards.get(key)
        return board.name if board else key

    def _person(self, person_id: int | None) -> str:
        person = self._directory.people.get(person_id) if person_id is not None else None
        return person.name if person else ""

    def _day(self, value: date | datetime) -> str:
        return self._shown.dated(self._shown.date_of(value) if isinstance(value, datetime) else value)
