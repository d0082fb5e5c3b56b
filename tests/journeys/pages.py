"""Pages of the documentation as data: their blocks, and the files that they tell the reader to write."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(
    r"(?:`(?P<file>[\w/-]+\.\w+)`[^\n`]*(?:\n[^\n`]+)?[:：]\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its language, its text, and the file that it shall stand in, if the line before names one."""

    kind: str
    text: str
    file: str = ""


def blocks(page: str) -> list[Block]:
    """The blocks of a page, from top to bottom. `page` is its path from the root of the repository."""
    text = (ROOT / page).read_text("utf-8")
    return [
        Block(found["kind"], found["text"], found["file"] or "") for found in BLOCK.finditer(text)
    ]


def lines(text: str) -> list[str]:
    """The commands of a shell block. One goes on in the next line behind a backslash, and inside of quotes."""
    found = [""]
    for line in text.replace("\\\n", " ").splitlines():
        unfinished = found[-1].count("'") % 2 == 1
        found = [*found[:-1], f"{found[-1]}\n{line}"] if unfinished else [*found, line]
    return found[1:]
