"""Users and departments: links to the objects of those names."""

from typing import Any, ClassVar, Literal

from objectry.formula.types import Type
from objectry.metadata.column_types import RecordId
from objectry.metadata.documents import Expression, Label
from objectry.metadata.field_types.base import (
    ColumnSpec,
    Example,
    FieldDef,
    FieldType,
    Mention,
    Operator,
    Reject,
    Relation,
    TextStyle,
)
from objectry.metadata.field_types.lookup import (
    Link,
    link_list_from_json,
    link_list_from_text,
)
from objectry.metadata.field_types.operators import CHOICE_OPERATORS, LIST_OPERATORS, quoted
from objectry.metadata.field_types.record_key import (
    key_from_json,
    key_from_text,
    key_json,
    key_schema,
    key_text,
)

MAX_PEOPLE = 200

_SAMPLE_ID = "0198a1c4-7d3e-7c11-9a55-0123456789ab"
_OTHER_ID = "0198a1c4-7d3e-7c11-9a55-ba9876543210"
_EXAMPLES = (
    Example(_SAMPLE_ID, _SAMPLE_ID, _SAMPLE_ID),
    Example(
        f"{_SAMPLE_ID}; {_OTHER_ID}",
        [_SAMPLE_ID, _OTHER_ID],
        f"{_SAMPLE_ID}; {_OTHER_ID}",
        {"many": True},
    ),
)
_REJECTS = (
    Reject(5, "value_wrong_type"),
    Reject("张三", "lookup_id"),
    Reject(_SAMPLE_ID, "value_wrong_type", {"many": True}),
    Reject([_SAMPLE_ID], "value_wrong_type"),
)


class UserDef(FieldDef):
    """A field with a user."""

    type: Literal["user"] = "user"
    """A user of the organisation."""
    many: bool = False
    """Take several users."""
    active_only: bool = True
    """Offer only users who have not left. Those already chosen stay."""
    filter: Expression | None = None
    """A formula on the user: only matching ones are offered, e.g. `department.code = "sales"`."""


class DepartmentDef(FieldDef):
    """A field with a department."""

    type: Literal["department"] = "department"
    """A department of the organisation."""
    many: bool = False
    """Take several departments."""
    active_only: bool = True
    """Offer only departments that are in use. Those already chosen stay."""
    filter: Expression | None = None
    """A formula on the department: only matching ones are offered."""


Links = Link | tuple[Link, ...]


def _columns(many: bool) -> tuple[ColumnSpec, ...]:
    return () if many else (ColumnSpec("", RecordId()),)


def _schema(many: bool) -> dict[str, Any]:
    if many:
        return {"type": "array", "items": key_schema(), "maxItems": MAX_PEOPLE}
    return key_schema()


def _from_json(raw: object, many: bool) -> Links | None:
    return link_list_from_json(raw, MAX_PEOPLE) if many else key_from_json(raw)


def _from_text(text: str, many: bool) -> Links | None:
    return link_list_from_text(text, MAX_PEOPLE) if many else key_from_text(text)


def _to_json(value: Links) -> object:
    return [key_json(link) for link in value] if isinstance(value, tuple) else key_json(value)


def _to_text(value: Links) -> str:
    return "; ".join(map(key_text, value)) if isinstance(value, tuple) else key_text(value)


def _literal(value: Links) -> str:
    links = value if isinstance(value, tuple) else (value,)
    return ", ".join(quoted(key_text(link)) for link in links)


def _relation(target: str, many: bool) -> Relation:
    # People and departments are switched off, never deleted while anything names them.
    return Relation((target,), "clear" if many else "forbid", many=many)


def _conditions(
    definition: UserDef | DepartmentDef, target: str, in_use: str
) -> tuple[tuple[str, str, str], ...]:
    found = [(in_use, target, "active_only")] if definition.active_only else []
    if definition.filter:
        found.append((definition.filter, target, "filter"))
    return tuple(found)


