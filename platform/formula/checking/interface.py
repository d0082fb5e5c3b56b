"""What special forms and paths ask of the run that checks a formula."""

from collections.abc import Sequence
from typing import Protocol

from objectry.formula.checking.typed import Constant, Typed
from objectry.formula.functions.declare import Profile, Use
from objectry.formula.messages import Message
from objectry.formula.places import Span
from objectry.formula.problems import FormulaProblem
from objectry.formula.syntax.nodes import Node, Path
from objectry.formula.types import FieldInfo, Inlined, Type


class FieldNames(Protocol):
    """The names of fields."""

    def knows(self, name: str) -> bool:
        """Whether the formula's own object has a field of that name or label."""

    def found(self, node: Path) -> Typed:
        """The field that a path means, or the formula that stands for it."""

    def own(self, node: Node, function: str, old: bool = False) -> Typed:
        """The field of the record itself that an argument has to be; `old` reads it as it was before the change."""

    def behind(self, object_name: str) -> tuple[FieldInfo, ...]:
        """The fields of an object to which a look-up leads."""

    def of_object(self, node: Node, function: str) -> tuple[str, FieldInfo] | None:
        """The object and the field that an argument `object.field` names; None for what has been refused."""


class Checking(Protocol):
    """One run over a formula's tree."""

    text: str
    problems: list[FormulaProblem]
    """The mistakes that have been noted."""
    use: Use
    profile: Profile
    mixing: bool
    """Whether a date may stand where a moment is expected."""

    @property
    def names(self) -> FieldNames:
        """The names of fields."""

    def refuse(
        self, span: Span, message: Message, hint: str = "", cause: FormulaProblem | None = None, /,
        **params: object,
    ) -> Constant:  # fmt: skip
        """Note a mistake, and go on with nothing in the place of what is wrong. `cause` is what is wrong in the formula of
        the field that is named there."""

    def typed(self, node: Node) -> Typed:
        """The typed form of a node."""

    def beside(self, reference: Typed, node: Node) -> Typed:
        """The typed form of what is compared with `reference`."""

    def condition(self, node: Node, name: str, index: int) -> Typed:
        """The typed form of a node that has to be true or false."""

    def logic(self, every: bool, name: str, operands: Sequence[Node], span: Span) -> Typed:
        """AND and OR of conditions."""

    def unified(self, values: Sequence[Typed], span: Span) -> tuple[tuple[Typed, ...], Type]:
        """Values that one expression may have, with their common type."""

    def applied(self, name: str, arguments: Sequence[Typed], span: Span) -> Typed:
        """A function or operator with typed arguments."""

    def below(
        self, info: FieldInfo, formula: Inlined, within: tuple[str, ...], reached: bool
    ) -> Typed:
        """The tree of a field's own formula; `reached` when a look-up leads to it. Raises FormulaError."""
