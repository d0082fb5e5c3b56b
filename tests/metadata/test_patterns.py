"""No author of a pack is shown a regular expression: each pattern is told in words, with an example."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from objectry.metadata.gate import Gate
from objectry.metadata.kinds.listing import KINDS
from objectry.metadata.patterns import FORMS
from objectry.metadata.schema import all_schemas, kind_schema
from objectry.metadata.yaml_source import read

LABEL = "label: {zh: 标签, en: Label}"


def _patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for part in schema.values():
            yield from _patterns(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _patterns(part)


def test_every_pattern_of_definitions_is_told_in_words() -> None:
    assert {*_patterns(dict(all_schemas()))} == FORMS.keys()


@pytest.mark.parametrize("pattern", FORMS)
def test_the_example_is_written_as_it_should_be(pattern: str) -> None:
    form = FORMS[pattern]
    assert re.search(pattern, form.example)
    assert all(form.example in str(text) for text in form.params().values())


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("pack", f"pack: p\nversion: 1\n{LABEL}\n", "e.g. 1.0.0"),
        ("pack", f"pack: p\nversion: 1.0\n{LABEL}\n", "two need quotes"),
        ("pack", f"pack: p\nversion: one\n{LABEL}\n", "one is written wrong: it must be three numbers"),
        ("pack", f"pack: Shelf-No\nversion: 1.0.0\n{LABEL}\n", "small letters, digits and _ only"),
        ("pack", "pack: p\nversion: 1.0.0\nlabel: Shelf\n", "a mapping like {zh: …, en: …}"),
        ("pack", f"pack: p\nversion: 1.0.0\n{LABEL}\ndescription: text\n", "a mapping like {zh: …, en: …}"),
        ("pack", f"pack: p\nversion: 1.0.0\n{LABEL}\nrequires: [base]\n", "a mapping like {pack: …}"),
        ("list_view", f"list_view: a.b\n{LABEL}\ncolumns: [a]\nsort: [price desc]\n", "e.g. -price"),
        ("list_view", f"list_view: b\n{LABEL}\ncolumns: [a]\n", "e.g. customer.default"),
    ],
)  # fmt: skip
def test_a_wrong_shape_is_told_with_the_right_one(kind: str, text: str, says: str) -> None:
    (problem,) = Gate(kind_schema(KINDS[kind])).check(read(text, "f.yaml"))
    assert says in problem.text("en")
    assert "^" not in problem.text("en") + problem.text("zh")
