"""How extensions become part of the objects that they extend."""

import json
from collections.abc import Mapping
from typing import Any

from objectry.metadata.parse import parse_packs
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import Source, system_sources


def _pack(name: str, requires: str, *documents: Mapping[str, Any]) -> tuple[Source, ...]:
    label = {"zh": name, "en": name}
    opening = {
        "pack": name, "version": "1.0.0", "label": label, "requires": [{"pack": requires}],
    }  # fmt: skip
    files = {"pack.yaml": opening} | {f"{n}.yaml": text for n, text in enumerate(documents)}
    return tuple(
        Source(f"{name}/{file}", json.dumps(text).encode(), file) for file, text in files.items()
    )


def _rule(name: str, when: str, **options: object) -> Mapping[str, Any]:
    return {"name": name, "when": when, "message": {"zh": "不对", "en": "Wrong"}, **options}


LABEL = {"zh": "工单", "en": "Ticket"}
TICKET = {
    "object": "ticket",
    "label": LABEL,
    "plural": LABEL,
    "fields": [{"name": "name", "type": "text", "label": LABEL}],
    "validation_rules": [
        _rule("needs_name", "ISBLANK(name)"),
        _rule("not_test", 'name = "test"'),
    ],
}


def _rules_with(extension: Mapping[str, Any]) -> dict[str, bool]:
    packs = (
        *system_sources(),
        *_pack("base", "system", TICKET),
        *_pack("more", "base", {"extend": "ticket", **extension}),
    )
    rules = resolve(parse_packs(packs)).objects["ticket"].validation_rules
    return {rule.name: rule.active for rule in rules}


def test_an_extension_adds_validation_rules() -> None:
    added = {"validation_rules": [_rule("short", 'name = "x"')]}
    assert _rules_with(added) == {"needs_name": True, "not_test": True, "short": True}


def test_a_rule_of_an_extension_takes_the_place_of_the_rule_with_its_name() -> None:
    switched_off = {"validation_rules": [_rule("needs_name", "ISBLANK(name)", active=False)]}
    assert _rules_with(switched_off) == {"not_test": True, "needs_name": False}
