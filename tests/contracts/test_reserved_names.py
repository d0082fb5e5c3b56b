"""No pack can hide a path of the API, a table of the platform or a key of an answer behind a name of its own."""

import re
from contextlib import closing

from objectry.metadata.documents import NAME_PATTERN
from objectry.metadata.reserved import API_WORDS, SEPARATOR, free_field_name, free_object_name
from objectry.metadata.system_fields import RESERVED
from objectry.runtime.api.organization import Organization, check
from objectry.runtime.database.system_tables import SYSTEM
from objectry.runtime.settings import Settings
from objectry.runtime.web.app import build_app
from objectry.runtime.web.handlers import API


def test_every_word_in_the_place_of_an_object_is_reserved() -> None:
    with closing(Organization(Settings())) as organization:
        paths = [getattr(route, "path", "") for route in build_app(organization).routes]
    first = {path.removeprefix(API).split("/")[1] for path in paths if path.startswith(API)}
    words = {word for word in first if re.fullmatch(NAME_PATTERN, word)}
    assert words == API_WORDS
    assert all(free_object_name(word) != word for word in words)


def test_no_object_can_be_named_like_a_system_table() -> None:
    assert all(free_object_name(name) != name for name in SYSTEM.tables)


def test_the_names_that_come_with_the_product_are_free() -> None:
    catalog = check([])
    for name, thing in catalog.objects.items():
        assert free_object_name(name) == name
        assert all(free_field_name(field) == field for field in thing.fields)
    assert all(SEPARATOR not in name for name in RESERVED)
