"""Help for those who write formulas: what they may go on with, what is wrong so far, and what functions do.

Everybody writes with the fields that he may read; no other exists here.
"""

from dataclasses import dataclass, replace
from typing import Any

from objectry.formula.checking.checker import Checked
from objectry.formula.checking.completion import Completion, Suggestion, completed
from objectry.formula.checking.described import Described, described
from objectry.formula.checking.fixing import fixes
from objectry.formula.functions.declare import Profile, Use
from objectry.formula.messages import Language
from objectry.formula.problems import FormulaError, FormulaProblem
from objectry.formula.python.program import compiled
from objectry.formula.syntax.parser import MAX_LENGTH
from objectry.formula.types import TYPE_NAMES
from objectry.metadata.catalog import Object
from objectry.metadata.formula_scope import CatalogScope
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access
from objectry.runtime.api.formulas import useful
from objectry.runtime.api.records import thing_for
from objectry.runtime.context import Context
from objectry.runtime.records.filters import user_scope

Json = dict[str, Any]

__all__ = ["Use", "Written", "check_formula", "complete_formula", "functions", "reader_scope"]


@dataclass(frozen=True, slots=True)
class Written:
    """A formula that somebody writes."""

    text: str
    use: Use = Use.FILTER
    returns: str | None = None
    """The type of the field whose value it gives."""


def check_formula(context: Context, object_name: str, written: Written) -> Json:
    """What is wrong with a formula: `{"valid", "type", "problems"}`, each with its place and what may stand instead."""
    access, thing = thing_for(context, object_name)
    scope = reader_scope(context, access, thing)

    def check(text: str) -> Checked:
        checked = useful(text, scope, written.returns, written.use, Profile.OBJECTRY)
        compiled(checked)
        return checked

    try:
        found = check(written.text)
    except FormulaError as error:
        instead = fixes(written.text, error.problems, check)
        problems = [
            _problem(one, fix, context.language)
            for one, fix in zip(error.problems, instead, strict=True)
        ]
        return {"valid": False, "type": None, "problems": problems}
    zh, en = TYPE_NAMES[found.root.type]
    return {"valid": True, "type": zh if context.language == "zh" else en, "problems": []}


def reader_scope(context: Context, access: Access, thing: Object) -> CatalogScope:
    """What the user may name, of the objects that he may know of. Raises Forbidden where he may read no records."""
    demand(access, thing, "read")
    scope = user_scope(context, access, thing)
    known = {name: one for name, one in scope.objects.items() if access.on(one).actions}
    return replace(scope, objects=known)


def _problem(problem: FormulaProblem, fix: str, language: Language) -> Json:
    """A mistake. Lines and columns count characters from 1."""
    return {
        "code": problem.message.code,
        "message": problem.message.text(language, problem.params),
        "line": problem.line, "column": problem.column,
        "end_line": problem.end_line, "end_column": problem.end_column,
        "hint": problem.hint, "fix": fix,
    }  # fmt: skip


def complete_formula(
    context: Context, object_name: str, written: Written, after: str, asked: bool
) -> Json:
    """What may follow behind `written`, and before `after`: `{"before", "after", "suggestions"}`."""
    access, thing = thing_for(context, object_name)
    scope = reader_scope(context, access, thing)
    if len(written.text) + len(after) > MAX_LENGTH:
        return {"before": "", "after": "", "suggestions": []}
    found = completed(written.text, after, scope, written.use, context.language, asked)
    return _completion(found)


def _completion(found: Completion) -> Json:
    return {
        "before": found.before,
        "after": found.after,
        "suggestions": [_suggestion(one) for one in found.suggestions],
    }


def _suggestion(one: Suggestion) -> Json:
    return {
        "sort": one.sort, "label": one.label, "insert": one.insert, "then": one.then,
        "detail": one.detail, "help": one.help, "examples": _examples(one.examples),
    }  # fmt: skip


def functions(context: Context, use: Use) -> Json:
    """The functions that have a meaning for some use: `{"functions": [{"name", "forms"}]}`."""
    lacking = CatalogScope("", context.catalog.objects).lacks()
    return {
        "functions": [
            {"name": name, "forms": [_form(one, context.language) for one in forms]}
            for name, forms in described(use, lacking).items()
        ]
    }


def _form(one: Described, language: Language) -> Json:
    return {
        "written": one.written,
        "arguments": list(one.arguments),
        "help": one.help(language),
        "examples": _examples(one.examples),
    }


def _examples(examples: tuple[tuple[str, str], ...]) -> list[Json]:
    return [{"formula": formula, "result": result} for formula, result in examples]
