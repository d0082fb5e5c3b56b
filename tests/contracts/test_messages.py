"""Every sentence that a user may read is a constant with a stable code, in Chinese and in English.

The constants are read from the syntax trees: that also finds a message that is made on the fly,
which no list of constants would show.
"""

import ast
import re
import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.contracts.source_tree import Source, place, product_sources

SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")
CHINESE = re.compile(r"[\u3400-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2,}")
HEADING = re.compile(r"[a-z]+:? ?")
"""The only English that may be a single word, as in `usage:`."""
ONE_LANGUAGE = re.compile(r"(?:^|_)(?:zh|en)$")
"""The end of a place that is filled with another text in each language."""


@dataclass(frozen=True, slots=True)
class Written:
    """One message as it stands in the code."""

    where: str
    code: str
    zh: str
    en: str


def _is_message(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Message"
    )


def _texts(call: ast.Call) -> dict[str, object]:
    """The literal arguments of a call by their names."""
    given = [*zip(("code", "zh", "en"), call.args, strict=False)]
    given += [(word.arg or "", word.value) for word in call.keywords]
    return {name: node.value for name, node in given if isinstance(node, ast.Constant)}


def _constants(source: Source) -> Iterator[ast.Call]:
    """The calls that give a name to a message at the top of a module."""
    for node in source.tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or not isinstance(
            node.value, ast.Call
        ):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if _is_message(node.value) and all(
            isinstance(target, ast.Name) and CONSTANT.fullmatch(target.id) for target in targets
        ):
            yield node.value


def _messages() -> list[Written]:
    found = []
    for source in product_sources():
        for call in _constants(source):
            texts = {name: value for name, value in _texts(call).items() if isinstance(value, str)}
            if texts.keys() == {"code", "zh", "en"}:
                found.append(Written(place(source, call), **texts))
    return found


def _named(source: Source) -> Iterator[str]:
    """The names of the messages of a module."""
    for node in source.tree.body:
        if isinstance(node, ast.Assign) and _is_message(node.value):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


Meaning = tuple[str, str]
"""A module, or a module and a name in it."""


def _imports(modules: set[str]) -> dict[str, dict[str, Meaning]]:
    """What the imported names of each module mean. A module has no second part."""
    found: dict[str, dict[str, Meaning]] = {}
    for source in product_sources():
        own = found.setdefault(source.module, {})
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for one in node.names:
                    path = f"{node.module}.{one.name}"
                    meaning = (path, "") if path in modules else (node.module, one.name)
                    own[one.asname or one.name] = meaning
    return found


def _used() -> set[Meaning]:
    """The constants that are read, as module and name. A name may come through another module."""
    imports = _imports({source.module for source in product_sources()})

    def meaning(module: str, name: str) -> Meaning:
        found = imports.get(module, {}).get(name)
        if found is None:
            return module, name
        return found if not found[1] else meaning(*found)

    used: set[Meaning] = set()
    for source in product_sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                used.add(meaning(meaning(source.module, node.value.id)[0], node.attr))
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                used.add(meaning(source.module, node.id))
    return used


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_messages_are_constants_with_literal_texts() -> None:
    made = [
        place(source, node)
        for source in product_sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and _is_message(node)
    ]
    assert sorted(set(made) - {message.where for message in _messages()}) == []
    assert len(made) > 20


def test_every_message_is_told_somewhere() -> None:
    used = _used()
    unused = [
        f"{source.module}.{name}"
        for source in product_sources()
        for name in _named(source)
        if (source.module, name) not in used
    ]
    assert unused == []


def test_a_code_belongs_to_one_message() -> None:
    counts = Counter(message.code for message in _messages())
    assert [message.where for message in _messages() if counts[message.code] > 1] == []


def test_codes_are_in_snake_case() -> None:
    assert [m.where for m in _messages() if not SNAKE_CASE.fullmatch(m.code)] == []


def test_each_language_has_its_own_sentence() -> None:
    """Names and examples may stand in the other script; a whole sentence may not.

    Where nothing is said but what metadata say, whoever wrote those has written both sentences.
    """
    ours = [m for m in _messages() if (m.zh, m.en) != ("{zh}", "{en}")]
    assert [m.where for m in ours if not CHINESE.search(m.zh)] == []
    short = [m for m in ours if len(ENGLISH.findall(m.en)) < 2]
    assert [m.where for m in short if not HEADING.fullmatch(m.en)] == []


def test_both_languages_fill_the_same_places() -> None:
    def common(text: str) -> set[str]:
        return {ONE_LANGUAGE.sub("", name) for name in _places(text)}

    assert [m.where for m in _messages() if common(m.zh) != common(m.en)] == []


def test_no_language_shows_the_words_of_the_other() -> None:
    wrong = [
        message.where
        for message in _messages()
        if any(name == "en" or name.endswith("_en") for name in _places(message.zh))
        or any(name == "zh" or name.endswith("_zh") for name in _places(message.en))
    ]
    assert wrong == []


def test_places_are_plain_names() -> None:
    """A dot or an index in a place would reach into the values of users."""
    wrong = [m.where for m in _messages() if not all(map(str.isidentifier, _places(m.zh + m.en)))]
    assert wrong == []
