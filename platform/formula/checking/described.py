"""What there is to say about a function: how it is written, what it does, and examples. The reference, editors and pages
say it from here."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from objectry.formula.checking.forms import FORMS, Form
from objectry.formula.functions.declare import Function, Profile, Use
from objectry.formula.functions.listing import FUNCTIONS
from objectry.formula.messages import Language
from objectry.formula.types import Supply


@dataclass(frozen=True, slots=True)
class Described:
    """One way to write a function."""

    written: str
    """With the names of its arguments; those in square brackets may be left out."""
    arguments: tuple[str, ...]
    """Each argument as it stands there; the last one is `…` where any number may follow."""
    help_zh: str
    help_en: str
    examples: tuple[tuple[str, str], ...]

    def help(self, language: Language) -> str:
        """What it does."""
        return self.help_zh if language == "zh" else self.help_en


def of_function(one: Function) -> Described:
    """A function or operator."""
    names = [parameter.name for parameter in one.parameters]
    if not one.name[0].isalpha():
        sides = len(names) == 2
        written = f"{names[0]} {one.name} {names[1]}" if sides else f"{one.name}{names[0]}"
        return Described(written, tuple(names), one.help_zh, one.help_en, one.examples)
    shown = [name if at < one.least else f"[{name}]" for at, name in enumerate(names)]
    arguments = (*shown, "…") if one.repeats else tuple(shown)
    written = f"{one.name}({', '.join(arguments)})"
    return Described(written, arguments, one.help_zh, one.help_en, one.examples)


def of_form(one: Form) -> Described:
    """A special form, which is written like a function."""
    arguments = tuple(one.parameters.split(", "))
    written = f"{one.name}({one.parameters})"
    return Described(written, arguments, one.help_zh, one.help_en, one.examples)


@lru_cache(maxsize=len(Use))
def described(use: Use, lacking: frozenset[Supply]) -> Mapping[str, tuple[Described, ...]]:
    """The functions that have a meaning in a formula of our own language, by name: for some use, where something is
    lacking."""
    found: dict[str, tuple[Described, ...]] = {}
    for name, forms in FUNCTIONS[Profile.OBJECTRY].items():
        told = tuple(
            of_function(one) for one in forms if one.help_zh and _serves(one, use, lacking)
        )
        if name[0].isalpha() and told:
            found[name] = told
    for one in FORMS.values():
        if Profile.OBJECTRY in one.profiles:
            found.pop(one.name, None)
            if use in one.uses:
                found[one.name] = (of_form(one),)
    return MappingProxyType(dict(sorted(found.items())))


def _serves(one: Function, use: Use, lacking: frozenset[Supply]) -> bool:
    """Tell whether a function can be of use: a filter is a question to a database, which does not compute all of them."""
    if use not in one.uses or use is Use.FILTER and one.sql is None and one.written is None:
        return False
    asked = None if one.asks is None else one.asks(*[None] * one.least)
    return asked not in lacking
