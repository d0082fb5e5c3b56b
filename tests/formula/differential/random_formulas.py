"""Random formulas of a wanted type, made of every function that the language has."""

from collections.abc import Sequence

from hypothesis import strategies as st

from objectry.formula.functions.declare import Function, Profile
from objectry.formula.functions.listing import FUNCTIONS
from objectry.formula.syntax.printer import text_constant
from objectry.formula.types import Type
from tests.formula.differential.sample import CHOICES, DAYS, FIELDS, MOMENTS, TEXTS, TIMES

MADE = (Type.NUMBER, Type.TEXT, Type.BOOLEAN, Type.DATE, Type.DATETIME, Type.TIME)
"""Types that formulas have."""
_PATHS = {Type.TEXT: ("boss.name",), Type.NUMBER: ("boss.limit",)}
_INFIX = frozenset({"+", "-", "*", "/", "%", "^", "&", "=", "<>", "<", "<=", ">", ">="})
LEFT_OUT = frozenset({"ISNEW", "ISCLONE", "ISCHANGED", "VLOOKUP"})
"""Functions that ask for a record that is being saved."""


def formulas(
    kind: Type, depth: int = 4, profile: Profile = Profile.OBJECTRY, pushed: bool = True
) -> st.SearchStrategy[str]:
    """Texts of formulas of a type; with `pushed`, of functions that PostgreSQL computes, too."""
    return _Maker(profile, pushed).of(kind, depth)


class _Maker:
    def __init__(self, profile: Profile, pushed: bool) -> None:
        self._profile = profile
        self._forms: dict[Type, list[Function]] = {kind: [] for kind in MADE}
        for forms in FUNCTIONS[profile].values():
            for form in forms:
                if (form.sql is None and pushed) or form.name in LEFT_OUT:
                    continue
                for kind in MADE if form.result is None else (form.result,):
                    if kind in self._forms and _possible(form, kind):
                        self._forms[kind].append(form)

    def of(self, kind: Type, depth: int) -> st.SearchStrategy[str]:
        """A formula of a type."""
        if depth <= 0:
            return self._leaf(kind)
        return st.one_of(self._leaf(kind), self._special(kind, depth - 1), self._applied(kind, depth - 1),
                         self._applied(kind, depth - 1))  # fmt: skip

    def _leaf(self, kind: Type) -> st.SearchStrategy[str]:
        names = [one.name for one in FIELDS if one.type is kind]
        names.extend(_PATHS.get(kind, ()))
        fields = [st.sampled_from(names)] if names else []
        constants = [_constants(kind)] if kind in MADE else []
        return st.one_of(*fields, *constants)

    def _applied(self, kind: Type, depth: int) -> st.SearchStrategy[str]:
        if not self._forms[kind]:
            return self._leaf(kind)
        return st.sampled_from(self._forms[kind]).flatmap(
            lambda form: self._call(form, kind, depth)
        )

    def _call(self, form: Function, kind: Type, depth: int) -> st.SearchStrategy[str]:
        most = min(form.most, form.least + 2)
        return st.integers(form.least, max(form.least, most)).flatmap(
            lambda count: self._arguments(form, kind, count, depth).map(
                lambda parts: _written(form, parts)
            )
        )

    def _arguments(
        self, form: Function, kind: Type, count: int, depth: int
    ) -> st.SearchStrategy[tuple[str, ...]]:
        if form.same:
            allowed = sorted(
                form.parameters[0].types & {*MADE, Type.PICKLIST}, key=lambda one: one.value
            )
            chosen = st.just(kind) if form.result is None else st.sampled_from(allowed)
            return chosen.flatmap(lambda one: st.tuples(*(self.of(one, depth) if one in MADE else self._leaf(one)
                                                          for _ in range(count))))  # fmt: skip
        return st.tuples(*(self._argument(form, index, depth) for index in range(count)))

    def _argument(self, form: Function, index: int, depth: int) -> st.SearchStrategy[str]:
        types = form.parameter(index).types
        if form.parameters[0].types == {Type.MULTIPICKLIST} and index:
            return st.sampled_from(('"VIP"', '"展会"'))
        if form.parameters[0].types == {Type.PICKLIST} and index:
            return st.sampled_from([text_constant(one) for one in CHOICES])
        known = [
            one for one in (*MADE, Type.PICKLIST, Type.MULTIPICKLIST, Type.LOOKUP) if one in types
        ]
        return st.sampled_from(known).flatmap(
            lambda one: self.of(one, depth) if one in MADE else self._leaf(one)
        )

    def _special(self, kind: Type, depth: int) -> st.SearchStrategy[str]:
        """The forms that leave arguments uncomputed."""
        value, condition = self.of(kind, depth), self.of(Type.BOOLEAN, depth)
        subject = st.sampled_from((Type.NUMBER, Type.TEXT, Type.DATE))
        made = [
            st.tuples(condition, value, value).map(lambda p: f"IF({p[0]}, {p[1]}, {p[2]})"),
            st.tuples(value, value).map(lambda p: f"IFERROR({p[0]}, {p[1]})"),
            st.tuples(value, value).map(lambda p: f"BLANKVALUE({p[0]}, {p[1]})"),
        ]
        if kind is not Type.BOOLEAN or self._profile is Profile.OBJECTRY:
            made.append(subject.flatmap(lambda one: st.tuples(
                *(self.of(one, depth - 1) for _ in range(3)), value, value, value)).map(
                    lambda p: f"CASE({p[0]}, {p[1]}, {p[3]}, {p[2]}, {p[4]}, {p[5]})"))  # fmt: skip
        if kind is Type.BOOLEAN:
            made += [
                st.tuples(condition, condition).map(lambda p: f"({p[0]} && {p[1]})"),
                st.tuples(condition, condition).map(lambda p: f"({p[0]} || {p[1]})"),
                condition.map(lambda one: f"!({one})"),
                subject.flatmap(lambda one: st.tuples(*(self.of(one, depth) for _ in range(3)))).map(
                    lambda p: f"IN({', '.join(p)})"),
                st.sampled_from(MADE).flatmap(lambda one: self.of(one, depth)).map(lambda one: f"ISBLANK({one})"),
            ]  # fmt: skip
            if self._profile is Profile.OBJECTRY:
                made.append(value.map(lambda one: f"ISERROR({one})"))
        if self._profile is Profile.OBJECTRY:
            made += [
                st.tuples(value, value).map(lambda p: f"COALESCE({p[0]}, {p[1]})"),
                st.tuples(value, value).map(lambda p: f"NULLIF({p[0]}, {p[1]})"),
            ]
        return st.one_of(*made)


