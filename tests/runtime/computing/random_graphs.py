"""Random objects that point to each other, with computed fields that stand on each other, and random work on their records.

Computed fields are made one behind the other, and each reads only what was there before it: no circle can come out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from hypothesis import strategies as st

OBJECTS = ("alpha", "beta", "gamma", "delta")
Kind = Literal["text", "number", "boolean", "date"]
KINDS: tuple[Kind, ...] = ("text", "number", "boolean", "date")
Document = dict[str, Any]
BASE: Mapping[str, tuple[Kind, Document]] = {
    "title": ("text", {"type": "text", "required": True}),
    "amount": ("number", {"type": "currency"}),
    "parts": ("number", {"type": "integer"}),
    "rate": ("number", {"type": "percent"}),
    "due": ("date", {"type": "date"}),
    "urgent": ("boolean", {"type": "boolean"}),
}
"""The fields that every object has, beside the unique `code`."""
FORMS: Mapping[Kind, tuple[str, ...]] = {
    "number": (
        "{number} + {number}", "{number} * 2 - {number}", "{number} / {number}", "LEN({text})", "{date} - {date}",
        "IF({boolean}, {number}, {number})", "ROUND({number} / 3, 2)", "{number} * {number} * 1000000",
        "IFERROR({number} / {number}, -1)", "BLANKVALUE({number}, 7)", "version",
    ),
    "text": (
        "{text} & '/' & {text}", "TEXT({number})", "IF({boolean}, {text}, 'x')", "UPPER(LEFT({text}, 3))",
        "IF(ISBLANK({date}), {text}, TEXT({date}))", "{text}",
    ),
    "boolean": ("{number} > {number}", "ISBLANK({text})", "{boolean} AND {boolean}", "NOT({boolean})", "{date} > {date}"),
    "date": ("{date} + {number}", "IF({boolean}, {date}, {date})", "DATE(2026, 12, 1) + {number}"),
}  # fmt: skip
FILTERS = ("{boolean}", "{number} > 10", "ISBLANK({number})", "{boolean} OR {number} < 5", "{text} = 'b'",
           "NOT({boolean})", "{date} > DATE(2026, 11, 30)")  # fmt: skip
RETURNS: Mapping[Kind, tuple[Document, ...]] = {
    "number": (
        {"returns": "decimal", "scale": 4}, {"returns": "currency"}, {"returns": "integer"},
        {"returns": "percent", "scale": 3}, {"returns": "currency", "blanks": "zero"},
    ),
    "text": ({"returns": "text"}, {"returns": "text", "length": 4}),
    "boolean": ({"returns": "boolean"},),
    "date": ({"returns": "date"},),
}  # fmt: skip
OPERATIONS: Mapping[Kind, tuple[str, ...]] = {
    "number": ("sum", "avg", "min", "max", "count_distinct"),
    "text": ("count_distinct",),
    "boolean": ("any", "all"),
    "date": ("min", "max"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A field that points to records: to one, or, where it is wide, to several or to one of several objects."""

    holder: str
    name: str
    targets: tuple[str, ...]
    type: Literal["lookup", "master_detail", "multilookup", "anylookup"] = "lookup"
    forbids: bool = False

    @property
    def wide(self) -> bool:
        """Tell whether no path leads through it, though roll-ups look through it from the other side."""
        return self.type in ("multilookup", "anylookup")

    def document(self) -> Document:
        """The field as a pack has it."""
        to = list(self.targets) if self.type == "anylookup" else self.targets[0]
        options: Mapping[str, Document] = {
            "lookup": {"on_delete": "forbid" if self.forbids else "clear"},
            "master_detail": {"reparent": True},
        }
        return {"name": self.name, "type": self.type, "to": to, **options.get(self.type, {})}


@dataclass(frozen=True, slots=True)
class Made:
    """A computed field."""

    object: str
    kind: Kind
    document: Document


