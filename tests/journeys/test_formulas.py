"""The page `docs/formulas.md` as a test: each of its conditions finds the records, or is refused, as it says."""

from pathlib import Path

import pytest

from objectry.formula.checking.checker import MAX_LOOK_UPS, check
from objectry.formula.checking.paths import MAX_HOPS
from objectry.formula.faults import Kind
from objectry.formula.functions.declare import MOST, Use
from objectry.formula.functions.lengths import LONGEST
from objectry.formula.functions.listing import GROUPS, Group, functions_of
from objectry.formula.moments import COUNTED, FIXED
from objectry.formula.sayings import NOT_IN_FILTER
from objectry.formula.syntax.parser import (
    MAX_DIGITS,
    MAX_HEIGHT,
    MAX_LENGTH,
    MAX_LITERAL,
    MAX_NODES,
)
from objectry.metadata.formula_scope import CatalogScope
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ListRequest, list_records
from objectry.runtime.context import Context
from objectry.runtime.errors import Invalid
from objectry.runtime.settings import read_settings
from tests.journeys.pages import ROOT, blocks, lines
from tests.journeys.shell import reader

PAGE, CHINESE = "docs/formulas.md", "docs/formulas.zh-CN.md"
NONE = "-"
"""What the page says of a condition that finds no record."""
LIMITS = (
    MAX_LENGTH, MAX_NODES, MAX_HEIGHT, MOST, MAX_LITERAL, MAX_DIGITS, MAX_HOPS, MAX_LOOK_UPS, LONGEST,
)  # fmt: skip


@pytest.mark.parametrize("page", [PAGE, CHINESE])
def test_the_page_shows_functions_of_every_group_and_all_ranges_of_days(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    shown = "\n".join(block.text for block in blocks(page) if block.kind == "formula")
    assert [group.title_en for group in GROUPS if not _is_shown(group, shown)] == []
    assert [name for name in FIXED if f"`{name}`" not in text] == []
    assert [name for name in COUNTED if f"`{name}(n)`" not in text] == []


@pytest.mark.parametrize("page", [PAGE, CHINESE])
def test_the_page_tells_what_cannot_be_computed_and_what_is_too_much(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    assert [kind.value for kind in Kind if f"`{kind.value}`" not in text] == []
    assert [limit for limit in LIMITS if f"| {limit:,}" not in text] == []


def test_the_conditions_of_the_page_do_what_it_says(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    conditions: list[str] = []
    printed: object = ""
    with reader(tmp_path, database_url, monkeypatch, capsys) as shell:
        for block in blocks(PAGE):
            if block.file:
                (tmp_path / block.file).write_text(block.text, "utf-8")
            elif block.kind == "sh":
                *_, printed = [shell.type(line) for line in lines(block.text)]
            elif block.kind == "text":
                assert block.text == printed
            else:
                conditions += block.text.splitlines()
        assert (tmp_path / "var" / "found.csv").read_text("utf-8-sig").split() == ["name", "Brake"]
    organization = Organization(read_settings({}, database_url=database_url))
    try:
        with organization.read(organization.principal("admin")) as context:
            wrong = [
                (line, found) for line in conditions if (found := _not_as_said(context, line))
            ]
    finally:
        organization.close()
    assert wrong == []
    assert len(conditions) > 100


def _is_shown(group: Group, shown: str) -> bool:
    """Tell whether examples have an operator or a function of a group."""
    names = {one.name for one in functions_of(group)}
    return any(
        f"{name}(" in shown if name[0].isalpha() else f" {name} " in shown for name in names
    )


def _not_as_said(context: Context, line: str) -> str:
    """What a condition finds, or the codes with which it is refused, where the page says something else."""
    _, _, said = line.partition(" // ")
    try:
        found = list_records(context, "repair", ListRequest("name", line, "name"))
    except Invalid as refused:
        codes = ", ".join(dict.fromkeys(one.message.code for one in refused.errors))
        if codes == NOT_IN_FILTER.code:  # a rule may say it
            check(line, CatalogScope("repair", context.catalog.objects), use=Use.RULE)
        return "" if codes == said else codes
    names = ", ".join(record["name"] for record in found["records"]) or NONE
    return "" if said in ("", names) else names
