"""Foundation: directory, boards, risks, actions, funds, inbox, outbox, audit."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("board_key", sa.String(), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("update", sa.String(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_action_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("ref", name=op.f("uq_action_ref")),
    )
    op.create_table(
        "audit_event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_event")),
    )
    op.create_index(op.f("ix_audit_event_subject"), "audit_event", ["subject"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "board",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("decides_in", sa.String(), nullable=False),
        sa.Column("loaded_digest", sa.String(), nullable=False),
        sa.CheckConstraint("decides_in IN ('thread', 'meeting')", name=op.f("ck_board_decides_in")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sa.UniqueConstraint("key", name=op.f("uq_board_key")),
    )
    op.create_table(
        "directory_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_version")),
    )
    op.create_table(
        "fund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("envelope_pence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund")),
        sa.UniqueConstraint("key", name=op.f("uq_fund_key")),
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("key", name=op.f("uq_inbox_key")),
    )
    op.create_index(op.f("ix_inbox_received_at"), "inbox", ["received_at"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("loaded_digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("key", name=op.f("uq_organisation_key")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("under", sa.String(), nullable=True),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("not_before_at", UTCDateTime(), nullable=False),
        sa.Column("lease_token", sa.String(), nullable=True),
        sa.Column("claimed_at", UTCDateTime(), nullable=True),
        sa.Column("attempted_at", UTCDateTime(), nullable=True),
        sa.Column("attempted_thread_ts", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("fault", sa.String(), nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'claimed', 'uncertain', 'sent', 'parked', 'superseded')",
            name=op.f("ck_outbox_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
    )
    op.create_index(
        "ix_outbox_anchor",
        "outbox",
        ["anchor", "id", "status", "channel"],
        unique=False,
        sqlite_where=sa.text("status = 'pending' OR status = 'claimed' OR status = 'uncertain'"),
        postgresql_where=sa.text("status = 'pending' OR status = 'claimed' OR status = 'uncertain'"),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["not_before_at", "id", "status", "subject", "anchor", "under"],
        unique=False,
        sqlite_where=sa.text("status = 'pending' OR status = 'claimed' OR status = 'uncertain'"),
        postgresql_where=sa.text("status = 'pending' OR status = 'claimed' OR status = 'uncertain'"),
    )
    op.create_index(
        "ix_outbox_subject",
        "outbox",
        ["subject", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'pending' OR status = 'claimed' OR status = 'uncertain'"),
        postgresql_where=sa.text("status = 'pending' OR status = 'claimed' OR status = 'uncertain'"),
    )
    op.create_table(
        "people_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("loaded_digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_group")),
        sa.UniqueConstraint("key", name=op.f("uq_people_group_key")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("slack_id", sa.String(), nullable=True),
        sa.Column("organisation_key", sa.String(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("loaded_digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("key", name=op.f("uq_person_key")),
        sa.UniqueConstraint("slack_id", name=op.f("uq_person_slack_id")),
    )
    op.create_index(op.f("ix_person_email"), "person", ["email"], unique=False)
    op.create_table(
        "posted_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posted_message")),
        sa.UniqueConstraint("anchor", name=op.f("uq_posted_message_anchor")),
    )
    op.create_table(
        "register_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_key", sa.String(), nullable=False),
        sa.Column("position_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_report")),
        sa.UniqueConstraint("board_key", "position_at", name=op.f("uq_register_report_board_key_position_at")),
    )
    op.create_table(
        "risk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("workstream_key", sa.String(), nullable=False),
        sa.Column("project", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_risk_status")),
        sa.CheckConstraint("visibility IN ('public', 'non_public')", name=op.f("ck_risk_visibility")),
        sa.CheckConstraint("number > 0", name=op.f("ck_risk_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk")),
        sa.UniqueConstraint("prefix", "number", name=op.f("uq_risk_prefix_number")),
    )
    op.create_index(op.f("ix_risk_workstream_key"), "risk", ["workstream_key"], unique=False)
    op.create_table(
        "slack_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slack_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("is_stranger", sa.Boolean(), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_account")),
        sa.UniqueConstraint("slack_id", name=op.f("uq_slack_account_slack_id")),
    )
    op.create_table(
        "tick",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ran_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tick")),
    )
    op.create_table(
        "workstream",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("private_channel", sa.String(), nullable=True),
        sa.Column("loaded_digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workstream")),
        sa.UniqueConstraint("key", name=op.f("uq_workstream_key")),
    )
    op.create_table(
        "action_owner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_action_owner_action_id_action")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_action_owner_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_owner")),
    )
    op.create_index(op.f("ix_action_owner_action_id"), "action_owner", ["action_id"], unique=False)
    op.create_table(
        "board_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_key", sa.String(), nullable=True),
        sa.Column("capacity", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "capacity IN ('chair', 'voting', 'deputy', 'attendee')", name=op.f("ck_board_member_capacity")
        ),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_board_member_board_id_board")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_board_member_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_member")),
    )
    op.create_index(op.f("ix_board_member_board_id"), "board_member", ["board_id"], unique=False)
    op.create_table(
        "fund_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fund_id", sa.Integer(), nullable=False),
        sa.Column("workstream_key", sa.String(), nullable=True),
        sa.Column("initiative", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("stated_total_pence", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["fund_id"], ["fund.id"], name=op.f("fk_fund_line_fund_id_fund")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_line")),
        sa.UniqueConstraint(
            "fund_id",
            "workstream_key",
            "initiative",
            "line",
            name=op.f("uq_fund_line_fund_id_workstream_key_initiative_line"),
        ),
    )
    op.create_table(
        "interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=False),
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
    )
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_meeting_board_id_board")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("board_id", "held_on", name=op.f("uq_meeting_board_id_held_on")),
    )
    op.create_table(
        "people_group_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["people_group.id"], name=op.f("fk_people_group_member_group_id_people_group")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_people_group_member_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_group_member")),
    )
    op.create_index(op.f("ix_people_group_member_group_id"), "people_group_member", ["group_id"], unique=False)
    op.create_table(
        "record_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_record_link_risk_id_risk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_link")),
        sa.UniqueConstraint("risk_id", "kind", "ref", name=op.f("uq_record_link_risk_id_kind_ref")),
    )
    op.create_table(
        "risk_lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(person_id IS NULL) <> (group_id IS NULL)", name=op.f("ck_risk_lead_one_lead")),
        sa.ForeignKeyConstraint(["group_id"], ["people_group.id"], name=op.f("fk_risk_lead_group_id_people_group")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_risk_lead_person_id_person")),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_risk_lead_risk_id_risk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_lead")),
    )
    op.create_index("ix_risk_lead_risk_id", "risk_lead", ["risk_id"], unique=False)
    op.create_table(
        "risk_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_risk_reader_person_id_person")),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_risk_reader_risk_id_risk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_reader")),
        sa.UniqueConstraint("risk_id", "person_id", name=op.f("uq_risk_reader_risk_id_person_id")),
    )
    op.create_table(
        "risk_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("last_review_version", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", UTCDateTime(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("inherent_l", sa.Integer(), nullable=False),
        sa.Column("inherent_s", sa.Integer(), nullable=False),
        sa.Column("residual_l", sa.Integer(), nullable=False),
        sa.Column("residual_s", sa.Integer(), nullable=False),
        sa.Column("target_l", sa.Integer(), nullable=True),
        sa.Column("target_s", sa.Integer(), nullable=True),
        sa.Column("mitigation", sa.String(), nullable=False),
        sa.Column("update", sa.String(), nullable=False),
        sa.Column("reported_direction", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('added', 'reviewed', 'edited', 'closed', 'reopened')", name=op.f("ck_risk_review_kind")
        ),
        sa.CheckConstraint(
            "(target_l IS NULL AND target_s IS NULL) OR (target_l BETWEEN 1 AND 5 AND target_s BETWEEN 1 AND 5)",
            name=op.f("ck_risk_review_target"),
        ),
        sa.CheckConstraint(
            "inherent_l BETWEEN 1 AND 5 AND inherent_s BETWEEN 1 AND 5 AND residual_l BETWEEN 1 AND 5 AND residual_s BETWEEN 1 AND 5",
            name=op.f("ck_risk_review_steps"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_risk_review_author_id_person")),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_risk_review_risk_id_risk")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_review")),
        sa.UniqueConstraint("risk_id", "version", name=op.f("uq_risk_review_risk_id_version")),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("workstream_key", sa.String(), nullable=True),
        sa.Column("is_interim", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("from_config", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "role IN ('director', 'sro', 'member', 'office', 'programme_director', 'finance_officer', 'admin')",
            name=op.f("ck_role_role"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
    )
    op.create_index(op.f("ix_role_person_id"), "role", ["person_id"], unique=False)
    op.create_table(
        "fund_line_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["fund_line.id"], name=op.f("fk_fund_line_year_line_id_fund_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_line_year")),
        sa.UniqueConstraint("line_id", "year", name=op.f("uq_fund_line_year_line_id_year")),
    )
    op.execute("INSERT INTO directory_version (id, version) VALUES (1, 0)")
    op.execute("INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '" + "0" * 64 + "')")


def downgrade() -> None:
    op.drop_table("fund_line_year")
    op.drop_index(op.f("ix_role_person_id"), table_name="role")
    op.drop_table("role")
    op.drop_table("risk_review")
    op.drop_table("risk_reader")
    op.drop_index("ix_risk_lead_risk_id", table_name="risk_lead")
    op.drop_table("risk_lead")
    op.drop_table("record_link")
    op.drop_index(op.f("ix_people_group_member_group_id"), table_name="people_group_member")
    op.drop_table("people_group_member")
    op.drop_table("meeting")
    op.drop_table("interest")
    op.drop_table("fund_line")
    op.drop_index(op.f("ix_board_member_board_id"), table_name="board_member")
    op.drop_table("board_member")
    op.drop_index(op.f("ix_action_owner_action_id"), table_name="action_owner")
    op.drop_table("action_owner")
    op.drop_table("workstream")
    op.drop_table("tick")
    op.drop_table("slack_account")
    op.drop_index(op.f("ix_risk_workstream_key"), table_name="risk")
    op.drop_table("risk")
    op.drop_table("register_report")
    op.drop_table("posted_message")
    op.drop_index(op.f("ix_person_email"), table_name="person")
    op.drop_table("person")
    op.drop_table("people_group")
    op.drop_index(
        "ix_outbox_subject",
        table_name="outbox",
        sqlite_where=sa.text("status = 'pending' OR status = 'claimed' OR status = 'uncertain'"),
        postgresql_where=sa.text("status = 'pending' OR status = 'claimed' OR status = 'uncertain'"),
    )
    op.drop_index(
        "ix_outbox_due",
        table_name="outbox",
        sqlite_where=sa.text("status = 'pending' OR status = 'claimed' OR status = 'uncertain'"),
        postgresql_where=sa.text("status = 'pending' OR status = 'claimed' OR status = 'uncertain'"),
    )
    op.drop_index(
        "ix_outbox_anchor",
        table_name="outbox",
        sqlite_where=sa.text("status = 'pending' OR status = 'claimed' OR status = 'uncertain'"),
        postgresql_where=sa.text("status = 'pending' OR status = 'claimed' OR status = 'uncertain'"),
    )
    op.drop_table("outbox")
    op.drop_table("organisation")
    op.drop_index(op.f("ix_inbox_received_at"), table_name="inbox")
    op.drop_table("inbox")
    op.drop_table("fund")
    op.drop_table("directory_version")
    op.drop_table("board")
    op.drop_table("audit_head")
    op.drop_index(op.f("ix_audit_event_subject"), table_name="audit_event")
    op.drop_table("audit_event")
    op.drop_table("action")
