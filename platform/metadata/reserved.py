"""Names that no pack can give an object or a field, because the platform or a database needs them for itself."""

from objectry.formula.moments import FIXED
from objectry.formula.syntax.parser import WORDS

API_WORDS = frozenset(
    {"deleted", "files", "jobs", "metadata", "notifications", "preferences", "search", "session"}
)
"""What stands in the paths of the API where the name of an object would."""
PREFIXES = ("pg_", "sqlite_", "sys_")
"""Beginnings of the names of tables that belong to the databases and to the platform."""
SEPARATOR = "__"
"""What stands between the parts of the names of columns, link tables and indexes."""
DATABASE_COLUMNS = frozenset({"cmax", "cmin", "ctid", "rowid", "tableoid", "xmax", "xmin"})
"""Columns that a database gives every table."""
RECORD_KEYS = frozenset({"count", "object"})
"""Keys that answers of the API have beside the fields of a record."""
FORMULA_WORDS = WORDS | {word.lower() for word in FIXED}


def free_object_name(name: str) -> str:
    """The name itself if an object may have it, or else one like it that it may have."""
    return _free(name, API_WORDS, PREFIXES)


def free_field_name(name: str) -> str:
    """The name itself if a field may have it, or else one like it that it may have."""
    return _free(name, DATABASE_COLUMNS | RECORD_KEYS | FORMULA_WORDS, ())


def _free(name: str, taken: frozenset[str], prefixes: tuple[str, ...]) -> str:
    while SEPARATOR in name:
        name = name.replace(SEPARATOR, "_")
    while name.startswith(prefixes):
        name = name.partition("_")[2]
    return f"own_{name}" if name in taken else name
