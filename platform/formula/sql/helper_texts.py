"""The functions that PostgreSQL is given, so that formulas mean there what they mean in Python. One `.sql` file a family."""

from pathlib import Path

SCHEMA = "fx"
"""The PostgreSQL schema that holds them, one for all organisations of a database."""


def helper_texts() -> tuple[str, ...]:
    """The SQL that makes or replaces all of them, to be carried out in this order."""
    files = sorted((Path(__file__).parent / "helpers").glob("*.sql"))
    return (
        f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
        *(f.read_text(encoding="utf-8") for f in files),
    )
