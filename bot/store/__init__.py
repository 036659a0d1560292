"""Tables, one unit of work, repositories, inbox, outbox and audit. SQLAlchemy and SQLModel stay in here."""
