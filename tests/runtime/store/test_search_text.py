"""What full-text search takes from a text."""

import time

from objectry.runtime.store.search_text import search_text


def test_marks_that_no_letter_has_end_the_text() -> None:
    begun = time.thread_time()
    assert search_text("金桥 e" + "\u0323\u0301" * 10_000).startswith("金 桥")
    assert time.thread_time() - begun < 0.05
