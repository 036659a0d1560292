"""Work that outlasts a request, and the files it works on."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_UNDONE = sa.text("status = 'waiting' OR status = 'claimed'")


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("not_before_at", UTCDateTime(), nullable=False),
        sa.Column("lease_token", sa.String(), nullable=True),
        sa.CheckConstraint("status IN ('waiting', 'claimed', 'done', 'failed')", name=op.f("ck_job_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("key", name=op.f("uq_job_key")),
    )
    op.create_index(
        "ix_job_undone",
        "job",
        ["not_before_at", "id"],
        unique=False,
        sqlite_where=_UNDONE,
        postgresql_where=_UNDONE,
    )
    op.create_table(
        "received_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slack_file", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("sender_team", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("state IN ('reading', 'shown', 'importing', 'done')", name=op.f("ck_received_file_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_file")),
        sa.UniqueConstraint("slack_file", name=op.f("uq_received_file_slack_file")),
    )
    op.create_index(op.f("ix_received_file_received_at"), "received_file", ["received_at"], unique=False)


def downgrade() -> None:
    op.drop_table("received_file")
    op.drop_table("job")
