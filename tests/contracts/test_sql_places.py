"""SQL has two homes: `runtime/database` for tables and `runtime/store` for records.

Everybody else describes what is wanted, so that no path leads to a row around the rights of users. A connection is held
by the context of a call and handed on to these two; nobody else does anything with it.
"""

import ast
from collections.abc import Iterator
from typing import TypeGuard

import pytest

from tests.contracts.source_tree import Source, imported_modules, place, product_sources

HOMES = ("platform/runtime/database/", "platform/runtime/store/")
STATEMENTS = {"select", "insert", "update", "delete", "text", "exists", "union", "union_all"}
"""What makes a statement in SQLAlchemy. Columns, functions and conditions are not among them."""
OPENERS = {"create_engine", "engine_from_config", "Session", "sessionmaker"}
DRIVERS = {"sqlite3", "psycopg", "alembic"}
CONNECTION = "connection"
"""What a connection is called, wherever it is."""
EXECUTING = {
    "execute",
    "executemany",
    "execution_options",
    "scalar",
    "scalars",
    "begin_nested",
    "get_transaction",
}
"""What a connection does, by whatever name it goes."""


def _elsewhere() -> list[Source]:
    return [source for source in product_sources() if not source.path.startswith(HOMES)]


def _aliases(source: Source) -> set[str]:
    """The names by which a file knows SQLAlchemy's modules, such as `sa` and `postgresql`."""
    found: set[str] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            found.update(
                alias.asname or alias.name.split(".")[0]
                for alias in node.names
                if alias.name.split(".")[0] == "sqlalchemy"
            )
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy"):
            found.update(alias.asname or alias.name for alias in node.names)
    return found


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _from_sqlalchemy(source: Source, names: set[str]) -> list[str]:
    """Where a file takes one of `names` out of SQLAlchemy."""
    aliases = _aliases(source)
    return [
        place(source, node)
        for node in ast.walk(source.tree)
        if (
            isinstance(node, ast.Attribute) and node.attr in names and _root(node.value) in aliases
        )
        or (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith("sqlalchemy")
            and any(alias.name in names for alias in node.names)
        )
    ]


def test_statements_are_made_in_their_homes_only() -> None:
    wrong = [where for source in _elsewhere() for where in _from_sqlalchemy(source, STATEMENTS)]
    assert wrong == []


def test_nobody_else_opens_a_database() -> None:
    opened = [where for source in _elsewhere() for where in _from_sqlalchemy(source, OPENERS)]
    drivers = [
        f"{source.path} imports {name}"
        for source in _elsewhere()
        for name in sorted(imported_modules(source))
        if name.split(".")[0] in DRIVERS
    ]
    assert opened + drivers == []


def test_nobody_else_speaks_to_the_driver() -> None:
    wrong = [
        place(source, node)
        for source in _elsewhere()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"exec_driver_sql", "driver_connection"}
    ]
    assert wrong == []


def _uses(tree: ast.Module) -> Iterator[ast.expr]:
    """Where a connection is neither handed on to somebody nor called what it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (node.attr in EXECUTING or _is(node.value)):
            yield node
        elif isinstance(node, ast.arg) and node.annotation is not None:
            if "Connection" in ast.unparse(node.annotation) and node.arg != CONNECTION:
                yield node.annotation
        elif not isinstance(node, ast.keyword) and not _keeps_its_name(node):
            handed_on = node.args if isinstance(node, ast.Call) else []
            children = ast.iter_child_nodes(node)
            yield from (one for one in children if _is(one) and one not in handed_on)


def _keeps_its_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == [
        CONNECTION
    ]


def _is(node: ast.AST) -> TypeGuard[ast.expr]:
    """Tell whether a connection is asked for here."""
    if isinstance(node, ast.Attribute):
        return node.attr == CONNECTION
    return isinstance(node, ast.Name) and (node.id, type(node.ctx)) == (CONNECTION, ast.Load)


def test_nobody_else_does_anything_with_a_connection() -> None:
    wrong = [place(source, node) for source in _elsewhere() for node in _uses(source.tree)]
    assert wrong == []


@pytest.mark.parametrize(("code", "allowed"), [
    ("find(context.connection, 1)", True),
    ("find(connection=context.connection)", True),
    ("connection = context.connection", True),
    ("with database.read() as connection:\n    find(connection)", True),
    ("def find(connection: sa.Connection) -> None:\n    pass", True),
    ("context.connection.execute(table.delete())", False),
    ("connection.begin_nested()", False),
    ("connection.dialect", False),
    ("found = context.connection", False),
    ("connection, at = context.connection, 1", False),
    ("with database.read() as found:\n    found.execute(table.delete())", False),
    ("getattr(context, 'x')(context.connection.info)", False),
    ("def find(found: sa.Connection) -> None:\n    pass", False),
    ("def find(context: Context) -> object:\n    return context.connection", False),
    ("print([context.connection])", False),
    ("context.connection()", False),
])  # fmt: skip
def test_what_may_be_done_with_a_connection(code: str, allowed: bool) -> None:
    assert (list(_uses(ast.parse(code))) == []) is allowed


def test_the_search_finds_what_it_looks_for() -> None:
    found = [
        source.path
        for source in product_sources()
        if source.path.startswith(HOMES) and _from_sqlalchemy(source, STATEMENTS)
    ]
    assert any(path.startswith(HOMES[0]) for path in found)
    assert any(path.startswith(HOMES[1]) for path in found)