@dataclass(frozen=True, slots=True)
class Shape:
    """Objects with their links and computed fields, those in their order."""

    links: tuple[Link, ...]
    made: tuple[Made, ...] = ()
    kept_for_good: frozenset[str] = frozenset()
    """Objects without a recycle bin."""

    def pack(self) -> list[Document]:
        """One document for each object."""
        return [self._object(name) for name in OBJECTS]

    def _object(self, name: str) -> Document:
        base = [{"name": one, **options} for one, (_, options) in BASE.items()]
        links = [link.document() for link in self.links if link.holder == name]
        made = [one.document for one in self.made if one.object == name]
        code = {"name": "code", "type": "text", "unique": True}
        bin_ = [] if name in self.kept_for_good else ["recycle_bin"]
        owned = any(link.type == "master_detail" for link in self.links_of(name))
        sharing = {"sharing": "controlled_by_parent"} if owned else {}
        return {
            "object": name, **_named(name), "plural": {"zh": name, "en": name}, "features": [*bin_, "import"],
            "name_field": "title", **sharing,
            "fields": [{**one, **_named(one["name"])} for one in (*base, code, *links, *made)],
        }  # fmt: skip

    def links_of(self, name: str) -> list[Link]:
        """The links that records of an object have."""
        return [link for link in self.links if link.holder == name]


def _named(name: str) -> Document:
    return {"label": {"zh": name, "en": name}}


# Shapes --------------------------------------------------------------------------------------------------------------


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """Four objects that point to each other and to themselves, with some computed fields."""
    master = draw(st.sampled_from(OBJECTS[:3]))
    chain = [Link("alpha", "to_beta", ("beta",)), Link("beta", "to_gamma", ("gamma",))]
    several = draw(st.lists(st.sampled_from(OBJECTS), min_size=1, max_size=3, unique=True))
    pairs = st.tuples(st.sampled_from(OBJECTS), st.sampled_from(OBJECTS))
    more = draw(st.lists(pairs, min_size=1, max_size=3, unique=True))
    links = [
        *chain,
        Link("delta", "master", (master,), "master_detail"),
        Link("alpha", "above", ("alpha",)),
        Link("beta", "about", tuple(several), "anylookup"),
        Link("gamma", "guests", (draw(st.sampled_from(OBJECTS)),), "multilookup"),
        *(Link(one, f"more_{two}", (two,), "lookup", draw(st.booleans())) for one, two in more),
    ]
    shape = Shape(
        tuple(links), kept_for_good=draw(st.sampled_from([frozenset(), frozenset({"gamma"})]))
    )
    for number in range(draw(st.integers(6, 14))):
        one = draw(st.one_of(_formula(shape, number), _rollup(shape, number)))
        shape = replace(shape, made=(*shape.made, one))
    return shape


@st.composite
def _formula(draw: st.DrawFn, shape: Shape, number: int) -> Made:
    owner, kind = draw(st.sampled_from(OBJECTS)), draw(st.sampled_from(KINDS))
    document = {
        "name": f"made_{number}",
        "type": "formula",
        **draw(st.sampled_from(RETURNS[kind])),
    }
    return Made(owner, kind, {**document, "formula": draw(_text(shape, owner, FORMS[kind], 3))})


@st.composite
def another_formula(draw: st.DrawFn, shape: Shape) -> Shape:
    """The shape with another text in one of its formulas, or another filter in one of its roll-ups."""
    at = draw(st.integers(0, len(shape.made) - 1))
    known = replace(shape, made=shape.made[:at])
    one = shape.made[at]
    if one.document["type"] == "formula":
        changed = {"formula": draw(_text(known, one.object, FORMS[one.kind], 3))}
    else:
        changed = {"filter": draw(_text(known, one.document["of"], FILTERS, 0))}
    new = replace(one, document={**one.document, **changed})
    return replace(shape, made=(*shape.made[:at], new, *shape.made[at + 1 :]))


@st.composite
def _text(draw: st.DrawFn, shape: Shape, owner: str, forms: Sequence[str], hops: int) -> str:
    text = draw(st.sampled_from(forms))
    for kind in KINDS:
        while f"{{{kind}}}" in text:
            text = text.replace(f"{{{kind}}}", draw(_path(shape, owner, kind, hops)), 1)
    return text


