"""The page `docs/importing.md` as a test: its files are written, its commands are run, and they print what it says."""

from pathlib import Path

import pytest

from objectry.runtime.transfer.mapping import ColumnDef, FileDef, MappingDef
from tests.journeys.pages import ROOT, blocks, lines
from tests.journeys.shell import reader

PAGE, CHINESE = "docs/importing.md", "docs/importing.zh-CN.md"


@pytest.mark.parametrize("page", [PAGE, CHINESE])
def test_the_page_explains_every_key_of_a_mapping_file(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = {
        *MappingDef.model_fields.keys() - {"columns", "file"},
        *(f"file: {name}" for name in FileDef.model_fields),
        *(f"columns: {name}" for name in ColumnDef.model_fields.keys() - {"field"}),
    }
    assert [name for name in sorted(named) if f"| `{name}`" not in text] == []


def test_the_page_can_be_followed(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    printed: object = ""
    with reader(tmp_path, database_url, monkeypatch, capsys) as shell:
        for block in blocks(PAGE):
            if block.file:
                (tmp_path / block.file).write_text(block.text, "utf-8")
            elif block.kind == "sh":
                *_, printed = [shell.type(line) for line in lines(block.text)]
            else:
                assert (block.kind, block.text) == ("text", printed)
    assert (tmp_path / "var" / "failed.csv").is_file()
