"""An export takes little room however much it holds, and is there as a whole or not at all. On both databases."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from objectry.runtime.api import transfer
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ListRequest
from objectry.runtime.cli.output import complete_file
from objectry.runtime.errors import StorageFull
from objectry.runtime.files import storage
from objectry.runtime.files.storage import Folder
from objectry.runtime.settings import Settings
from objectry.runtime.transfer import workbooks
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def test_a_page_has_left_before_the_next_one_is_read(settings: Settings, desk: Sit) -> None:
    sam = desk("sam")
    for number in range(5):
        sam.create("customer", name=f"公司{number}")
    small = Organization(settings.model_copy(update={"page_limit": 2}))
    out = io.BytesIO()
    sizes: list[int] = []
    with small.read(small.principal("sam")) as context:
        transfer.export(
            context, "customer", ListRequest("name"), "csv", out,
            lambda done, total: sizes.append(out.tell()),
        )  # fmt: skip
    small.close()
    assert sizes == sorted(set(sizes)) and len(sizes) == 3
    assert len(out.getvalue().splitlines()) == 6


def test_a_workbook_holds_no_more_rows_than_its_kind_can(
    desk: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam = desk("sam")
    for number in range(3):
        sam.create("customer", name=f"公司{number}")
    monkeypatch.setattr(workbooks, "ROWS", 4)
    headers = {"authorization": f"Bearer {sam.token}"}
    address = "/api/v1/customer/export?format=xlsx"
    assert sam.client.get(address, headers=headers).status_code == 200
    sam.create("customer", name="一个太多")
    refused = sam.client.get(address, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (413, "workbook_full")


def test_an_answer_on_its_way_out_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "files")
    with storage.outgoing(folder) as out:
        out.write(b"x" * (2 * storage.BLOCK))
    with out:
        assert len(out.read()) == 2 * storage.BLOCK
    assert list(folder.incoming.iterdir()) == []


def test_a_full_disk_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(StorageFull), storage.outgoing(Folder(tmp_path / "files")) as out:
        raise OSError(next(iter(storage.FULL)), "no space")
    assert out.closed


def test_a_file_that_could_not_be_completed_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), complete_file(tmp_path / "a.csv") as out:
        out.write(b"half")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []
    with complete_file(tmp_path / "a.csv") as out:
        out.write(b"whole")
    assert (tmp_path / "a.csv").read_bytes() == b"whole"
