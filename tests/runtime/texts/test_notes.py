"""The text of a note in pieces: names of those who are mentioned, addresses, and all else as it was written."""

from objectry.runtime.texts.notes import excerpt_of, shown_text


def test_the_longest_name_is_meant() -> None:
    parts = shown_text("a @Sam Smith, @Sam @Sam Smith", {"1": "Sam", "2": "Sam Smith", "3": None})
    assert [(one.text, one.to) for one in parts] == [
        ("a ", ""), ("@Sam Smith", "/o/user/2"), (", ", ""), ("@Sam", "/o/user/1"), (" ", ""),
        ("@Sam Smith", "/o/user/2"),
    ]  # fmt: skip


def test_addresses_end_before_the_sentence_does() -> None:
    parts = shown_text("见https://a.example/b?c=1。(http://x.example/y). ftp://z javascript:1", {})
    assert [one.to for one in parts if one.to] == ["https://a.example/b?c=1", "http://x.example/y"]
    assert "".join(one.text for one in parts).endswith("). ftp://z javascript:1")


def test_an_excerpt_is_one_short_line() -> None:
    assert excerpt_of("a\n\n b") == "a b"
    assert len(excerpt_of("字" * 500)) == 140
