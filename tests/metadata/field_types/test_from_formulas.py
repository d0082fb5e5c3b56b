"""What fields keep of texts that formulas give: the same in Python and in PostgreSQL."""

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata.documents import Label
from objectry.metadata.field_types.base import FieldDef, FieldType, ValueRefused
from objectry.metadata.field_types.listing import FIELD_TYPES
from objectry.metadata.field_types.text import TextDef
from objectry.metadata.field_types.textarea import TextAreaDef

LABEL = Label(zh="文", en="Text")
PARTS = (
    "a", "e", "中", "。", "！", "é", "😀", "ﷺ", " ", "\t", "\n", "\r", "\r\n", "\u2028", "\u00a0", "\u3000", "\u2000",
    "\u200b", "\ufeff", "\u2060", "\u00ad", "\u0301", "\u0323", "\u0344", "\u0301" * 31, "\u1100\u1161", "\u212b", "\uf900",
    "\x07", "\x1c", "\x7f", "\x85", "\uffff",
)  # fmt: skip
TEXTS = st.lists(st.lists(st.sampled_from(PARTS), max_size=12).map("".join), max_size=50)


@pytest.mark.parametrize(
    "definition",
    [TextDef(name="a", label=LABEL, length=9), TextAreaDef(name="a", label=LABEL, length=9)],
    ids=lambda one: one.type,
)
@given(texts=TEXTS)
def test_a_text_is_cleaned_and_refused_alike(
    helped: sa.Connection, definition: FieldDef, texts: list[str]
) -> None:
    kind = FIELD_TYPES[definition.type]
    rows = (
        sa.func.unnest(sa.literal(texts, sa.ARRAY(sa.Text())))
        .table_valued(sa.column("text", sa.Text()), with_ordinality="number")
        .render_derived()
    )
    kept = kind.from_formula_sql(rows.c.text, definition)
    found = helped.scalars(sa.select(kept).order_by(rows.c.number)).all()
    assert found == [_kept(kind, one, definition) for one in texts]


def _kept(kind: FieldType[Any, Any], text: str, definition: FieldDef) -> object:
    try:
        return kind.from_formula(text, definition)
    except ValueRefused:
        return None
