"""Names of files: what people called them, made safe to keep, show and send. No name ever becomes a path here."""

import unicodedata
from urllib.parse import quote

LONGEST = 200
"""Characters of a name."""
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that a name does not keep: controls, direction marks, half characters, line breaks."""
UNNAMED = "file"
"""What a file is called when nothing is left of its name."""


def clean_name(given: str) -> str:
    """The last part of a path, without anything invisible, at most `LONGEST` characters; its ending is kept."""
    seen = "".join(c for c in given if unicodedata.category(c) not in UNSEEN)
    last = unicodedata.normalize("NFC", seen).replace("\\", "/").rsplit("/", 1)[-1]
    name = " ".join(last.split()).strip(". ")
    if len(name) > LONGEST:
        ending = suffix(name)
        room = LONGEST - len(ending) - 1
        name = f"{name[:room].rstrip('. ')}.{ending}" if ending else name[:LONGEST].rstrip(". ")
    return name or UNNAMED


def suffix(name: str) -> str:
    """The ending of a name in small letters, without its dot; empty when there is none that could be one."""
    stem, dot, ending = name.rpartition(".")
    known = dot and stem and ending.isascii() and ending.isalnum() and len(ending) <= 10
    return ending.lower() if known else ""


def disposition(name: str) -> str:
    """The value of `Content-Disposition` that makes browsers save a file under its name (RFC 6266, RFC 5987)."""
    plain = "".join(
        c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
