"""Formulas as people try them: what the page for that shows."""

from dataclasses import dataclass

from objectry.formula.checking.described import Described, described
from objectry.formula.functions.declare import Use
from objectry.metadata.catalog import Object
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.api.formula_help import reader_scope
from objectry.runtime.api.records import thing_for
from objectry.runtime.context import Context
from objectry.runtime.texts.values import Choice


@dataclass(frozen=True, slots=True)
class ShownFunction:
    """A function with its help."""

    forms: tuple[Described, ...]
    help: str
    examples: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownTrial:
    """A formula that is tried on records of an object."""

    objects: tuple[Choice, ...]
    """The objects whose records the user may read."""
    object: str
    label: str
    plural: str
    use: str
    text: str
    functions: tuple[ShownFunction, ...]


def shown_trial(context: Context, object_name: str, use: str, text: str) -> ShownTrial:
    """A formula that is tried; of the first object where none is named. Raises NotFound for one that there is not."""
    access = access_of(context)
    readable = sorted(
        _readable(context, access), key=lambda one: one.plural.text(context.language)
    )
    name = object_name or (readable[0].name if readable else "")
    objects = tuple(
        Choice(one.name, one.plural.text(context.language), one.name == name) for one in readable
    )
    if not name:
        return ShownTrial((), "", "", "", use, text, ())
    access, thing = thing_for(context, name)
    lacking = reader_scope(context, access, thing).lacks()
    return ShownTrial(
        objects, name, thing.label.text(context.language), thing.plural.text(context.language), use, text,
        tuple(_function(context, forms) for forms in described(Use(use), lacking).values()),
    )  # fmt: skip


def _readable(context: Context, access: Access) -> list[Object]:
    return [one for one in context.catalog.objects.values() if "read" in access.on(one).actions]


def _function(context: Context, forms: tuple[Described, ...]) -> ShownFunction:
    helps = dict.fromkeys(one.help(context.language) for one in forms)
    examples = dict.fromkeys(example for one in forms for example in one.examples)
    return ShownFunction(forms, "\n".join(helps), tuple(examples))
