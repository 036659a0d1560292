"""Proposals with versions and routes, votes and interests, decisions and conditions, awards, and rounds of bids."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('bid_round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fund_key', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('board_key', sa.String(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('scores_due_on', sa.Date(), nullable=True),
    sa.Column('is_blind', sa.Boolean(), nullable=False),
    sa.Column('criteria', sa.JSON(), nullable=False),
    sa.Column('panel', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('opened_at', UTCDateTime(), nullable=False),
    sa.Column('opened_by', sa.String(), nullable=False),
    sa.Column('ended_at', UTCDateTime(), nullable=True),
    sa.CheckConstraint("state IN ('open', 'scoring', 'ranked', 'decided', 'called_off')", name=op.f('ck_bid_round_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bid_round')),
    sa.UniqueConstraint('number', name=op.f('uq_bid_round_number'))
    )
    op.create_index(op.f('ix_bid_round_fund_key'), 'bid_round', ['fund_key'], unique=False)
    op.create_table('proposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('ref', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('fund_key', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('workstream_key', sa.String(), nullable=False),
    sa.Column('organisation_key', sa.String(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('sponsor_id', sa.Integer(), nullable=True),
    sa.Column('visibility', sa.String(), nullable=False),
    sa.Column('exempt_ground', sa.String(), nullable=False),
    sa.Column('exempt_reason', sa.String(), nullable=False),
    sa.Column('exempt_until_on', sa.Date(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('draft', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('draft_row', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('former_sponsors', sa.JSON(), server_default='[]', nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('submitted', sa.Integer(), nullable=False),
    sa.Column('asked_pence', sa.BigInteger(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('round_id', sa.Integer(), nullable=True),
    sa.Column('copied_from', sa.String(), nullable=False),
    sa.Column('made_at', UTCDateTime(), nullable=False),
    sa.Column('submitted_at', UTCDateTime(), nullable=True),
    sa.Column('ended_at', UTCDateTime(), nullable=True),
    sa.CheckConstraint("state IN ('draft', 'under_way', 'decided', 'rejected', 'withdrawn')", name=op.f('ck_proposal_state')),
    sa.CheckConstraint("visibility IN ('public', 'non_public')", name=op.f('ck_proposal_visibility')),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_proposal_author_id_person')),
    sa.ForeignKeyConstraint(['round_id'], ['bid_round.id'], name=op.f('fk_proposal_round_id_bid_round')),
    sa.ForeignKeyConstraint(['sponsor_id'], ['person.id'], name=op.f('fk_proposal_sponsor_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal')),
    sa.UniqueConstraint('number', name=op.f('uq_proposal_number')),
    sa.UniqueConstraint('ref', name=op.f('uq_proposal_ref'))
    )
    op.create_index(op.f('ix_proposal_author_id'), 'proposal', ['author_id'], unique=False)
    op.create_index(op.f('ix_proposal_fund_key'), 'proposal', ['fund_key'], unique=False)
    op.create_index(op.f('ix_proposal_round_id'), 'proposal', ['round_id'], unique=False)
    op.create_index('ix_proposal_under_way', 'proposal', ['id'], unique=False, sqlite_where=sa.text("state = 'under_way'"), postgresql_where=sa.text("state = 'under_way'"))
    op.create_table('vote_delegate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('board_key', sa.String(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('deputy_id', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('said_by', sa.String(), nullable=False),
    sa.Column('said_at', UTCDateTime(), nullable=False),
    sa.Column('ended_at', UTCDateTime(), nullable=True),
    sa.Column('ended_by', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['deputy_id'], ['person.id'], name=op.f('fk_vote_delegate_deputy_id_person')),
    sa.ForeignKeyConstraint(['member_id'], ['person.id'], name=op.f('fk_vote_delegate_member_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vote_delegate'))
    )
    op.create_index(op.f('ix_vote_delegate_board_key'), 'vote_delegate', ['board_key'], unique=False)
    op.create_table('bid_score',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('criterion', sa.String(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_bid_score_person_id_person')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_bid_score_proposal_id_proposal')),
    sa.ForeignKeyConstraint(['round_id'], ['bid_round.id'], name=op.f('fk_bid_score_round_id_bid_round')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bid_score'))
    )
    op.create_index('ix_bid_score_of_round', 'bid_score', ['round_id', 'proposal_id'], unique=False)
    op.create_table('fund_override',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fund_key', sa.String(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('considered', sa.Integer(), nullable=False),
    sa.Column('over_pence', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('officer_id', sa.Integer(), nullable=False),
    sa.Column('officer', sa.String(), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['officer_id'], ['person.id'], name=op.f('fk_fund_override_officer_id_person')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_fund_override_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fund_override'))
    )
    op.create_index(op.f('ix_fund_override_proposal_id'), 'fund_override', ['proposal_id'], unique=False)
    op.create_table('fund_spend',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fund_key', sa.String(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('pence', sa.BigInteger(), nullable=False),
    sa.Column('spent_on', sa.Date(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('entered_by', sa.String(), nullable=False),
    sa.Column('entered_at', UTCDateTime(), nullable=False),
    sa.CheckConstraint("kind IN ('drawdown', 'actual')", name=op.f('ck_fund_spend_kind')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_fund_spend_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fund_spend'))
    )
    op.create_index('ix_fund_spend_of_fund', 'fund_spend', ['fund_key', 'id'], unique=False)
    op.create_table('proposal_paper',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('file_id', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('added_by', sa.String(), nullable=False),
    sa.Column('added_at', UTCDateTime(), nullable=False),
    sa.Column('since', sa.Integer(), nullable=False),
    sa.Column('until', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind IN ('link', 'file')", name=op.f('ck_proposal_paper_kind')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_proposal_paper_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_paper'))
    )
    op.create_index(op.f('ix_proposal_paper_proposal_id'), 'proposal_paper', ['proposal_id'], unique=False)
    op.create_table('proposal_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('submitted_at', UTCDateTime(), nullable=False),
    sa.Column('submitted_by_id', sa.Integer(), nullable=True),
    sa.Column('submitted_by', sa.String(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_proposal_version_proposal_id_proposal')),
    sa.ForeignKeyConstraint(['submitted_by_id'], ['person.id'], name=op.f('fk_proposal_version_submitted_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal_version')),
    sa.UniqueConstraint('proposal_id', 'number', name=op.f('uq_proposal_version_proposal_id_number'))
    )
    op.create_table('stage',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('board_key', sa.String(), nullable=False),
    sa.Column('ask', sa.String(), nullable=False),
    sa.Column('decides_in', sa.String(), nullable=False),
    sa.Column('rules', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('sitting', sa.Integer(), nullable=False),
    sa.Column('considers', sa.Integer(), nullable=False),
    sa.Column('opened_at', UTCDateTime(), nullable=True),
    sa.Column('noticed_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('meets_on', sa.Date(), nullable=True),
    sa.Column('deferred_until', sa.Date(), nullable=True),
    sa.Column('closed_at', UTCDateTime(), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('effective_on', sa.Date(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('run', sa.Integer(), nullable=False),
    sa.Column('route_key', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('ran_out_on', sa.Date(), nullable=True),
    sa.CheckConstraint("ask IN ('note', 'consider', 'endorse', 'recommend', 'approve')", name=op.f('ck_stage_ask')),
    sa.CheckConstraint("decides_in IN ('thread', 'meeting')", name=op.f('ck_stage_decides_in')),
    sa.CheckConstraint("outcome IN ('', 'approved', 'in_part', 'conditional', 'recommended', 'endorsed', 'considered', 'noted', 'referred_back', 'deferred', 'rejected')", name=op.f('ck_stage_outcome')),
    sa.CheckConstraint("state IN ('coming', 'open', 'returned', 'deferred', 'closed', 'called_off')", name=op.f('ck_stage_state')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_stage_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage')),
    sa.UniqueConstraint('proposal_id', 'position', name=op.f('uq_stage_proposal_id_position'))
    )
    op.create_index('ix_stage_before_board', 'stage', ['board_key', 'due_on'], unique=False, sqlite_where=sa.text("state = 'open' OR state = 'returned' OR state = 'deferred'"), postgresql_where=sa.text("state = 'open' OR state = 'returned' OR state = 'deferred'"))
    op.create_table('conflict',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('interest_id', sa.Integer(), nullable=True),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('type', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('is_sensitive', sa.Boolean(), nullable=False),
    sa.Column('is_bar', sa.Boolean(), nullable=False),
    sa.Column('raised_by', sa.String(), nullable=False),
    sa.Column('raised_at', UTCDateTime(), nullable=False),
    sa.CheckConstraint("source IN ('register', 'declared', 'office')", name=op.f('ck_conflict_source')),
    sa.ForeignKeyConstraint(['interest_id'], ['interest.id'], name=op.f('fk_conflict_interest_id_interest')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_conflict_person_id_person')),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_conflict_stage_id_stage')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conflict'))
    )
    op.create_index('ix_conflict_of_stage', 'conflict', ['stage_id', 'id'], unique=False)
    op.create_table('decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('board_key', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=True),
    sa.Column('sitting', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('record', sa.JSON(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('entered_by', sa.String(), nullable=False),
    sa.Column('entered_at', UTCDateTime(), nullable=False),
    sa.CheckConstraint("kind IN ('board', 'chairs_action', 'ratification', 'correction', 'later')", name=op.f('ck_decision_kind')),
    sa.CheckConstraint("outcome IN ('', 'approved', 'in_part', 'conditional', 'recommended', 'endorsed', 'considered', 'noted', 'referred_back', 'deferred', 'rejected')", name=op.f('ck_decision_outcome')),
    sa.ForeignKeyConstraint(['about_id'], ['decision.id'], name=op.f('fk_decision_about_id_decision')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_decision_proposal_id_proposal')),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_decision_stage_id_stage')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision')),
    sa.UniqueConstraint('board_key', 'year', 'serial', name=op.f('uq_decision_board_key_year_serial')),
    sa.UniqueConstraint('number', name=op.f('uq_decision_number'))
    )
    op.create_index('ix_decision_of_proposal', 'decision', ['proposal_id', 'id'], unique=False)
    op.create_index(op.f('ix_decision_stage_id'), 'decision', ['stage_id'], unique=False)
    op.create_table('sight',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sight_person_id_person')),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_sight_stage_id_stage')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sight')),
    sa.UniqueConstraint('stage_id', 'person_id', 'what', name=op.f('uq_sight_stage_id_person_id_what'))
    )
    op.create_table('stage_word',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('sitting', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('answered_by', sa.String(), nullable=False),
    sa.Column('answered_at', UTCDateTime(), nullable=True),
    sa.CheckConstraint("kind IN ('question', 'comment', 'advice', 'objection', 'read')", name=op.f('ck_stage_word_kind')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_stage_word_person_id_person')),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_stage_word_stage_id_stage')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage_word'))
    )
    op.create_index('ix_stage_word_of_stage', 'stage_word', ['stage_id', 'id'], unique=False)
    op.create_table('vote',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('stage_id', sa.Integer(), nullable=False),
    sa.Column('sitting', sa.Integer(), nullable=False),
    sa.Column('considered', sa.Integer(), nullable=False),
    sa.Column('item', sa.Integer(), nullable=False),
    sa.Column('seat_id', sa.Integer(), nullable=False),
    sa.Column('voter_id', sa.Integer(), nullable=False),
    sa.Column('choice', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('conditions', sa.String(), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.Column('entered_by_id', sa.Integer(), nullable=True),
    sa.Column('entered_by', sa.String(), nullable=False),
    sa.Column('how', sa.String(), nullable=False),
    sa.CheckConstraint("choice IN ('for', 'with_conditions', 'against', 'abstain')", name=op.f('ck_vote_choice')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['person.id'], name=op.f('fk_vote_entered_by_id_person')),
    sa.ForeignKeyConstraint(['seat_id'], ['person.id'], name=op.f('fk_vote_seat_id_person')),
    sa.ForeignKeyConstraint(['stage_id'], ['stage.id'], name=op.f('fk_vote_stage_id_stage')),
    sa.ForeignKeyConstraint(['voter_id'], ['person.id'], name=op.f('fk_vote_voter_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vote'))
    )
    op.create_index('ix_vote_of_stage', 'vote', ['stage_id', 'sitting', 'id'], unique=False)
    op.create_table('award',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fund_key', sa.String(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('made_at', UTCDateTime(), nullable=False),
    sa.Column('changed_at', UTCDateTime(), nullable=True),
    sa.Column('effective_on', sa.Date(), nullable=True),
    sa.CheckConstraint("state IN ('conditional', 'in_force', 'fallen')", name=op.f('ck_award_state')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_award_decision_id_decision')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_award_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award'))
    )
    op.create_index(op.f('ix_award_fund_key'), 'award', ['fund_key'], unique=False)
    op.create_index(op.f('ix_award_proposal_id'), 'award', ['proposal_id'], unique=False)
    op.create_table('chairs_action',
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('consulted', sa.String(), nullable=False),
    sa.Column('ratified_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_chairs_action_decision_id_decision')),
    sa.ForeignKeyConstraint(['ratified_by_id'], ['decision.id'], name=op.f('fk_chairs_action_ratified_by_id_decision')),
    sa.PrimaryKeyConstraint('decision_id', name=op.f('pk_chairs_action'))
    )
    op.create_table('coming_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('board_key', sa.String(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=True),
    sa.Column('decision_id', sa.Integer(), nullable=True),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('made_at', UTCDateTime(), nullable=False),
    sa.Column('ended_at', UTCDateTime(), nullable=True),
    sa.Column('ended_by', sa.String(), nullable=False),
    sa.CheckConstraint("kind IN ('review', 'ratification', 'lapsed', 'deferred', 'overrun', 'undecided', 'other')", name=op.f('ck_coming_item_kind')),
    sa.CheckConstraint("state IN ('waiting', 'taken', 'dropped')", name=op.f('ck_coming_item_state')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_coming_item_decision_id_decision')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_coming_item_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coming_item'))
    )
    op.create_index(op.f('ix_coming_item_proposal_id'), 'coming_item', ['proposal_id'], unique=False)
    op.create_index('ix_coming_item_waiting', 'coming_item', ['board_key', 'due_on'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
    op.create_table('condition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('board_key', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('evidence', sa.String(), nullable=False),
    sa.Column('long_stop_on', sa.Date(), nullable=True),
    sa.Column('discharged_by_id', sa.Integer(), nullable=True),
    sa.Column('discharger', sa.String(), nullable=False),
    sa.Column('due', sa.String(), nullable=False),
    sa.Column('on_lapse', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('ended_at', UTCDateTime(), nullable=True),
    sa.Column('ended_by', sa.String(), nullable=False),
    sa.Column('shown', sa.String(), nullable=False),
    sa.Column('action_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("due IN ('before', 'after')", name=op.f('ck_condition_due')),
    sa.CheckConstraint("on_lapse IN ('stays', 'falls')", name=op.f('ck_condition_on_lapse')),
    sa.CheckConstraint("state IN ('open', 'discharged', 'lapsed', 'waived')", name=op.f('ck_condition_state')),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_condition_action_id_action')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_condition_decision_id_decision')),
    sa.ForeignKeyConstraint(['discharged_by_id'], ['person.id'], name=op.f('fk_condition_discharged_by_id_person')),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_condition_owner_id_person')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_condition_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_condition')),
    sa.UniqueConstraint('decision_id', 'number', name=op.f('uq_condition_decision_id_number'))
    )
    op.create_index('ix_condition_open', 'condition', ['long_stop_on'], unique=False, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
    op.create_index(op.f('ix_condition_proposal_id'), 'condition', ['proposal_id'], unique=False)
    op.create_table('decision_action',
    sa.Column('action_id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['action_id'], ['action.id'], name=op.f('fk_decision_action_action_id_action')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_decision_action_decision_id_decision')),
    sa.PrimaryKeyConstraint('action_id', name=op.f('pk_decision_action'))
    )
    op.create_index(op.f('ix_decision_action_decision_id'), 'decision_action', ['decision_id'], unique=False)
    op.create_table('delegation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('board_key', sa.String(), nullable=False),
    sa.Column('to_board', sa.String(), nullable=False),
    sa.Column('to_name', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=True),
    sa.Column('pence', sa.BigInteger(), nullable=True),
    sa.Column('basis_pence', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('ended_at', UTCDateTime(), nullable=True),
    sa.Column('ended_by', sa.String(), nullable=False),
    sa.CheckConstraint("state IN ('open', 'ended', 'returned')", name=op.f('ck_delegation_state')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_delegation_decision_id_decision')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_delegation_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delegation'))
    )
    op.create_index(op.f('ix_delegation_decision_id'), 'delegation', ['decision_id'], unique=False)
    op.create_index(op.f('ix_delegation_proposal_id'), 'delegation', ['proposal_id'], unique=False)
    op.create_table('ruling',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('conflict_id', sa.Integer(), nullable=False),
    sa.Column('ruling', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('dispensation', sa.String(), nullable=False),
    sa.Column('ruled_by_id', sa.Integer(), nullable=True),
    sa.Column('ruled_by', sa.String(), nullable=False),
    sa.Column('at', UTCDateTime(), nullable=False),
    sa.CheckConstraint("ruling IN ('note', 'speak', 'leave')", name=op.f('ck_ruling_ruling')),
    sa.ForeignKeyConstraint(['conflict_id'], ['conflict.id'], name=op.f('fk_ruling_conflict_id_conflict')),
    sa.ForeignKeyConstraint(['ruled_by_id'], ['person.id'], name=op.f('fk_ruling_ruled_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ruling'))
    )
    op.create_index(op.f('ix_ruling_conflict_id'), 'ruling', ['conflict_id'], unique=False)
    op.create_table('award_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('award_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('workstream_key', sa.String(), nullable=False),
    sa.Column('organisation_key', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.Column('recurrence', sa.String(), nullable=False),
    sa.Column('pence', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("recurrence IN ('', 'recurrent', 'non_recurrent')", name=op.f('ck_award_line_recurrence')),
    sa.ForeignKeyConstraint(['award_id'], ['award.id'], name=op.f('fk_award_line_award_id_award')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_award_line'))
    )
    op.create_index(op.f('ix_award_line_award_id'), 'award_line', ['award_id'], unique=False)
    op.add_column('fund', sa.Column('loaded_digest', sa.String(), server_default='', nullable=False))
    op.add_column('interest', sa.Column('until_on', sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column('interest', 'until_on')
    op.drop_column('fund', 'loaded_digest')
    op.drop_index(op.f('ix_award_line_award_id'), table_name='award_line')
    op.drop_table('award_line')
    op.drop_index(op.f('ix_ruling_conflict_id'), table_name='ruling')
    op.drop_table('ruling')
    op.drop_index(op.f('ix_delegation_proposal_id'), table_name='delegation')
    op.drop_index(op.f('ix_delegation_decision_id'), table_name='delegation')
    op.drop_table('delegation')
    op.drop_index(op.f('ix_decision_action_decision_id'), table_name='decision_action')
    op.drop_table('decision_action')
    op.drop_index(op.f('ix_condition_proposal_id'), table_name='condition')
    op.drop_index('ix_condition_open', table_name='condition', sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
    op.drop_table('condition')
    op.drop_index('ix_coming_item_waiting', table_name='coming_item', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
    op.drop_index(op.f('ix_coming_item_proposal_id'), table_name='coming_item')
    op.drop_table('coming_item')
    op.drop_table('chairs_action')
    op.drop_index(op.f('ix_award_proposal_id'), table_name='award')
    op.drop_index(op.f('ix_award_fund_key'), table_name='award')
    op.drop_table('award')
    op.drop_index('ix_vote_of_stage', table_name='vote')
    op.drop_table('vote')
    op.drop_index('ix_stage_word_of_stage', table_name='stage_word')
    op.drop_table('stage_word')
    op.drop_table('sight')
    op.drop_index(op.f('ix_decision_stage_id'), table_name='decision')
    op.drop_index('ix_decision_of_proposal', table_name='decision')
    op.drop_table('decision')
    op.drop_index('ix_conflict_of_stage', table_name='conflict')
    op.drop_table('conflict')
    op.drop_index('ix_stage_before_board', table_name='stage', sqlite_where=sa.text("state = 'open' OR state = 'returned' OR state = 'deferred'"), postgresql_where=sa.text("state = 'open' OR state = 'returned' OR state = 'deferred'"))
    op.drop_table('stage')
    op.drop_table('proposal_version')
    op.drop_index(op.f('ix_proposal_paper_proposal_id'), table_name='proposal_paper')
    op.drop_table('proposal_paper')
    op.drop_index('ix_fund_spend_of_fund', table_name='fund_spend')
    op.drop_table('fund_spend')
    op.drop_index(op.f('ix_fund_override_proposal_id'), table_name='fund_override')
    op.drop_table('fund_override')
    op.drop_index('ix_bid_score_of_round', table_name='bid_score')
    op.drop_table('bid_score')
    op.drop_index(op.f('ix_vote_delegate_board_key'), table_name='vote_delegate')
    op.drop_table('vote_delegate')
    op.drop_index('ix_proposal_under_way', table_name='proposal', sqlite_where=sa.text("state = 'under_way'"), postgresql_where=sa.text("state = 'under_way'"))
    op.drop_index(op.f('ix_proposal_round_id'), table_name='proposal')
    op.drop_index(op.f('ix_proposal_fund_key'), table_name='proposal')
    op.drop_index(op.f('ix_proposal_author_id'), table_name='proposal')
    op.drop_table('proposal')
    op.drop_index(op.f('ix_bid_round_fund_key'), table_name='bid_round')
    op.drop_table('bid_round')
