"""Formulas that libFuzzer makes of our cases, led by the branches of the code that they reach.

    python -m tests.formula.fuzz [SECONDS]     600 without a number

Whatever it is made of, a formula is refused as such or computed, and takes 50 ms at most. What is not stops the run, and
is left in a file whose name libFuzzer tells.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["objectry.formula"]):
    from objectry.formula.functions.declare import Profile
    from objectry.formula.functions.listing import FUNCTIONS
    from tests.formula.cases import TABLES
    from tests.formula.hostility import LIMIT, quickest, tried
    from tests.formula.test_hostile import ALPHABET, HARMFUL

SECONDS = 600
"""How long a run takes unless another time is asked for."""
_PROFILES = tuple(Profile)
_LONGEST = 500
"""Bytes of an input. Longer ones reach no other branches, and thousands of valid signs take as long to read as they take."""


def one_input(data: bytes) -> None:
    """Try one formula: the first byte chooses the profile. Raises whatever is raised, and AssertionError for a slow one."""
    profile = _PROFILES[data[0] % len(_PROFILES)] if data else _PROFILES[0]
    text = data[1:].decode("utf-8", "replace")
    if quickest(text, profile) > LIMIT:
        seconds = _alone(text, profile)
        assert seconds <= LIMIT, f"{seconds:.3f} s in profile {profile.value}: {text}"


def _alone(text: str, profile: Profile) -> float:
    """The time in a process whose code counts no branches, which takes several times as long."""
    command = [sys.executable, "-m", "tests.formula.hostility", profile.value]
    done = subprocess.run(
        command,
        input=text,
        text=True,
        encoding="utf-8",
        errors="surrogatepass",
        capture_output=True,
        check=True,
    )
    return float(done.stdout)


def _corpus(folder: Path) -> Path:
    """The texts of all cases, one a file."""
    folder.mkdir()
    texts = [(case.profile, case.text) for cases in TABLES.values() for case in cases]
    texts += [
        (profile, text)
        for text in HARMFUL.values()
        for profile in _PROFILES
        if len(text) < _LONGEST
    ]
    for at, (profile, text) in enumerate(texts):
        data = bytes([_PROFILES.index(profile)]) + text.encode("utf-8", "replace")
        (folder / str(at)).write_bytes(data)
    return folder


def _dictionary(file: Path) -> Path:
    """The words of the language, as libFuzzer reads them: bytes that are no plain letters by their numbers."""
    names = {name for known in FUNCTIONS.values() for name in known}
    words = [word.encode("utf-8", "replace") for word in sorted({*ALPHABET, *names})]
    lines = ("".join(f"\\x{byte:02X}" for byte in word) for word in words)
    file.write_text("".join(f'"{line}"\n' for line in lines), encoding="ascii")
    return file


def main() -> None:
    """Run libFuzzer, which ends the process."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    folder = Path(tempfile.mkdtemp(prefix="objectry-fuzz-"))
    corpus, words = _corpus(folder / "corpus"), _dictionary(folder / "words")
    for profile in _PROFILES:
        tried(
            "PINYIN(name)", profile
        )  # what is loaded when it is first needed takes its time once
    options = (
        f"-max_total_time={seconds}",
        f"-max_len={_LONGEST}",
        f"-dict={words}",
        "-timeout=10",
        "-print_final_stats=1",
    )
    atheris.Setup([sys.argv[0], *options, str(corpus)], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
