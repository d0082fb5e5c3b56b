"""Extensions that contradict each other: packs that do not know of each other cannot both decide the same thing."""

from collections.abc import Iterable, Iterator, Mapping

from objectry.metadata import messages
from objectry.metadata.object_definitions import ObjectExtensionDef
from objectry.metadata.parse import Parsed
from objectry.metadata.problems import Path, Problem


def disputes(documents: Iterable[Parsed]) -> Iterator[Problem]:
    """What two extensions set differently, though neither pack requires the other one. `documents` are in pack order."""
    documents = tuple(documents)
    required = _required(documents)
    deciders: dict[tuple[str, Path], tuple[Parsed, object]] = {}
    for item in documents:
        if item.kind.name != "extend":
            continue
        for at, what, value in _decisions(item.definition):
            earlier, settled = deciders.get((item.definition.extend, what), (item, value))
            if earlier.pack not in {item.pack, *required[item.pack]} and settled != value:
                params = {
                    "what": ".".join((item.definition.extend, *map(str, what))),
                    "pack": item.pack,
                    "other": earlier.pack,
                }
                yield Problem(messages.EXTENSIONS_DISAGREE, item.place(at), params)
            deciders[item.definition.extend, what] = item, value


def _decisions(extension: ObjectExtensionDef) -> Iterator[tuple[Path, Path, object]]:
    """What an extension changes: where it says so, what it is, and what it becomes."""
    for field, changes in extension.change_fields.items():
        for option, value in changes.items():
            yield ("change_fields", field, option), (field, option), value
    for number, rule in enumerate(extension.validation_rules):
        yield ("validation_rules", number, "name"), (rule.name,), rule


def _required(documents: Iterable[Parsed]) -> Mapping[str, frozenset[str]]:
    """For each pack, all packs that stand before it because it asks for them, or they do in turn."""
    direct = {
        item.definition.pack: [one.pack for one in item.definition.requires]
        for item in documents
        if item.kind.name == "pack"
    }
    found: dict[str, frozenset[str]] = {}
    for name in direct:
        reached: set[str] = set()
        ahead = [name]
        while ahead:
            fresh = set(direct.get(ahead.pop(), ())) - reached
            reached |= fresh
            ahead.extend(fresh)
        found[name] = frozenset(reached)
    return found
