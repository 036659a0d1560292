"""Whatever is done with actions and whenever the ticks run: their owners get what settings and calendar imply."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.domain.actions.records import EntryKind, Owner
from bot.errors import ConvenorError
from bot.settings import Config
from bot.settings.partnership import BoardChaseSetting
from bot.store.engines import Engines
from bot.store.unit_of_work import Unit
from bot.workflows.actions import closing, extending, reopening, updating
from bot.workflows.actions.change import entry_of, save
from bot.workflows.chasing import absences, snoozing
from bot.workflows.chasing.absences import AwayDraft
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from tests.scenarios.people import DIRECTOR, LEAD, MANAGER
from tests.support.actions import HOME, Tracker

# Over Christmas, and over the change to summer time in London with Easter behind it; one owner lives in Sydney.
STARTS = (datetime(2018, 12, 12, 8, 30, tzinfo=UTC), datetime(2019, 3, 22, 8, 30, tzinfo=UTC))
HOLIDAYS = {
    *(date(2018, 12, 25), date(2018, 12, 26), date(2019, 1, 1)),
    *(date(2019, 4, 19), date(2019, 4, 22), date(2019, 5, 6), date(2019, 5, 27), date(2019, 8, 26)),
}
OWNERS = {"planned-care-director": DIRECTOR, "cancer-lead": LEAD}
ZONES = {DIRECTOR: ZoneInfo("Europe/London"), LEAD: ZoneInfo("Australia/Sydney")}
REFS = {"ICBDec18-1": "ICB", "TBDec18-1": "TB", "PCDec18-1": "PC"}
USUAL = {"before": (10, 3, 1), "on_the_day": True, "after": (1, 3, 8)}
OWN = {"before": (2,), "on_the_day": False, "after": (1, 2)}
OTHER = {"before": (4, 2), "on_the_day": True, "after": (1,)}
LIVE = {"planned", "said", "superseded"}

refs = st.sampled_from(sorted(REFS))
owners = st.sampled_from(sorted(OWNERS))


def worked(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def nth_working(day: date, number: int) -> date:
    """Return the working day so many before or after a day, counted on the fingers; 0: itself or the next."""
    if number == 0:
        return day if worked(day) else nth_working(day, 1)
    while number:
        day += timedelta(days=1 if number > 0 else -1)
        if worked(day):
            number += -1 if number > 0 else 1
    return day


def implied(due_on: date, rules: dict[str, Any]) -> set[tuple[str, date]]:
    """Return each rule with its day, the latest rule where several fall on one.

    What is due on a day off counts as due on the next working day.
    """
    counts_on = nth_working(due_on, 0)
    found = {nth_working(due_on, -n): f"before-{n}" for n in sorted(rules["before"], reverse=True)}
    if rules["on_the_day"]:
        found[counts_on] = "due"
    found |= {nth_working(counts_on, n): f"after-{n}" for n in sorted(rules["after"])}
    return {(rule, day) for day, rule in found.items()}


@dataclass
class Held:
    """What is known of an action apart from the bot."""

    due_on: date | None
    owners: set[str]
    is_open: bool = True


class Chasing(RuleBasedStateMachine):
    """A tracker while everybody does as they please."""

    engines: Engines
    config: Config

    @initialize(start=st.sampled_from(STARTS), days=st.lists(st.integers(0, 25), min_size=3, max_size=3))
    def begin(self, start: datetime, days: list[int]) -> None:
        self.tracker = Tracker.afresh(self.engines, self.config, start)
        self.tracker.change(
            "insert into preference (person_id, timezone)"
            f" select id, 'Australia/Sydney' from person where slack_id = '{LEAD}'"
        )
        self.rules = {"ICB": USUAL, "TB": OWN, "PC": USUAL}
        self.held: dict[str, Held] = {}
        # For each owner and day that is implied: whether it may be said, as it was when it came to be implied.
        self.may: dict[tuple[str, str, str, date], bool] = {}
        self.words = 0
        for ref, ahead, mine in zip(sorted(REFS), days, (("cancer-lead",), tuple(OWNERS), tuple(OWNERS)), strict=True):
            due_on = self.tracker.today + timedelta(days=ahead)
            self.held[ref] = Held(due_on, set(mine))
            self.tracker.sets(ref, mine, due_on, REFS[ref])
        self.learns()

    @rule(ref=refs, days=st.integers(0, 25), who=st.sampled_from([DIRECTOR, LEAD, MANAGER]))
    def moves_the_day(self, ref: str, days: int, who: str) -> None:
        due_on = self.tracker.today + timedelta(days=days)
        request = self.tracker.asks(who, ref)
        if self.tries(lambda: extending.extend(self.tracker.services, request, due_on, self.something())):
            self.held[ref].due_on = due_on
        self.learns()

    @rule(ref=refs, days=st.integers(0, 25))
    def is_done_or_opened_again(self, ref: str, days: int) -> None:
        held, request = self.held[ref], self.tracker.asks(MANAGER, ref)
        if held.is_open:
            done = self.tries(lambda: closing.done(self.tracker.services, request, self.something()))
        else:
            due_on = self.tracker.today + timedelta(days=days)
            done = self.tries(lambda: reopening.reopen(self.tracker.services, request, due_on, self.something()))
            held.due_on = due_on if done else held.due_on
        held.is_open ^= done
        self.learns()

    @rule(ref=refs, who=st.sampled_from([DIRECTOR, LEAD, MANAGER]))
    def says_how_it_stands(self, ref: str, who: str) -> None:
        request = self.tracker.asks(who, ref)
        self.tries(lambda: updating.update(self.tracker.services, request, self.something()))

    @rule(ref=refs, keys=st.sets(owners, min_size=1))
    def passes_it_on(self, ref: str, keys: set[str]) -> None:
        people = {person.key: person for person in self.tracker.people().values()}

        def work(unit: Unit) -> None:
            desk = open_desk(unit, self.tracker.services, Identity(MANAGER, HOME))
            action = unit.actions.find(ref)
            assert action is not None
            unit.actions.set_owners(action.id, [Owner(people[key].name, people[key].id) for key in sorted(keys)])
            entry = entry_of(unit, desk, action, EntryKind.REASSIGNED, "")
            save(unit, self.tracker.services, desk, action, entry)

        self.tracker.services.store.write(work)
        self.held[ref].owners = set(keys)
        self.learns()

    @rule(ref=refs, days=st.integers(0, 25) | st.none())
    def is_brought_in_otherwise(self, ref: str, days: int | None) -> None:
        due_on = None if days is None else self.tracker.today + timedelta(days=days)
        written = "null" if due_on is None else f"'{due_on}'"
        self.tracker.change(f"update action set due_on = {written}, chased_by = '' where ref = '{ref}'")
        self.held[ref].due_on = due_on
        missed = self.missed([ref])
        self.tracker.ticks()
        self.learns(missed)

    @rule(ref=refs, key=owners, days=st.integers(1, 6))
    def snoozes(self, ref: str, key: str, days: int) -> None:
        pair = (f"action:{self.tracker.action(ref).id}", self.tracker.person(key))
        identity, delivery = Identity(OWNERS[key], HOME), self.something()
        self.tries(lambda: snoozing.snooze(self.tracker.services, identity, pair, days, delivery))

    @rule(key=owners, ahead=st.integers(0, 3), days=st.integers(0, 6), is_back=st.booleans(), has_deputy=st.booleans())
    def is_away_or_back(self, key: str, ahead: int, days: int, *, is_back: bool, has_deputy: bool) -> None:
        number, first = self.tracker.person(key), self.tracker.today + timedelta(ahead)
        deputy = self.tracker.person(next(other for other in OWNERS if other != key)) if has_deputy else None
        draft = AwayDraft(number) if is_back else AwayDraft(number, first, first + timedelta(days), deputy)
        self.tries(
            lambda: absences.save_absence(self.tracker.services, Identity(MANAGER, HOME), draft, self.something())
        )

    @rule(own=st.sampled_from([USUAL, OWN, OTHER]))
    def restarts_under_other_rules(self, own: dict[str, Any]) -> None:
        rules = BoardChaseSetting(**own)
        boards = [b.model_copy(update={"chase": rules}) if b.key == "TB" else b for b in self.config.boards]
        self.tracker = self.tracker.under(self.config.model_copy(update={"boards": tuple(boards)}))
        self.rules["TB"] = own
        anew = self.tracker.rows("select ref from action where chased_by = '' and status = 'open'")
        missed = self.missed([row.ref for row in anew])
        self.tracker.ticks()
        self.learns(missed)

    @rule(hours=st.sampled_from([1, 5, 24, 24, 72, 120]))
    def time_passes(self, hours: int) -> None:
        self.tracker.lives_until(self.tracker.clock.now() + timedelta(hours=hours))

    @rule(hours=st.sampled_from([30, 100, 400]))
    def is_down_and_starts_again(self, hours: int) -> None:
        self.tracker.clock.move_to(self.tracker.clock.now() + timedelta(hours=hours))
        self.tracker = self.tracker.under(self.tracker.services.config)
        self.tracker.ticks()
        self.tracker.ticks()

    @invariant()
    def what_is_planned_is_what_is_implied(self) -> None:
        if not hasattr(self, "tracker"):
            return
        live = self.live()
        for ref in REFS:
            for key in OWNERS:
                mine = Counter({(r, d): n for (one, who, r, d), n in live.items() if (one, who) == (ref, key)})
                for rule_, day in self.wanted(ref, key):
                    assert mine[rule_, day] == int(self.may[ref, key, rule_, day]), (ref, key, rule_, day)
        planned = {(ref, key, r, d) for ref, key, r, d in self.live("planned")}
        assert planned <= {(ref, key, *one) for ref in REFS for key in OWNERS for one in self.wanted(ref, key)}

    @invariant()
    def nothing_is_said_twice(self) -> None:
        if not hasattr(self, "tracker"):
            return
        said = self.tracker.rows(
            "select subject, nudge.person_id, rule, planned_at, message_id, settled_at from nudge"
            " where message_id is not null and subject like 'action:%'"
        )
        assert max(Counter((s.subject, s.person_id, s.rule, s.planned_at) for s in said).values(), default=0) <= 1
        # Of several that have passed, only the latest is said.
        assert max(Counter((s.subject, s.person_id, s.message_id) for s in said).values(), default=0) <= 1
        steps = self.tracker.rows("select subject, plan, count(*) as n from nudge where rule = 'told' group by 1, 2")
        assert all(row.n == 1 for row in steps)

    @invariant()
    def nobody_is_disturbed_too_often_or_at_a_wrong_time(self) -> None:
        if not hasattr(self, "tracker"):
            return
        days: Counter[Any] = Counter()
        weeks: Counter[Any] = Counter()
        for slack_id, sent_at, content in self.tracker.post.new:
            if slack_id not in ZONES or "need" not in content["text"]:
                continue
            # Told apart from the rules under test: by the wall clock and the days of the week.
            at = sent_at.astimezone(ZONES[slack_id])
            assert 8 <= at.hour < 19
            assert worked(at.date())
            days[slack_id, at.date()] += 1
            weeks[slack_id, at.isocalendar()[:2]] += 1
        assert max(days.values(), default=0) <= 1
        assert max(weeks.values(), default=0) <= 3

    def everything_is_said_in_the_end(self) -> None:
        """Weeks later, with everybody back, the last reminder of whatever is still open was said."""
        for key in sorted(OWNERS):
            self.is_away_or_back(key, 0, 0, is_back=True, has_deputy=False)
        for _ in range(12):
            self.time_passes(120)
        for ref in REFS:
            for key in OWNERS:
                wanted = sorted(self.wanted(ref, key), key=lambda one: one[1])
                if wanted and self.may[ref, key, *wanted[-1]]:
                    is_said = self.statuses(ref, key)[wanted[-1]] == "said"
                    assert is_said or self.was_snoozed_past(ref, key, wanted[-1][1]), (ref, key, wanted[-1])
        assert not self.tracker.rows("select 1 from nudge where status = 'planned' and subject like 'action%'")

    def missed(self, refs: Iterable[str]) -> set[tuple[str, str, str, date]]:
        """Return the latest reminder that passed of each action and owner that are reckoned anew, and late.

        Not where the owner heard of the action that day or since.
        """
        found: set[tuple[str, str, str, date]] = set()
        for ref in refs:
            for key in OWNERS:
                rules = [one for one in self.wanted(ref, key) if not one[0].startswith("before")]
                passed = sorted((one for one in rules if one[1] < self.today(key)), key=lambda one: one[1])[-1:]
                found |= {(ref, key, *one) for one in passed if max(self.told_on(ref, key), default=date.min) < one[1]}
        return found

    def learns(self, missed: Collection[tuple[str, str, str, date]] = ()) -> None:
        """Note what has come to be implied, and whether it may be said: not what is past, nor twice in a day."""
        if not hasattr(self, "held"):
            return
        now: dict[tuple[str, str, str, date], bool] = {}
        heard = self.live("said", "superseded")
        for ref in REFS:
            for key in OWNERS:
                for rule_, day in self.wanted(ref, key):
                    one = (ref, key, rule_, day)
                    fresh = day > self.today(key) or (day == self.today(key) and not self.told_today(ref, key))
                    now[one] = self.may.get(one, fresh or one in heard) or one in missed
        self.may = now

    def wanted(self, ref: str, key: str) -> set[tuple[str, date]]:
        held = self.held[ref]
        if not held.is_open or held.due_on is None or key not in held.owners:
            return set()
        return implied(held.due_on, self.rules[REFS[ref]])

    def live(self, *statuses: str) -> Counter[tuple[str, str, str, date]]:
        """Count reminders by action, owner, rule and the day in the owner's own zone, at nine in the morning."""
        found: Counter[tuple[str, str, str, date]] = Counter()
        wanted = ", ".join(f"'{status}'" for status in statuses or LIVE)
        for row in self.tracker.rows(
            "select action.ref, person.key, rule, planned_at, person.slack_id from nudge"
            " join person on person.id = person_id join action on subject = 'action:' || action.id"
            f" where nudge.status in ({wanted}) and rule not like 'snoozed%'"
        ):
            at = datetime.fromisoformat(str(row.planned_at)).replace(tzinfo=UTC).astimezone(ZONES[row.slack_id])
            assert at.time() == time(9)
            found[row.ref, row.key, row.rule, at.date()] += 1
        return found

    def statuses(self, ref: str, key: str) -> dict[tuple[str, date], str]:
        return {(r, d): status for status in LIVE for (one, who, r, d) in self.live(status) if (one, who) == (ref, key)}

    def was_snoozed_past(self, ref: str, key: str, day: date) -> bool:
        """Return whether a snooze had an action said later than its last reminder would have been."""
        return bool(
            self.tracker.rows(
                f"select 1 from nudge where subject = 'action:{self.tracker.action(ref).id}' and status = 'said'"
                f" and person_id = {self.tracker.person(key)} and rule like 'snoozed%' and planned_at >= '{day}'"
            )
        )

    def today(self, key: str) -> date:
        return self.tracker.clock.now().astimezone(ZONES[OWNERS[key]]).date()

    def told_today(self, ref: str, key: str) -> bool:
        return self.today(key) in self.told_on(ref, key)

    def told_on(self, ref: str, key: str) -> set[date]:
        rows = self.tracker.rows(
            f"select settled_at from nudge where subject = 'action:{self.tracker.action(ref).id}'"
            f" and person_id = {self.tracker.person(key)} and message_id is not null"
        )
        zone = ZONES[OWNERS[key]]
        return {datetime.fromisoformat(str(row.settled_at)).replace(tzinfo=UTC).astimezone(zone).date() for row in rows}

    def something(self) -> str:
        self.words += 1
        return f"News number {self.words}"

    def tries(self, change: Any) -> bool:
        """Do what may be refused, such as by somebody who owns it no more; return whether it was done."""
        try:
            change()
        except ConvenorError:
            return False
        return True


def test_whatever_the_order(tracker_engines: Engines, config: Config) -> None:
    Chasing.engines, Chasing.config = tracker_engines, config
    run_state_machine_as_test(Chasing, settings=settings(max_examples=5, stateful_step_count=12))


@pytest.mark.parametrize("start", STARTS)
def test_in_the_end_everything_implied_was_said(tracker_engines: Engines, config: Config, start: datetime) -> None:
    Chasing.engines, Chasing.config = tracker_engines, config
    weeks = Chasing()
    weeks.begin(start, [8, 3, 14])
    weeks.time_passes(72)
    weeks.moves_the_day("ICBDec18-1", 12, LEAD)
    weeks.is_away_or_back("cancer-lead", 1, 6, is_back=False, has_deputy=True)
    weeks.passes_it_on("TBDec18-1", {"cancer-lead"})
    weeks.is_down_and_starts_again(100)
    weeks.snoozes("PCDec18-1", "planned-care-director", 4)
    weeks.what_is_planned_is_what_is_implied()
    weeks.everything_is_said_in_the_end()
    weeks.what_is_planned_is_what_is_implied()
    weeks.nothing_is_said_twice()
    weeks.nobody_is_disturbed_too_often_or_at_a_wrong_time()