def _possible(form: Function, kind: Type) -> bool:
    """Whether arguments for a form can be made."""
    if form.result is None and kind not in form.parameters[0].types:
        return False
    known = {*MADE, Type.PICKLIST, Type.MULTIPICKLIST, Type.LOOKUP}
    return all(one.types & known for one in form.parameters)


def _constants(kind: Type) -> st.SearchStrategy[str]:
    match kind:
        case Type.NUMBER:
            known = (
                "0",
                "1",
                "2",
                "3",
                "7",
                "10",
                "0.5",
                "2.345",
                "100",
                "-1",
                "5%",
                "1000000",
                "0.000001",
            )
            return st.sampled_from(known) | st.integers(-20, 400).map(str)
        case Type.TEXT:
            return TEXTS.map(text_constant)
        case Type.BOOLEAN:
            return st.sampled_from(("TRUE", "FALSE"))
        case Type.DATE:
            return DAYS.map(lambda day: f"#{day.isoformat()}#")
        case Type.DATETIME:
            return MOMENTS.map(lambda one: f"#{one.isoformat(' ', 'milliseconds')}Z#")
        case Type.TIME:
            return TIMES.map(lambda one: f"TIME({one.hour}, {one.minute}, {one.second})")
    raise AssertionError(kind)


def _written(form: Function, parts: Sequence[str]) -> str:
    if form.name in _INFIX and len(parts) == 2:
        return f"({parts[0]} {form.name} {parts[1]})"
    if form.name in ("+", "-", "!") and len(parts) == 1:
        return f"({form.name}({parts[0]}))"
    return f"{form.name}({', '.join(parts)})"
