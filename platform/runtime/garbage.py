"""Python's collector of cyclic garbage, kept quiet where it would search in vain."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_quiet = 0


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector from searching, over and over, what is made in large numbers, to stay or to go all at once.

    It took half of the time in which the metadata of 500 objects are loaded, and an eighth of an import, and found
    nothing. Several threads may be quiet at the same time: the last one wakes it.
    """
    global _quiet
    with _lock:
        _quiet += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _quiet -= 1
            if not _quiet:
                gc.enable()
