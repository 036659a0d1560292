"""Registers: scores that are not known, an action's history, plans, cost lines with quantities, finance trackers."""

from datetime import UTC, datetime, time
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_RISK_WORDS = (
    "cause",
    "event",
    "effect",
    "response",
    "organisation",
    "sits_with",
    "printed_inherent",
    "printed_residual",
    "printed_target",
)
_LINE_WORDS = ("recurrence", "quantity", "unit", "periods", "period")
_STEPS = "BETWEEN 1 AND 5"
_MEASURES = ("inherent", "residual", "target")
_OLD_STEPS = " AND ".join(
    f"{name} {_STEPS}" for name in ("inherent_l", "inherent_s", "residual_l", "residual_s")
)
_OLD_TARGET = f"(target_l IS NULL AND target_s IS NULL) OR (target_l {_STEPS} AND target_s {_STEPS})"
_RECURRENCE = "recurrence IN ('', 'recurrent', 'non_recurrent')"
_ONE_A_YEAR = "uq_fund_line_year_line_id_year"
_ONE_OF_A_YEAR = "uq_fund_line_year_line_id_year_recurrence"


def upgrade() -> None:
    for name in _RISK_WORDS:
        op.add_column("risk", _words(name))
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(upwards=True)
    else:
        _alter(upwards=True)
    op.create_table(
        "action_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("status_words", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("update", sa.String(), nullable=False),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_action_entry_status")),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_entry_action_id_action")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_action_entry_author_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_entry")),
        sa.UniqueConstraint("action_id", "version", name=op.f("uq_action_entry_action_id_version")),
    )
    _first_entries()
    op.create_table(
        "finance_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("narrative", sa.String(), nullable=False),
        sa.Column("full_value_pence", sa.BigInteger(), nullable=True),
        sa.Column("probability", sa.String(), nullable=False),
        sa.Column("adjusted_pence", sa.BigInteger(), nullable=True),
        sa.Column("adjusted_recurrent_pence", sa.BigInteger(), nullable=True),
        sa.Column("adjusted_non_recurrent_pence", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("to_be_confirmed", sa.String(), nullable=False),
        sa.CheckConstraint("section IN ('risk', 'opportunity')", name=op.f("ck_finance_line_section")),
        sa.CheckConstraint("unit IN ('pounds', 'thousands')", name=op.f("ck_finance_line_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance_line")),
        sa.UniqueConstraint("partner", "section", "number", name=op.f("uq_finance_line_partner_section_number")),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("name", name=op.f("uq_plan_name")),
    )
    op.create_table(
        "plan_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("workstream_key", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("update", sa.String(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("stated_days", sa.Integer(), nullable=True),
        sa.Column("reporting_month", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_plan_task_plan_id_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_task")),
        sa.UniqueConstraint("plan_id", "phase", "number", name=op.f("uq_plan_task_plan_id_phase_number")),
    )
    op.create_table(
        "plan_milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("milestone", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["plan_task.id"], name=op.f("fk_plan_milestone_task_id_plan_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_milestone")),
    )
    op.create_index(op.f("ix_plan_milestone_task_id"), "plan_milestone", ["task_id"], unique=False)
    op.create_table(
        "plan_owner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_plan_owner_person_id_person")),
        sa.ForeignKeyConstraint(["task_id"], ["plan_task.id"], name=op.f("fk_plan_owner_task_id_plan_task")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_owner")),
    )
    op.create_index(op.f("ix_plan_owner_task_id"), "plan_owner", ["task_id"], unique=False)


def downgrade() -> None:
    """Go back; rows without what 0001 demands (an amount, a score, a day) make it fail rather than be invented."""
    op.drop_index(op.f("ix_plan_owner_task_id"), table_name="plan_owner")
    op.drop_table("plan_owner")
    op.drop_index(op.f("ix_plan_milestone_task_id"), table_name="plan_milestone")
    op.drop_table("plan_milestone")
    op.drop_table("plan_task")
    op.drop_table("plan")
    op.drop_table("finance_line")
    op.drop_table("action_entry")
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(upwards=False)
    else:
        _alter(upwards=False)
    for name in reversed(_RISK_WORDS):
        op.drop_column("risk", name)


def _first_entries() -> None:
    """Begin the history of each action with what it says; it was written when the audit trail first names it."""
    connection = op.get_bind()
    action = sa.table(
        "action",
        *(sa.column(name) for name in ("id", "ref", "status", "status_words", "update")),
        sa.column("due_on", sa.Date()),
        sa.column("assigned_on", sa.Date()),
    )
    event = sa.table("audit_event", sa.column("seq"), sa.column("at", UTCDateTime()), sa.column("subject"))
    entry = sa.table(
        "action_entry",
        *(sa.column(name) for name in ("action_id", "version", "author_name", "status", "status_words", "update")),
        sa.column("at", UTCDateTime()),
        sa.column("due_on", sa.Date()),
    )
    first = sa.select(sa.func.min(event.c.seq)).where(event.c.subject.like("action:%")).group_by(event.c.subject)
    found = connection.execute(sa.select(event.c.subject, event.c.at).where(event.c.seq.in_(first)))
    written = {row.subject: row.at for row in found}
    rows = [
        {
            "action_id": row.id,
            "version": 1,
            "at": written.get(f"action:{row.ref}") or datetime.combine(row.assigned_on, time(), UTC),
            "author_name": "Import",
            "status": row.status,
            "status_words": row.status_words,
            "due_on": row.due_on,
            "update": row.update,
        }
        for row in connection.execute(sa.select(action).order_by(action.c.id))
    ]
    if rows:
        connection.execute(sa.insert(entry), rows)


def _alter(*, upwards: bool) -> None:
    """Change the tables in place, where the database can."""
    optional: tuple[tuple[str, str, sa.types.TypeEngine[Any]], ...] = (
        ("action", "assigned_on", sa.Date()),
        ("fund", "envelope_pence", sa.BigInteger()),
        ("fund_line", "fund_id", sa.Integer()),
        ("fund_line_year", "amount_pence", sa.BigInteger()),
        ("interest", "declared_on", sa.Date()),
        *(("risk_review", name, sa.Integer()) for name in ("inherent_l", "inherent_s", "residual_l", "residual_s")),
    )
    for table, column, kind in optional:
        op.alter_column(table, column, existing_type=kind, nullable=upwards)
    if upwards:
        op.drop_constraint(op.f("ck_risk_review_steps"), "risk_review", type_="check")
        op.drop_constraint(op.f("ck_risk_review_target"), "risk_review", type_="check")
        for measure in _MEASURES:
            op.create_check_constraint(op.f(f"ck_risk_review_{measure}"), "risk_review", _both_or_neither(measure))
        op.add_column("risk_review", _mark("is_imported"))
        op.add_column("action", sa.Column("original_due_on", sa.Date(), nullable=True))
        op.add_column("action", _words("status_words"))
        for name in _LINE_WORDS:
            op.add_column("fund_line", _words(name))
        op.add_column("fund_line", sa.Column("rate_pence", sa.BigInteger(), nullable=True))
        op.add_column("fund_line_year", _words("recurrence"))
        for table in ("fund_line", "fund_line_year"):
            op.create_check_constraint(op.f(f"ck_{table}_recurrence"), table, _RECURRENCE)
        op.drop_constraint(_ONE_A_YEAR, "fund_line_year", type_="unique")
        op.create_unique_constraint(_ONE_OF_A_YEAR, "fund_line_year", ["line_id", "year", "recurrence"])
        for table in ("fund_line", "fund_line_year"):
            for name in ("is_up_to", "is_tbc"):
                op.add_column(table, _mark(name))
        return
    for measure in _MEASURES:
        op.drop_constraint(op.f(f"ck_risk_review_{measure}"), "risk_review", type_="check")
    op.create_check_constraint(op.f("ck_risk_review_steps"), "risk_review", _OLD_STEPS)
    op.create_check_constraint(op.f("ck_risk_review_target"), "risk_review", _OLD_TARGET)
    op.drop_constraint(_ONE_OF_A_YEAR, "fund_line_year", type_="unique")
    op.create_unique_constraint(_ONE_A_YEAR, "fund_line_year", ["line_id", "year"])
    for table in ("fund_line", "fund_line_year"):
        op.drop_constraint(op.f(f"ck_{table}_recurrence"), table, type_="check")
    for table, names in (
        ("risk_review", ("is_imported",)),
        ("action", ("original_due_on", "status_words")),
        ("fund_line", (*_LINE_WORDS, "rate_pence", "is_up_to", "is_tbc")),
        ("fund_line_year", ("recurrence", "is_up_to", "is_tbc")),
    ):
        for name in names:
            op.drop_column(table, name)


def _rebuild(*, upwards: bool) -> None:
    """Build the tables anew, which is how SQLite lets a column be empty or a CHECK be another.

    What refers to a table steps aside while that table is gone, so that no reference ever dangles.
    """
    new = {"recurrence", "is_up_to", "is_tbc", "rate_pence", "is_imported", "original_due_on", "status_words"}
    left_out = new | {*_LINE_WORDS}
    families = {
        "risk_review": (_risk_review,),
        "interest": (_interest,),
        "action": (_action,),
        "fund": (_fund, _fund_line, _fund_line_year),
    }
    dependants = {"action": "action_owner"}
    for first, builders in families.items():
        names = [first, *(builder.__name__.lstrip("_") for builder in builders[1:])]
        aside = dependants.get(first)
        for name in (*names, *([aside] if aside else [])):
            op.execute(f"CREATE TEMPORARY TABLE kept_{name} AS SELECT * FROM {name}")
        if aside:
            op.execute(f"DELETE FROM {aside}")
        for name in reversed(names):
            op.drop_table(name)
        for name, builder in zip(names, builders, strict=True):
            op.create_table(name, *builder(upwards))
            kept = [row[1] for row in op.get_bind().exec_driver_sql(f"PRAGMA temp.table_info(kept_{name})")]
            columns = ", ".join(f'"{column}"' for column in kept if column not in left_out)
            op.execute(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM kept_{name}")
        if aside:
            op.execute(f"INSERT INTO {aside} SELECT * FROM kept_{aside}")
        for name in (*names, *([aside] if aside else [])):
            op.execute(f"DROP TABLE kept_{name}")


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), server_default="", nullable=False)


