"""Where a character of a text stands in the YAML that it is written in, whatever style that is."""

import pytest

from objectry.metadata.parse import parse_packs
from objectry.metadata.scalar_places import Written
from objectry.metadata.sources import Source

HEAD = """\
list_view: deal.all
label: {zh: 标签, en: Label}
columns: [name]
"""


def _placed(written: str, line: int, column: int) -> str:
    """What stands in the document at a place of the filter, as `line:column` and the text behind it."""
    source = Source("a.yaml", (HEAD + written).encode(), "a.yaml")
    (item,) = parse_packs([source]).definitions
    place = Written(item).place(("filter",), line, column)
    return f"{place.line}:{place.column} {(HEAD + written).splitlines()[place.line - 1][place.column - 1 :]}"


@pytest.mark.parametrize(
    ("written", "line", "column", "found"),
    [
        ("filter: name = 1\n", 1, 8, "4:16 1"),
        ("filter: 'name = \"x\" && nose'\n", 1, 15, "4:24 nose'"),
        ("filter: 'name = ''x'' && nose'\n", 1, 15, "4:26 nose'"),
        ('filter: "name = \\"x\\" && nose"\n', 1, 15, '4:26 nose"'),
        ("filter: name = 1 ||\n  nose\n", 1, 13, "5:3 nose"),
        ("filter: |\n  name = 1 ||\n    nose\n", 2, 3, "6:5 nose"),
        ("filter: > # why\n  name = 1 ||\n  nose\n", 1, 13, "6:3 nose"),
        ("filter: 'name ='\n", 1, 7, "4:16 '"),  # behind the end
    ],
)
def test_a_place_in_a_formula_is_a_place_in_the_file(
    written: str, line: int, column: int, found: str
) -> None:
    assert _placed(written, line, column) == found


def test_what_is_not_written_is_placed_with_what_is_around_it() -> None:
    assert _placed("filter: name = 1\n", 1, 1).startswith("4:9")
    source = Source("a.yaml", HEAD.encode(), "a.yaml")
    (item,) = parse_packs([source]).definitions
    assert Written(item).place(("filter",), 1, 5).line == 1
