"""In which order new records get the values that they begin with by formulas."""

from collections.abc import Mapping

from objectry.formula.checking.checker import check
from objectry.formula.checking.typed import fields_in
from objectry.formula.functions.declare import Use
from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.formula import FormulaDef
from objectry.metadata.formula_scope import CatalogScope, default_wanted


def by_formula(thing: Object) -> Mapping[str, Field]:
    """The fields that begin with the value of a formula."""
    return {name: one for name, one in thing.fields.items() if one.definition.default_formula}


def default_order(thing: Object, scope: CatalogScope) -> Mapping[str, frozenset[str]]:
    """For each field that has the value of a formula, at the beginning or always, the others of them that it reads. Raises
    FormulaError."""
    found = {
        name: frozenset(path.split(".")[0] for path in one.computation.reads)
        for name, one in thing.fields.items()
        if one.computation is not None and isinstance(one.written, FormulaDef)
    }
    for name, field in by_formula(thing).items():
        text = field.definition.default_formula
        assert text is not None
        wanted = default_wanted(field.definition, field.type)
        checked = check(text, scope, wanted, use=Use.DEFAULT)
        found[name] = frozenset(
            ref.path[0].name for ref in fields_in(checked.root) if ref.root == ""
        )
    return {name: reads & found.keys() for name, reads in found.items()}
