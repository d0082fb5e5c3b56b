"""The body of an upload, taken apart while it comes in: `multipart/form-data` (RFC 7578), or one file as it is."""

from typing import Protocol
from urllib.parse import unquote

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from objectry.runtime.api.files import Admission, Received, Receiving, messages
from objectry.runtime.errors import BadRequest, TooLarge

MOST = 50
"""Files in one upload: as many as one field holds."""
HEADER = 4_096
"""Bytes of one header of a part."""


class Upload(Protocol):
    """One request that brings files. Ends with `discard`, whatever has happened."""

    def write(self, chunk: bytes) -> None:
        """Take the next bytes of the body."""

    def finish(self) -> list[Received]:
        """The files, now that the body is complete."""

    def discard(self) -> None:
        """Leave nothing behind of what has not been placed."""


def upload_of(request: Request, admission: Admission) -> Upload:
    """What reads the body of this request."""
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data":
        return _Single(admission, request.headers.get("x-file-name", ""))
    return _Multipart(admission, options.get(b"boundary", b""))


class _Single:
    """A body that is a file."""

    def __init__(self, admission: Admission, name: str) -> None:
        if not name:
            raise BadRequest(messages.FILE_NAME_MISSING)
        self._file = admission.receive(unquote(name, errors="replace"))

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)

    def finish(self) -> list[Received]:
        return [self._file.finish()]

    def discard(self) -> None:
        self._file.discard()


class _Multipart:
    """A body of several parts, each of which is a file."""

    def __init__(self, admission: Admission, boundary: bytes) -> None:
        self._admission = admission
        self._files: list[Receiving] = []
        self._received: list[Received] = []
        self._headers: dict[bytes, bytes] = {}
        self._name = self._value = b""
        self._ended = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._header_name,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_end,
                    "on_headers_finished": self._open,
                    "on_part_data": self._data,
                    "on_part_end": self._close,
                    "on_end": self._end,
                },
                max_header_size=HEADER,
            )
        except FormParserError:
            raise BadRequest(messages.UPLOAD_WRONG) from None
        if not boundary:
            raise BadRequest(messages.UPLOAD_WRONG)

    def write(self, chunk: bytes) -> None:
        try:
            self._parser.write(chunk)
        except FormParserError:
            raise BadRequest(messages.UPLOAD_WRONG) from None

    def finish(self) -> list[Received]:
        if not self._ended or not self._received:
            raise BadRequest(messages.UPLOAD_WRONG)
        return self._received

    def discard(self) -> None:
        for one in self._files:
            one.discard()

    # What the parser calls ------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if len(self._files) >= MOST:
            raise TooLarge(messages.UPLOAD_TOO_MANY, {"limit": MOST})
        self._headers = {}

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _open(self) -> None:
        """A part begins to bring content: from here on it must be a file with a name."""
        given = _file_name(self._headers.get(b"content-disposition", b""))
        if not given:
            raise BadRequest(messages.UPLOAD_WRONG)
        self._files.append(self._admission.receive(given))

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._files[-1].write(data[start:end])

    def _close(self) -> None:
        self._received.append(self._files[-1].finish())

    def _end(self) -> None:
        self._ended = True


def _file_name(disposition: bytes) -> str:
    """The name in `form-data; name="files"; filename="…"`. Browsers write it as plain UTF-8, a quote in it as %22."""
    _, options = parse_options_header(disposition)
    return options.get(b"filename", b"").decode("utf-8", "replace").replace("%22", '"')
