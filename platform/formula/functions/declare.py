"""How a function of the language is declared: one decorated Python function is its shape, its code and its help.

The parameters of the Python function are those of the formula function: a default makes one optional, `*name` takes any
number of further arguments, and a first parameter of the type `Surroundings` is not seen by formulas. Its docstring is
the help in English.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any

from objectry.formula.messages import Message
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Changes, Supply, Type

Types = frozenset[Type]
ANY: Types = frozenset(Type) - {Type.PERIOD}
SCALAR: Types = ANY - {Type.GEOLOCATION, Type.MULTIPICKLIST, Type.LOOKUP}
TEXT: Types = frozenset({Type.TEXT})
NUMBER: Types = frozenset({Type.NUMBER})
BOOLEAN: Types = frozenset({Type.BOOLEAN})
DATE: Types = frozenset({Type.DATE})
DATETIME: Types = frozenset({Type.DATETIME})
TIME: Types = frozenset({Type.TIME})
DAYS: Types = DATE | DATETIME
PICKLIST: Types = frozenset({Type.PICKLIST})
LIST: Types = frozenset({Type.MULTIPICKLIST})
LOOKUP: Types = frozenset({Type.LOOKUP})
PLACE: Types = frozenset({Type.GEOLOCATION})
ORDERED: Types = NUMBER | TEXT | DATE | DATETIME | TIME

MOST = 255
"""Arguments that a function with any number of them takes."""


class Nulls(Enum):
    """What a function makes of arguments that are nothing."""

    STRICT = "strict"
    """The result is nothing; the code never sees None."""
    TOTAL = "total"
    """The code takes None for nothing, and answers itself."""


class Profile(Enum):
    """Whose meaning a formula has."""

    OBJECTRY = "objectry"
    SALESFORCE = "salesforce"


class Use(Enum):
    """What a formula is for. Some functions have a meaning for some uses only."""

    FIELD = "field"
    """A formula field, stored or computed when read."""
    RULE = "rule"
    """A validation rule or another condition that is judged when a record is saved."""
    DEFAULT = "default"
    """The value that a new record starts with."""
    DISPLAY = "display"
    """Whether something is shown, required or locked in a form."""
    FILTER = "filter"
    """A condition that a database judges."""


EVERYWHERE = frozenset(Use)
BOTH = frozenset(Profile)
OURS = frozenset({Profile.OBJECTRY})
THEIRS = frozenset({Profile.SALESFORCE})


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why an argument can never be right: what is said about it, and what was meant perhaps."""

    message: Message
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    hint: str = ""


Judge = Callable[[Any], Unfit | None]
"""Says what is wrong with an argument that is written out; None for one that is right."""


@dataclass(frozen=True, slots=True)
class InSql:
    """What computes a function in PostgreSQL: `form` and `guard` as a `Function` has them as `sql` and `guard`."""

    form: Callable[..., Any]
    guard: Callable[..., Any] | None = None
    sure: bool = False
    """True when it always has a value, though the function may fail."""


