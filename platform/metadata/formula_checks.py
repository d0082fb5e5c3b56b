"""Whether the formulas in definitions are right: only where all that they mention can be known."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from objectry.formula import sayings
from objectry.formula.checking.checker import Checked, check
from objectry.formula.checking.folding import folded
from objectry.formula.checking.hints import nearest_choice
from objectry.formula.checking.results import results, written_results
from objectry.formula.checking.typed import FieldRef, Value
from objectry.formula.functions.converting import number_text
from objectry.formula.functions.declare import Unfit, Use
from objectry.formula.problems import MAX_PROBLEMS, FormulaError, problem_at
from objectry.formula.sql.conditions import refuse_unpushable
from objectry.formula.types import FieldInfo, Supply
from objectry.metadata import messages
from objectry.metadata.catalog import Catalog, Field
from objectry.metadata.field_types import messages as field_messages
from objectry.metadata.field_types.base import ValueRefused
from objectry.metadata.formula_scope import ORG, USER, CatalogScope
from objectry.metadata.kinds.interface import FormulaUse
from objectry.metadata.kinds.interface import Use as Named
from objectry.metadata.kinds.object import uses_of_field
from objectry.metadata.named_rights import refuse_unknown_rights
from objectry.metadata.names import Missing, is_known, retired_as, successor
from objectry.metadata.problems import Problem
from objectry.metadata.scalar_places import Written


class _WatchedScope:
    """The names of a formula, and whether it asked for something that other problems keep from being known."""

    def __init__(self, scope: CatalogScope, catalog: Catalog, missing: Missing) -> None:
        self.object = scope.object
        self.obscured = False
        self.retired: dict[str, str] = {}
        """Fields that the formula asks for and that are not in use any more, with their objects."""
        self.renamed: dict[str, str] = {}
        """Former names that the formula says, with those that their fields have now."""
        self._scope = scope
        self._catalog = catalog
        self._missing = missing

    def fields(self, object_name: str, name: str) -> tuple[FieldInfo, ...]:
        """The fields that a name may mean."""
        found = self._scope.fields(object_name, name)
        if object_name == ORG:
            return found
        object_name = "user" if object_name == USER else object_name
        thing = self._catalog.objects.get(object_name)
        if thing is None:
            self.obscured = True
        elif name in thing.fields:
            self.obscured |= not self._is_sound(thing.fields[name])
        elif not found:
            self.obscured |= self._missing.lacks_parts_of(object_name)
            gone = retired_as(thing, name)
            if gone is not None:
                self.retired[name] = f"{object_name}.{gone}"
            now = successor(thing, name)
            if now is not None:
                self.renamed[name] = now
        return found

    def names(self, object_name: str) -> tuple[FieldInfo, ...]:
        """All usable fields of an object, for hints."""
        return self._scope.names(object_name)

    def objects_called(self) -> Mapping[str, tuple[str, str]]:
        """The labels of all objects."""
        return self._scope.objects_called()

    def lacks(self) -> frozenset[Supply]:
        """What nobody supplies."""
        return self._scope.lacks()

    def knows_all_of(self, name: str) -> bool:
        """Whether everything is there that decides about the values of a field of the object."""
        thing = self._catalog.objects.get(self.object)
        return thing is not None and name in thing.fields and self._is_sound(thing.fields[name])

    def _is_sound(self, field: Field) -> bool:
        """Tell whether all that the options of a field name is there: it decides about its type and values."""
        uses = uses_of_field(field.object, field.kind, field.written, ())
        return all(
            is_known(self._catalog, use) and not self._missing.excuses(self._catalog, use)
            for use in uses
        )


def _refuse_unfit(checked: Checked, field: Field) -> None:
    """Refuse results that the field which begins with them can never take, as far as that is known. Raises FormulaError."""
    judged = [
        *(
            (one.span, _unfit(one.value, checked.points, field))
            for one in written_results(folded(checked.root))
        ),
        *(
            (one.span, _elsewhere(one, field))
            for one in results(checked.root)
            if isinstance(one, FieldRef)
        ),
    ]
    problems = [
        problem_at(checked.text, span, unfit.message, unfit.hint, **unfit.params)
        for span, unfit in judged
        if unfit is not None
    ]
    if problems:
        raise FormulaError(problems[:MAX_PROBLEMS])


def _elsewhere(found: FieldRef, field: Field) -> Unfit | None:
    """Why a look-up cannot begin with a record of another object."""
    target, points_to = field.info.target, found.path[-1].objects
    if target is None or not points_to or target in points_to:
        return None
    params = {"field": field.name, "target": target, "found": ", ".join(points_to)}
    return Unfit(messages.DEFAULT_ELSEWHERE, params)


def _unfit(result: Value, points: bool, field: Field) -> Unfit | None:
    """Why a field cannot begin with a result; `points` tells that it is kept as a percentage."""
    value = result * 100 if isinstance(result, Decimal) and points else result
    if isinstance(value, str) and field.info.choices and value not in field.info.choices:
        params = {"field": field.name, "value": value}
        return Unfit(sayings.CHOICE_UNKNOWN, params, nearest_choice(value, field.info))
    try:
        field.type.from_formula(value, field.definition)
    except ValueRefused as refused:
        shown = number_text(value) if isinstance(value, Decimal) else value
        return Unfit(field_messages.DEFAULT_REFUSED, refused.reason(shown), refused.hint)
    return None


def _known(use: FormulaUse, catalog: Catalog) -> Checked | None:
    """The formula of a computed field, where the catalog has it: then it has no mistake."""
    if use.computes is None:
        return None
    object_name, name = use.computes
    thing = catalog.objects.get(object_name)
    field = thing.fields.get(name) if thing else None
    found = field.checked if field else None
    # Of two definitions of one field, which is told elsewhere, the catalog has one.
    return found if found and found.text == use.text else None


def formula_problems(
    written: Written, use: FormulaUse, catalog: Catalog, missing: Missing
) -> Iterator[Problem]:
    """What is wrong with one formula; nothing where its names cannot be judged yet."""
    scope = _WatchedScope(CatalogScope(use.object, catalog.objects), catalog, missing)
    try:
        checked = _known(use, catalog) or check(
            use.text, scope, use.wanted, use=use.purpose, profile=use.profile, zero=use.zero
        )
        if use.purpose is Use.FILTER:
            refuse_unpushable(checked)
        refuse_unknown_rights(
            checked,
            catalog.objects,
            lambda name: missing.excuses(catalog, Named("object", name, use.at)),
        )
        if use.begins and scope.knows_all_of(use.begins):
            _refuse_unfit(checked, catalog.objects[use.object].fields[use.begins])
    except FormulaError as error:
        if scope.obscured:
            return
        for problem in error.problems:
            place = written.place(use.at, problem.line, problem.column)
            name = str(problem.params.get("name"))
            is_object = problem.message == sayings.OBJECT_UNKNOWN
            if is_object and missing.excuses(catalog, Named("object", name.casefold(), use.at)):
                continue
            unknown = problem.message == sayings.FIELD_UNKNOWN
            if unknown and name in scope.retired:
                params = {"field": scope.retired[name]}
                yield Problem(messages.FIELD_RETIRED, place, params)
            else:
                hint = scope.renamed.get(name, problem.hint) if unknown else problem.hint
                if problem.message == sayings.ENDS_EARLY:
                    hint = written.with_comment(use.at) or hint
                yield Problem(problem.message, place, problem.params, hint)
