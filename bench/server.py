"""A server under measurement: a process of its own, pinned to one core where there is a choice."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_HELLO = b"GET /api/v1/ HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n"
STARTING = 120.0
"""Seconds that a server may take until it answers."""
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    pid: int
    port: int
    started_in: float
    """Seconds from the start of the process to its first answer."""

    def cpu_seconds(self) -> float:
        """The processor time that it has used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory_mb(self) -> float:
        """Its resident memory, in megabytes of 10^6 bytes."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGESIZE") / 1e6


def free_port() -> int:
    """A port of the loopback interface that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def cores() -> tuple[set[int], set[int]]:
    """The cores for servers and for the client: apart when there are at least two."""
    given = sorted(os.sched_getaffinity(0))
    return ({given[0]}, {given[1]}) if len(given) > 1 else (set(given), set(given))


@contextmanager
def running(
    command: Sequence[str], port: int, environment: Mapping[str, str], pinned: set[int]
) -> Iterator[Server]:
    """Start a server, wait until it answers, and stop it at the end."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        os.sched_setaffinity(process.pid, pinned)
        _wait(process, port)
        yield Server(process.pid, port, time.perf_counter() - begun)
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server answers anything at all."""
    limit = time.monotonic() + STARTING
    while time.monotonic() < limit:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with code {process.returncode}")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=STARTING) as probe:
                probe.sendall(_HELLO)
                if probe.recv(12):
                    return
        except ConnectionError:
            time.sleep(0.01)
    raise RuntimeError("the server did not answer in time")
