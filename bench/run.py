"""Measure the generated API beside the hand-written one, in one run: `python -m bench.run`.

Rounds of all sides take turns (A B A B ...), so that what else happens on the machine hits them
alike, and the medians of the rounds are printed. Servers run on one core, the client on another.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.client import ask, measure
from bench.server import Server, cores, free_port, running
from bench.sides import SIDES, Operation, Side, Sizes

WARM_UP = 0.5
"""Seconds that each operation runs before the first round."""


@dataclass(frozen=True, slots=True)
class Round:
    """One measurement of one operation."""

    rate: float
    p50: float
    p99: float
    cpu: float
    """Processor time of the server for one request, in milliseconds."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a row of the table is about."""

    operation: str
    concurrency: int
    side: str


Results = Mapping[Key, Round]


def one_round(server: Server, operation: Operation, concurrency: int, seconds: float) -> Round:
    """Load a server with one operation."""
    before = server.cpu_seconds()
    got = measure(server.port, operation.load, concurrency, seconds)
    used = server.cpu_seconds() - before
    share = used / len(got.latencies) * 1000
    return Round(got.rate, got.percentile(0.5), got.percentile(0.99), share)


def middle(rounds: Sequence[Round]) -> Round:
    """The medians of rounds, each figure by itself."""
    return Round(
        median(each.rate for each in rounds),
        median(each.p50 for each in rounds),
        median(each.p99 for each in rounds),
        median(each.cpu for each in rounds),
    )


def check(side: Side, server: Server, names: Iterable[str]) -> None:
    """Ask for each operation once and see whether the answer holds what it must."""
    for name in names:
        operation = side.operations[name]
        answer = json.loads(ask(server.port, operation.load))
        if not operation.proof(answer):
            raise SystemExit(f"{side.name}: {name} answered {str(answer)[:500]}")


def compare(
    sides: Sequence[Side],
    names: Sequence[str],
    concurrencies: Sequence[int],
    rounds: int,
    seconds: float,
) -> Results:
    """Measure all operations of all sides in turns."""
    serving, asking = cores()
    with ExitStack() as stack:
        servers: list[tuple[Side, Server]] = []
        for side in sides:
            port = free_port()
            command = [part.replace("{port}", str(port)) for part in side.command]
            started = running(command, port, side.environment, serving)
            servers.append((side, stack.enter_context(started)))
        own = os.sched_getaffinity(0)
        os.sched_setaffinity(0, asking)
        stack.callback(os.sched_setaffinity, 0, own)
        for side, server in servers:
            check(side, server, names)
        results = {}
        for name in names:
            for concurrency in concurrencies:
                taken: dict[str, list[Round]] = {side.name: [] for side in sides}
                for number in range(rounds + 1):
                    time = seconds if number else min(WARM_UP, seconds)
                    for side, server in servers:
                        figures = one_round(server, side.operations[name], concurrency, time)
                        if number:
                            taken[side.name].append(figures)
                for side in sides:
                    key = Key(name, concurrency, side.name)
                    results[key] = middle(taken[side.name])
                    print(row(key, results, sides[0].name), flush=True)
        for side, server in servers:
            start, memory = server.started_in, server.memory_mb()
            print(f"{side.name}: first answer after {start:.2f} s, {memory:.0f} MB at the end")
    return results


HEAD = "operation    c   side         req/s      of it   p50 ms   p99 ms   cpu ms"


def row(key: Key, results: Results, limit: str) -> str:
    """A line of the table. "of it" is the share of the first side's requests per second."""
    figures = results[key]
    share = figures.rate / results[Key(key.operation, key.concurrency, limit)].rate
    return (
        f"{key.operation:<10} {key.concurrency:>3}   {key.side:<10} {figures.rate:>7,.0f} "
        f"{share:>9.2f}x {figures.p50:>8.2f} {figures.p99:>8.2f} {figures.cpu:>8.2f}"
    )


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """What to measure, from the command line."""
    parser = argparse.ArgumentParser(prog="bench.run", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="customers")
    parser.add_argument("--opportunities", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=3.0, help="length of a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--concurrency", default="1,32", help="connections, e.g. 1,32")
    parser.add_argument("--only", default="get,list,create,update,search,aggregate")
    parser.add_argument("--sides", default=",".join(SIDES), help="the first one is the measure")
    parser.add_argument("--folder", type=Path, help="where the databases are made (default: new)")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> None:
    """Make the data, measure, and print the table."""
    asked = arguments(given)
    sizes = Sizes(asked.rows, asked.opportunities)
    print(f"{sizes.rows:,} customers, {sizes.opportunities:,} opportunities, SQLite, one worker;")
    print(f"medians of {asked.rounds} rounds of {asked.seconds} s, sides in turn", flush=True)
    with tempfile.TemporaryDirectory(prefix="objectry-bench-", dir=asked.folder) as folder:
        sides = [SIDES[name](Path(folder), sizes) for name in asked.sides.split(",")]
        print(HEAD, flush=True)
        compare(
            sides,
            asked.only.split(","),
            [int(number) for number in asked.concurrency.split(",")],
            asked.rounds,
            asked.seconds,
        )


if __name__ == "__main__":
    main()
