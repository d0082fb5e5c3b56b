"""What an object may say of its records as activities, tasks or events."""

import pytest

from objectry.metadata.parse import parse_packs
from objectry.metadata.problems import MetadataError
from objectry.metadata.resolve import resolve
from objectry.metadata.sources import Source, system_sources

PACK = "pack: deeds\nversion: 1.0.0\nlabel: {zh: 事, en: Deeds}\nrequires: [{pack: system}]\n"
DEED = """\
object: deed
label: {zh: 事, en: Deed}
plural: {zh: 事, en: Deeds}
work: {kind: todo, about: person, at: day, status: state, done: over, closed: [off], previous: before, entry: [name, day]}
fields:
  - {name: name, type: text, label: {zh: 名称, en: Name}}
  - {name: day, type: date, label: {zh: 日期, en: Day}}
  - {name: person, type: user, label: {zh: 人, en: Person}}
  - {name: before, type: lookup, to: deed, label: {zh: 前一件, en: Before}}
  - name: state
    type: select
    label: {zh: 状态, en: State}
    values:
      - {value: begun, label: {zh: 开始, en: Begun}}
      - {value: over, label: {zh: 完成, en: Over}}
      - {value: off, label: {zh: 取消, en: Off}}
"""


def _codes(text: str) -> list[str]:
    sources = [
        Source("pack.yaml", PACK.encode(), "pack.yaml"),
        Source("deed.yaml", text.encode(), ""),
    ]
    try:
        resolve(parse_packs(system_sources()).followed_by(parse_packs(sources)))
    except MetadataError as error:
        return [one.message.code for one in error.problems]
    return []


def test_work_that_fits_is_taken() -> None:
    assert _codes(DEED) == []


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("at: day", "at: name", "work_field"),
        ("about: person", "about: name", "work_field"),
        ("status: state", "status: name", "work_field"),
        ("previous: before", "previous: person", "work_field"),
        ("done: over", "done: finished", "work_value"),
        ("closed: [off]", "closed: [away]", "work_value"),
        ("status: state, done: over, closed: [off], ", "", "work_status_missing"),
    ],
)
def test_work_that_contradicts_its_fields_is_told(before: str, after: str, code: str) -> None:
    assert _codes(DEED.replace(before, after)) == [code]


def test_unknown_fields_of_work_are_told() -> None:
    assert _codes(DEED.replace("entry: [name, day]", "entry: [name, dya]")) == ["name_unknown"]
