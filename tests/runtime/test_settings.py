"""Settings come from the environment, and nothing in it is passed over in silence."""

import pytest

from objectry.metadata.problems import MetadataError
from objectry.runtime.settings import read_settings


def test_a_variable_sets_what_it_is_named_after() -> None:
    assert read_settings({"OBJECTRY_BULK_LIMIT": "3", "HOME": "/root"}).bulk_limit == 3


def test_what_a_command_was_given_comes_before_the_environment() -> None:
    assert read_settings({"OBJECTRY_PORT": "1"}, port=2, host=None).port == 2


@pytest.mark.parametrize(
    ("name", "hint"),
    [("OBJECTRY_BULK_LIMT", "OBJECTRY_BULK_LIMIT"), ("OBJECTRY_QQQ", ""), ("OBJECTRY_", "")],
)
def test_a_misspelt_variable_is_told_with_the_nearest_setting(name: str, hint: str) -> None:
    with pytest.raises(MetadataError) as caught:
        read_settings({name: "3"})
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.file, problem.hint) == ("setting_unknown", name, hint)


@pytest.mark.parametrize("value", ["0", "x", "1.5", ""])
def test_a_value_that_cannot_be_is_told_with_its_variable(value: str) -> None:
    with pytest.raises(MetadataError) as caught:
        read_settings({"OBJECTRY_BULK_LIMIT": value})
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.file) == ("setting_wrong", "OBJECTRY_BULK_LIMIT")
