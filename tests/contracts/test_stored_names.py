"""Whatever the platform keeps beside records and names fields in it goes on under their new names when these are renamed.

Whoever adds a table says here which of its columns name fields, and lets them follow.
"""

import sqlalchemy as sa

from objectry.runtime.database import reshaping
from objectry.runtime.database.system_tables import SYSTEM

WITH_THE_COLUMNS = {
    "sys_audit": {"changes"},
    "sys_cleared": {"field"},
    "sys_counter": {"field"},
    "sys_file_use": {"field"},
    "sys_identity": {"path"},
    "sys_search": {"field"},
    "sys_tree": {"field"},
}
"""What belongs to the records: it is renamed with their columns, in `runtime/database/reshaping.py`."""
BY_FOLLOWING = {
    "sys_job": {"part", "arguments"},
    "sys_list_habit": {"widths"},
    "sys_view": {"filter", "sort", "columns", "by"},
}
"""What users and jobs have stored: it follows in `runtime/api/renaming.py`."""
AS_DOCUMENTS = {"sys_definition": {"content", "data"}}
"""Packs: they follow in `metadata/renaming.py`."""
OF_A_MOMENT = {
    "sys_idempotency": {"body"},  # an answer as it was given
    "sys_job": {"problem", "progress"},  # what was told of a run, and its place in the file
    "sys_job_row": {"details"},
}
"""What tells of one moment, in the words of that moment."""
NAMELESS = {
    "sys_attempt", "sys_credential", "sys_file", "sys_follow", "sys_job_file", "sys_link", "sys_mail", "sys_mention",
    "sys_note", "sys_notification", "sys_opened", "sys_organization", "sys_outbox", "sys_preference", "sys_session",
    "sys_token",
}  # fmt: skip
"""Tables in which no field is named: those that name anything name objects and records."""


def _free_texts(table: sa.Table) -> set[str]:
    return {one.name for one in table.c if isinstance(one.type, sa.Text)}


def test_of_every_table_it_is_said_where_fields_are_named_in_it() -> None:
    naming = {*WITH_THE_COLUMNS, *BY_FOLLOWING, *AS_DOCUMENTS, *OF_A_MOMENT}
    assert naming | NAMELESS == set(SYSTEM.tables)
    assert not naming & NAMELESS


def test_the_columns_that_name_fields_are_still_there() -> None:
    for group in (WITH_THE_COLUMNS, BY_FOLLOWING, AS_DOCUMENTS, OF_A_MOMENT):
        for table, columns in group.items():
            assert columns <= _free_texts(SYSTEM.tables[table]), table


def test_what_belongs_to_records_is_known_where_columns_are_renamed() -> None:
    known = {one.name for one in vars(reshaping).values() if isinstance(one, sa.Table)}
    assert known == set(WITH_THE_COLUMNS)