@st.composite
def _path(draw: st.DrawFn, shape: Shape, owner: str, kind: Kind, hops: int) -> str:
    """A field of a kind, of the record itself or behind up to so many look-ups; the latest computed ones first."""
    ways = list(_ways(shape, owner, hops))
    way, at = draw(st.sampled_from(ways))
    fields = [name for name, own in _fields(shape, at) if own == kind]
    return ".".join((*way, draw(st.sampled_from(fields))))


def _ways(shape: Shape, at: str, hops: int, way: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:  # fmt: skip
    yield way, at
    for link in shape.links_of(at) if hops else ():
        if not link.wide:
            yield from _ways(shape, link.targets[0], hops - 1, (*way, link.name))


def _fields(shape: Shape, owner: str) -> Iterator[tuple[str, Kind]]:
    for one in reversed(shape.made):
        if one.object == owner:
            yield one.document["name"], one.kind
    for name, (kind, _) in BASE.items():
        yield name, kind


@st.composite
def _rollup(draw: st.DrawFn, shape: Shape, number: int) -> Made:
    link = draw(st.sampled_from(shape.links))
    target = draw(st.sampled_from(link.targets))
    document: Document = {"name": f"made_{number}", "type": "rollup", "of": link.holder, "through": link.name}  # fmt: skip
    if draw(st.booleans()):
        document["filter"] = draw(_text(shape, link.holder, FILTERS, 0))
    measured, kind = draw(st.sampled_from([(None, None), *_fields(shape, link.holder)]))
    if measured is None or kind is None:
        return Made(target, "number", {**document, "operation": "count"})
    operation = draw(st.sampled_from(OPERATIONS[kind]))
    result: Kind = "number" if operation == "count_distinct" else kind
    return Made(target, result, {**document, "operation": operation, "field": measured})


# Work ----------------------------------------------------------------------------------------------------------------

VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "title": st.sampled_from(["a", "b", "长名字", "d/e"]),
    "amount": st.one_of(st.none(), st.sampled_from(["0", "5", "12.5", "-3.75", "1000000"])),
    "parts": st.one_of(st.none(), st.integers(-3, 12)),
    "rate": st.one_of(st.none(), st.sampled_from(["0", "12.5", "100"])),
    "due": st.one_of(st.none(), st.sampled_from(["2026-11-29", "2026-12-05"])),
    "urgent": st.one_of(st.none(), st.booleans()),
}
PLACES = st.integers(0, 11)
"""Which of the records of an object is meant, counted round and round."""
NAMES = st.sampled_from([f"link_{at}" for at in range(4)])
SOME = st.fixed_dictionaries(
    {}, optional={**VALUES, **{f"link_{at}": st.one_of(st.none(), PLACES) for at in range(4)}}
)
"""Some values; `link_0` is the first link of the object, with the place of the record that it shall lead to."""
Deed = tuple[str, str, tuple[tuple[int, Document], ...]]
"""What is done, with records of which object, and with which of them: places with values."""
ONE, FEW = (st.lists(st.tuples(PLACES, SOME), min_size=1, max_size=most) for most in (1, 4))


SINGLE = ("create", "update", "update", "delete", "restore", "restore", "purge")
MANY = ("bulk create", "bulk update", "bulk update", "bulk delete", "upsert", "import")


@st.composite
def deeds(draw: st.DrawFn) -> Deed:
    """Something that is done to records, or, now and then, to the formulas."""
    what = draw(st.sampled_from((*SINGLE, *MANY, "change")))
    if what == "change":
        return what, "", ()
    return what, draw(st.sampled_from(OBJECTS)), tuple(draw(ONE if what in SINGLE else FEW))


@st.composite
def works(draw: st.DrawFn, most: int) -> list[Deed]:
    """Records of all objects, and a lot of work on them."""
    names = (*OBJECTS[2::-1], "delta", "alpha")
    first: list[Deed] = [("bulk create", name, tuple(draw(FEW))) for name in names]
    return [*first, *draw(st.lists(deeds(), min_size=most // 2, max_size=most))]
