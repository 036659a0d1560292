"""Proposals before boards without Slack: stages are opened by hand, members vote, what boards are shown is noted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any

from bot.domain.people import DecidesIn
from bot.domain.proposals.content import Content, Recommendation
from bot.domain.proposals.records import Ask, Choice, Proposal, ProposalState, Stage, StageState
from bot.domain.proposals.rules import StageRules, rules_to_json
from bot.domain.risks import Visibility
from bot.workflows.identify import Identity
from bot.workflows.proposals import cards
from bot.workflows.proposals.followers import version_came
from bot.workflows.proposals.voting.casting import Ballot, cast_vote
from bot.workflows.proposals.voting.polls import Poll, poll_of
from bot.workflows.risk_change import Request, Saved
from tests.support.actions import HOME, Tracker

_KEYS = count()
AUTHOR = "discharge-manager"


@dataclass
class Chamber:
    """A tracker's store, in which proposals lie before boards."""

    tracker: Tracker

    def lays(
        self,
        *boards: str,
        rules: StageRules | None = None,
        ask: Ask = Ask.ENDORSE,
        items: int = 0,
        in_turn: bool = False,
        visibility: Visibility = Visibility.PUBLIC,
        due_on: date | None = date(2018, 11, 16),
        **content: Any,
    ) -> Proposal:
        """Lay a proposal before boards, side by side or as if in turn; return it."""
        directory = self.directory()
        usual = {
            "title": "Discharge to assess beds",
            "summary": "Five beds for twenty-six weeks.",
            "recommendations": tuple(Recommendation(n + 1, f"Do thing {n + 1}.") for n in range(items)),
        }
        text = Content(**{**usual, **content})
        author = self.tracker.person(AUTHOR)

        def work(unit: Any) -> int:
            number = unit.proposals.next_number()
            proposal_id = unit.proposals.add(
                number,
                f"P-{number}",
                text,
                fund_key="",
                kind="scheme",
                workstream_key="UC",
                organisation_key="HACKNEY",
                author_id=author,
                sponsor_id=None,
                visibility=visibility.value,
                made_at=unit.now,
            )
            proposal = unit.proposals.get(proposal_id)
            unit.proposals.add_version(proposal_id, 1, text, at=unit.now, by_id=author, by="The author", why="first")
            unit.proposals.change(proposal, state=ProposalState.UNDER_WAY.value, submitted=1, draft=None)
            unit.stages.add(
                {
                    "proposal_id": proposal_id,
                    "step": position if in_turn else 1,
                    "position": position,
                    "board_key": board,
                    "ask": ask.value,
                    "decides_in": directory.boards[board].decides_in.value,
                    "rules": rules_to_json(rules or StageRules()),
                }
                for position, board in enumerate(boards, 1)
            )
            for stage in unit.stages.of_proposal(proposal_id):
                unit.stages.change(
                    stage,
                    state=StageState.OPEN.value,
                    sitting=1,
                    considers=1,
                    opened_at=unit.now,
                    due_on=due_on,
                    meets_on=due_on if stage.decides_in is DecidesIn.MEETING else None,
                )
                cards.renew_card(unit, self.tracker.services, stage)
            return proposal_id

        proposal_id = self.tracker.services.store.write(work)
        return self.proposal(proposal_id)

    def submits_again(self, proposal: Proposal) -> None:
        """Have a further version lie before the boards that look at a proposal."""

        def work(unit: Any) -> None:
            again = unit.proposals.get(proposal.id)
            number = again.submitted + 1
            before = unit.proposals.submitted(proposal.id, again.submitted).content
            text = replace(before, title=f"{before.title}, again")
            unit.proposals.add_version(
                proposal.id, number, text, at=unit.now, by_id=proposal.author_id, by="The author", why="more"
            )
            unit.proposals.change(again, submitted=number)
            for stage in unit.stages.of_proposal(proposal.id):
                unit.stages.change(stage, considers=number)
                version_came(unit, self.tracker.services, None, again, unit.stages.get(stage.id))

        self.tracker.services.store.write(work)

    def votes(self, who: str, ref: str, choice: Choice = Choice.FOR, **more: Any) -> Saved:
        """Vote, as the person of a key would with the command."""
        items = more.pop("items", (None,))
        return cast_vote(self.tracker.services, self.asks(who, ref), Ballot(dict.fromkeys(items, choice), **more))

    def asks(self, who: str, ref: str = "") -> Request:
        """Return a request of the person of a key, delivered once."""
        return Request(self.identity(who), f"vote-test:{next(_KEYS)}", ref)

    def identity(self, who: str) -> Identity:
        person = next(one for one in self.directory().people.values() if one.key == who)
        return Identity(person.slack_id or "nobody", HOME)

    def poll(self, proposal: Proposal, board: str = "") -> Poll:
        """Return how a vote stands."""
        with self.tracker.services.store.view() as view:
            return poll_of(view, self.tracker.services, self.stage(proposal, board))

    def words(self, proposal: Proposal) -> tuple[str, ...]:
        """Return what was said on a proposal."""
        with self.tracker.services.store.view() as view:
            return tuple(word.words for word in view.words.of_stages([self.stage(proposal).id]))

    def stage(self, proposal: Proposal, board: str = "") -> Stage:
        with self.tracker.services.store.view() as view:
            found = view.stages.of_proposal(proposal.id)
        return next(stage for stage in found if stage.board == (board or found[0].board))

    def proposal(self, proposal_id: int) -> Proposal:
        with self.tracker.services.store.view() as view:
            found = view.proposals.of_ids([proposal_id])
        return found[proposal_id]

    def directory(self) -> Any:
        with self.tracker.services.store.view() as view:
            return view.people.directory()

    def shows(self, channel: str) -> list[Any]:
        """Send what waits; return what a channel was shown, the latest last."""
        self.tracker.sends()
        new = [content for place, _, content in self.tracker.post.new if place == channel]
        return new + [content for place, content in self.tracker.post.changed if place == channel]