Asks = Callable[..., Supply | None]
"""Says what arguments ask for that not every place has. It is given what is written out, and None for all else."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name in the help, the types that it takes, and what is judged as soon as it is written."""

    name: str
    types: Types
    judge: Judge | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """One function or operator, or one of its forms for other types of arguments. Each is equal to itself alone."""

    name: str
    code: Callable[..., Any]
    """What computes it: Decimal, str, bool, date, aware UTC datetime, time, tuple of str, (latitude, longitude)."""
    parameters: tuple[Parameter, ...]
    least: int
    """Arguments that must be there."""
    repeats: bool
    """True when the last parameter takes any number of arguments."""
    result: Type | None
    """The type of the result; None: the common type of the arguments."""
    help_zh: str
    help_en: str
    examples: tuple[tuple[str, str], ...]
    """Formulas with their results as text; they run as tests and stand in the reference."""
    nulls: Nulls
    blank: bool
    """True when the result may be nothing though no argument is. The empty text is nothing."""
    fails: bool
    """True when the code may raise Failed, or an arithmetic error, for some arguments."""
    exact: bool
    """False when digits of the result depend on how it was computed, as after a division."""
    observes: bool
    """True when the function looks at single digits: inexact numbers are rounded to 18 decimals before they come in."""
    zeroes: str
    """The name of the parameter by which the function divides: an inexact number that is seen as zero comes in as zero."""
    same: bool
    """True when all arguments must have a common type."""
    inline: bool
    """True when the single `return` expression of the code is written into the formula's own code. A parameter may stand
    in it several times: what is computed for it is then kept under a name."""
    changes: Changes
    """How often the result changes though the arguments are the same."""
    surrounded: bool
    """True when the code's first argument is the `Surroundings`."""
    sql: Callable[..., Any] | None
    """The PostgreSQL form over SQLAlchemy expressions, with the parameters of the code; None: Python only. It must give a
    value, or NULL, for all arguments, also for those that the code refuses."""
    guard: Callable[..., Any] | None
    """Tells in SQL where the code would refuse. None with `fails`: where the form gives NULL though no argument is NULL."""
    written: Callable[[Any], InSql | None] | None
    """Chooses a form where the last argument is written out; None where there is none but `sql`."""
    limits: bool
    """True when all that the code refuses is a text that becomes too long, which nothing in a formula catches."""
    cost: int
    """How long it takes, in comparisons with an addition."""
    uses: frozenset[Use]
    profiles: frozenset[Profile]
    asks: Asks | None
    """What the code asks for that not every place has; None where it asks for nothing of that sort."""
    judged: bool
    """True when some argument is judged as soon as it is written."""

    @property
    def most(self) -> int:
        """Arguments that may be there."""
        return MOST if self.repeats else len(self.parameters)

    @property
    def volatile(self) -> bool:
        """Tell whether the result changes though the arguments are the same."""
        return self.changes is not Changes.NEVER

    def parameter(self, index: int) -> Parameter:
        """The parameter that an argument stands for."""
        return self.parameters[min(index, len(self.parameters) - 1)]


def function(
    name: str,
    takes: tuple[Types, ...] = (),
    returns: Type | None = None,
    *,
    zh: str = "",
    examples: tuple[tuple[str, str], ...] = (),
    nulls: Nulls = Nulls.STRICT,
    blank: bool = False,
    fails: bool = False,
    exact: bool = True,
    observes: bool = False,
    zeroes: str = "",
    same: bool = False,
    inline: bool = False,
    changes: Changes = Changes.NEVER,
    sql: Callable[..., Any] | None = None,
    guard: Callable[..., Any] | None = None,
    written: Callable[[Any], InSql | None] | None = None,
    limits: bool = False,
    cost: int = 1,
    uses: frozenset[Use] = EVERYWHERE,
    profiles: frozenset[Profile] = BOTH,
    asks: Asks | None = None,
    judges: Mapping[str, Judge] = MappingProxyType({}),
) -> Callable[[Callable[..., Any]], Function]:
    """Declare a function of the language. `takes` has the types of its parameters in their order, and `judges` by name what
    refuses arguments that are written out."""

    def declared(code: Callable[..., Any]) -> Function:
        parameters = list(inspect.signature(code).parameters.values())
        surrounded = bool(parameters) and parameters[0].annotation is Surroundings
        seen = parameters[1:] if surrounded else parameters
        assert len(seen) == len(takes), f"{name}: {len(seen)} parameters, {len(takes)} types"
        return Function(
            name=name,
            code=code,
            parameters=tuple(
                Parameter(p.name, t, judges.get(p.name)) for p, t in zip(seen, takes, strict=True)
            ),
            least=sum(p.default is p.empty and p.kind is not p.VAR_POSITIONAL for p in seen),
            repeats=any(p.kind is p.VAR_POSITIONAL for p in seen),
            result=returns,
            help_zh=zh,
            help_en=inspect.cleandoc(code.__doc__ or ""),
            examples=examples,
            nulls=nulls,
            blank=blank,
            fails=fails,
            exact=exact,
            observes=observes,
            zeroes=zeroes,
            same=same,
            inline=inline,
            changes=changes,
            surrounded=surrounded,
            sql=sql,
            guard=guard,
            written=written,
            limits=limits,
            cost=cost,
            uses=uses,
            profiles=profiles,
            asks=asks,
            judged=bool(judges),
        )

    return declared
