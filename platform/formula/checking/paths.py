"""Which field a name, or a path of names, means; and the formulas that stand for fields without a value of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from objectry.formula import sayings
from objectry.formula.checking.hints import nearest_field, nearest_object, own_path, where
from objectry.formula.checking.interface import Checking
from objectry.formula.checking.overloads import nothing
from objectry.formula.checking.rebuilding import placed, with_fields
from objectry.formula.checking.references import Reference
from objectry.formula.checking.typed import Constant, FieldRef, Typed, fields_in, walk
from objectry.formula.functions.declare import Use
from objectry.formula.functions.listing import FUNCTIONS
from objectry.formula.places import Span
from objectry.formula.problems import FormulaError
from objectry.formula.syntax.meanings import range_meant
from objectry.formula.syntax.nodes import Node, Path, parts
from objectry.formula.types import SEVERAL, FieldInfo, Scope, Supply, Type

MAX_HOPS = 5
"""Look-ups that a path goes through."""
MAX_LEVELS = 10
"""Formulas of fields that stand on formulas of fields."""
MAX_EXPANDED = 5_000
"""Nodes of a formula with the formulas of all fields that it names."""
OLD = "$Old"
ROOTS: Mapping[str, str] = MappingProxyType(
    {"$user": "$User", "$org": "$Org", "$record": "", "$old": OLD}
)
"""What a path may begin with beside fields, and the record or object that it leads to; empty for the record itself."""


@dataclass(frozen=True, slots=True)
class SeenFrom:
    """The same names, seen from another object. Of a record that a look-up leads to, any field may be nothing."""

    scope: Scope
    object: str
    reached: bool

    def fields(self, object_name: str, name: str) -> tuple[FieldInfo, ...]:
        """The fields that a name may mean."""
        found = self.scope.fields(object_name, name)
        return tuple(replace(one, nullable=True) for one in found) if self.reached else found

    def names(self, object_name: str) -> tuple[FieldInfo, ...]:
        """All usable fields of an object."""
        return self.scope.names(object_name)

    def objects_called(self) -> Mapping[str, tuple[str, str]]:
        """The labels of all objects."""
        return self.scope.objects_called()

    def lacks(self) -> frozenset[Supply]:
        """What nobody supplies."""
        return self.scope.lacks()


def before_change(ref: FieldRef) -> FieldRef:
    """A field as it was before the change: a new record had nothing in it."""
    sure = ref.zero or ref.type is Type.BOOLEAN
    return replace(ref, root=OLD, nullable=not sure)


def _is_far(ref: FieldRef) -> bool:
    """Tell whether a field belongs to another record. Where there are no objects to go to, one name is a whole path."""
    return "." in ref.key


class Names:
    """The names of one formula. `within` are the fields whose formulas led here."""

    def __init__(self, check: Checking, scope: Scope, zero: bool, within: tuple[str, ...]) -> None:
        self._check = check
        self._scope = scope
        self._zero = zero
        self._within = within
        self._expanded = 0
        self.references: list[Reference] = []
        """Every name that has been looked up, with its place in the text."""

    def knows(self, name: str) -> bool:
        """Whether the formula's own object has a field of that name or label."""
        return bool(self._scope.fields(self._scope.object, name))

    def lacks(self, node: Node) -> bool:
        """Whether no field is called as some name in a part of a formula."""
        waiting = [node]
        while waiting:
            one = waiting.pop()
            if isinstance(one, Path) and not (self.knows(one.names[0]) or one.names[0][:1] == "$"):
                return True
            waiting.extend(parts(one))
        return False

    def behind(self, object_name: str) -> tuple[FieldInfo, ...]:
        """The fields of an object to which a look-up leads."""
        return self._scope.names(object_name)

    def named(self, object_name: str, name: str, span: Span) -> FieldInfo | None:
        """The one field that a name means, which stands at `span`."""
        found = self._scope.fields(object_name, name)
        if len(found) != 1:
            return None
        self._note(found[0], name, span)
        return found[0]

    def found(self, node: Path) -> Typed:
        """The field that a path means, or the formula that stands for it."""
        whole = self.named(self._scope.object, ".".join(node.names), node.span)
        if whole is not None:
            return self._read((whole,), "", node.span)
        root = ROOTS.get(node.names[0].casefold())
        if root is None and len(node.names) > 1 and not self.knows(node.names[0]):
            if meant := self._meant_path(node):
                return self._check.refuse(node.span, sayings.FIELD_UNKNOWN, meant, name=node.names[0])  # fmt: skip
        if root is None or len(node.names) == 1:
            return self._followed(self._scope.object, "", node.names, node.spans, node.span)
        if root == OLD and self._check.use is not Use.RULE:
            return self._check.refuse(
                node.spans[0], sayings.NOT_HERE, name=OLD, **where({Use.RULE})
            )
        start = root if root in ("$User", "$Org") else self._scope.object
        found = self._followed(start, root, node.names[1:], node.spans[1:], node.span)
        return self._past(found, node.span) if root == OLD else found

    def own(self, node: Node, function: str, old: bool = False) -> Typed:
        """The field of the record itself that an argument has to be; `old` reads it as it was before the change."""
        found = self._check.typed(node)
        if isinstance(found, FieldRef) and found.root == "" and not _is_far(found):
            past = self._past(before_change(found), node.span)
            return past if old or not isinstance(past, FieldRef) else found
        if isinstance(found, Constant) and isinstance(node, Path):
            return found  # its name has been refused
        return self._check.refuse(node.span, sayings.OWN_FIELD, name=function)

    def _past(self, found: Typed, span: Span) -> Typed:
        """What is read as it was before the change, if that is known of all its fields."""
        for ref in fields_in(found):
            if ref.root == OLD and _is_far(ref):
                return self._check.refuse(span, sayings.OLD_ELSEWHERE)
            if ref.root == OLD and not ref.path[0].kept:
                return self._check.refuse(span, sayings.OLD_UNKNOWN, name=ref.path[0].name)
        return found

    def of_object(self, node: Node, function: str) -> tuple[str, FieldInfo] | None:
        """The object and the field that an argument `object.field` names; None for what has been refused."""
        if not isinstance(node, Path) or len(node.names) != 2:
            self._check.refuse(node.span, sayings.OBJECT_FIELDS, name=function)
            return None
        known = self._scope.objects_called()
        thing = node.names[0].casefold()
        if thing not in known:
            hint = nearest_object(node.names[0], known)
            self._check.refuse(node.spans[0], sayings.OBJECT_UNKNOWN, hint, name=node.names[0])
            return None
        found = self._one(thing, node.names[1], node.spans[1], followed=False)
        return None if found is None else (thing, found)

    def _one(self, object_name: str, name: str, span: Span, followed: bool) -> FieldInfo | None:
        """The one field of an object that a name means; None for what has been refused. Where look-ups are `followed`, a
        path may be what is meant."""
        found = self._scope.fields(object_name, name)
        if len(found) > 1:
            meant = ", ".join(one.name for one in found)
            self._check.refuse(span, sayings.AMBIGUOUS, name=name, names=meant)
            return None
        if not found:
            hint = self._meant(object_name, name) if followed else ""
            hint = hint or nearest_field(name, self._scope.names(object_name))
            self._check.refuse(span, sayings.FIELD_UNKNOWN, hint, name=name)
            return None
        self._note(found[0], name, span)
        return found[0]

    def _followed(
        self, start: str, root: str, names: Sequence[str], spans: Sequence[Span], span: Span
    ) -> Typed:  # fmt: skip
        if len(names) > MAX_HOPS + 1:
            return self._check.refuse(span, sayings.PATH_TOO_LONG, limit=MAX_HOPS)
        path: list[FieldInfo] = []
        at: str | None = start
        for name, place in zip(names, spans, strict=True):
            if at is None:
                return self._check.refuse(place, sayings.NOT_A_LOOKUP, name=path[-1].name)
            found = self._one(at, name, place, followed=True)
            if found is None:
                return nothing(span=place)
            path.append(found)
            at = found.target
        # What is known of the user is passed to databases as one value a field.
        if root == "$User" and path[-1].type in SEVERAL:
            return self._check.refuse(span, sayings.USER_LIST, name=path[-1].name)
        return self._read(tuple(path), root, span)

    def _meant(self, at: str, name: str) -> str:
        """The user for `$User`, a call for a function without brackets, a range of days, a path for a whole path in braces,
        and one for a field that lies behind a look-up."""
        if name.casefold() == "$user":
            return "$User.id"
        functions = FUNCTIONS[self._check.profile]
        use = self._check.use
        if any(one.least == 0 and use in one.uses for one in functions.get(name.upper(), ())):
            return f"{name.upper()}()"
        days = range_meant(name)
        if days.partition("(")[0] in functions:
            return days
        first, dot, _ = name.partition(".")
        if dot:
            return name if self._scope.fields(at, first) else ""
        for one in self._scope.names(at):
            found = self._scope.fields(one.target, name) if one.target else ()
            if len(found) == 1:
                return f"{one.name}.{found[0].name}"
        return ""

    def _meant_path(self, node: Path) -> str:
        """What is written for a path that begins with no field of the record."""
        own = self._scope.object
        meant = own_path(node.names, own, self._scope.objects_called())
        called, bracket, _ = meant.partition("(")
        if bracket:
            return meant if called in FUNCTIONS[self._check.profile] else ""
        if meant[:1] == "$":
            return meant
        if not meant or not self.knows(meant):
            return ""
        begin = node.spans[1].start
        return self._check.text[begin : node.span.end] if meant == node.names[1] else meant

    def _note(self, info: FieldInfo, written: str, span: Span) -> None:
        self.references.append(Reference(info.id, info.name, written, span))

    def _read(self, path: tuple[FieldInfo, ...], root: str, span: Span) -> Typed:
        info = path[-1]
        if info.formula is not None:
            return self._computed(path, root, span)
        zero = self._zero and info.type is Type.NUMBER
        sure = zero or info.type is Type.BOOLEAN
        nullable = not sure and (root != "" or any(one.nullable for one in path))
        return FieldRef(path, info.type, nullable, span, root, zero)

    def _computed(self, path: tuple[FieldInfo, ...], root: str, span: Span) -> Typed:
        """The tree of a field's formula, its fields seen from where the path starts."""
        info = path[-1]
        assert info.formula is not None
        key = f"{info.formula.object}.{info.name}" if info.formula.object else info.name
        if key in self._within:
            circle = (*self._within[self._within.index(key) :], key)
            return self._check.refuse(span, sayings.CYCLE, path=" → ".join(circle))
        if self._expanded > MAX_EXPANDED:
            return nothing(info.type, span)  # the formula has been refused
        if len(self._within) >= MAX_LEVELS:
            return self._check.refuse(span, sayings.TOO_MANY_LEVELS, limit=MAX_LEVELS)
        try:
            within = (*self._within, key)
            reached = len(path) > 1 or root != ""
            tree = self._check.below(info, info.formula, within, reached)
        except FormulaError as error:
            first = error.problems[0]
            if first.message in (sayings.CYCLE, sayings.TOO_MANY_LEVELS):
                return self._check.refuse(span, first.message, "", **first.params)
            return self._check.refuse(span, sayings.FORMULA_BELOW, "", first, name=info.name,
                                      reason_zh=first.message.text("zh", first.params),
                                      reason_en=first.message.text("en", first.params))  # fmt: skip
        self._expanded += sum(1 for _ in walk(tree))
        if self._expanded > MAX_EXPANDED:
            return self._check.refuse(span, sayings.TOO_LARGE, limit=MAX_EXPANDED)
        before = path[:-1]

        def seen_from_start(ref: FieldRef) -> Typed:
            if ref.root not in ("", OLD):
                return ref
            return replace(ref, path=(*before, *ref.path), root=root)

        return placed(with_fields(tree, seen_from_start), span)
