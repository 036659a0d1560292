"""The register in full: rounds, chasing, escalations with alerts, treatment, papers, and details by version."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_DETAILS = (
    "workstream_key, project, summary, category, cause, event, effect, response, organisation, sits_with, "
    "printed_inherent, printed_residual, printed_target, visibility"
)


def upgrade() -> None:
    op.create_table(
        "collection_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("paper_on", sa.Date(), nullable=True),
        sa.Column("meeting_on", sa.Date(), nullable=True),
        sa.Column("plan", sa.Integer(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("closed_by", sa.String(), server_default="", nullable=False),
        sa.Column("position_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_round")),
        sa.UniqueConstraint("month", name=op.f("uq_collection_round_month")),
    )
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("board_key", sa.String(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("position_at", UTCDateTime(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), server_default="", nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
    )
    op.create_index("ix_paper_board_key_month", "paper", ["board_key", "month"], unique=False)
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UTCDateTime(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_absence_in_order")),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_absence_deputy_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_person_id"), "absence", ["person_id"], unique=False)
    op.create_table(
        "acceptance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("board_key", sa.String(), nullable=False),
        sa.Column("accepted_at", UTCDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minute", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("residual", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_why", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_acceptance_risk_id_risk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
    )
    op.create_index(op.f("ix_acceptance_expires_on"), "acceptance", ["expires_on"], unique=False)
    op.create_index(op.f("ix_acceptance_risk_id"), "acceptance", ["risk_id"], unique=False)
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("crossings", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("raised_at", UTCDateTime(), nullable=False),
        sa.Column("waits_since", UTCDateTime(), nullable=False),
        sa.Column("release_at", UTCDateTime(), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("settled_by", sa.String(), server_default="", nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint("status IN ('waiting', 'held', 'sent', 'cancelled')", name=op.f("ck_alert_status")),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_alert_risk_id_risk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("risk_id", "version", name=op.f("uq_alert_risk_id_version")),
    )
    op.create_index(
        "ix_alert_waiting",
        "alert",
        ["release_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'waiting'"),
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_table(
        "escalation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("board_key", sa.String(), nullable=False),
        sa.Column("since_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(), server_default="", nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("minute", sa.String(), server_default="", nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_escalation_risk_id_risk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
    )
    op.create_index("ix_escalation_risk_id", "escalation", ["risk_id"], unique=False)
    op.create_index(
        "uq_escalation_standing",
        "escalation",
        ["risk_id", "board_key"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "nudge_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_nudge_message_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge_message")),
        sa.UniqueConstraint("person_id", "day_on", "number", name=op.f("uq_nudge_message_person_id_day_on_number")),
    )
    op.create_table(
        "preference",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_preference_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_preference")),
    )
    op.create_table(
        "risk_control",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_risk_control_risk_id_risk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_control")),
        sa.UniqueConstraint("risk_id", "number", name=op.f("uq_risk_control_risk_id_number")),
    )
    op.create_table(
        "risk_detail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("workstream_key", sa.String(), nullable=False),
        sa.Column("project", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("sits_with", sa.String(), nullable=False),
        sa.Column("printed_inherent", sa.String(), nullable=False),
        sa.Column("printed_residual", sa.String(), nullable=False),
        sa.Column("printed_target", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_risk_detail_risk_id_risk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_detail")),
        sa.UniqueConstraint("risk_id", "from_version", name=op.f("uq_risk_detail_risk_id_from_version")),
    )
    op.create_table(
        "round_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(), server_default="", nullable=False),
        sa.Column("heard", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint(
            "state IN ('missing', 'answered', 'no_change', 'withdrawn')", name=op.f("ck_round_item_state")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_round_item_author_id_person")),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_round_item_risk_id_risk")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["collection_round.id"], name=op.f("fk_round_item_round_id_collection_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_item")),
        sa.UniqueConstraint("round_id", "risk_id", name=op.f("uq_round_item_round_id_risk_id")),
    )
    op.create_index(op.f("ix_round_item_risk_id"), "round_item", ["risk_id"], unique=False)
    op.create_table(
        "round_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("boards", sa.JSON(), nullable=False),
        sa.Column("workstreams", sa.JSON(), nullable=False),
        sa.Column("leads", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("replaces_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"], ["collection_round.id"], name=op.f("fk_round_names_round_id_collection_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_names")),
        sa.UniqueConstraint("round_id", name=op.f("uq_round_names_round_id")),
    )
    op.create_table(
        "snooze",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_snooze_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snooze")),
    )
    op.create_index("ix_snooze_person_id_subject", "snooze", ["person_id", "subject"], unique=False)
    op.create_table(
        "trajectory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("set_at", UTCDateTime(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("start_value", sa.Integer(), nullable=False),
        sa.Column("target_value", sa.Integer(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_trajectory_risk_id_risk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trajectory")),
    )
    op.create_index(op.f("ix_trajectory_risk_id"), "trajectory", ["risk_id"], unique=False)
    op.create_table(
        "alert_board",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.Integer(), nullable=False),
        sa.Column("board_key", sa.String(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("chase_at", UTCDateTime(), nullable=True),
        sa.Column("acknowledged_at", UTCDateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.String(), server_default="", nullable=False),
        sa.Column("told_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_board_alert_id_alert")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_board")),
        sa.UniqueConstraint("alert_id", "board_key", name=op.f("uq_alert_board_alert_id_board_key")),
    )
    op.create_index(
        "ix_alert_board_unacknowledged",
        "alert_board",
        ["chase_at", "id"],
        unique=False,
        sqlite_where=sa.text("acknowledged_at IS NULL AND told_at IS NULL"),
        postgresql_where=sa.text("acknowledged_at IS NULL AND told_at IS NULL"),
    )
    op.create_table(
        "control_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("control_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), server_default="", nullable=False),
        sa.Column("effectiveness", sa.String(), nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint(
            "effectiveness IN ('effective', 'partly', 'not_effective', 'untested')",
            name=op.f("ck_control_entry_effectiveness"),
        ),
        sa.ForeignKeyConstraint(
            ["control_id"], ["risk_control.id"], name=op.f("fk_control_entry_control_id_risk_control")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_control_entry")),
    )
    op.create_index(op.f("ix_control_entry_control_id"), "control_entry", ["control_id"], unique=False)
    op.create_table(
        "nudge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("plan", sa.Integer(), nullable=False),
        sa.Column("planned_at", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status IN ('planned', 'said', 'superseded', 'answered', 'cancelled')", name=op.f("ck_nudge_status")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["nudge_message.id"], name=op.f("fk_nudge_message_id_nudge_message")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_nudge_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge")),
        sa.UniqueConstraint("subject", "person_id", "rule", "plan", name=op.f("uq_nudge_subject_person_id_rule_plan")),
    )
    op.create_index(
        "ix_nudge_due",
        "nudge",
        ["due_at", "id", "person_id"],
        unique=False,
        sqlite_where=sa.text("status = 'planned'"),
        postgresql_where=sa.text("status = 'planned'"),
    )
    op.create_index(
        "ix_nudge_message_id",
        "nudge",
        ["message_id"],
        unique=False,
        sqlite_where=sa.text("message_id IS NOT NULL"),
        postgresql_where=sa.text("message_id IS NOT NULL"),
    )
    op.create_index(
        "ix_nudge_subject_planned",
        "nudge",
        ["subject"],
        unique=False,
        sqlite_where=sa.text("status = 'planned'"),
        postgresql_where=sa.text("status = 'planned'"),
    )
    op.create_table(
        "risk_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_risk_comment_risk_id_risk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_comment")),
    )
    op.create_index(op.f("ix_risk_comment_risk_id"), "risk_comment", ["risk_id"], unique=False)
    op.add_column("register_report", sa.Column("made_on", sa.Date(), nullable=True))
    op.add_column("slack_account", sa.Column("timezone", sa.String(), nullable=True))
    op.add_column("risk_lead", sa.Column("from_version", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("risk_lead", sa.Column("until_version", sa.Integer(), nullable=True))
    op.add_column("risk_review", sa.Column("is_no_change", sa.Boolean(), server_default=sa.false(), nullable=False))

    # What details were before an edit only the audit trail knows; as-of reads begin with what stands now.
    op.execute(
        f"INSERT INTO risk_detail (risk_id, from_version, {_DETAILS}) SELECT id, 1, {_DETAILS} FROM risk ORDER BY id"
    )


def downgrade() -> None:
    op.drop_column("risk_review", "is_no_change")
    op.drop_column("risk_lead", "until_version")
    op.drop_column("risk_lead", "from_version")
    op.drop_column("slack_account", "timezone")
    op.drop_column("register_report", "made_on")
    op.drop_table("risk_comment")
    op.drop_table("nudge")
    op.drop_table("control_entry")
    op.drop_table("alert_board")
    op.drop_table("trajectory")
    op.drop_table("snooze")
    op.drop_table("round_names")
    op.drop_table("round_item")
    op.drop_table("risk_detail")
    op.drop_table("risk_control")
    op.drop_table("preference")
    op.drop_table("nudge_message")
    op.drop_table("escalation")
    op.drop_table("alert")
    op.drop_table("acceptance")
    op.drop_table("absence")
    op.drop_table("paper")
    op.drop_table("collection_round")
