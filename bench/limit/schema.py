"""The tables of the hand-written application, and the two engines that it reads and writes with.

Moments and dates are ISO texts, so they go from the file into the answer without a conversion;
money is whole cents.
"""

import sqlite3
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry

THREADS = 8
"""Readers that work at the same time, each with a connection. SQLite has one writer."""
CACHE_KIB = 32_000
"""Page cache of a connection, in KiB."""

TABLES = sa.MetaData()
Id = sa.String(36)
Moment = sa.String(24)

department = sa.Table(
    "department", TABLES,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
)  # fmt: skip

role = sa.Table(
    "role", TABLES,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("parent", sa.ForeignKey("role.id")),
)  # fmt: skip

role_below = sa.Table(
    "role_below", TABLES,
    sa.Column("above", sa.ForeignKey("role.id"), primary_key=True),
    sa.Column("below", sa.ForeignKey("role.id"), primary_key=True, index=True),
    sqlite_with_rowid=False,
)  # fmt: skip

user = sa.Table(
    "user", TABLES,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False, unique=True),
    sa.Column("role", sa.ForeignKey("role.id"), nullable=False, index=True),
    sa.Column("department", sa.ForeignKey("department.id")),
    sa.Column("admin", sa.Boolean, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
)  # fmt: skip

token = sa.Table(
    "token", TABLES,
    sa.Column("hash", sa.String(64), primary_key=True, doc="SHA-256 of the token."),
    sa.Column("user", sa.ForeignKey("user.id"), nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
)  # fmt: skip

customer = sa.Table(
    "customer", TABLES,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("code", sa.String(50), unique=True),
    sa.Column("status", sa.String(40), nullable=False),
    sa.Column("level", sa.String(40)),
    sa.Column("phone", sa.String(40)),
    sa.Column("website", sa.String(300)),
    sa.Column("industry", sa.String(40)),
    sa.Column("annual_revenue", sa.BigInteger, doc="Cents."),
    sa.Column("employee_number", sa.Integer),
    sa.Column("region", sa.String(100)),
    sa.Column("address", sa.String(300)),
    sa.Column("zip_code", sa.String(20)),
    sa.Column("founded_on", sa.String(10)),
    sa.Column("do_not_disturb", sa.Boolean, nullable=False),
    sa.Column("comment", sa.String(1000)),
    sa.Column("owner", sa.ForeignKey("user.id"), nullable=False),
    sa.Column("department", sa.ForeignKey("department.id"), index=True),
    sa.Column("parent", sa.ForeignKey("customer.id"), index=True),
    sa.Column("created_by", sa.ForeignKey("user.id"), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("updated_by", sa.ForeignKey("user.id"), nullable=False),
    sa.Column("updated_at", Moment, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("deleted_at", Moment),
    sa.Index("ix_customer_status", "status", "created_at", "id"),
    sa.Index("ix_customer_created_at", "created_at", "id"),
    sa.Index("ix_customer_owner", "owner", "created_at"),
)  # fmt: skip

opportunity = sa.Table(
    "opportunity", TABLES,
    sa.Column("id", Id, primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("customer", sa.ForeignKey("customer.id"), nullable=False),
    sa.Column("owner", sa.ForeignKey("user.id"), nullable=False),
    sa.Column("stage", sa.String(40), nullable=False),
    sa.Column("amount", sa.BigInteger, doc="Cents."),
    sa.Column("close_date", sa.String(10)),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("updated_at", Moment, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("deleted_at", Moment),
    sa.Index("ix_opportunity_stage", "stage", "owner", "amount", "deleted_at"),
)  # fmt: skip

audit = sa.Table(
    "audit", TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("object", sa.Text, nullable=False),
    sa.Column("record", Id, nullable=False),
    sa.Column("user", Id, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("changes", sa.Text, nullable=False, doc="JSON: field to [before, after]."),
    sa.Index("ix_audit_record", "record", "number"),
)  # fmt: skip

customer_text = sa.Table(
    "customer_text", TABLES,
    sa.Column("number", sa.Integer, primary_key=True, doc="Grows with each new customer."),
    sa.Column("customer", sa.ForeignKey("customer.id"), nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
)  # fmt: skip

customer_words = sa.table(
    "customer_words",
    sa.column("customer_words", sa.Text),
    sa.column("rowid", sa.Integer),
    sa.column("name", sa.Text),
    sa.column("code", sa.Text),
    sa.column("phone", sa.Text),
)
"""The full-text index over `customer_text`, whose columns hold one token a Chinese character."""

CREATE_WORDS = """CREATE VIRTUAL TABLE IF NOT EXISTS customer_words USING fts5(
    name, code, phone, content='customer_text', content_rowid='number', tokenize='unicode61')"""
FILL_WORDS = "INSERT INTO customer_words(customer_words) VALUES ('rebuild')"


def open_engine(path: Path, writing: bool) -> sa.Engine:
    """An engine on a file. Its transactions take the write lock at once, or cannot write."""
    engine = sa.create_engine(
        f"sqlite:///{path}",
        pool_size=1 if writing else THREADS,
        max_overflow=0,
        connect_args={"check_same_thread": False, "cached_statements": 256},
    )
    pragmas = [
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=5000",
        f"cache_size=-{CACHE_KIB}",
        f"query_only={'OFF' if writing else 'ON'}",
    ]
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"

    @event.listens_for(engine, "connect")
    def prepare(driver: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        driver.isolation_level = None  # the BEGIN below is the only one
        for pragma in pragmas:
            driver.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
