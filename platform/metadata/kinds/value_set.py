"""The `value_set` kind: select values shared by several fields (global picklist)."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from objectry.metadata.documents import ApiName, Definition, Label
from objectry.metadata.field_types.choice import ChoiceDef
from objectry.metadata.field_types.choices import refuse_doubled_choices
from objectry.metadata.kinds.interface import Kind


class ValueSetDef(Definition):
    """A named list of select values."""

    value_set: ApiName
    """The API name."""
    label: Label
    """What administrators read."""
    values: Annotated[tuple[ChoiceDef, ...], Field(min_length=1, max_length=2_000)]
    """The values in their order."""

    @model_validator(mode="after")
    def _refuse_doubles(self) -> Self:
        refuse_doubled_choices(self.values)
        return self


VALUE_SET = Kind(
    name="value_set",
    title=Label(zh="全局选项集", en="Value set"),
    model=ValueSetDef,
    identity=lambda definition: definition.value_set,
    setup_page="/setup/value-sets",
)
