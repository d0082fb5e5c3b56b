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
_PATTERNS = ("[A-Za-z]+", r"\w*", ".+", "^(a|abc|x{2,}|.{0,3})$", r"[^\x00-\x7f]+", r"[\d.-]+|\D*")
"""What chooses a form in PostgreSQL where it is written out."""


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
                if (pushed and not _pushed(form)) or form.name in LEFT_OUT:
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

    def called(self, form: Function, kind: Type) -> st.SearchStrategy[str]:
        """A call of one form."""
        return self._call(form, kind, 1)

    def _leaf(self, kind: Type) -> st.SearchStrategy[str]:
        names = [one.name for one in FIELDS if one.type is kind]
        names.extend(_PATHS.get(kind, ()))
        fields = [st.sampled_from(names)] if names else []
        constants = (
            [_constants(kind, self._profile), st.just(_NOTHING[kind])] if kind in MADE else []
        )
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
        if form.written is not None and form.parameters[0].types == {Type.TEXT} and index:
            return st.sampled_from(_PATTERNS).map(text_constant)
        known = [
            one for one in (*MADE, Type.PICKLIST, Type.MULTIPICKLIST, Type.LOOKUP) if one in types
        ]
        return st.sampled_from(known).flatmap(
            lambda one: self.of(one, depth) if one in MADE else self._leaf(one)
        )

    def _chain(self, depth: int) -> st.SearchStrategy[str]:
        """Quotients and products in which the last digit counts, as it does where what is divided is multiplied again."""
        number = self.of(Type.NUMBER, depth)
        back = st.tuples(number, number).map(lambda p: f"({p[0]} / {p[1]} * {p[1]})")
        steps = st.tuples(st.sampled_from(("*", "/", "/", "+", "-")), number).map(" ".join)
        long = st.tuples(number, st.lists(steps, min_size=2, max_size=6)).map(
            lambda p: f"({p[0]} {' '.join(p[1])})"
        )
        return back | long

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
        if kind is Type.NUMBER:
            made.append(self._chain(depth))
        if kind in (Type.DATE, Type.DATETIME, Type.TIME):
            made.append(
                st.tuples(value, st.sampled_from("+-"), self._chain(0)).map(
                    lambda p: f"({p[0]} {p[1]} {p[2]})"
                )
            )
        if kind is Type.TEXT:
            made.append(self._chain(0).map(lambda one: f"FORMATDURATION({one})"))
        if kind is Type.BOOLEAN:
            made += [
                st.tuples(self._chain(0), st.sampled_from(("=", "<", ">=")), self.of(Type.NUMBER, 0)).map(
                    lambda p: f"({p[0]} {p[1]} {p[2]})"),
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


def of_form(form: Function, profile: Profile = Profile.OBJECTRY) -> st.SearchStrategy[str]:
    """Texts of formulas that call one form of a function."""
    kinds = [form.result] if form.result in MADE else [one for one in MADE if _possible(form, one)]
    return st.sampled_from(kinds).flatmap(lambda kind: _Maker(profile, True).called(form, kind))


def forms(profile: Profile) -> list[Function]:
    """All forms of functions that all engines compute and that can be called with what the sample has."""
    return [
        form
        for variants in FUNCTIONS[profile].values()
        for form in variants
        if _pushed(form)
        and form.name not in LEFT_OUT
        and (form.result is None or form.result in MADE)
        and _possible(form, form.result or Type.NUMBER)
    ]


def conditions(depth: int = 2, profile: Profile = Profile.OBJECTRY) -> st.SearchStrategy[str]:
    """Texts of conditions, most of them of the plain kinds that databases judge by themselves."""
    plain = _plain_conditions(profile)
    if depth == 0:
        return plain
    below = conditions(depth - 1, profile)
    return st.one_of(
        plain,
        below.map(lambda one: f"NOT({one})"),
        st.tuples(below, below).map(lambda two: f"({two[0]} && {two[1]})"),
        st.tuples(below, below).map(lambda two: f"({two[0]} || {two[1]})"),
        formulas(Type.BOOLEAN, 2, profile),
    )


def choices_of_anything(depth: int = 2) -> st.SearchStrategy[str]:
    """Texts of conditions on what special forms choose among values of every type: lists, places, ranges of days and
    nothing stand wherever a value may. The checker refuses many of them."""
    chosen = st.sampled_from(Type).flatmap(lambda kind: _chosen(kind, depth))
    asked = (
        "{0}", "{0} = NULL", "NULL <> {0}", "ISBLANK({0})", "NOT(ISBLANK({0}))", "ISERROR({0})", "NOT({0})", "{0} = {1}",
        "d1 = {0}", "{0} <> m1", "{0} < d2", "t1 = {0}", "n1 >= {0}", "b1 = {0}", "s1 = {0}", "boss = {0}",
        "{0} IN ({1}, {2})",
        'INCLUDES({0}, "VIP")', 'INCLUDES_ALL({0}, "VIP")', "PICKLISTCOUNT({0}) = 1", 'DISTANCE({0}, g1, "km") > 1',
        'DISTANCE(g1, {0}, "km") > 1', "{0} & {1} = t1", "{0} && {1}", "LEN(TEXT({0})) > 2", "MAX({0}, {1}) = {2}",
    )  # fmt: skip
    return st.tuples(st.sampled_from(asked), chosen, chosen, chosen).map(
        lambda p: p[0].format(*p[1:])
    )


def _chosen(kind: Type, depth: int) -> st.SearchStrategy[str]:
    """A value of a type, or nothing, behind special forms."""
    leaf = _anything(kind)
    if depth == 0:
        return leaf
    value = _chosen(kind, depth - 1)
    written = (
        "IF(b1, {0}, {1})", "IF(n1 / n2 > 1, {0}, {1})", "IF({2}, b1, b2)", "IFS(b1, {0}, b2, {1}, {2})",
        "CASE(n1, 1, {0}, {1})", 'CASE({0}, {1}, TRUE, b1)', "COALESCE({0})", "COALESCE({0}, {1})", "BLANKVALUE({0}, {1})",
        "IFERROR({0}, {1})",
        "NULLIF({0}, {1})", "IF(b1, {0})",
    )  # fmt: skip
    return leaf | st.tuples(st.sampled_from(written), value, value, value).map(
        lambda p: p[0].format(*p[1:])
    )


def _anything(kind: Type) -> st.SearchStrategy[str]:
    """A field or a constant of a type, which may be one that no constant has; or nothing."""
    names = [one.name for one in FIELDS if one.type is kind]
    if kind is Type.PERIOD:
        names = ["THIS_MONTH", "LAST_N_DAYS(30)"]
    elif kind is Type.GEOLOCATION:
        names.append("GEOLOCATION(n1, 121)")
    known = st.sampled_from((*names, "NULL"))
    return known | _constants(kind, Profile.OBJECTRY) if kind in MADE else known


_ORDERS = st.sampled_from(("=", "<>", "<", "<=", ">", ">="))
_PERIODS = (
    "THIS_MONTH",
    "LAST_WEEK",
    "NEXT_QUARTER",
    "THIS_YEAR",
    "LAST_N_DAYS(30)",
    "NEXT_N_WEEKS(2)",
    "TODAY()",
)
_COMPARED = (
    "n1",
    "n2",
    "w1",
    "p1",
    "t1",
    "t2",
    "d1",
    "d2",
    "m1",
    "m2",
    "h1",
    "boss.name",
    "boss.limit",
)


def _plain_conditions(profile: Profile) -> st.SearchStrategy[str]:
    kinds = {one.name: one.type for one in FIELDS} | {
        "boss.name": Type.TEXT,
        "boss.limit": Type.NUMBER,
    }
    texts = ("t1", "t2", "boss.name")

    def with_constant(name: str) -> st.SearchStrategy[str]:
        return st.tuples(_ORDERS, _constants(kinds[name], profile), st.booleans()).map(
            lambda p: f"({p[1]} {p[0]} {name})" if p[2] else f"({name} {p[0]} {p[1]})"
        )

    def with_field(name: str) -> st.SearchStrategy[str]:
        alike = [one for one in _COMPARED if kinds[one] is kinds[name]]
        return st.tuples(_ORDERS, st.sampled_from(alike)).map(lambda p: f"({name} {p[0]} {p[1]})")

    def among(name: str) -> st.SearchStrategy[str]:
        values = st.lists(_constants(kinds[name], profile), min_size=1, max_size=3)
        return values.map(lambda found: f"IN({name}, {', '.join(found)})")

    names = st.sampled_from(_COMPARED)
    words = st.tuples(
        st.sampled_from(("CONTAINS", "BEGINS")),
        st.sampled_from(texts),
        _constants(Type.TEXT, profile),
    )
    made = [
        names.flatmap(with_constant),
        names.flatmap(with_field),
        names.flatmap(among),
        words.map(lambda p: f"{p[0]}({p[1]}, {p[2]})"),
        st.sampled_from(("b1", "b2", "ISBLANK(boss)", "ISBLANK(tags)", 'INCLUDES(tags, "VIP")',
                         'INCLUDES(tags, "VIP", "展会")', 's1 = "won"', 's1 <> "won"', 's1 = ""', 'IN(s1, "won", "lost")',
                         'ISPICKVAL(s1, "open")', "s1 = t1", 'boss = "x"', "PICKLISTCOUNT(tags) > 1",
                         "n1 < $User.limit", "t1 = $User.email", "b1 = b2")),
        names.map(lambda name: f"ISBLANK({name})"),
    ]  # fmt: skip
    if profile is Profile.OBJECTRY:
        made += [
            st.tuples(st.sampled_from(("d1", "m1")), _ORDERS, st.sampled_from(_PERIODS)).map(
                lambda p: f"({p[0]} {p[1]} {p[2]})"),
            st.tuples(_ORDERS, _constants(Type.DATE, profile)).map(lambda p: f"(m1 {p[0]} {p[1]})"),
            st.tuples(st.sampled_from(texts), _constants(Type.TEXT, profile)).map(lambda p: f"ENDS({p[0]}, {p[1]})"),
            st.tuples(names, st.sampled_from(("=", "<>"))).map(lambda p: f"({p[0]} {p[1]} NULL)"),
            names.flatmap(lambda name: st.tuples(_constants(kinds[name], profile), _constants(kinds[name], profile)).map(
                lambda p: f"BETWEEN({name}, {p[0]}, {p[1]})")),
            st.sampled_from(('INCLUDES_ALL(tags, "VIP", "展会")', "m1 = d1", "NOT(m1 > d1)")),
        ]  # fmt: skip
    return st.one_of(*made)


def _pushed(form: Function) -> bool:
    """Whether PostgreSQL computes a form, perhaps where its last argument is written out."""
    return form.sql is not None or form.written is not None


def _possible(form: Function, kind: Type) -> bool:
    """Whether arguments for a form can be made."""
    if form.result is None and kind not in form.parameters[0].types:
        return False
    known = {*MADE, Type.PICKLIST, Type.MULTIPICKLIST, Type.LOOKUP}
    return all(one.types & known for one in form.parameters)


_OURS = "5%"
"""A number as only our own language writes it."""
_NUMBERS = (
    "0", "1", "2", "3", "7", "10", "0.5", "2.345", "100", "-1", "1000000", "0.000001", "0.3333333333",
    "123456789012345678.9", "0.0000000000000000005", "0.000000000000000000000000000001", "1000000000000000000000000000000",
)  # fmt: skip
_NOTHING = {
    Type.NUMBER: "VALUE(NULL)", Type.TEXT: 'LEFT("a", 0)', Type.BOOLEAN: "NOT(NULL)", Type.DATE: "DATEVALUE(NULL)",
    Type.DATETIME: "DATETIMEVALUE(NULL)", Type.TIME: "TIMEVALUE(NULL)",
}  # fmt: skip
"""What is nothing for every row, and known to be so before there is any."""


def _constants(kind: Type, profile: Profile) -> st.SearchStrategy[str]:
    ours = profile is Profile.OBJECTRY
    match kind:
        case Type.NUMBER:
            known = (*_NUMBERS, _OURS) if ours else _NUMBERS
            return st.sampled_from(known) | st.integers(-20, 400).map(str)
        case Type.TEXT:
            return TEXTS.map(lambda one: text_constant(one, profile))
        case Type.BOOLEAN:
            return st.sampled_from(("TRUE", "FALSE"))
        case Type.DATE if ours:
            return DAYS.map(lambda day: f"#{day.isoformat()}#")
        case Type.DATE:
            return DAYS.map(lambda day: f"DATE({day.year}, {day.month}, {day.day})")
        case Type.DATETIME if ours:
            return MOMENTS.map(lambda one: f"#{one.isoformat(' ', 'milliseconds')}Z#")
        case Type.DATETIME:
            return MOMENTS.map(lambda one: f'DATETIMEVALUE("{one:%Y-%m-%d %H:%M:%S}")')
        case Type.TIME:
            return TIMES.map(lambda one: f'TIMEVALUE("{one:%H:%M:%S}")')
    raise AssertionError(kind)


def _written(form: Function, parts: Sequence[str]) -> str:
    if form.name in _INFIX and len(parts) == 2:
        return f"({parts[0]} {form.name} {parts[1]})"
    if form.name in ("+", "-", "!") and len(parts) == 1:
        return f"({form.name}({parts[0]}))"
    return f"{form.name}({', '.join(parts)})"
