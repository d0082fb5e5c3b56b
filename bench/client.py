"""A load generator that costs little: prepared bytes over keep-alive connections, one event loop.

Each connection sends its next request as soon as the answer to the last one is complete. Answers
must carry a Content-Length; a status that was not expected ends the measurement.
"""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Load:
    """What to send: `request` makes the bytes of the next request, `status` is expected back."""

    request: Callable[[], bytes]
    status: int


@dataclass(frozen=True, slots=True)
class Measured:
    """The result of one measurement: times in seconds, latencies ascending."""

    seconds: float
    latencies: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """The latency, in milliseconds, that `share` (0 to 1) of the requests did not exceed."""
        place = min(int(len(self.latencies) * share), len(self.latencies) - 1)
        return self.latencies[place] * 1000


class Unexpected(Exception):
    """An answer that the load does not expect: a status, a missing length, a lost connection."""


class _Connection(asyncio.Protocol):
    """One keep-alive connection: sends until the deadline, then waits for its last answer."""

    def __init__(self, load: Load, deadline: float, latencies: list[float]) -> None:
        self._load = load
        self._expected = str(load.status).encode()
        self._deadline = deadline
        self._latencies = latencies
        self._buffer = b""
        self._needed = 0
        self._sent = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        """Collect an answer; when it is complete, note its time and send the next request."""
        self._buffer = self._buffer + data if self._buffer else data
        if not self._needed and not self._head():
            return
        if len(self._buffer) < self._needed:
            return
        now = time.perf_counter()
        self._latencies.append(now - self._sent)
        self._buffer, self._needed = b"", 0
        if now < self._deadline:
            self._send()
        else:
            self._finish(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """A connection that the server closes before the deadline is a failure."""
        self._finish(Unexpected(f"the server closed a connection: {exc}"))

    def _send(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(self._load.request())

    def _head(self) -> bool:
        """Read the head of an answer, when all of it has come. False: nothing more to read now."""
        end = self._buffer.find(_END)
        if end < 0:
            return False
        length = _LENGTH.search(self._buffer, 0, end)
        if self._buffer[9:12] != self._expected or length is None:
            self._finish(Unexpected(self._buffer[:2000].decode(errors="replace")))
            return False
        self._needed = end + len(_END) + int(length[1])
        return True

    def _finish(self, failure: Unexpected | None) -> None:
        if self.done.done():
            return
        if failure is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(failure)
        self._transport.close()


def measure(port: int, load: Load, concurrency: int, seconds: float) -> Measured:
    """Send as fast as answers come, on `concurrency` connections, for about `seconds`."""
    return asyncio.run(_measure(port, load, concurrency, seconds))


async def _measure(port: int, load: Load, concurrency: int, seconds: float) -> Measured:
    loop = asyncio.get_running_loop()
    latencies: list[float] = []
    begun = time.perf_counter()
    connections = [
        await loop.create_connection(
            lambda: _Connection(load, begun + seconds, latencies), "127.0.0.1", port
        )
        for _ in range(concurrency)
    ]
    try:
        await asyncio.gather(*(connection.done for _, connection in connections))
    finally:
        for transport, _ in connections:
            transport.abort()  # one that failed leaves the others in the middle of an answer
        await asyncio.sleep(0)
    return Measured(time.perf_counter() - begun, tuple(sorted(latencies)))


def request_bytes(
    method: str, target: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {target} HTTP/1.1", "host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines += ["content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def ask(port: int, load: Load) -> bytes:
    """Send one request of a load and give back the body of its answer."""
    head, _, body = load.request().partition(_END)
    first, *rest = head.decode().split("\r\n")
    method, target, _ = first.split(" ")
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = dict(line.split(": ", 1) for line in rest)
    try:
        connection.request(method, target, body or None, headers)
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    if answer.status != load.status:
        raise Unexpected(f"{first}: {answer.status} {content[:2000].decode(errors='replace')}")
    return content