def _mark(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)


def _both_or_neither(measure: str) -> str:
    likelihood, severity = f"{measure}_l", f"{measure}_s"
    return (
        f"({likelihood} IS NULL) = ({severity} IS NULL)"
        f" AND ({likelihood} IS NULL OR ({likelihood} {_STEPS} AND {severity} {_STEPS}))"
    )


def _risk_review(upwards: bool) -> list[sa.schema.SchemaItem]:
    scores = [f"{measure}_{part}" for measure in ("inherent", "residual") for part in ("l", "s")]
    checks = (
        [sa.CheckConstraint(_both_or_neither(m), name=op.f(f"ck_risk_review_{m}")) for m in _MEASURES]
        if upwards
        else [
            sa.CheckConstraint(_OLD_STEPS, name=op.f("ck_risk_review_steps")),
            sa.CheckConstraint(_OLD_TARGET, name=op.f("ck_risk_review_target")),
        ]
    )
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("last_review_version", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", UTCDateTime(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=upwards) for name in scores),
        sa.Column("target_l", sa.Integer(), nullable=True),
        sa.Column("target_s", sa.Integer(), nullable=True),
        sa.Column("mitigation", sa.String(), nullable=False),
        sa.Column("update", sa.String(), nullable=False),
        sa.Column("reported_direction", sa.String(), nullable=True),
        *([_mark("is_imported")] if upwards else []),
        sa.CheckConstraint(
            "kind IN ('added', 'reviewed', 'edited', 'closed', 'reopened')", name=op.f("ck_risk_review_kind")
        ),
        *checks,
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_risk_review_author_id_person")),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_risk_review_risk_id_risk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_review")),
        sa.UniqueConstraint("risk_id", "version", name=op.f("uq_risk_review_risk_id_version")),
    ]


