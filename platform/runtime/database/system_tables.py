"""The tables that every organisation has besides those of its objects. Their names start with `sys_`."""

import sqlalchemy as sa

from objectry.metadata.column_types import RecordId, UtcDateTime

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ix": "ix_%(table_name)s_%(column_0_name)s",
}
"""Constraint names, so that later changes of tables can find them."""

SYSTEM = sa.MetaData(naming_convention=NAMING)
Counter = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A key that the database counts up by itself."""

organization = sa.Table(
    "sys_organization", SYSTEM,
    sa.Column("id", RecordId, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("epoch", sa.BigInteger, nullable=False, doc="Grows with every change of the metadata."),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("files", sa.Text, nullable=False, doc="Its folder below the setting `files`; a restored copy gets another."),
    sa.Column("created_at", UtcDateTime, nullable=False),
)  # fmt: skip

definition = sa.Table(
    "sys_definition", SYSTEM,
    sa.Column("file", sa.Text, primary_key=True, doc="The file in its pack, e.g. `customer.yaml`."),
    sa.Column("pack", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False, doc="The order in which the files were read."),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False, doc="The YAML as written, comments and all."),
    sa.Column("data", sa.Text, nullable=False, doc="The same as JSON, so that a start reads no YAML."),
    sa.Column("updated_at", UtcDateTime, nullable=False),
)  # fmt: skip

identity = sa.Table(
    "sys_identity", SYSTEM,
    sa.Column("id", RecordId, primary_key=True, doc="What is to outlast renaming can hang on this, not on the name."),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False, doc="`customer`, `customer.name`, `customer.status.active`."),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("uq_sys_identity", "kind", "path", unique=True),
)  # fmt: skip

credential = sa.Table(
    "sys_credential", SYSTEM,
    sa.Column("user", RecordId, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False, doc="Argon2id."),
    sa.Column("changed_at", UtcDateTime, nullable=False),
)  # fmt: skip

attempt = sa.Table(
    "sys_attempt", SYSTEM,
    sa.Column("key", sa.Text, primary_key=True, doc="SHA-256 of account and client address."),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("until", UtcDateTime, nullable=False, index=True, doc="When they are forgotten."),
)  # fmt: skip

session = sa.Table(
    "sys_session", SYSTEM,
    sa.Column("hash", sa.Text, primary_key=True, doc="SHA-256 of the cookie; the cookie itself is never stored."),
    sa.Column("user", RecordId, nullable=False, index=True),
    sa.Column("csrf", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime, nullable=False, index=True),
    sa.Column("agent", sa.Text, nullable=False, server_default="", doc="What the browser calls itself, shortened."),
    sa.Column("address", sa.Text, nullable=False, server_default="", doc="Where it was last."),
    sa.Column("used_at", UtcDateTime, doc="When it was used last, to some minutes; empty before the first note."),
)  # fmt: skip

link = sa.Table(
    "sys_link", SYSTEM,
    sa.Column("hash", sa.Text, primary_key=True, doc="SHA-256 of the secret in the link; it is good for one use."),
    sa.Column("purpose", sa.Text, nullable=False, doc="set_up, password."),
    sa.Column("user", RecordId, index=True, doc="Nobody for the first steps of an organisation."),
    sa.Column("expires_at", UtcDateTime, nullable=False, index=True),
)  # fmt: skip

preference = sa.Table(
    "sys_preference", SYSTEM,
    sa.Column("user", RecordId, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True, doc="One of `runtime/api/preferences.py`."),
    sa.Column("value", sa.Text, nullable=False, doc="JSON."),
)  # fmt: skip

mail = sa.Table(
    "sys_mail", SYSTEM,
    sa.Column("id", RecordId, primary_key=True),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False, doc="Empty once it is sent or given up: it may hold a secret."),
    sa.Column("html", sa.Text, nullable=False, doc="The same for those who like it better."),
    sa.Column("state", sa.Text, nullable=False, doc="waiting, sent, failed."),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("due_at", UtcDateTime, nullable=False, doc="When it is sent, or tried again."),
    sa.Column("until", UtcDateTime, nullable=False, doc="When it is of no use any more."),
    sa.Column("problem", sa.Text, nullable=False, server_default="", doc="Why it was not sent, as the channel says it."),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime),
    sa.Index("ix_sys_mail_state", "state", "due_at"),
)  # fmt: skip

token = sa.Table(
    "sys_token", SYSTEM,
    sa.Column("hash", sa.Text, primary_key=True, doc="SHA-256 of the token."),
    sa.Column("id", RecordId, nullable=False, unique=True),
    sa.Column("user", RecordId, nullable=False, index=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime),
)  # fmt: skip

tree = sa.Table(
    "sys_tree", SYSTEM,
    sa.Column("field", sa.Text, primary_key=True, doc="`object.field` of the look-up that makes the tree."),
    sa.Column("ancestor", RecordId, primary_key=True),
    sa.Column("descendant", RecordId, primary_key=True),
    sa.Column("depth", sa.Integer, nullable=False, doc="0 for a record and itself."),
    sa.Index("ix_sys_tree_descendant", "field", "descendant"),
)  # fmt: skip

counter = sa.Table(
    "sys_counter", SYSTEM,
    sa.Column("field", sa.Text, primary_key=True,
              doc="`object.field` of the auto number; for business types that count by themselves, with `:type`."),
    sa.Column("period", sa.Text, primary_key=True, doc="`2026`, `2026-11`, `2026-11-23`, or empty."),
    sa.Column("last", sa.BigInteger, nullable=False),
)  # fmt: skip

audit = sa.Table(
    "sys_audit", SYSTEM,
    sa.Column("number", Counter, primary_key=True, autoincrement=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("user", RecordId, doc="Nobody for the platform's own work; `reason` says why."),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("object", sa.Text, nullable=False),
    sa.Column("record", RecordId, nullable=False),
    sa.Column("action", sa.Text, nullable=False, doc="create, update, delete, restore, purge."),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("changes", sa.Text, nullable=False, doc='JSON: `{"field": [old, new]}` in API form.'),
    sa.Index("ix_sys_audit_record", "object", "record", "number"),
)  # fmt: skip

outbox = sa.Table(
    "sys_outbox", SYSTEM,
    sa.Column("number", Counter, primary_key=True, autoincrement=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("event", sa.Text, nullable=False, doc="`customer.created`, `customer.updated` …"),
    sa.Column("user", RecordId),
    sa.Column("record", RecordId, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
)  # fmt: skip

cleared = sa.Table(
    "sys_cleared", SYSTEM,
    sa.Column("field", sa.Text, primary_key=True, doc="`object.field` of the look-up that was emptied."),
    sa.Column("record", RecordId, primary_key=True),
    sa.Column("target", RecordId, primary_key=True, doc="The deleted record; restoring it fills the look-up again."),
    sa.Index("ix_sys_cleared_target", "target"),
    sa.Index("ix_sys_cleared_record", "record"),
)  # fmt: skip

idempotency = sa.Table(
    "sys_idempotency", SYSTEM,
    sa.Column("user", RecordId, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("request", sa.Text, nullable=False, doc="SHA-256 of everything that decides what the request does."),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("headers", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
)  # fmt: skip

search = sa.Table(
    "sys_search", SYSTEM,
    sa.Column("number", Counter, primary_key=True, autoincrement=True),
    sa.Column("object", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("record", RecordId, nullable=False),
    sa.Column("words", sa.Text, nullable=False, doc="The text as `search_text` splits it."),
    sa.Index("ix_sys_search_record", "record", "field"),
)  # fmt: skip
sa.Index(
    "ix_sys_search_words",
    sa.func.to_tsvector(sa.literal_column("'simple'"), search.c.words),
    postgresql_using="gin",
).ddl_if(dialect="postgresql")

job = sa.Table(
    "sys_job", SYSTEM,
    sa.Column("id", RecordId, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False, server_default="", doc="The object that it is about."),
    sa.Column("part", sa.Text, nullable=False, server_default="", doc="The field of it that it is about, if it is one."),
    sa.Column("queue", sa.Text, nullable=False, server_default="server", doc="Who works on it: server, command."),
    sa.Column("state", sa.Text, nullable=False, doc="draft, waiting, running, done, failed, cancelled."),
    sa.Column("rehearsal", sa.Boolean, nullable=False, server_default=sa.false(), doc="Whether nothing is kept."),
    sa.Column("user", RecordId, doc="Whose rights bind it; nobody for the platform's own work."),
    sa.Column("reason", sa.Text, nullable=False, server_default="", doc="Why the platform works by itself."),
    sa.Column("arguments", sa.Text, nullable=False, doc="JSON."),
    sa.Column("progress", sa.Text, nullable=False, doc="JSON: where to go on, and the counts so far."),
    sa.Column("done", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("total", sa.BigInteger),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0", doc="Begun since the last step that was saved."),
    sa.Column("holder", sa.Text, nullable=False, server_default="", doc="Who works on it now."),
    sa.Column("lease_until", UtcDateTime, doc="A running job without a valid lease is taken over."),
    sa.Column("problem", sa.Text, doc="JSON: why it failed."),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime),
    sa.Index("ix_sys_job_state", "state", "created_at"),
)  # fmt: skip

job_file = sa.Table(
    "sys_job_file", SYSTEM,
    sa.Column("job", RecordId, primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False, doc="Packed; kept until the job is finished."),
)  # fmt: skip

job_row = sa.Table(
    "sys_job_row", SYSTEM,
    sa.Column("job", RecordId, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, doc="The row of the file."),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("record", RecordId),
    sa.Column("details", sa.Text, nullable=False, doc="JSON: what the kind of job wants to know about the row."),
)  # fmt: skip

file = sa.Table(
    "sys_file", SYSTEM,
    sa.Column("id", RecordId, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False, index=True),
    sa.Column("created_by", RecordId, index=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("used_at", UtcDateTime, nullable=False, index=True, doc="Uploaded, or put into or taken out of a record."),
)  # fmt: skip

file_use = sa.Table(
    "sys_file_use", SYSTEM,
    sa.Column("file", RecordId, sa.ForeignKey("sys_file.id"), primary_key=True),
    sa.Column("field", sa.Text, primary_key=True, doc="`object.field` that holds the file."),
    sa.Column("record", RecordId, primary_key=True, doc="In the recycle bin too."),
    sa.Index("ix_sys_file_use_record", "record", "field"),
)  # fmt: skip

note = sa.Table(
    "sys_note", SYSTEM,
    sa.Column("id", RecordId, primary_key=True),
    sa.Column("record", RecordId, nullable=False, doc="What it is written about."),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("user", RecordId, nullable=False, doc="Who wrote it."),
    sa.Column("edited_at", UtcDateTime),
    sa.Index("ix_sys_note_record", "record", "id"),
)  # fmt: skip

mention = sa.Table(
    "sys_mention", SYSTEM,
    sa.Column("note", RecordId, primary_key=True),
    sa.Column("user", RecordId, primary_key=True),
)  # fmt: skip

follow = sa.Table(
    "sys_follow", SYSTEM,
    sa.Column("record", RecordId, primary_key=True),
    sa.Column("user", RecordId, primary_key=True, index=True),
)  # fmt: skip

notification = sa.Table(
    "sys_notification", SYSTEM,
    sa.Column("number", Counter, primary_key=True, autoincrement=True),
    sa.Column("user", RecordId, nullable=False, doc="Who is told."),
    sa.Column("kind", sa.Text, nullable=False, doc="mentioned, noted, changed, assigned."),
    sa.Column("object", sa.Text, nullable=False),
    sa.Column("record", RecordId, nullable=False, index=True),
    sa.Column("subject", sa.Text, nullable=False, doc="What the kind is about: the ID of a note, the version of a change."),
    sa.Column("others", sa.Integer, nullable=False, doc="How many more records it tells of."),
    sa.Column("by", RecordId, nullable=False, doc="Whose doing it is."),
    sa.Column("at", UtcDateTime, nullable=False, index=True),
    sa.Column("read_at", UtcDateTime),
    sa.Index("ix_sys_notification_user", "user", "number"),
)  # fmt: skip
sa.Index(
    "ix_sys_notification_unread", notification.c.user, notification.c.number,
    sqlite_where=notification.c.read_at.is_(None), postgresql_where=notification.c.read_at.is_(None),
)  # fmt: skip

view = sa.Table(
    "sys_view", SYSTEM,
    sa.Column("id", RecordId, primary_key=True),
    sa.Column("object", sa.Text, nullable=False),
    sa.Column("user", RecordId, nullable=False, doc="Who made it."),
    sa.Column("shared", sa.Boolean, nullable=False, doc="Whether everybody sees it who may read the object."),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("filter", sa.Text, nullable=False),
    sa.Column("sort", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("columns", sa.Text, nullable=False, doc='JSON: `[["amount", 120], …]`, paths with widths or null.'),
    sa.Column("look", sa.Text, doc="As what pages show it, such as `board`; NULL is a table, as in views that are older."),
    sa.Column("by", sa.Text, doc="The field by which records stand in columns or on days; NULL for that of the object."),
    sa.Index("ix_sys_view_object", "object", "user"),
)  # fmt: skip

list_habit = sa.Table(
    "sys_list_habit", SYSTEM,
    sa.Column("user", RecordId, primary_key=True),
    sa.Column("object", sa.Text, primary_key=True),
    sa.Column("view", sa.Text, primary_key=True, doc="The name of a list view of the metadata, or the ID of a saved one."),
    sa.Column("first", sa.Boolean, nullable=False, doc="Whether lists of the object open with it."),
    sa.Column("widths", sa.Text, nullable=False, doc='JSON: `{"amount": 120}`.'),
)  # fmt: skip

opened = sa.Table(
    "sys_opened", SYSTEM,
    sa.Column("user", RecordId, primary_key=True),
    sa.Column("object", sa.Text, primary_key=True),
    sa.Column("record", RecordId, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index("ix_sys_opened_at", "user", "at"),
)  # fmt: skip


search_words = sa.table(
    "sys_search_words", sa.column("rowid"), sa.column("words"), sa.column("sys_search_words")
)
"""SQLite's full-text index of `search.words`. A row with a command in the last column is carried out."""
SEARCH_TRIGGERS = ("sys_search_insert", "sys_search_delete")
"""What kept that index before `runtime/store/search_entries.py` did. A database may still have them."""


def create_search(connection: sa.Connection) -> None:
    """Make SQLite's full-text index of `sys_search`. PostgreSQL has a GIN index on the table itself."""
    if connection.dialect.name == "sqlite":
        for trigger in SEARCH_TRIGGERS:
            connection.execute(sa.text(f"DROP TRIGGER IF EXISTS {trigger}"))
        connection.execute(sa.text(_FTS5))


_FTS5 = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS sys_search_words"
    " USING fts5(words, content='sys_search', content_rowid='number', tokenize='unicode61')"
)
