"""Values as people read them."""

import pytest

from objectry.runtime.texts.values import size_text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1 KB"), (150_000, "146 KB"), (1_572_864, "1.5 MB")],
)
def test_sizes_of_files_are_rounded(size: int, text: str) -> None:
    assert size_text(size) == text
