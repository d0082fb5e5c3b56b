"""The page `docs/computed-fields.md` as a test: its pack is installed, and what is computed is what it says."""

import re
from pathlib import Path
from typing import get_args

import pytest

from objectry.formula.checking.paths import MAX_HOPS, MAX_LEVELS
from objectry.metadata.field_types.computed import ComputedDef
from objectry.metadata.field_types.formula import FormulaDef, Returns
from objectry.metadata.field_types.rollup import MEAN_SCALE, Operation, RollupDef
from objectry.metadata.kinds.computed_checks import MAX_ROLLUPS
from objectry.runtime.settings import Settings
from tests.journeys.pages import ROOT, blocks, lines
from tests.journeys.shell import reader

PAGE, CHINESE = "docs/computed-fields.md", "docs/computed-fields.zh-CN.md"
INLINE = Settings.model_fields["inline_dependants"].default


@pytest.mark.parametrize("page", [PAGE, CHINESE])
def test_the_page_names_all_options_results_operations_and_limits(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    options = {*FormulaDef.model_fields, *RollupDef.model_fields} - {*ComputedDef.model_fields}
    named = {*options, *get_args(Returns), *get_args(Operation)}
    assert [name for name in sorted(named) if not re.search(rf"`{name}[`:]", text)] == []
    limits = (MAX_HOPS, MAX_LEVELS, MEAN_SCALE, MAX_ROLLUPS, f"{INLINE:,}")
    assert [one for one in limits if not re.search(rf"(?<!\d){one} ", text)] == []


@pytest.mark.parametrize("page", [PAGE, CHINESE])
def test_every_code_of_the_page_exists(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    rows = re.findall(
        r"^\| (`\w+_\w+`(?:[,、] ?`\w+`)*) \| [^|]+ \| [^|]+ \|$", text, re.MULTILINE
    )
    codes = [code for row in rows for code in re.findall(r"`(\w+)`", row)]
    listed = (ROOT / "docs" / "reference" / "errors.md").read_text("utf-8")
    assert len(codes) > 15
    assert [code for code in codes if f"| `{code}` |" not in listed] == []


def test_the_page_can_be_followed(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    exported: list[str] = []
    compared: list[str] = []
    with reader(tmp_path, database_url, monkeypatch, capsys) as shell:
        for block in blocks(PAGE):
            if block.kind == "sh":
                for line in lines(block.text):
                    shell.type(line)
                    exported += re.findall(r"export-data \w+ (\S+)", line)
            elif block.file in exported:
                assert (tmp_path / block.file).read_text("utf-8-sig") == block.text
                compared.append(block.file)
            elif block.file:
                (tmp_path / block.file).write_text(block.text, "utf-8")
    assert compared == exported
