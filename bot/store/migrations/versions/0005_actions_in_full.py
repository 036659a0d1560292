"""Actions in full: what they came from, handovers and claims, plans with history, digests, and what people follow."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_PLAIN_REF = "lower(replace(replace(replace(replace(replace(ref, ' ', ''), '-', ''), '_', ''), '/', ''), '.', ''))"


def upgrade() -> None:
    op.create_table('digest',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('scope', sa.String(), nullable=False),
    sa.Column('week_on', sa.Date(), nullable=False),
    sa.Column('made_at', UTCDateTime(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_digest')),
    sa.UniqueConstraint('scope', 'week_on', name=op.f('uq_digest_scope_week_on'))
    )
    op.create_table('forward_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('board_key', sa.String(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('lead', sa.String(), nullable=False),
    sa.Column('ref', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forward_item')),
    sa.UniqueConstraint('board_key', 'held_on', 'title', name=op.f('uq_forward_item_board_key_held_on_title'))
    )
    op.create_table('minuted_action',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('board_key', sa.String(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('paragraph', sa.String(), nullable=False),
    sa.Column('ref', sa.String(), nullable=False),
    sa.Column('summary', sa.String(), nullable=False),
    sa.Column('owners', sa.String(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_minuted_action')),
    sa.UniqueConstraint('board_key', 'held_on', 'paragraph', 'summary', name=op.f('uq_minuted_action_board_key_held_on_paragraph_summary'))
    )
    op.create_table('action_claim',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('said_by_id', sa.Integer(), nullable=True),
    sa.Column('said_by', sa.String(), nullable=False),
    sa.Column('how', sa.String(), nullable=False),
    sa.Column('said_at', UTCDateTime(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('answered_at', UTCDateTime(), nullable=True),
    sa.Column('answered_by', sa.String(), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'confirmed', 'refused', 'withdrawn')", name=op.f('ck_action_claim_state')),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_action_claim_action_id_action')),
    sa.ForeignKeyConstraint(['said_by_id'], ['person.id'], name=op.f('fk_action_claim_said_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_claim'))
    )
    op.create_index(op.f('ix_action_claim_action_id'), 'action_claim', ['action_id'], unique=False)
    op.create_index('ix_action_claim_waiting', 'action_claim', ['action_id'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
    op.create_table('action_descent',
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.CheckConstraint("kind IN ('split', 'turn')", name=op.f('ck_action_descent_kind')),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_action_descent_action_id_action')),
    sa.ForeignKeyConstraint(['from_id'], ['action.id'], name=op.f('fk_action_descent_from_id_action')),
    sa.PrimaryKeyConstraint('action_id', name=op.f('pk_action_descent'))
    )
    op.create_index(op.f('ix_action_descent_from_id'), 'action_descent', ['from_id'], unique=False)
    op.create_table('action_handover',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('from_position', sa.Integer(), nullable=False),
    sa.Column('from_id', sa.Integer(), nullable=True),
    sa.Column('from_name', sa.String(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('asked_by', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('asked_at', UTCDateTime(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('answered_at', UTCDateTime(), nullable=True),
    sa.Column('answer', sa.String(), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'accepted', 'returned', 'withdrawn')", name=op.f('ck_action_handover_state')),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_action_handover_action_id_action')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['person.id'], name=op.f('fk_action_handover_asked_by_id_person')),
    sa.ForeignKeyConstraint(['from_id'], ['person.id'], name=op.f('fk_action_handover_from_id_person')),
    sa.ForeignKeyConstraint(['to_id'], ['person.id'], name=op.f('fk_action_handover_to_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_handover'))
    )
    op.create_index(op.f('ix_action_handover_action_id'), 'action_handover', ['action_id'], unique=False)
    op.create_index('ix_action_handover_waiting', 'action_handover', ['action_id', 'from_position'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
    op.create_table('follow',
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('since_at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_follow_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'subject', name=op.f('pk_follow'))
    )
    op.create_table('home',
    sa.Column('slack_id', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('opened_at', UTCDateTime(), nullable=False),
    sa.Column('pages', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_home_person_id_person')),
    sa.PrimaryKeyConstraint('slack_id', name=op.f('pk_home'))
    )
    op.create_table('plan_phase',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('lead', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_phase_plan_id_plan')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_phase')),
    sa.UniqueConstraint('plan_id', 'name', name=op.f('uq_plan_phase_plan_id_name'))
    )
    op.create_table('plan_task_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('author_name', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('update', sa.String(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_plan_task_entry_author_id_person')),
    sa.ForeignKeyConstraint(['task_id'], ['plan_task.id'], name=op.f('fk_plan_task_entry_task_id_plan_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_task_entry')),
    sa.UniqueConstraint('task_id', 'version', name=op.f('uq_plan_task_entry_task_id_version'))
    )
    op.add_column('action', sa.Column('version', sa.Integer(), server_default='0', nullable=False))
    op.add_column('action', sa.Column('workstream_key', sa.String(), server_default='', nullable=False))
    op.add_column('action', sa.Column('visibility', sa.String(), server_default='public', nullable=False))
    op.add_column('action', sa.Column('source_kind', sa.String(), server_default='', nullable=False))
    op.add_column('action', sa.Column('source_ref', sa.String(), server_default='', nullable=False))
    op.add_column('action', sa.Column('minute', sa.String(), server_default='', nullable=False))
    op.add_column('action', sa.Column('message_link', sa.String(), server_default='', nullable=False))
    op.add_column('action', sa.Column('recurrence', sa.String(), server_default='', nullable=False))
    op.add_column('action', sa.Column('outcome', sa.String(), server_default='', nullable=False))
    op.add_column('action', sa.Column('plan', sa.Integer(), server_default='0', nullable=False))
    op.add_column('action', sa.Column('chased_by', sa.String(), server_default='', nullable=False))
    op.create_index('ix_action_closed_at', 'action', ['closed_at'], unique=False)
    op.create_index('ix_action_due', 'action', ['due_on', 'id'], unique=False, sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'"))
    op.create_index('ix_action_plain_ref', 'action', [sa.text(_PLAIN_REF)], unique=False)
    op.create_index('ix_action_unplanned', 'action', ['id'], unique=False, sqlite_where=sa.text("status = 'open' AND chased_by = ''"), postgresql_where=sa.text("status = 'open' AND chased_by = ''"))
    op.add_column('action_entry', sa.Column('kind', sa.String(), server_default='', nullable=False))
    op.add_column('action_entry', sa.Column('held_on', sa.Date(), nullable=True))
    op.add_column('action_entry', sa.Column('minute', sa.String(), server_default='', nullable=False))
    op.add_column('action_entry', sa.Column('visibility', sa.String(), server_default='public', nullable=False))
    op.create_index(op.f('ix_action_owner_person_id'), 'action_owner', ['person_id'], unique=False)
    op.create_index('ix_risk_lead_group_id', 'risk_lead', ['group_id'], unique=False)
    op.create_index('ix_risk_lead_person_id', 'risk_lead', ['person_id'], unique=False)
    op.add_column('plan_milestone', sa.Column('due_on', sa.Date(), nullable=True))
    op.add_column('plan_milestone', sa.Column('done_on', sa.Date(), nullable=True))
    op.add_column('plan_task', sa.Column('project', sa.String(), server_default='', nullable=False))
    op.add_column('plan_task', sa.Column('original_due_on', sa.Date(), nullable=True))
    op.add_column('plan_task', sa.Column('closed_on', sa.Date(), nullable=True))
    op.add_column('plan_task', sa.Column('version', sa.Integer(), server_default='0', nullable=False))
    op.add_column('preference', sa.Column('digest', sa.String(), server_default='', nullable=False))
    op.add_column('preference', sa.Column('digest_since_at', UTCDateTime(), nullable=True))
    op.execute(
        "UPDATE action SET version = (SELECT count(*) FROM action_entry WHERE action_entry.action_id = action.id)"
    )
    op.execute("UPDATE action SET outcome = 'done' WHERE status = 'closed'")
    op.create_index('ix_posted_message_channel_ts', 'posted_message', ['channel', 'ts'], unique=False)


def downgrade() -> None:
    # The version before can neither word nor send these, and knows nobody to remind of what is not a risk.
    op.execute(
        "DELETE FROM outbox WHERE status NOT IN ('sent', 'parked', 'superseded') AND ("
        "channel LIKE 'home:%' OR channel LIKE 'webhook:%' OR (CAST(content AS TEXT) LIKE '{\"deferred\": %'"
        " AND CAST(content AS TEXT) NOT LIKE '%\"kind\": \"nudges\"%'"
        " AND CAST(content AS TEXT) NOT LIKE '%\"kind\": \"unreached\"%'))"
    )
    op.execute(
        "UPDATE nudge SET status = 'cancelled'"
        " WHERE status = 'planned' AND subject NOT LIKE 'round:%' AND subject NOT LIKE 'acceptance:%'"
    )
    op.drop_index('ix_posted_message_channel_ts', table_name='posted_message')
    op.drop_column('preference', 'digest_since_at')
    op.drop_column('preference', 'digest')
    op.drop_column('plan_task', 'version')
    op.drop_column('plan_task', 'closed_on')
    op.drop_column('plan_task', 'original_due_on')
    op.drop_column('plan_task', 'project')
    op.drop_column('plan_milestone', 'done_on')
    op.drop_column('plan_milestone', 'due_on')
    op.drop_index('ix_risk_lead_person_id', table_name='risk_lead')
    op.drop_index('ix_risk_lead_group_id', table_name='risk_lead')
    op.drop_index(op.f('ix_action_owner_person_id'), table_name='action_owner')
    op.drop_column('action_entry', 'visibility')
    op.drop_column('action_entry', 'minute')
    op.drop_column('action_entry', 'held_on')
    op.drop_column('action_entry', 'kind')
    op.drop_index('ix_action_unplanned', table_name='action')
    op.drop_index('ix_action_plain_ref', table_name='action')
    op.drop_index('ix_action_due', table_name='action')
    op.drop_index('ix_action_closed_at', table_name='action')
    op.drop_column('action', 'chased_by')
    op.drop_column('action', 'plan')
    op.drop_column('action', 'outcome')
    op.drop_column('action', 'recurrence')
    op.drop_column('action', 'message_link')
    op.drop_column('action', 'minute')
    op.drop_column('action', 'source_ref')
    op.drop_column('action', 'source_kind')
    op.drop_column('action', 'visibility')
    op.drop_column('action', 'workstream_key')
    op.drop_column('action', 'version')
    op.drop_table('plan_task_entry')
    op.drop_table('plan_phase')
    op.drop_table('home')
    op.drop_table('follow')
    op.drop_table('action_handover')
    op.drop_table('action_descent')
    op.drop_table('action_claim')
    op.drop_table('minuted_action')
    op.drop_table('forward_item')
    op.drop_table('digest')
