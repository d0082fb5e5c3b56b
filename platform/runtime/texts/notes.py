"""The text of notes as people read it: addresses lead somewhere, and so do the names of those who are mentioned."""

import re
from collections.abc import Iterator, Mapping

from objectry.runtime.texts.values import Part, record_address

ADDRESS = re.compile(r"https?://[^\s<>\"'，。；、！？（）《》【】]+")
"""What is taken for an address in a text. It ends at blanks and at signs that stand in no address."""
BEHIND = ".,;:!?)]}"
"""Signs that end the sentence rather than the address."""
EXCERPT = 140
"""Characters of a note that a notification shows."""


def shown_text(text: str, mentioned: Mapping[str, str | None]) -> tuple[Part, ...]:
    """The pieces of a text. `mentioned` are the names of users by their IDs, None for those whom the reader may not know."""
    named = {f"@{name}": user for user, name in mentioned.items() if name}
    parts: list[Part] = []
    at = 0
    while found := [
        (text.find(name, at), -len(name), name) for name in named if name in text[at:]
    ]:
        start, _, name = min(found)  # the next one, and of several there the longest
        parts += _with_addresses(text[at:start])
        parts.append(Part(name, record_address("user", named[name])))
        at = start + len(name)
    return (*parts, *_with_addresses(text[at:]))


def excerpt_of(text: str) -> str:
    """The beginning of a note, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


def _with_addresses(text: str) -> Iterator[Part]:
    at = 0
    for found in ADDRESS.finditer(text):
        address = found[0].rstrip(BEHIND)
        if found.start() > at:
            yield Part(text[at : found.start()])
        yield Part(address, address)
        at = found.start() + len(address)
    if at < len(text):
        yield Part(text[at:])
