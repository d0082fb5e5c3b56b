"""What formulas may name, and what the formula language knows about a field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from objectry.formula.checking.checker import Wanted
from objectry.formula.checking.selects import shown_by
from objectry.formula.types import FieldInfo, Supply, Type
from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.base import FieldDef, FieldType

USER, ORG = "$User", "$Org"
"""The names under which formulas ask about the user and the organisation."""
ORG_FIELDS = (
    FieldInfo("language", "语言", "Language", Type.TEXT, nullable=False),
    FieldInfo("timezone", "时区", "Time zone", Type.TEXT, nullable=False),
)
"""What formulas may ask about the organisation."""


@dataclass(frozen=True, slots=True)
class CatalogScope:
    """The names that a formula on `object` may use: those of `readable`, and nothing else exists for it."""

    object: str
    objects: Mapping[str, Object]
    readable: Mapping[str, frozenset[str]] | None = None
    """Readable fields by object; None opens everything, for metadata themselves."""

    def fields(self, object_name: str, name: str) -> tuple[FieldInfo, ...]:
        """The field called `name`, else all that are labelled so, as far as they may be used in formulas."""
        if object_name == ORG:
            return tuple(one for one in ORG_FIELDS if one.name == name.casefold())
        object_name = "user" if object_name == USER else object_name
        if object_name not in self.objects:
            return ()
        fields = self.objects[object_name].fields
        folded = name.casefold()
        if folded in fields:
            return (fields[folded].info,) if self._usable(fields[folded]) else ()
        return tuple(
            one.info
            for one in fields.values()
            if folded in (one.label.zh.casefold(), one.label.en.casefold()) and self._usable(one)
        )

    def names(self, object_name: str) -> tuple[FieldInfo, ...]:
        """All fields that may be used, for hints."""
        if object_name == ORG:
            return ORG_FIELDS
        object_name = "user" if object_name == USER else object_name
        # Everybody knows the fields that an object was made for; those that all objects have are seldom meant.
        known = sorted(self._all(object_name), key=lambda field: field.system)
        return tuple(field.info for field in known)

    def objects_called(self) -> Mapping[str, tuple[str, str]]:
        """The labels of all objects of which there are fields that may be used."""
        return {
            name: (thing.label.zh, thing.label.en)
            for name, thing in self.objects.items()
            if self.readable is None or self.readable.get(name)
        }

    def lacks(self) -> frozenset[Supply]:
        """What organisations do not have yet. A formula that asks for it would be taken, and do nothing."""
        return frozenset(Supply)

    def _all(self, object_name: str) -> Iterator[Field]:
        if object_name in self.objects:
            yield from (f for f in self.objects[object_name].fields.values() if self._usable(f))

    def _usable(self, field: Field) -> bool:
        if field.info.type is Type.NULL:
            return False
        return self.readable is None or field.name in self.readable.get(field.object, frozenset())


def field_info(
    object_name: str, definition: FieldDef, field_type: FieldType[Any, Any]
) -> FieldInfo:
    """What the formula language knows about a field."""
    relation = field_type.relation(definition)
    single = relation is not None and not relation.many and len(relation.targets) == 1
    single = single and len(field_type.columns(definition)) == 1
    kind = field_type.type_in_formulas(definition) or Type.NULL
    choices, labels = field_type.choices(definition), field_type.labels(definition)
    return FieldInfo(
        id=f"{object_name}.{definition.name}",
        name=definition.name,
        label_zh=definition.label.zh,
        label_en=definition.label.en,
        type=kind,
        # What is required now may be missing in records from before.
        nullable=True,
        target=relation.targets[0] if relation and single else None,
        choices=choices,
        choice_labels=tuple((labels[one].zh, labels[one].en) for one in choices if one in labels),
        scale=field_type.scale(definition),
        percent=field_type.percent,
        names_of=relation.targets if relation else (object_name,) if kind is Type.LOOKUP else (),
        uuids=kind is Type.LOOKUP or relation is not None or field_type.holds_files,
        whole=field_type.whole,
        single=kind is not Type.MULTIPICKLIST
        and field_type.stored
        and len(field_type.columns(definition)) == 1,
    )


def default_wanted(definition: FieldDef, field_type: FieldType[Any, Any]) -> Wanted:
    """What the formula has to give whose value a field begins with."""
    kind = field_type.type_in_formulas(definition) or Type.NULL
    kinds = {kind, Type.TEXT} if kind is Type.PICKLIST else {kind}
    return Wanted(frozenset(kinds), field_type.scale(definition), field_type.percent)


def formula_wanted(values: FieldDef, kind: FieldType[Any, Any]) -> Wanted:
    """What the formula of a computed field has to give; `values` and `kind` are those of its values."""
    found = kind.type_in_formulas(values) or Type.NULL
    return Wanted(shown_by(found), kind.scale(values), kind.percent)
