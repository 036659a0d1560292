"""Records of every register, as wild as what people write can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from bot.domain.actions.records import EntryKind, Outcome
from bot.domain.imports.drafts import FinanceSection, MoneyUnit, Recurrence, RegisterKind
from bot.domain.registers.plan_records import ForwardRecord, MinutedRecord, PlanEntry, PlanTaskRecord
from bot.domain.registers.records import (
    ActionEntry,
    ActionRecord,
    ActionStatus,
    CostLineRecord,
    CostYear,
    FinanceLineRecord,
    InterestRecord,
    RiskEntry,
    RiskRecord,
)
from bot.domain.risks import ReviewKind, RiskStatus, Visibility
from bot.domain.scoring import Score
from bot.domain.text import clean, clean_line
from bot.workflows.imports.planning import names_in
from bot.workflows.services import Services

# What has tripped spreadsheets and readers before, beside any other text.
AWKWARD = [
    *("=1+1", "+44 20", "-5", "-five", "@home", "'quoted", "''", "'=x", "#N/A", "TBC", "n/a", "TRUE", "1e5", "007"),
    *(
        "12/11/2018",
        "3.10",
        "“curly”",
        'say "so"',
        "a,b;c\td|e",
        "line one\nline two",
        "• a bullet",
        "<b>bold",
        "&amp;",
    ),
    *("ﷺ", "👩‍⚕️", "naïve", "\u2028", "_x0041_", "sep=;", "Ref", "None", "{}", "[1]", "£1,000", "50%"),
]
texts = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=60)).map(clean)
lines = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=30)).map(clean_line)
words = lines.filter(bool)
days = st.dates(date(1850, 1, 1), date(2200, 1, 1))
instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zone beside
amounts = st.none() | st.integers(-(10**14), 10**14)
scores = st.none() | st.builds(Score, st.integers(1, 5), st.integers(1, 5))
tuples_of_words = st.lists(words, max_size=3).map(tuple)
decimals = st.none() | st.integers(0, 10**8).map(lambda number: Decimal(number).scaleb(-2))
fractions = st.none() | st.fractions(0, 1, max_denominator=1000)

risk_entries = st.builds(
    RiskEntry,
    version=st.integers(1, 10**6),
    kind=st.sampled_from(ReviewKind),
    at=instants,
    author=lines,
    author_key=lines,
    inherent=scores,
    residual=scores,
    target=scores,
    mitigation=texts,
    update=texts,
    reported_direction=st.sampled_from(["", "rising", "not known"]),
    is_imported=st.booleans(),
    is_no_change=st.booleans(),
)
risks = st.builds(
    RiskRecord,
    ref=st.builds("{}{}".format, st.sampled_from(["PC", "UC", "A"]), st.integers(1, 99999)),
    workstream=st.sampled_from(["PC", "UC"]),
    **dict.fromkeys(("project", "category", "organisation", "sits_with"), lines),
    **dict.fromkeys(("summary", "cause", "event", "effect", "response", "mitigation", "update"), texts),
    **dict.fromkeys(("printed_inherent", "printed_residual", "printed_target", "reported_direction"), lines),
    **dict.fromkeys(("inherent", "residual", "target"), scores),
    **dict.fromkeys(("leads", "readers", "links", "reports"), tuples_of_words),
    visibility=st.sampled_from(Visibility),
    status=st.sampled_from(RiskStatus),
    raised_on=days,
    updated_on=days,
    history=st.lists(risk_entries, max_size=3).map(tuple),
)
action_entries = st.builds(
    ActionEntry,
    version=st.integers(1, 10**6),
    at=instants,
    author=lines,
    author_key=lines,
    status=st.sampled_from(ActionStatus),
    status_words=lines,
    update=texts,
    kind=st.sampled_from(EntryKind).map(str),
    minute=lines,
    **dict.fromkeys(("due_on", "held_on"), st.none() | days),
)
actions = st.builds(
    ActionRecord,
    ref=words,
    action=texts.filter(bool),
    owners=tuples_of_words,
    board=lines,
    **dict.fromkeys(("assigned_on", "due_on", "original_due_on"), st.none() | days),
    status=st.sampled_from(ActionStatus),
    status_words=lines,
    update=texts,
    closed_at=st.none() | instants,
    outcome=st.sampled_from(Outcome).map(str),
    workstream=st.sampled_from(["", "PC", "UC"]),
    visibility=st.sampled_from(Visibility),
    source=st.sampled_from(["", "risk PC11", "meeting 2018-10-11", "plan Winter plan · 3.1"]),
    minute=lines,
    recurrence=st.sampled_from(["", "monthly", "every 2 weeks", "each meeting"]),
    message_link=lines,
    history=st.lists(action_entries, max_size=3).map(tuple),
)
task_entries = st.builds(
    PlanEntry,
    version=st.integers(1, 10**6),
    at=instants,
    **dict.fromkeys(("author", "author_key", "status", "note"), lines),
    update=texts,
    due_on=st.none() | days,
)
tasks = st.builds(
    PlanTaskRecord,
    plan=words,
    phase=lines,
    number=words,
    task=texts,
    milestones=tuples_of_words,
    workstream=lines,
    owners=tuples_of_words,
    status=lines,
    update=texts,
    agreed_on=st.none() | days,
    due_on=st.none() | days,
    stated_days=st.none() | st.integers(-999, 9999),
    reporting_month=lines,
    project=lines,
    **dict.fromkeys(("original_due_on", "closed_on"), st.none() | days),
    history=st.lists(task_entries, max_size=2).map(tuple),
)
years = st.lists(
    st.builds(
        CostYear,
        st.integers(2000, 2060) | st.just(2018),
        amounts,
        st.booleans(),
        st.booleans(),
        st.none() | st.sampled_from(Recurrence),
    ),
    max_size=3,
    unique_by=lambda year: year.key,
).map(lambda found: tuple(sorted(found, key=lambda year: year.key)))
costs = st.builds(
    CostLineRecord,
    fund=st.sampled_from(["", "IT-3", "BCF"]),
    fund_name=st.just(""),
    envelope_pence=st.none(),
    workstream=lines,
    section=lines,
    line=words,
    years=years,
    stated_total_pence=amounts,
    recurrence=st.none() | st.sampled_from(Recurrence),
    quantity=decimals,
    unit=lines,
    periods=decimals,
    period=lines,
    rate_pence=amounts,
    is_up_to=st.booleans(),
    is_tbc=st.booleans(),
    note=texts,
)
finance = st.builds(
    FinanceLineRecord,
    partner=lines,
    section=st.sampled_from(FinanceSection),
    number=words,
    title=texts,
    narrative=texts,
    full_value_pence=amounts,
    probability=fractions,
    adjusted_pence=amounts,
    adjusted_recurrent_pence=amounts,
    adjusted_non_recurrent_pence=amounts,
    unit=st.sampled_from(MoneyUnit),
    to_be_confirmed=st.lists(st.sampled_from(["full_value_pence", "probability"]), unique=True).map(tuple),
)
interests = st.builds(
    InterestRecord,
    person=st.sampled_from(["Governance manager", "Programme director", "CCG chair (a GP)"]),
    declared_on=st.none() | days,
    position=lines,
    organisation=lines,
    nature=texts,
    type=lines,
    is_sensitive=st.booleans(),
)
minuted = st.builds(
    MinutedRecord,
    board=words,
    held_on=days,
    paragraph=lines,
    ref=lines,
    action=words,
    owners=lines,
    due_on=st.none() | days,
)
forward_items = st.builds(ForwardRecord, board=words, held_on=st.none() | days, title=words, lead=lines, ref=lines)
BY_KIND = {
    RegisterKind.RISKS: risks,
    RegisterKind.ACTIONS: actions,
    RegisterKind.PLAN: tasks,
    RegisterKind.COSTS: costs,
    RegisterKind.FINANCE: finance,
    RegisterKind.INTERESTS: interests,
    RegisterKind.MINUTES: minuted,
    RegisterKind.FORWARD_PLAN: forward_items,
}


def registers(kind: RegisterKind) -> st.SearchStrategy[tuple]:
    """Registers of a kind: one to four records, each with a key of its own."""
    return st.lists(BY_KIND[kind], min_size=1, max_size=4, unique_by=lambda record: record.key).map(tuple)


def with_funds(records: tuple) -> tuple:
    """Let lines of one fund agree on its name and envelope."""
    said = {"": ("", None), "IT-3": ("IT fund", 2_500_000_00), "BCF": ("=Better care", None)}
    return tuple(
        replace(record, fund_name=said[record.fund][0], envelope_pence=said[record.fund][1]) for record in records
    )


def records_of(services: Services, kind: RegisterKind) -> tuple:
    """Return every record that a store holds of a kind."""
    with services.store.view() as view:
        names = names_in(view, services.config, services.today(view.now))
        return view.registers(services.config.zone, names).records(kind)
