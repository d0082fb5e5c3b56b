"""What commands print: sentences, and the progress of long work as a bar on a terminal and as plain lines elsewhere."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from tqdm import tqdm

from objectry.formula.messages import Language, Message
from objectry.runtime.cli import messages
from objectry.runtime.errors import BadRequest
from objectry.runtime.progress import Progress

PLAIN_STEP = 0.1
"""Where no terminal shows a bar, a line is printed for each tenth of the work."""


def say(text: str, error: bool = False) -> None:
    """Print a line. Signs that the terminal cannot show are replaced."""
    stream = sys.stderr if error else sys.stdout
    if stream is None:  # it was closed by whoever started the command
        return
    encoding = stream.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), file=stream)


def tell(language: Language, message: Message, **params: object) -> None:
    """Print a message."""
    say(message.text(language, params))


def demand_writable(file: Path) -> None:
    """Raise BadRequest for a file that cannot be written: long work should not end with finding that out."""
    place = file if file.exists() else file.parent
    if file.is_dir() or not place.exists() or not os.access(place, os.W_OK):
        raise BadRequest(messages.FILE_UNUSABLE, {"file": file})


@contextmanager
def complete_file(file: Path) -> Iterator[BinaryIO]:
    """A file to be written, which is there when it is complete, or not at all."""
    with TemporaryDirectory(prefix=".objectry-", dir=file.parent) as folder:
        draft = Path(folder) / file.name
        with draft.open("xb") as out:
            yield out
        draft.replace(file)


def language_of_terminal() -> Language:
    """The language that the environment asks for; English unless it is Chinese."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].startswith("zh") else "en"
    return "en"


def progress(label: str) -> Progress:
    """Something to report progress to."""
    return _bar(label) if sys.stderr.isatty() else _lines(label)


def _bar(label: str) -> Progress:
    bar = tqdm(desc=label, unit="", leave=True)

    def report(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)
        if done >= total:
            bar.close()

    return report


def _lines(label: str) -> Progress:
    told = -1

    def report(done: int, total: int) -> None:
        nonlocal told
        step = 10 if total == 0 else int(done / total / PLAIN_STEP)
        if step > told:
            told = step
            say(f"{label}: {done}/{total}", error=True)

    return report