class UserType(FieldType[UserDef, Links]):
    """An owner, a project leader, participants (catalogue 5.1, row 30).

    Stored as the user's ID, or with `many` in a link table. Users who have left stay readable.
    """

    name = "user"
    title = Label(zh="人员", en="User")
    definition = UserDef
    formula_type = Type.LOOKUP
    widget = "user"
    groupable = True
    operators: ClassVar[tuple[Operator, ...]] = CHOICE_OPERATORS
    examples: ClassVar[tuple[Example, ...]] = _EXAMPLES
    rejects: ClassVar[tuple[Reject, ...]] = _REJECTS

    def columns(self, definition: UserDef) -> tuple[ColumnSpec, ...]:
        """One column with a record ID, or none for several users."""
        return _columns(definition.many)

    def json_schema(self, definition: UserDef) -> dict[str, Any]:
        """A user, or a list of users."""
        return _schema(definition.many)

    def from_json(self, raw: object, definition: UserDef) -> Links | None:
        """Read IDs or keys."""
        return _from_json(raw, definition.many)

    def to_json(self, value: Links, definition: UserDef) -> object:
        """The IDs."""
        return _to_json(value)

    def from_text(self, text: str, definition: UserDef, style: TextStyle) -> Links | None:
        """Read IDs, names or keys."""
        return _from_text(text, definition.many)

    def to_text(self, value: Links, definition: UserDef, style: TextStyle) -> str:
        """The IDs; showing names is up to those who may read them."""
        return _to_text(value)

    def literal(self, value: Links, definition: UserDef) -> str:
        """The IDs in quotes."""
        return _literal(value)

    def relation(self, definition: UserDef) -> Relation:
        """The users that are pointed to."""
        return _relation("user", definition.many)

    def mentions(self, definition: UserDef) -> tuple[Mention, ...]:
        """Nothing: the object is part of the type."""
        return ()

    def conditions(self, definition: UserDef) -> tuple[tuple[str, str, str], ...]:
        """At work, and the filter."""
        return _conditions(definition, "user", 'status <> "departed"')

    def type_in_formulas(self, definition: UserDef) -> Type | None:
        """A link, or for several users a list."""
        return Type.MULTIPICKLIST if definition.many else Type.LOOKUP

    def operators_of(self, definition: UserDef) -> tuple[Operator, ...]:
        """What suits one user, or several."""
        return LIST_OPERATORS if definition.many else CHOICE_OPERATORS

    def search_words(self, value: Links, definition: UserDef) -> str:
        """Nothing: the names belong to the users."""
        return ""


class DepartmentType(FieldType[DepartmentDef, Links]):
    """The department that is in charge (catalogue 5.1, row 31).

    Stored as the department's ID, or with `many` in a link table.
    """

    name = "department"
    title = Label(zh="部门", en="Department")
    definition = DepartmentDef
    formula_type = Type.LOOKUP
    widget = "department"
    groupable = True
    operators: ClassVar[tuple[Operator, ...]] = CHOICE_OPERATORS
    examples: ClassVar[tuple[Example, ...]] = _EXAMPLES
    rejects: ClassVar[tuple[Reject, ...]] = _REJECTS

    def columns(self, definition: DepartmentDef) -> tuple[ColumnSpec, ...]:
        """One column with a record ID, or none for several departments."""
        return _columns(definition.many)

    def json_schema(self, definition: DepartmentDef) -> dict[str, Any]:
        """A department, or a list of departments."""
        return _schema(definition.many)

    def from_json(self, raw: object, definition: DepartmentDef) -> Links | None:
        """Read IDs or keys."""
        return _from_json(raw, definition.many)

    def to_json(self, value: Links, definition: DepartmentDef) -> object:
        """The IDs."""
        return _to_json(value)

    def from_text(self, text: str, definition: DepartmentDef, style: TextStyle) -> Links | None:
        """Read IDs, names or keys."""
        return _from_text(text, definition.many)

    def to_text(self, value: Links, definition: DepartmentDef, style: TextStyle) -> str:
        """The IDs; showing names is up to those who may read them."""
        return _to_text(value)

    def literal(self, value: Links, definition: DepartmentDef) -> str:
        """The IDs in quotes."""
        return _literal(value)

    def relation(self, definition: DepartmentDef) -> Relation:
        """The departments that are pointed to."""
        return _relation("department", definition.many)

    def mentions(self, definition: DepartmentDef) -> tuple[Mention, ...]:
        """Nothing: the object is part of the type."""
        return ()

    def conditions(self, definition: DepartmentDef) -> tuple[tuple[str, str, str], ...]:
        """In use, and the filter."""
        return _conditions(definition, "department", "active")

    def type_in_formulas(self, definition: DepartmentDef) -> Type | None:
        """A link, or for several departments a list."""
        return Type.MULTIPICKLIST if definition.many else Type.LOOKUP

    def operators_of(self, definition: DepartmentDef) -> tuple[Operator, ...]:
        """What suits one department, or several."""
        return LIST_OPERATORS if definition.many else CHOICE_OPERATORS

    def search_words(self, value: Links, definition: DepartmentDef) -> str:
        """Nothing: the names belong to the departments."""
        return ""
