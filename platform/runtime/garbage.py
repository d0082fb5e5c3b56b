"""Python's collector of cyclic garbage, kept quiet where it would search in vain."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector from searching, over and over, what is made in large numbers, to stay or to go all at once.

    It took half of the time in which the metadata of 500 objects are loaded, and an eighth of an import, and found
    nothing. Who comes while another thread keeps it quiet shares its silence, and no more: that only costs time.
    """
    was_searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_searching:
            gc.enable()