def _interest(upwards: bool) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=upwards),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("loaded_digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_interest_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
        sa.UniqueConstraint(
            "person_id",
            "declared_on",
            "position",
            "organisation",
            name=op.f("uq_interest_person_id_declared_on_position_organisation"),
        ),
    ]


def _action(upwards: bool) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("board_key", sa.String(), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=upwards),
        sa.Column("due_on", sa.Date(), nullable=True),
        *([sa.Column("original_due_on", sa.Date(), nullable=True)] if upwards else []),
        sa.Column("status", sa.String(), nullable=False),
        *([_words("status_words")] if upwards else []),
        sa.Column("update", sa.String(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_action_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("ref", name=op.f("uq_action_ref")),
    ]


def _fund(upwards: bool) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("envelope_pence", sa.BigInteger(), nullable=upwards),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund")),
        sa.UniqueConstraint("key", name=op.f("uq_fund_key")),
    ]


def _fund_line(upwards: bool) -> list[sa.schema.SchemaItem]:
    added: list[sa.schema.SchemaItem] = [
        *(_words(name) for name in _LINE_WORDS),
        sa.Column("rate_pence", sa.BigInteger(), nullable=True),
        _mark("is_up_to"),
        _mark("is_tbc"),
        sa.CheckConstraint(_RECURRENCE, name=op.f("ck_fund_line_recurrence")),
    ]
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=upwards),
        sa.Column("workstream_key", sa.String(), nullable=True),
        sa.Column("initiative", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("stated_total_pence", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        *(added if upwards else []),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_fund_line_fund_id_fund")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_line")),
        sa.UniqueConstraint(
            "fund_id",
            "workstream_key",
            "initiative",
            "line",
            name=op.f("uq_fund_line_fund_id_workstream_key_initiative_line"),
        ),
    ]


def _fund_line_year(upwards: bool) -> list[sa.schema.SchemaItem]:
    added: list[sa.schema.SchemaItem] = [
        _words("recurrence"),
        _mark("is_up_to"),
        _mark("is_tbc"),
        sa.CheckConstraint(_RECURRENCE, name=op.f("ck_fund_line_year_recurrence")),
    ]
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=upwards),
        *(added if upwards else []),
        sa.ForeignKeyConstraint(["line_id"], ["fund_line.id"], name=op.f("fk_fund_line_year_line_id_fund_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_line_year")),
        sa.UniqueConstraint("line_id", "year", "recurrence", name=op.f(_ONE_OF_A_YEAR))
        if upwards
        else sa.UniqueConstraint("line_id", "year", name=op.f(_ONE_A_YEAR)),
    ]
