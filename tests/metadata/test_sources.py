"""Which pack a file belongs to: that of its own folder, and another one only where its `pack.yaml` says so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from objectry.metadata.parse import Reading, parse_packs
from objectry.metadata.sources import read_folders
from objectry.metadata.streams import read_stream

LABEL = "label: {zh: 标签, en: Label}"


def _object(name: str) -> str:
    plural = "plural: {zh: 复数, en: Plural}"
    return f"object: {name}\n{LABEL}\n{plural}\nfields: [{{name: name, type: text, {LABEL}}}]\n"


def _pack(name: str, more: str = "") -> str:
    return f"pack: {name}\nversion: 1.0.0\n{LABEL}\n{more}"


def _files(more: str = "") -> dict[str, str]:
    """A pack, and behind it a folder whose `pack.yaml` was forgotten."""
    return {
        "shop/pack.yaml": _pack("shop", more),
        "shop/item.yaml": _object("item"),
        "library/book.yaml": _object("book"),
        "library/shelf/loan.yaml": _object("loan"),
    }


def _from_folders(root: Path, files: dict[str, str]) -> Reading:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return parse_packs(read_folders([root / "shop", root / "library"]))


def _from_stream(root: Path, files: dict[str, str]) -> Reading:
    body = "".join(f"--- # file: {name}\n{text}" for name, text in files.items())
    return parse_packs(read_stream(body.encode(), 9))


Door = Callable[[Path, dict[str, str]], Reading]
DOORS = pytest.mark.parametrize("door", [_from_folders, _from_stream])


@DOORS
def test_a_folder_without_a_pack_file_joins_no_other_pack_by_itself(
    tmp_path: Path, door: Door
) -> None:
    reading = door(tmp_path, _files())
    (problem,) = reading.problems
    assert problem.code == "folder_apart"
    assert problem.place.file.endswith("library/book.yaml")
    assert "library" in problem.text("zh")
    assert "continued_in: [library]" in problem.text("en")


@DOORS
def test_a_pack_says_which_folders_continue_it(tmp_path: Path, door: Door) -> None:
    reading = door(tmp_path, _files("continued_in: [library]\n"))
    assert not reading.problems
    assert {(one.pack, one.name) for one in reading.definitions} == {
        ("shop", "pack.yaml"),
        ("shop", "item.yaml"),
        ("shop", "library/book.yaml"),
        ("shop", "library/shelf/loan.yaml"),
    }


@DOORS
def test_what_a_pack_file_says_is_not_guessed_where_it_cannot_be_read(
    tmp_path: Path, door: Door
) -> None:
    reading = door(tmp_path, _files("version: 2.0.0\n"))
    assert [one.code for one in reading.problems] == ["yaml_key_twice"]


def test_files_of_a_stream_without_a_folder_belong_to_the_pack_before_them() -> None:
    body = "\n---\n".join((_pack("shop"), _object("item")))
    named = "--- # file: pack.yaml\n" + _pack("shop") + "--- # file: any/item.yaml\n"
    for text in (body, named + _object("item")):
        reading = parse_packs(read_stream(text.encode(), 9))
        assert {one.pack for one in reading.definitions} == {"shop"}
        assert not reading.problems
