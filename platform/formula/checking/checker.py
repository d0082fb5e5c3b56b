"""From syntax tree to typed tree: every name is found, every function chosen, and all mistakes are told at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from objectry.formula import sayings
from objectry.formula.checking import forms
from objectry.formula.checking.comparing import COMPARISONS, choices, compared, untouched
from objectry.formula.checking.hints import choice_called, where
from objectry.formula.checking.overloads import (
    apply,
    common,
    converted,
    fitting,
    may_be_nothing,
    nothing,
    observed,
    prepared,
    stays_exact,
    typed_nothing,
)
from objectry.formula.checking.paths import MAX_EXPANDED, Names, SeenFrom
from objectry.formula.checking.references import Reference
from objectry.formula.checking.refusals import (
    miscounted,
    mistaken,
    misused,
    no_condition,
    not_between,
    quoted,
    refuse_lacking,
    results_differ,
    unknown_function,
    wrong_result,
)
from objectry.formula.checking.remedies import apart, each_compared, listed
from objectry.formula.checking.runs import OpenRun
from objectry.formula.checking.selects import CHOSEN, as_shown, selects, shown_by
from objectry.formula.checking.typed import (
    Constant,
    FieldRef,
    Logic,
    Step,
    Typed,
    functions_among,
    walk,
)
from objectry.formula.checking.written import refuse_hopeless
from objectry.formula.functions import conversions
from objectry.formula.functions.converting import text_of_reference
from objectry.formula.functions.declare import BOOLEAN, Function, Profile, Use
from objectry.formula.functions.listing import FUNCTIONS
from objectry.formula.functions.records import look_up
from objectry.formula.messages import Message
from objectry.formula.moments import FIXED
from objectry.formula.places import Span
from objectry.formula.problems import MAX_PROBLEMS, FormulaError, FormulaProblem, problem_at
from objectry.formula.syntax.nodes import Call, Chain, Literal, Node, Path, Unary
from objectry.formula.syntax.parser import parse
from objectry.formula.types import SEVERAL, Changes, FieldInfo, Inlined, Scope, Type

MAX_COST = 20_000
"""What one evaluation may cost, in comparisons with an addition."""
MAX_LOOK_UPS = 3
"""VLOOKUPs of one formula: each of them asks the database."""
BARE = frozenset({*FIXED, "NOW"})
"""Functions without arguments that may stand without brackets where no field has their name."""
_CONCRETE = frozenset(Type) - {Type.NULL, Type.PERIOD}


Below = dict[tuple[str, bool, int], Typed | FormulaError]
"""The formulas of fields that one check has read, or what is wrong with them: by field, whether a look-up leads there, and
how deep they lie."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a formula has to give."""

    types: frozenset[Type] = _CONCRETE
    scale: int | None = None
    """Decimals to which a number is rounded, a half away from zero; None keeps them all."""
    percent: bool = False
    """True when the result is kept in points: 0.25 becomes 25."""


CONDITION = Wanted(BOOLEAN)
"""A condition: true, or anything else."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A formula that can be used."""

    text: str
    object: str
    root: Typed
    profile: Profile
    points: bool
    """True when the result is kept in points: 0.25 becomes 25."""
    changes: Changes
    """How often the value changes though the record stays the same."""
    cost: int
    """What one evaluation may cost, in comparisons with an addition."""
    references: tuple[Reference, ...] = ()
    """Every place of the text at which a field is named."""

    @property
    def volatile(self) -> bool:
        """Tell whether the value changes though the record stays the same."""
        return self.changes is not Changes.NEVER


def check(
    text: str,
    scope: Scope,
    wanted: Wanted = CONDITION,
    *,
    use: Use = Use.FILTER,
    profile: Profile = Profile.OBJECTRY,
    zero: bool = False,
) -> Checked:
    """The typed tree of a formula. Raises FormulaError with up to ten mistakes.

    `zero` makes empty numbers count as zero.
    """
    return _checked(text, scope, wanted, use, profile, zero, (), {})


