"""What formulas know beside the record: the moment, the user, the organisation."""

from collections.abc import Collection, Sequence
from functools import partial
from types import MappingProxyType
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.sql import FromClause

from objectry.formula.checking.checker import Checked
from objectry.formula.checking.typed import fields_in, functions_in
from objectry.formula.functions.records import has_permission, has_role
from objectry.formula.moments import Moment
from objectry.formula.surroundings import NO_VALUES, Row, Surroundings
from objectry.metadata.catalog import FieldPath, Object
from objectry.metadata.formula_scope import ORG, USER
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.store.source import Source, expand, in_pieces


def source_of(context: Context, access: Access, thing: Object, rows: FromClause) -> Source:
    """Rows of an object, to be read for somebody."""
    dialect = context.connection.dialect.name
    known = partial(for_everybody, context, access)
    return Source(context.state, access, thing, rows, dialect, known)


def for_everybody(context: Context, access: Access, *formulas: Checked) -> Surroundings:
    """What formulas know that mean the same whoever asks, those of fields and rules: days begin where the organisation is.
    The user is asked for once, for all of them."""
    return _around(context, access, formulas, context.state.locale.zone)


def for_user(context: Context, access: Access, checked: Checked) -> Surroundings:
    """What the formula of somebody who asks for records knows: days begin where he is."""
    return _around(context, access, (checked,), context.zone)


def _around(
    context: Context, access: Access, formulas: Sequence[Checked], zone: ZoneInfo
) -> Surroundings:
    locale = context.state.locale
    refs = (one for checked in formulas for one in fields_in(checked.root))
    wanted = dict.fromkeys(one.key for one in refs if one.root == USER)
    used = {one for checked in formulas for one in functions_in(checked.root)}
    org: Row = {"language": locale.language, "timezone": str(locale.zone)}
    return Surroundings(
        moment=Moment(context.now, zone),
        language=locale.language,
        globals=MappingProxyType({USER: _user(context, access, wanted), ORG: org}),
        roles=_roles(context, access) if has_role in used else frozenset(),
        permissions=_permissions(access) if has_permission in used else frozenset(),
    )


def _user(context: Context, access: Access, wanted: Collection[str]) -> Row:
    """The fields of the user that formulas name; nothing when the platform itself acts."""
    if not wanted or access.user is None:
        return NO_VALUES
    paths = {}
    for key in wanted:
        path = context.catalog.path("user", key)
        assert path is not None, "the checker has looked these names up"
        paths[key] = expand(context.state, path)
    user, found = access.user, dict[str, object]()

    def ask(names: Sequence[str]) -> None:
        own = tuple(paths[name] for name in names)
        found.update(zip(names, _of_record(context, access, "user", user, own), strict=True))

    in_pieces(tuple(paths), ask)
    return MappingProxyType(found)


def _roles(context: Context, access: Access) -> frozenset[str]:
    """The code and the name of the user's role."""
    if access.role is None:
        return frozenset()
    fields = context.catalog.objects["role"].fields
    paths: tuple[FieldPath, ...] = tuple(
        (fields[name],) for name in ("code", "name") if name in fields
    )
    found = _of_record(context, access, "role", access.role, paths)
    return frozenset(str(one) for one in found if one)


def _permissions(access: Access) -> frozenset[str]:
    """What the user may do: `customer.delete`, and parts of the back office such as `metadata`."""
    if access.rights is None:
        return frozenset()
    on_objects = (
        f"{name}.{action}" for name, one in access.rights.objects.items() for action in one.actions
    )
    return frozenset((*on_objects, *access.rights.setup))


def _of_record(
    context: Context, access: Access, object_name: str, record: str, paths: tuple[FieldPath, ...]
) -> list[object]:
    """Values of one record, whoever may see them, as they are for the user of `access`."""
    system = access.as_system(reasons.FORMULA)
    thing = context.catalog.objects[object_name]
    table = context.state.tables.objects[object_name]
    source = source_of(context, system, thing, table)
    columns = [source.columns(path) for path in paths]
    query = sa.select(*(column for one in columns for column in one)).select_from(
        source.from_clause
    )
    row = context.connection.execute(query.where(table.c.id == record)).first()
    if row is None:
        return [None for _ in paths]
    made: list[object] = []
    at = 0
    for path, own in zip(paths, columns, strict=True):
        field = path[-1]
        value = field.type.from_columns(row[at : at + len(own)], field.definition)
        made.append(None if value is None else field.type.in_formula(value))
        at += len(own)
    return made
