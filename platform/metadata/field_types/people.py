"""Users and departments: links to the objects of those names."""

from typing import Any, ClassVar, Generic, Literal, TypeVar

from objectry.formula.types import Type
from objectry.metadata.column_types import RecordId
from objectry.metadata.documents import Expression, Label
from objectry.metadata.field_types.base import (
    ColumnSpec,
    Example,
    FieldDef,
    Mention,
    Operator,
    Reject,
    Relation,
    TextStyle,
)
from objectry.metadata.field_types.links import (
    MAX_LINKS,
    OTHER_SAMPLE_ID,
    SAMPLE_ID,
    Links,
    LinkType,
    link_list_from_json,
    link_list_from_text,
)
from objectry.metadata.field_types.operators import (
    CHOICE_OPERATORS,
    LIST_OPERATORS,
    PERSON_OPERATORS,
)
from objectry.metadata.field_types.record_key import key_from_json, key_from_text, key_schema

P = TypeVar("P", bound="PeopleDef")


class PeopleDef(FieldDef):
    """A field that points to one or several records of an object that the type itself knows."""

    many: bool = False
    """Take several."""
    active_only: bool = True
    """Offer only those that are in use or at work. Those already chosen stay."""
    filter: Expression | None = None
    """A formula on the other record: only matching ones are offered, e.g. `department.code = "sales"` for a user."""


class UserDef(PeopleDef):
    """A field with a user."""

    type: Literal["user"] = "user"
    """A user of the organisation."""


class DepartmentDef(PeopleDef):
    """A field with a department."""

    type: Literal["department"] = "department"
    """A department of the organisation."""


class PeopleType(LinkType[P, Links], Generic[P]):
    """The base of both types: stored as an ID, or with `many` in a link table."""

    target: ClassVar[str]
    """The object that is pointed to."""
    in_use: ClassVar[str]
    """The formula on its records that `active_only` stands for."""
    formula_type = Type.LOOKUP
    groupable = True
    operators: ClassVar[tuple[Operator, ...]] = CHOICE_OPERATORS
    examples: ClassVar[tuple[Example, ...]] = (
        Example(SAMPLE_ID, SAMPLE_ID, SAMPLE_ID),
        Example(
            f"{SAMPLE_ID}; {OTHER_SAMPLE_ID}",
            [SAMPLE_ID, OTHER_SAMPLE_ID],
            f"{SAMPLE_ID}; {OTHER_SAMPLE_ID}",
            {"many": True},
        ),
    )
    rejects: ClassVar[tuple[Reject, ...]] = (
        Reject(5, "value_wrong_type"),
        Reject("张三", "lookup_id"),
        Reject(SAMPLE_ID, "value_wrong_type", {"many": True}),
        Reject([SAMPLE_ID], "value_wrong_type"),
    )

    def columns(self, definition: P) -> tuple[ColumnSpec, ...]:
        """One column with a record ID, or none for several records."""
        return () if definition.many else (ColumnSpec("", RecordId()),)

    def json_schema(self, definition: P) -> dict[str, Any]:
        """A record, or a list of records."""
        if definition.many:
            return {"type": "array", "items": key_schema(), "maxItems": MAX_LINKS}
        return key_schema()

    def from_json(self, raw: object, definition: P) -> Links | None:
        """Read IDs or keys."""
        return link_list_from_json(raw, MAX_LINKS) if definition.many else key_from_json(raw)

    def from_text(self, text: str, definition: P, style: TextStyle) -> Links | None:
        """Read IDs, names or keys."""
        return link_list_from_text(text, MAX_LINKS) if definition.many else key_from_text(text)

    def relation(self, definition: P) -> Relation:
        """The records that are pointed to."""
        # People and departments are switched off, never deleted while anything names them.
        on_delete: Literal["clear", "forbid"] = "clear" if definition.many else "forbid"
        return Relation((self.target,), on_delete, many=definition.many)

    def mentions(self, definition: P) -> tuple[Mention, ...]:
        """Nothing: the object is part of the type."""
        return ()

    def conditions(self, definition: P) -> tuple[tuple[str, str, str], ...]:
        """In use, and the filter."""
        found = [(self.in_use, self.target, "active_only")] if definition.active_only else []
        if definition.filter:
            found.append((definition.filter, self.target, "filter"))
        return tuple(found)

    def type_in_formulas(self, definition: P) -> Type | None:
        """A link, or for several records a list."""
        return Type.MULTIPICKLIST if definition.many else Type.LOOKUP

    def operators_of(self, definition: P) -> tuple[Operator, ...]:
        """What suits one record, or several."""
        return LIST_OPERATORS if definition.many else CHOICE_OPERATORS


class UserType(PeopleType[UserDef]):
    """An owner, a project leader, participants (catalogue 5.1, row 30).

    Stored as the user's ID, or with `many` in a link table. Users who have left stay readable.
    """

    name = "user"
    title = Label(zh="人员", en="User")
    definition = UserDef
    widget = "user"
    target = "user"
    in_use = 'status <> "departed"'

    def operators_of(self, definition: UserDef) -> tuple[Operator, ...]:
        """One person may be the one who asks."""
        return super().operators_of(definition) if definition.many else PERSON_OPERATORS


class DepartmentType(PeopleType[DepartmentDef]):
    """The department that is in charge (catalogue 5.1, row 31).

    Stored as the department's ID, or with `many` in a link table.
    """

    name = "department"
    title = Label(zh="部门", en="Department")
    definition = DepartmentDef
    widget = "department"
    target = "department"
    in_use = "active"