def _checked(
    text: str, scope: Scope, wanted: Wanted, use: Use, profile: Profile, zero: bool,
    within: tuple[str, ...], below: Below,
) -> Checked:  # fmt: skip
    run = Check(text, scope, use, profile, zero, within, below)
    root = run.result(run.typed(parse(text, profile)), wanted)
    nodes = list(walk(root))
    functions = list(functions_among(nodes))
    whole = Span(0, len(text))
    if len(nodes) > MAX_EXPANDED:
        run.refuse(whole, sayings.TOO_LARGE, limit=MAX_EXPANDED)
    cost = len(nodes) + sum(one.cost for one in functions)
    if cost > MAX_COST:
        run.refuse(whole, sayings.TOO_COSTLY, limit=MAX_COST)
    if functions.count(look_up) > MAX_LOOK_UPS:
        run.refuse(whole, sayings.LOOK_UPS, limit=MAX_LOOK_UPS)
    # What is too large is not computed, and Salesforce tells when it is computed what never works.
    if profile is Profile.OBJECTRY and len(nodes) <= MAX_EXPANDED and cost <= MAX_COST:
        refuse_hopeless(run, root)
    if run.problems:
        raise FormulaError(sorted(run.problems, key=lambda one: (one.line, one.column)))
    read = (_changes(one) for one in nodes if isinstance(one, FieldRef))
    changes = max((Changes.NEVER, *(one.changes for one in functions), *read))
    return Checked(text, scope.object, root, profile, wanted.percent, changes, cost,
                   tuple(dict.fromkeys(run.names.references)))  # fmt: skip


def _changes(ref: FieldRef) -> Changes:
    return Changes.ALWAYS if ref.root == "$User" else ref.path[-1].changes


