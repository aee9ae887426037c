"""Where the domain's things are kept: SQLModel tables, repositories, Alembic migrations. PostgreSQL alone.

Knows rows, transactions and locks. Decides nothing.
"""
