"""Boards and calendars in the metadata: they stand by fields of fitting types, of objects and of their views alike."""

from pathlib import Path

import pytest

from objectry.metadata.catalog import Catalog
from objectry.metadata.parse import parse_packs
from objectry.metadata.problems import MetadataError
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import read_folders, system_sources

PACK = "pack: shop\nversion: 1.0.0\nlabel: {zh: 店, en: Shop}\n"
REPAIR = """\
object: repair
label: {zh: 维修, en: Repair}
plural: {zh: 维修, en: Repairs}
fields:
  - {name: name, type: text, label: {zh: 名称, en: Name}}
  - {name: state, type: select, label: {zh: 状态, en: State}, values: [{value: open, label: {zh: 开, en: Open}}]}
  - {name: cost, type: currency, label: {zh: 费用, en: Cost}}
  - {name: day, type: date, label: {zh: 日期, en: Day}}
  - {name: at, type: datetime, label: {zh: 时间, en: At}}
list_views:
  - {name: all, label: {zh: 全部, en: All}, columns: [name], OF_VIEW}
OF_OBJECT
"""
SOUND = "board: {by: state, sum: cost, fields: [cost]}"
DATED = "calendar: {start: day, color: state}"


def _catalog(folder: Path, of_object: str, of_view: str, elsewhere: str = "") -> Catalog:
    text = REPAIR.replace("OF_OBJECT", of_object).replace("OF_VIEW", of_view)
    files = {"pack": PACK, "repair": text, **({"view": elsewhere} if elsewhere else {})}
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(content, "utf-8")
    return resolve(parse_packs((*system_sources(), *read_folders([folder]))))


def test_an_object_and_its_views_say_how_they_are_shown(tmp_path: Path) -> None:
    catalog = _catalog(tmp_path, f"{SOUND}\n{DATED}", "shown_as: board, board: {by: state}")
    definition = catalog.objects["repair"].definition
    assert definition.board and definition.calendar
    assert (definition.board.sum, definition.calendar.start) == ("cost", "day")
    view = catalog.list_views["repair"]["all"].definition
    assert view.board and (view.shown_as, view.board.by, view.board.sum) == (
        "board",
        "state",
        None,
    )


@pytest.mark.parametrize(
    ("of_object", "of_view", "code", "line"),
    [
        ("board: {by: nosuch}", "sort: []", "name_unknown", 12),
        ("board: {by: cost}", "sort: []", "not_a_select", 12),
        ("board: {by: state, sum: name}", "sort: []", "not_a_number", 12),
        ("calendar: {start: state}", "sort: []", "not_a_date", 12),
        ("calendar: {start: day, end: at}", "sort: []", "calendar_end", 12),
        ("calendar: {start: day, color: cost}", "sort: []", "not_a_select", 12),
        ("", "board: {by: day}", "not_a_select", 11),
        ("", "calendar: {start: name}", "not_a_date", 11),
        ("", "shown_as: timeline", "value_not_listed", 11),
    ],
)
def test_what_does_not_fit_is_told_at_its_line(
    tmp_path: Path, of_object: str, of_view: str, code: str, line: int
) -> None:
    with pytest.raises(MetadataError) as caught:
        _catalog(tmp_path, of_object, of_view)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.line) == (code, line)


def test_a_view_outside_of_its_object_is_checked_too(tmp_path: Path) -> None:
    view = "list_view: repair.board\nlabel: {zh: 看板, en: Board}\ncolumns: [name]\nboard: {by: day}\n"
    with pytest.raises(MetadataError) as caught:
        _catalog(tmp_path, "", "sort: []", view)
    (problem,) = caught.value.problems
    assert (problem.code, Path(problem.place.file).name) == ("not_a_select", "view.yaml")
