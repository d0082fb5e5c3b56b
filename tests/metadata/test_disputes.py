"""Packs that do not know of each other cannot decide the same thing in two ways."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from objectry.metadata.parse import parse_packs
from objectry.metadata.problems import MetadataError
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import Source, system_sources

LABEL = {"zh": "工单", "en": "Ticket"}
TICKET = {
    "object": "ticket",
    "label": LABEL,
    "plural": LABEL,
    "fields": [{"name": "name", "type": "text", "length": 50, "label": LABEL}],
}


def _pack(name: str, requires: list[str], **documents: Mapping[str, Any]) -> tuple[Source, ...]:
    opening = {
        "pack": name,
        "version": "1.0.0",
        "label": {"zh": name, "en": name},
        "requires": [{"pack": one} for one in requires],
    }
    files = {"pack": opening, **documents}
    return tuple(
        Source(f"{name}/{file}.yaml", json.dumps(text).encode(), f"{file}.yaml")
        for file, text in files.items()
    )


def _length(length: int) -> Mapping[str, Any]:
    return {"extend": "ticket", "change_fields": {"name": {"length": length}}}


def _rule(when: str) -> Mapping[str, Any]:
    rule = {"name": "short", "when": when, "message": {"zh": "不对", "en": "Wrong"}}
    return {"extend": "ticket", "validation_rules": [rule]}


def _resolved(*packs: tuple[Source, ...]) -> int:
    """The length of the ticket's name, as all packs together make it."""
    every = (*system_sources(), *_pack("base", ["system"], ticket=TICKET), *sum(packs, ()))
    name = resolve(parse_packs(every)).objects["ticket"].fields["name"]
    return int(name.definition.model_dump()["length"])


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        (_length(60), _length(80), "ticket.name.length"),
        (_rule("ISBLANK(name)"), _rule('name = "x"'), "ticket.short"),
    ],
)
def test_two_packs_that_decide_differently_are_told_of_each_other(
    first: Mapping[str, Any], second: Mapping[str, Any], what: str
) -> None:
    with pytest.raises(MetadataError) as caught:
        _resolved(_pack("one", ["base"], more=first), _pack("two", ["base"], more=second))
    (problem,) = caught.value.problems
    assert problem.code == "extensions_disagree"
    assert problem.params == {"what": what, "pack": "two", "other": "one"}
    assert problem.place.file == "two/more.yaml"


def test_packs_that_agree_may_both_say_so() -> None:
    packs = (_pack("one", ["base"], more=_length(60)), _pack("two", ["base"], more=_length(60)))
    assert _resolved(*packs) == 60


def test_a_pack_may_overrule_those_that_it_requires_at_whatever_distance() -> None:
    packs = (
        _pack("zeta", ["base"], more=_length(60)),
        _pack("middle", ["zeta"]),
        _pack("alpha", ["middle"], more=_length(80)),
    )
    assert _resolved(*packs) == 80


def test_a_pack_between_two_does_not_settle_what_they_disagree_on() -> None:
    with pytest.raises(MetadataError) as caught:
        _resolved(
            _pack("one", ["base"], more=_length(60)),
            _pack("two", ["one"], more=_length(70)),
            _pack("zeta", ["base"], more=_length(80)),
        )
    assert [problem.code for problem in caught.value.problems] == ["extensions_disagree"]
