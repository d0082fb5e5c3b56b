"""The reference in docs is complete and up to date: it is what `make docs` writes."""

import re
from pathlib import Path
from typing import Annotated, Any

import pytest
import yaml
from pydantic import BaseModel, TypeAdapter

from objectry.metadata.field_types.listing import FIELD_TYPES
from objectry.metadata.kinds.listing import KINDS
from objectry.runtime.settings import PREFIX, Settings, read_settings
from objectry.runtime.transfer.mapping import MappingDef
from scripts.schema_words import in_variable, in_yaml
from scripts.write_reference import FOLDER, HEAD, PAGES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_the_code_says(name: str) -> None:
    page = (FOLDER / name).read_text(encoding="utf-8")
    assert page == HEAD + PAGES[name](), "run: make docs"


DEFINITIONS = sorted(
    {type_.definition for type_ in FIELD_TYPES.values()}
    | {kind.model for kind in KINDS.values()}
    | {MappingDef},
    key=lambda model: model.__name__,
)


@pytest.mark.parametrize("model", DEFINITIONS)
def test_a_default_is_printed_as_an_author_writes_it(model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        if not field.is_required() and (shown := in_yaml(field.get_default())):
            read: TypeAdapter[Any] = TypeAdapter(Annotated[field.annotation, field])  # type: ignore[arg-type]
            assert read.validate_python(yaml.safe_load(shown)) == field.get_default(), (
                name,
                shown,
            )


def test_a_default_of_a_setting_is_printed_as_it_stands_in_the_environment() -> None:
    defaults = Settings()
    shown = {
        PREFIX + name.upper(): in_variable(getattr(defaults, name))
        for name in Settings.model_fields
    }
    assert read_settings(shown) == defaults


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("metadata.md", "`private`, `public_read`, `public_read_write`, `controlled_by_parent`"),
        ("metadata.md", "mapping of API name to `hidden`, `read`, `edit`"),
        ("field-types.md", "`none`, `year`, `month`, `day`"),
        ("field-types.md", "`clear`, `forbid`"),
        ("mapping.md", "`create`, `update`, `upsert`"),
    ],
)
def test_the_values_that_an_option_takes_are_listed(page: str, words: str) -> None:
    assert words in PAGES[page]()


def test_no_page_is_left_over() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == set(PAGES)


def test_every_setting_has_a_reader() -> None:
    sources = [path for path in (ROOT / "platform").rglob("*.py") if path.name != "settings.py"]
    code = "\n".join(path.read_text("utf-8") for path in sources)
    unread = [name for name in Settings.model_fields if not re.search(rf"\b{name}\b", code)]
    assert unread == []
