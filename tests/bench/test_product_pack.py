"""The pack that the product is measured with: the same fields and rules as the hand-written side."""

from pathlib import Path

from bench.limit import rules
from bench.limit.schema import customer, opportunity
from bench.pack import write_pack
from objectry.metadata.field_types.select import SelectDef
from objectry.metadata.field_types.text import TextDef
from objectry.metadata.field_types.textarea import TextAreaDef
from objectry.runtime.api.organization import check

PACK = Path(__file__).parents[2] / "bench" / "product" / "pack"
INTERNAL = {"version", "deleted_at"}
"""Columns of the hand-written tables that are no fields of the product."""


def test_the_pack_has_the_columns_of_the_hand_written_tables() -> None:
    catalog = check([PACK])
    for table in (customer, opportunity):
        columns = {column.name for column in table.c} - INTERNAL
        assert columns <= set(catalog.objects[table.name].fields), table.name


def test_the_pack_has_the_choices_and_lengths_of_the_hand_written_rules() -> None:
    fields = check([PACK]).objects["customer"].fields
    for name, choices in rules.CHOICES.items():
        select = fields[name].definition
        assert isinstance(select, SelectDef)
        assert tuple(value.value for value in select.values) == choices
    for name, length in rules.LONGEST.items():
        text = fields[name].definition
        assert isinstance(text, TextDef | TextAreaDef)
        assert text.length == length, name


def test_a_generated_pack_is_a_valid_pack(tmp_path: Path) -> None:
    write_pack(tmp_path / "generated", 3)
    catalog = check([tmp_path / "generated"])
    for number in range(3):
        own = [
            name
            for name, field in catalog.objects[f"thing_00{number}"].fields.items()
            if field.definition.label.en.startswith("Field ")
        ]
        assert len(own) == 25
