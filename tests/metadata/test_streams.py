"""Several files in one text: they come out as they went in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata.problems import MetadataError
from objectry.metadata.sources import Source, proper_name
from objectry.metadata.streams import read_stream, write_stream


def _read(text: str) -> list[tuple[str, str, str]]:
    return [(one.file, one.name, one.content.decode()) for one in read_stream(text.encode(), 9)]


def test_each_named_document_is_a_file_in_the_folder_of_its_pack() -> None:
    text = "--- # file: w/pack.yaml\npack: w\n--- # file: w/layouts/a.yaml\n# why\nlayout: a\n"
    assert _read(text) == [
        ("w/pack.yaml", "pack.yaml", "pack: w\n"),
        ("w/layouts/a.yaml", "layouts/a.yaml", "# why\nlayout: a\n"),
    ]


def test_documents_without_a_name_are_counted() -> None:
    assert _read("pack: w\n---\nobject: a\n--- # a remark\nobject: b") == [
        ("1", "", "pack: w\n"),
        ("2", "", "object: a\n"),
        ("3", "", "object: b"),
    ]


LINES = st.sampled_from(
    ["a: 1\n", "# c\n", "\n", "b: |\n", "  ---\n", "  --- # file: x.yaml\n", "é: \r\n", "%x\n"]
)
HEADS = st.sampled_from(
    ["", "---\n", "# c\n---\n", "--- # file: other.yaml\n", "%YAML 1.2\n---\n"]
)
TEXTS = st.builds(lambda head, lines: head + "k: v\n" + "".join(lines), HEADS, st.lists(LINES))


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_what_is_written_is_read_again(texts: list[str]) -> None:
    files = [Source(f"p/{n}.yaml", text.encode(), f"p/{n}.yaml") for n, text in enumerate(texts)]
    assert list(read_stream(write_stream(files).encode(), 9)) == files


@pytest.mark.parametrize(
    "name",
    ["../a.yaml", "/a.yaml", "a/../b.yaml", "a\\b.yaml", ".a.yaml", "a.txt", "a//b.yaml", "C:a.yaml",
     "a\x00.yaml", "a\u202e.yaml", "x" * 200 + ".yaml", "a/ b.yaml", "con./b.yaml", " "],
)  # fmt: skip
def test_a_name_never_leads_out_of_its_pack(name: str) -> None:
    assert not proper_name(name)


def test_wrong_names_are_told_all_at_once() -> None:
    with pytest.raises(MetadataError) as caught:
        _read("--- # file: ../a.yaml\na: 1\n--- # file: b.yaml\nb: 1\n--- # file: c\nc: 1\n")
    assert [(p.code, str(p.place)) for p in caught.value.problems] == [
        ("file_name", "1"),
        ("file_name", "3"),
    ]


def test_too_many_files_and_none_are_refused() -> None:
    for text, code in (
        ("a: 1\n---\n" * 10, "stream_files"),
        ("", "file_empty"),
    ):
        with pytest.raises(MetadataError) as caught:
            _read(text)
        assert caught.value.problems[0].code == code
