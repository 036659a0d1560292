"""Whatever is done with actions and whenever the ticks run: who is sent what follows from settings and calendar alone.

What people ought to be sent is reckoned here a second time, from the days, the clock and what was done, and held
against the messages they were sent. Whatever was not said has to have a reason: a snooze, an absence, the hour, a cap.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bot.domain.actions.records import EntryKind, Owner
from bot.domain.chasing import Preference
from bot.errors import ConvenorError
from bot.settings import Config
from bot.settings.partnership import BoardChaseSetting
from bot.store.engines import Engines
from bot.store.unit_of_work import Unit
from bot.workflows.actions import closing, extending, reopening, updating
from bot.workflows.actions.change import entry_of, save
from bot.workflows.chasing import absences, kinds, own_hours, snoozing
from bot.workflows.chasing.absences import AwayDraft
from bot.workflows.chasing.planning import plan_now
from bot.workflows.desk import open_desk
from bot.workflows.identify import Identity
from tests.scenarios.people import DIRECTOR, LEAD, MANAGER, PROGRAMME_DIRECTOR
from tests.support.actions import HOME, Tracker
from tests.support.chasing import Things

# Over Christmas, and over the change to summer time in London with Easter behind it; one owner lives in Sydney.
STARTS = (datetime(2018, 12, 12, 8, 30, tzinfo=UTC), datetime(2019, 3, 22, 8, 30, tzinfo=UTC))
HOLIDAYS = {
    *(date(2018, 12, 25), date(2018, 12, 26), date(2019, 1, 1)),
    *(date(2019, 4, 19), date(2019, 4, 22), date(2019, 5, 6), date(2019, 5, 27), date(2019, 8, 26)),
}
DAY = timedelta(days=1)
LONDON = ZoneInfo("Europe/London")
PLACES = ("Australia/Sydney", "Europe/London", "America/New_York")
OWNERS = {"planned-care-director": DIRECTOR, "cancer-lead": LEAD}
KEYS = {slack_id: key for key, slack_id in OWNERS.items()} | {PROGRAMME_DIRECTOR: "programme-director"}
OTHER_OWNER = dict(zip(OWNERS, reversed(OWNERS), strict=True))
REFS = {"ICBDec18-1": "ICB", "TBDec18-1": "TB", "PCDec18-1": "PC"}
STEPS = {"director_after": "planned-care-director", "office_after": "programme-director"}
USUAL = {"before": (10, 3, 1), "on_the_day": True, "after": (1, 3, 8), "director_after": 3, "office_after": 8}
OWN = {"before": (2,), "on_the_day": False, "after": (1, 2), "director_after": 2, "office_after": 4}
OTHER = {"before": (4, 2), "on_the_day": True, "after": (1,), "director_after": 1, "office_after": 3}
PER_DAY, PER_WEEK = 1, 3
REMINDER = re.compile(r"\w+ things? (needs? you|to know)")
ASKED, TOLD, BESIDE = "action.done", "action.show", "risk.update"

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


@dataclass
class Owed:
    """What one person is to hear of one action: each reminder with its instant, and what was heard."""

    implied: set[tuple[str, date]] = field(default_factory=set)
    waits: dict[tuple[str, date], datetime] = field(default_factory=dict)
    said: set[tuple[str, date]] = field(default_factory=set)
    said_at: list[datetime] = field(default_factory=list)
    snoozed_until: date = date.min


@dataclass
class Person:
    """What is known of somebody: where they live, when they are away and who acts for them, when they had messages."""

    zone: ZoneInfo
    away: tuple[date, date, str | None] | None = None
    heard_on: list[date] = field(default_factory=list)

    def is_away(self, now: datetime) -> bool:
        return self.away is not None and self.away[0] <= now.astimezone(self.zone).date() <= self.away[1]


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
        self.tracker.watch = self.is_right
        self.numbers = {person.key: person.id for person in self.tracker.people().values()}
        self.rules = {"ICB": USUAL, "TB": OWN, "PC": USUAL}
        self.people = {key: Person(LONDON) for key in KEYS.values()}
        self.people["cancer-lead"].zone = ZoneInfo("Australia/Sydney")
        self.held: dict[str, Held] = {}
        self.owed: dict[tuple[str, str], Owed] = defaultdict(Owed)
        self.late: dict[tuple[str, str, date], tuple[str, datetime]] = {}
        self.told: set[tuple[str, str, date]] = set()
        self.beside: dict[tuple[str, str], datetime] = {}
        self.words = self.seen = 0
        self.last_morning = start
        for ref, ahead, mine in zip(sorted(REFS), days, (("cancer-lead",), tuple(OWNERS), tuple(OWNERS)), strict=True):
            due_on = self.tracker.today + timedelta(days=ahead)
            self.held[ref] = Held(due_on, set(mine))
            self.tracker.sets(ref, mine, due_on, REFS[ref])
            self.learns(ref)

    @rule(ref=refs, days=st.integers(0, 25), who=st.sampled_from([DIRECTOR, LEAD, MANAGER]))
    def moves_the_day(self, ref: str, days: int, who: str) -> None:
        due_on = self.tracker.today + timedelta(days=days)
        request = self.tracker.asks(who, ref)
        if self.tries(lambda: extending.extend(self.tracker.services, request, due_on, self.something())):
            self.held[ref].due_on = due_on
            self.learns(ref)

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
        if done:
            self.learns(ref)

    @rule(ref=refs, who=st.sampled_from([DIRECTOR, LEAD, MANAGER]))
    def says_how_it_stands(self, ref: str, who: str) -> None:
        request = self.tracker.asks(who, ref)
        if self.tries(lambda: updating.update(self.tracker.services, request, self.something())):
            self.learns(ref)

    @rule(ref=refs, keys=st.sets(owners, min_size=1))
    def passes_it_on(self, ref: str, keys: set[str]) -> None:
        def work(unit: Unit) -> None:
            desk = open_desk(unit, self.tracker.services, Identity(MANAGER, HOME))
            people, action = desk.directory.people, unit.actions.find(ref)
            assert action is not None
            numbers = [self.numbers[key] for key in sorted(keys)]
            unit.actions.set_owners(action.id, [Owner(people[number].name, number) for number in numbers])
            entry = entry_of(unit, desk, action, EntryKind.REASSIGNED, "")
            save(unit, self.tracker.services, desk, action, entry)

        self.tracker.services.store.write(work)
        self.held[ref].owners = set(keys)
        self.learns(ref)

    @rule(ref=refs, days=st.integers(-14, 25) | st.none())
    def is_brought_in_otherwise(self, ref: str, days: int | None) -> None:
        due_on = None if days is None else self.tracker.today + timedelta(days=days)
        written = "null" if due_on is None else f"'{due_on}'"
        self.tracker.change(f"update action set due_on = {written}, chased_by = '' where ref = '{ref}'")
        self.held[ref].due_on = due_on
        if self.held[ref].is_open:
            self.learns(ref, is_new=True)
        self.tracker.ticks()

    @rule(ref=refs, key=owners, days=st.integers(1, 9))
    def snoozes(self, ref: str, key: str, days: int) -> None:
        pair = (f"action:{self.tracker.action(ref).id}", self.numbers[key])
        identity, delivery = Identity(OWNERS[key], HOME), self.something()
        if self.tries(lambda: snoozing.snooze(self.tracker.services, identity, pair, days, delivery)):
            mine = self.owed[ref, key]
            mine.snoozed_until = self.today(key) + timedelta(days=days)
            mine.waits = {one: at for one, at in mine.waits.items() if one[0] != "snoozed"}
            until_on = nth_working(mine.snoozed_until, 0)
            mine.waits["snoozed", until_on] = self.nine(until_on, key)

    @rule(key=owners, ahead=st.integers(0, 3), days=st.integers(0, 6), has_deputy=st.booleans())
    def is_away_or_back(self, key: str, ahead: int, days: int, *, has_deputy: bool) -> None:
        today, person = self.tracker.today, self.people[key]
        if person.away is not None and person.away[1] >= today - DAY:
            if person.away[0] > today:
                return
            draft = AwayDraft(self.numbers[key])
            person.away = (person.away[0], today - DAY, person.away[2])
        else:
            first, deputy = today + timedelta(ahead), OTHER_OWNER[key] if has_deputy else None
            person.away = (first, first + timedelta(days), deputy)
            draft = AwayDraft(self.numbers[key], *person.away[:2], self.numbers[deputy] if deputy else None)
        delivery = self.something()
        self.tries(lambda: absences.save_absence(self.tracker.services, Identity(MANAGER, HOME), draft, delivery))

    @rule(place=st.sampled_from(PLACES))
    def lives_elsewhere(self, place: str) -> None:
        own_hours.save_hours(self.tracker.services, Identity(LEAD, HOME), Preference(place), self.something())
        self.people["cancer-lead"].zone = ZoneInfo(place)

    @rule(key=owners, number=st.integers(1, 2))
    def is_asked_for_something_else(self, key: str, number: int) -> None:
        """Be asked for an update beside, which counts for the caps and comes in the same message."""
        pair, delivery = (f"thing:{number}", self.numbers[key]), self.something()
        self.tracker.services.store.write(lambda unit: plan_now(unit, self.tracker.services, [pair], delivery))
        now, today = self.tracker.clock.now(), self.today(key)
        there = now.astimezone(self.people[key].zone)
        may_be_now = worked(today) and 8 <= there.hour < 19
        first = nth_working(today, 0 if there.hour < 8 else 1)
        at = now if may_be_now else self.nine(first, key)
        # Of one thing asked twice only the latest is said, at the earliest of their times.
        self.beside[key, str(number)] = min(self.beside.get((key, str(number)), at), at)

    @rule(own=st.sampled_from([USUAL, OWN, OTHER]))
    def restarts_under_other_rules(self, own: dict[str, Any]) -> None:
        ref = "TBDec18-1"
        if any(one[0] == "snoozed" for key in OWNERS for one in self.owed[ref, key].waits):
            # Whether a wish outlives its reminders' rules is nobody's promise.
            return
        rules = BoardChaseSetting(**own)
        boards = [b.model_copy(update={"chase": rules}) if b.key == "TB" else b for b in self.config.boards]
        self.tracker = self.tracker.under(self.config.model_copy(update={"boards": tuple(boards)}))
        is_other, self.rules["TB"] = own != self.rules["TB"], own
        if is_other and self.held[ref].is_open:
            self.learns(ref, is_new=True)
        self.tracker.ticks()

    @rule(hours=st.sampled_from([1, 5, 24, 24, 72, 120]))
    def time_passes(self, hours: int) -> None:
        self.tracker.lives_until(self.tracker.clock.now() + timedelta(hours=hours))

    @rule(hours=st.sampled_from([30, 100, 400]), is_cut_off=st.booleans())
    def is_down_and_starts_again(self, hours: int, *, is_cut_off: bool) -> None:
        """Miss some days, and perhaps stop once more between deciding what is said and sending it."""
        self.tracker.clock.move_to(self.tracker.clock.now() + timedelta(hours=hours))
        self.tracker = self.tracker.under(self.tracker.services.config)
        if is_cut_off:
            self.tracker.decides()
            self.tracker = self.tracker.under(self.tracker.services.config)
        self.tracker.ticks()
        self.tracker.ticks()

    def is_right(self, tracker: Tracker) -> None:
        """Hold what was just sent to everybody against what they were to be sent now."""
        self.tells_of_mornings()
        now, new = tracker.clock.now(), tracker.post.new[self.seen :]
        self.seen = len(tracker.post.new)
        sent: dict[str, list[Any]] = {key: [] for key in KEYS.values()}
        for place, _, content in new:
            # That an action changed is told at once, and is no reminder.
            if place in KEYS and REMINDER.match(content["text"]):
                sent[KEYS[place]].append(content)
        due = self.due(now)
        for key, messages in sent.items():
            wanted = Counter((what, ref) for what, ref, _ in due[key])
            if not messages:
                may_wait = self.may_not_be_disturbed(key, now) or self.is_before_nine(key, now)
                assert not wanted or may_wait, (key, wanted, now)
                continue
            (content,) = messages
            assert not self.may_not_be_disturbed(key, now), (key, now)
            assert self.asked_in(content) == wanted, (key, now)
            self.people[key].heard_on.append(now.astimezone(self.people[key].zone).date())
            for what, ref, of in due[key]:
                self.hears(what, ref, of, now)

    def due(self, now: datetime) -> dict[str, list[tuple[str, str, str]]]:
        """Return for each reader what is to be said now if they may be disturbed: what, of which, asked of whom."""
        found: dict[str, list[tuple[str, str, str]]] = {key: [] for key in KEYS.values()}
        for (ref, key), mine in self.owed.items():
            if any(at <= now for at in mine.waits.values()) and mine.snoozed_until <= self.today(key):
                found.get(self.reader(key, now), []).append((ASKED, ref, key))
        for (ref, step, due_on), (key, at) in list(self.late.items()):
            if at <= now and not (self.held[ref].is_open and self.held[ref].due_on == due_on):
                del self.late[ref, step, due_on]
            elif at <= now:
                found.get(self.reader(key, now), []).append((TOLD, ref, step))
        for (key, number), at in self.beside.items():
            if at <= now:
                found.get(self.reader(key, now), []).append((BESIDE, number, key))
        return found

    def hears(self, what: str, ref: str, of: str, now: datetime) -> None:
        if what == BESIDE:
            del self.beside[of, ref]
        elif what == TOLD:
            del self.late[next(one for one in self.late if one[:2] == (ref, of))]
        else:
            mine = self.owed[ref, of]
            passed = {one for one, at in mine.waits.items() if at <= now}
            assert not passed & mine.said
            mine.said |= {one for one in passed if one[0] != "snoozed"}
            mine.said_at.append(now)
            mine.waits = {one: at for one, at in mine.waits.items() if one not in passed}

    def asked_in(self, content: Any) -> Counter[tuple[str, str]]:
        """Count what a message asks for or tells of, by its buttons."""
        buttons = [one for block in content["blocks"] for one in block.get("elements", ()) if "action_id" in one]
        return Counter(
            (what, one["value"])
            for one in buttons
            for what in (ASKED, TOLD, BESIDE)
            if one["action_id"].startswith(what)
        )

    def may_not_be_disturbed(self, key: str, now: datetime) -> bool:
        person = self.people[key]
        there = now.astimezone(person.zone)
        week = [day for day in person.heard_on if day.isocalendar()[:2] == there.isocalendar()[:2]]
        is_late = not 8 <= there.hour < 19 or not worked(there.date())
        return is_late or week.count(there.date()) >= PER_DAY or len(week) >= PER_WEEK

    def is_before_nine(self, key: str, now: datetime) -> bool:
        """Return whether what waited overnight waits still: it is said at the hour at which reminders are."""
        return now.astimezone(self.people[key].zone).hour < 9

    def reader(self, key: str, now: datetime) -> str:
        """Return who reads what is asked of somebody, nobody while they and who acts for them are away."""
        away = self.people[key].away
        if away is None or not self.people[key].is_away(now):
            return key
        return away[2] if away[2] and not self.people[away[2]].is_away(now) else ""

    def tells_of_mornings(self) -> None:
        """Note what others are to be told of late actions since the last morning that was lived."""
        now, days = self.tracker.clock.now(), set()
        day = self.last_morning.astimezone(LONDON).date()
        while (at := datetime.combine(day, time(9), LONDON)) <= now:
            days |= {day} if at > self.last_morning else set()
            day += DAY
        self.last_morning = now
        for ref in REFS:
            self.tells_of(ref, days)

    def tells_of(self, ref: str, days: Iterable[date]) -> None:
        held = self.held[ref]
        for step, key in STEPS.items():
            if not held.is_open or held.due_on is None or key in held.owners or (ref, step, held.due_on) in self.told:
                continue
            if nth_working(nth_working(held.due_on, 0), self.rules[REFS[ref]][step]) in days:
                self.told.add((ref, step, held.due_on))
                told_on = nth_working(self.tracker.today, 0)
                self.late[ref, step, held.due_on] = key, datetime.combine(told_on, time(9), LONDON)

    def learns(self, ref: str, *, is_new: bool = False) -> None:
        """Note what is implied after a change; `is_new` where it came in past the bot, or by other rules."""
        held = self.held[ref]
        for key in OWNERS:
            mine = self.owed[ref, key]
            is_asked = held.is_open and held.due_on is not None and key in held.owners
            wanted = implied(held.due_on, self.rules[REFS[ref]]) if is_asked and held.due_on else set()
            if wanted != mine.implied:
                mine.snoozed_until = date.min
            today, told_on = self.today(key), {self.day(at, key) for at in mine.said_at}
            waits = {one: at for one, at in mine.waits.items() if one[0] == "snoozed" and wanted == mine.implied}
            for rule_, day in wanted:
                if day > today or (day == today and today not in told_on):
                    waits |= {(rule_, day): self.nine(day, key)} if (rule_, day) not in mine.said else {}
                elif (rule_, day) in mine.waits:
                    waits[rule_, day] = mine.waits[rule_, day]
            passed = sorted((day, rule_) for rule_, day in wanted if day < today and not rule_.startswith("before"))
            heard_on = {self.day(at, key) for other in OWNERS for at in self.owed[ref, other].said_at}
            if passed and max(heard_on, default=date.min) < passed[-1][0]:
                waits.setdefault((passed[-1][1], passed[-1][0]), self.nine(passed[-1][0], key))
            mine.implied, mine.waits = wanted, waits
        if is_new:
            nine = datetime.combine(self.tracker.today, time(9), LONDON)
            is_over = self.tracker.clock.now() >= nine
            self.tells_of(ref, {self.tracker.today - n * DAY for n in range(0 if is_over else 1, 60)})

    def everything_is_said_in_the_end(self) -> None:
        """Weeks later, with everybody back, nothing waits: whatever there was to say was said."""
        for person in self.people.values():
            person.away = None
        self.tracker.change("delete from absence")
        self.tracker.change("update nudge set due_at = planned_at where status = 'planned'")
        for _ in range(12):
            self.time_passes(120)
        assert not any(mine.waits for mine in self.owed.values())
        assert not self.late
        assert not self.beside
        assert not self.tracker.rows("select 1 from nudge where status = 'planned'")

    def today(self, key: str) -> date:
        return self.day(self.tracker.clock.now(), key)

    def day(self, at: datetime, key: str) -> date:
        return at.astimezone(self.people[key].zone).date()

    def nine(self, day: date, key: str) -> datetime:
        return datetime.combine(day, time(9), self.people[key].zone).astimezone(UTC)

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


@pytest.fixture(autouse=True)
def something_beside(monkeypatch: pytest.MonkeyPatch, tracker_engines: Engines, config: Config) -> None:
    """Have people asked for things that are no actions, as a round does."""
    monkeypatch.setitem(kinds.KINDS, "thing", Things().reader)  # type: ignore[misc]
    Chasing.engines, Chasing.config = tracker_engines, config


def test_whatever_the_order() -> None:
    run_state_machine_as_test(Chasing, settings=settings(max_examples=8, stateful_step_count=14))


@pytest.mark.parametrize("start", STARTS)
def test_in_the_end_everything_implied_was_said(start: datetime) -> None:
    weeks = Chasing()
    weeks.begin(start, [8, 3, 14])
    weeks.time_passes(72)
    weeks.moves_the_day("ICBDec18-1", 12, LEAD)
    weeks.is_away_or_back("cancer-lead", 1, 6, has_deputy=True)
    weeks.passes_it_on("TBDec18-1", {"cancer-lead"})
    weeks.is_asked_for_something_else("planned-care-director", 1)
    weeks.is_down_and_starts_again(100, is_cut_off=True)
    weeks.snoozes("PCDec18-1", "planned-care-director", 4)
    weeks.everything_is_said_in_the_end()