class Check:
    """One run over a tree. Special forms use it to check their parts."""

    def __init__(
        self, text: str, scope: Scope, use: Use, profile: Profile, zero: bool, within: tuple[str, ...],
        below: Below,
    ) -> None:  # fmt: skip
        self.text = text
        self.use = use
        self.profile = profile
        self.problems: list[FormulaProblem] = []
        # Of a formula that stands within another one, only the first mistake is told.
        self._most = 1 if within else MAX_PROBLEMS
        self.mixing = profile is Profile.OBJECTRY  # Salesforce takes no date for a moment
        self._scope = scope
        self._below = below
        self.names = Names(self, scope, zero, within)

    def refuse(
        self, span: Span, message: Message, hint: str = "", cause: FormulaProblem | None = None, /,
        **params: object,
    ) -> Constant:  # fmt: skip
        """Note a mistake, and go on with nothing in the place of what is wrong. Raises FormulaError when there are as many
        as are told: hints for more of them would be looked for in vain."""
        problem = problem_at(self.text, span, message, hint, cause, **params)
        if problem not in self.problems:  # what is compared may be read twice
            self.problems.append(problem)
        if len(self.problems) >= self._most:
            raise FormulaError(self.problems)
        return nothing(span=span)

    def typed(self, node: Node) -> Typed:
        """The typed form of a node."""
        match node:
            case Literal(value, span):
                if value == "" and self.profile is Profile.OBJECTRY:
                    return Constant(None, Type.TEXT, span)
                return Constant(value, _type_of(value), span)
            case Path():
                return self._path(node)
            case Call():
                return self._call(node)
            case Unary(operator, operand, span):
                return self._unary(operator, operand, span)
            case Chain(operands, operators, span, spans):
                if operators[0] in ("&&", "||"):
                    return self.logic(operators[0] == "&&", operators[0], operands, span)
                return self._run(operands, operators, spans, span)

    def below(
        self, info: FieldInfo, formula: Inlined, within: tuple[str, ...], reached: bool
    ) -> Typed:
        """The tree of a field's own formula, which is nothing where the field would be. Raises FormulaError."""
        # A field that is named many times is read once: formulas on formulas would take exponential time. How deep it lies
        # belongs to the key, as that is limited.
        reached = reached or isinstance(self._scope, SeenFrom) and self._scope.reached
        key = (within[-1], reached, len(within))
        if key not in self._below:
            self._below[key] = self._read_below(info, formula, within, reached)
        found = self._below[key]
        if isinstance(found, FormulaError):
            raise found
        return found

    def _read_below(
        self, info: FieldInfo, formula: Inlined, within: tuple[str, ...], reached: bool
    ) -> Typed | FormulaError:
        ours = self.profile is Profile.OBJECTRY
        kinds = shown_by(info.type) if ours else frozenset({info.type})
        try:
            checked = _checked(
                formula.text, SeenFrom(self._scope, formula.object, reached),
                Wanted(kinds, info.scale if ours else None, info.percent),
                Use.FIELD, self.profile, formula.zero, within, self._below,
            )  # fmt: skip
        except FormulaError as error:
            return error
        root = checked.root
        if info.type is Type.TEXT and root.type is Type.PICKLIST:
            root = as_shown(root)
        return Logic(True, (root,), root.span) if root.type is Type.BOOLEAN else root

    def condition(self, node: Node, name: str, index: int, hint: str = "") -> Typed:
        """The typed form of a node that has to be true or false."""
        found = self.typed(node)
        if found.type in (Type.BOOLEAN, Type.NULL):
            return typed_nothing(found, Type.BOOLEAN)
        return no_condition(self, found, node.span, name, index, hint)

    def logic(self, every: bool, name: str, operands: Sequence[Node], span: Span) -> Typed:
        """AND and OR of conditions."""
        found = (
            self.condition(
                one, name, at + 1, listed(self.text, operands[at - 1], one) if at else ""
            )
            for at, one in enumerate(operands)
        )
        return Logic(every, tuple(found), span)

    def unified(self, values: Sequence[Typed], span: Span) -> tuple[tuple[Typed, ...], Type]:
        """Values that one expression may have, with their common type."""
        kind = common(values, self.mixing)
        if kind is None and self.profile is Profile.SALESFORCE:
            values = [_id_text(one) for one in values]
            kind = common(values, self.mixing)
        if kind is None:
            results_differ(self, values, span)
        elif kind is Type.PERIOD:
            self.refuse(span, sayings.RANGE_CHOSEN, each_compared(self.text, span, values))
        elif kind is Type.MULTIPICKLIST:
            self.refuse(span, sayings.LIST_CHOSEN)
        else:
            return tuple(typed_nothing(converted(one, kind), kind) for one in values), kind
        return tuple(Constant(None, Type.NULL, one.span) for one in values), Type.NULL

    def applied(self, name: str, arguments: Sequence[Typed], span: Span) -> Typed:
        """A function or operator with typed arguments."""
        if name in COMPARISONS and len(arguments) == 2:
            return compared(self, name, arguments[0], arguments[1], span)
        available = FUNCTIONS[self.profile][name]
        form, arguments = self._fitted(available, arguments)
        if form is None:
            return misused(self, name, available, arguments, span)
        self._in_place(form, span)
        refuse_lacking(self, form, arguments, self._scope.lacks(), span)
        self._given(form, arguments)
        if arguments and form.parameter(0).types <= CHOSEN:
            choices(self, name, arguments[0], arguments[1:])
        if name == "ISBLANK" and self.profile is Profile.OBJECTRY:
            arguments = [untouched(one) for one in arguments]
        return apply(form, prepared(form, arguments, self.profile), span)

    def result(self, root: Typed, wanted: Wanted) -> Typed:
        """The tree with what has to become of its value in the end."""
        if self.problems:
            return root
        kinds = wanted.types
        only_date = Type.DATE in kinds and Type.DATETIME not in kinds
        if only_date and root.type is Type.DATETIME and self.profile is Profile.SALESFORCE:
            root = apply(conversions.day_of, (root,), root.span)
        only_moment = Type.DATE not in kinds and Type.DATETIME in kinds
        if only_moment and root.type is Type.DATE and self.mixing:
            root = converted(root, Type.DATETIME)
        if Type.LOOKUP not in kinds and self.profile is Profile.SALESFORCE:
            root = _id_text(root)
        if root.type not in kinds and root.type is not Type.NULL:
            wrong_result(self, root, kinds)
            return root
        if root.type is Type.NULL and len(kinds) == 1:
            root = typed_nothing(root, *kinds)
        if isinstance(root, Constant) and root.value == "":
            return nothing(root.type, root.span)
        if root.type is Type.NUMBER:
            return self._number(root, wanted)
        return root

    def _number(self, root: Typed, wanted: Wanted) -> Typed:
        if self.profile is Profile.OBJECTRY:
            root = observed(root)
        if wanted.scale is None:
            return root
        places = wanted.scale + (2 if wanted.percent else 0)
        quantum = Constant(Decimal(1).scaleb(-places), Type.NUMBER, root.span)
        return apply(conversions.rounded, (root, quantum), root.span)

    def _path(self, node: Path) -> Typed:
        bare = len(node.names) == 1 and self.profile is Profile.OBJECTRY
        if bare and not self.names.knows(node.names[0]):
            word = node.names[0].upper()
            if word in BARE and word in FUNCTIONS[self.profile]:
                return self._call(Call(word, (), node.span, node.span))
        return self.names.found(node)

    def _call(self, node: Call) -> Typed:
        form = forms.FORMS.get(node.name)
        if form is not None and self.profile in form.profiles:
            if not form.least <= len(node.arguments) <= form.most:
                return miscounted(self, node.name, form.least, form.most, node.arguments, node.span)  # fmt: skip
            if self.use not in form.uses:
                return self.refuse(
                    node.name_span, sayings.NOT_HERE, name=node.name, **where(form.uses)
                )
            return form.build(self, node)
        if node.name not in FUNCTIONS[self.profile]:
            special = (one.name for one in forms.FORMS.values() if self.profile in one.profiles)
            return unknown_function(self, node, (*FUNCTIONS[self.profile], *special))
        return self.applied(node.name, self._arguments(node), node.span)

    def _arguments(self, node: Call) -> list[Typed]:
        """The typed arguments of a function. A unit, a format or a value of a select that is written like a field is refused
        with quotes around it as a hint."""
        available = FUNCTIONS[self.profile][node.name]
        found: list[Typed] = []
        for index, one in enumerate(node.arguments):
            written = self.text[one.span.start : one.span.end]
            unquoted = isinstance(one, Path | Chain) and quoted(available, found, index, written)
            if unquoted and self.names.lacks(one):
                found.append(self.refuse(one.span, sayings.FIELD_UNKNOWN, f'"{written}"', name=written))  # fmt: skip
            elif index and found[0].type in (Type.PICKLIST, Type.MULTIPICKLIST):
                found.append(self.beside(found[0], one))
            else:
                found.append(self.typed(one))
        return found

    def _unary(self, operator: str, operand: Node, span: Span) -> Typed:
        if operator == "!":
            # NOT binds more tightly than a comparison, which surprises whoever comes from SQL.
            before = self.text[span.start : operand.span.start]
            word = "!" if before[:1] in "!！" else "NOT"
            hint = "" if "(" in before or "（" in before else f"{word}(…)"
            found = self.condition(operand, word, 1, hint)
            return found if found.type is Type.NULL else self.applied(operator, (found,), span)
        found = self.typed(operand)
        if operator == "-" and isinstance(found, Constant) and isinstance(found.value, Decimal):
            return Constant(-found.value, Type.NUMBER, span)
        return self.applied(operator, (found,), span)

    def _run(
        self, operands: Sequence[Node], operators: Sequence[str], spans: Sequence[Span], span: Span
    ) -> Typed:  # fmt: skip
        """Operators of one level, from left to right."""
        run = OpenRun(self._first(operands, operators))
        for at, (operator, place, node) in enumerate(
            zip(operators, spans, operands[1:], strict=True)
        ):
            whole = Span(operands[0].span.start, node.span.end)
            if operator in COMPARISONS:
                left = run.whole()
                hint = apart(self.text, operands[: at + 2], operators[: at + 1])
                right = self.beside(left, node)
                run = OpenRun(compared(self, operator, left, right, whole, hint))
                continue
            right = self.typed(node)
            left = run.tip(Span(whole.start, operands[at].span.end))
            if operator == "&":
                left, right = self._as_text(left), self._as_text(right)
            available = FUNCTIONS[self.profile].get(operator, ())
            if not available:
                run = OpenRun(self.refuse(place, sayings.FUNCTION_UNKNOWN, name=operator))
                continue
            form, (left, right) = self._fitted(available, (left, right))
            if form is None:
                run = OpenRun(not_between(self, operator, available, left, right, whole))
                continue
            self._in_place(form, place)
            first, second = prepared(form, (left, right), self.profile)
            run = run.followed_by(first, Step(
                form, second, form.result or common((left, right)) or Type.NULL,
                may_be_nothing(form, (first, second)), stays_exact(form, (first, second)), place))  # fmt: skip
        return run.whole(span)

    def _first(self, operands: Sequence[Node], operators: Sequence[str]) -> Typed:
        """The first operand. What is compared with a field may come before it."""
        if operators[0] in COMPARISONS and isinstance(operands[1], Path):
            if self.names.knows(operands[1].names[0]):
                return self.beside(self.typed(operands[1]), operands[0])
        return self.typed(operands[0])

    def beside(self, reference: Typed, node: Node) -> Typed:
        """The typed form of what is compared with `reference`. A value of a select that is written like a field is refused
        with the value in quotes as a hint."""
        if not isinstance(node, Path) or len(node.names) > 1 or self.names.knows(node.names[0]):
            return self.typed(node)
        ours = self.profile is Profile.OBJECTRY
        called = (choice_called(node.names[0], one) for one in selects(reference, written=ours))
        meant = next(filter(None, called), "")
        if not meant:
            return self.typed(node)
        return self.refuse(node.span, sayings.FIELD_UNKNOWN, f'"{meant}"', name=node.names[0])

    def _as_text(self, node: Typed) -> Typed:
        """A value as `&` joins it: as TEXT writes it. In the Salesforce profile texts only are joined."""
        if node.type in (Type.TEXT, Type.NULL) or self.profile is Profile.SALESFORCE:
            return node
        if node.type is Type.LOOKUP:  # more often than its ID, the name of the record is meant
            return node
        form = fitting(FUNCTIONS[self.profile]["TEXT"], (node,))
        return node if form is None else apply(form, prepared(form, (node,), self.profile), node.span)  # fmt: skip

    def _fitted(
        self, available: Sequence[Function], arguments: Sequence[Typed]
    ) -> tuple[Function | None, Sequence[Typed]]:
        """The form that takes some arguments, if there is one, and these as it takes them."""
        form = fitting(available, arguments, self.mixing)
        if form is None and self.profile is Profile.SALESFORCE:
            texts = [_id_text(one) for one in arguments]
            form = fitting(available, texts, self.mixing)
            return form, arguments if form is None else texts
        return form, arguments

    def _in_place(self, form: Function, span: Span) -> None:
        """Refuse a function that has no meaning for what the formula is for."""
        if self.use not in form.uses:
            self.refuse(span, sayings.NOT_HERE, name=form.name, **where(form.uses))

    def _given(self, form: Function, arguments: Sequence[Typed]) -> None:
        """Refuse nothing where several values belong: of it no database makes a list, or a place."""
        for index, one in enumerate(arguments):
            wanted = form.parameter(index).types
            if one.type is Type.NULL and wanted <= SEVERAL and not self.problems:
                mistaken(self, form.name, one, index, wanted)


def _id_text(node: Typed) -> Typed:
    """The ID of a record as a text, which it is in Salesforce; everything else as it is."""
    return apply(text_of_reference, (node,), node.span) if node.type is Type.LOOKUP else node


def _type_of(value: Any) -> Type:
    match value:
        case None:
            return Type.NULL
        case bool():
            return Type.BOOLEAN
        case Decimal():
            return Type.NUMBER
        case datetime():
            return Type.DATETIME
        case date():
            return Type.DATE
    return Type.TEXT
