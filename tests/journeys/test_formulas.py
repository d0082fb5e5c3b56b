"""The page `docs/formulas.md` as a test: each of its conditions finds the records, or is refused, as it says."""

from pathlib import Path

import pytest

from objectry.formula.checking.checker import check
from objectry.formula.functions.declare import Use
from objectry.formula.functions.listing import FUNCTIONS
from objectry.formula.moments import COUNTED, FIXED
from objectry.formula.sayings import NOT_IN_FILTER
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


@pytest.mark.parametrize("page", [PAGE, CHINESE])
def test_the_page_shows_every_function_and_every_range_of_days(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    shown = "\n".join(block.text for block in blocks(page) if block.kind == "formula")
    assert [name for name in FUNCTIONS if f"{name}(" not in shown] == []
    assert [name for name in FIXED if f"`{name}`" not in text] == []
    assert [name for name in COUNTED if f"`{name}(n)`" not in text] == []


def test_the_conditions_of_the_page_do_what_it_says(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    conditions: list[str] = []
    with reader(tmp_path, database_url, monkeypatch, capsys) as shell:
        for block in blocks(PAGE):
            if block.file:
                (tmp_path / block.file).write_text(block.text, "utf-8")
            elif block.kind == "sh":
                for line in lines(block.text):
                    shell.type(line)
            else:
                conditions += block.text.splitlines()
        assert (tmp_path / "var" / "found.csv").read_text("utf-8-sig").split() == ["name", "Brake"]
    organization = Organization(read_settings({}, database_url=database_url))
    try:
        with organization.read(organization.principal("admin")) as context:
            wrong = [line for line in conditions if not _as_said(context, line)]
    finally:
        organization.close()
    assert wrong == []
    assert len(conditions) > 75


def _as_said(context: Context, line: str) -> bool:
    """Tell whether a condition finds the records, or is refused with the code, that stand behind it."""
    _, _, said = line.partition(" // ")
    try:
        found = list_records(context, "repair", ListRequest("name", line, "name"))
    except Invalid as refused:
        codes = [one.message.code for one in refused.errors]
        if codes == [NOT_IN_FILTER.code]:  # a rule may say it
            check(line, CatalogScope("repair", context.catalog.objects), use=Use.RULE)
        return codes == [said]
    names = ", ".join(record["name"] for record in found["records"])
    return not said or said == (names or NONE)
