"""Several files in one text: a YAML stream in which each document is one file.

    --- # file: workshop/pack.yaml
    pack: workshop
    --- # file: workshop/repair.yaml
    object: repair

A document may leave its file unnamed (`---` alone); it is then named after what it defines. The documents after a
`pack.yaml` belong to that pack; those of another folder only if the pack names it in `continued_in`. Files come out
exactly as they went in, their own leading `---` included: a marker opens a new file only behind some content.
"""

import re
from collections.abc import Iterable, Iterator

from objectry.metadata import messages, source_messages
from objectry.metadata.problems import MetadataError, Place, Problem
from objectry.metadata.sources import PACK_FILE, Source, proper_name

_MARKER = re.compile(rb"---[ \t]*(?:#(?P<remark>.*))?")
_BLANKS = b" \t\r"
_NAMED = b"file:"
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_NO_CONTENT = re.compile(rb"[ \t\r]*(?:#.*|%.*)?")


def read_stream(body: bytes, most: int) -> tuple[Source, ...]:
    """The files of a stream, `most` at most. Raises MetadataError for names that are no paths inside a pack."""
    found: list[Source] = []
    problems: list[Problem] = []
    folder = ""
    for number, (given, content) in enumerate(_split(body.removeprefix(b"\xef\xbb\xbf")), start=1):
        if number > most:
            problems.append(Problem(messages.STREAM_FILES, Place(f"{number}"), {"limit": most}))
            break
        written = given.decode("utf-8", "backslashreplace")  # a backslash is refused
        if written and not proper_name(written):
            shown = written[:100].encode("ascii", "backslashreplace").decode()
            problems.append(Problem(messages.FILE_NAME, Place(f"{number}"), {"name": shown}))
        if written.rpartition("/")[2] == PACK_FILE:
            folder = written.removesuffix(PACK_FILE)
        apart = not written.startswith(folder)
        beside = written.partition("/")[0] if written and apart else ""
        name = written.removeprefix(folder)
        found.append(Source(written or f"{number}", content, name, beside))
    if not found:
        problems.append(Problem(source_messages.FILE_EMPTY, Place("1")))
    if problems:
        raise MetadataError(problems)
    return tuple(found)


def write_stream(sources: Iterable[Source]) -> str:
    """The stream of some files: `read_stream` gives them back."""
    return "".join(f"--- # file: {one.file}\n{one.content.decode()}" for one in sources)


def _split(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and content of each file."""
    name, lines, begun, filled = b"", list[bytes](), False, False
    for line in _LINE.findall(body):
        bare = line.rstrip(b"\n").rstrip(_BLANKS)
        marker = _MARKER.fullmatch(bare)
        if marker and (filled or not begun):
            if filled:
                yield name, b"".join(lines)
            name, lines, begun, filled = _name(marker["remark"] or b""), [], True, False
            continue
        lines.append(line)
        if not marker and not _NO_CONTENT.fullmatch(bare):
            begun = filled = True
    if begun:
        yield name, b"".join(lines)


def _name(remark: bytes) -> bytes:
    """The file that a remark names; empty for any other remark."""
    said = remark.strip(_BLANKS)
    return said.removeprefix(_NAMED).strip(_BLANKS) if said.startswith(_NAMED) else b""
