"""The command on speed: bench. The benchmarks lie beside the source and are no part of an installed package."""

import argparse
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from objectry.formula.messages import Language
from objectry.runtime.cli import messages
from objectry.runtime.cli import usage_messages as usage
from objectry.runtime.cli.usage import Commands
from objectry.runtime.errors import BadRequest
from objectry.runtime.settings import Settings

SOURCE = Path(__file__).resolve().parents[3]
"""The checkout that this module belongs to, or some other folder when it was installed."""
MODULES: Mapping[str, str] = MappingProxyType(
    {
        "api": "run", "growth": "growth", "start": "startup", "import": "importing", "formulas": "formulas",
        "pages": "pages",
    }
)  # fmt: skip
"""What can be measured, and the module of `bench` that does it."""


def add_commands(commands: Commands) -> None:
    """Add the command."""
    bench = commands.add("bench", usage.BENCH)
    bench.add("what", choices=tuple(MODULES), meaning=usage.BENCH_WHAT)
    bench.add("options", nargs=argparse.REMAINDER, metavar="OPTION", meaning=usage.BENCH_OPTIONS)
    bench.runs(run_bench)


def run_bench(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Measure in a process of its own, on databases that it makes itself."""
    if not (SOURCE / "bench" / "run.py").is_file():
        raise BadRequest(messages.BENCH_MISSING)
    command = [sys.executable, "-m", f"bench.{MODULES[given.what]}", *given.options]
    done = subprocess.run(command, cwd=SOURCE, check=False)  # noqa: S603 - the words are ours and the operator's
    return 0 if done.returncode == 0 else 1
