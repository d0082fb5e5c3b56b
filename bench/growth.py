"""Whether lists and single records cost the same however many records there are: `python -m bench.growth`.

One database for each size, all of them served at once; rounds take turns. The figure that counts is
the median time of an answer at the largest size over that at the smallest.
"""

import argparse
import os
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.run import Round, check, middle, one_round
from bench.server import Server, cores, free_port, running
from bench.sides import Side, Sizes, product_side

OPERATIONS = ("get", "list")
OPPORTUNITIES = 1_000


def main(given: Sequence[str] | None = None) -> None:
    """Measure and print a line for each operation and size."""
    parser = argparse.ArgumentParser(prog="bench.growth", description=__doc__)
    parser.add_argument("--rows", default="1000,100000,1000000", help="sizes, e.g. 1000,100000")
    parser.add_argument("--seconds", type=float, default=3.0, help="length of a round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="where the databases are made (default: new)")
    asked = parser.parse_args(given)
    sizes = [int(number) for number in asked.rows.split(",")]
    with tempfile.TemporaryDirectory(prefix="objectry-bench-", dir=asked.folder) as folder:
        sides = [_side(Path(folder), size) for size in sizes]
        print("operation   customers   p50 ms   p99 ms   cpu ms   of the smallest", flush=True)
        _compare(sizes, sides, asked.rounds, asked.seconds)


def _side(folder: Path, size: int) -> Side:
    own = folder / str(size)
    own.mkdir()
    return product_side(own, Sizes(size, min(size, OPPORTUNITIES)))


def _compare(sizes: Sequence[int], sides: Sequence[Side], rounds: int, seconds: float) -> None:
    serving, asking = cores()
    with ExitStack() as stack:
        servers: list[Server] = []
        for side in sides:
            port = free_port()
            command = [part.replace("{port}", str(port)) for part in side.command]
            servers.append(stack.enter_context(running(command, port, side.environment, serving)))
        own = os.sched_getaffinity(0)
        os.sched_setaffinity(0, asking)
        stack.callback(os.sched_setaffinity, 0, own)
        for side, server in zip(sides, servers, strict=True):
            check(side, server, OPERATIONS)
        for name in OPERATIONS:
            taken: list[list[Round]] = [[] for _ in sides]
            for number in range(rounds + 1):
                for place, (side, server) in enumerate(zip(sides, servers, strict=True)):
                    figures = one_round(server, side.operations[name], 1, seconds)
                    if number:  # the first round warms up
                        taken[place].append(figures)
            medians = [middle(figures) for figures in taken]
            for size, figures in zip(sizes, medians, strict=True):
                share = figures.p50 / medians[0].p50
                print(
                    f"{name:<9} {size:>11,} {figures.p50:>8.2f} {figures.p99:>8.2f}"
                    f" {figures.cpu:>8.2f} {share:>16.2f}x",
                    flush=True,
                )


if __name__ == "__main__":
    main()
