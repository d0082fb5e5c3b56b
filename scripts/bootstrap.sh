#!/bin/sh
# Makes the virtual environment .venv and puts the pinned package manager into it.
#   scripts/bootstrap.sh PYTHON UV_VERSION
set -eu

python=$1
uv_version=$2

stop() {
    echo "$1" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 ||
    stop "There is no $python here. On Debian or Ubuntu: sudo apt-get install python3"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "Python 3.11 or newer is needed, and $python is $("$python" -V 2>&1). Try: make PYTHON=/path/to/python3.11"

PYTHON=$python scripts/system-packages.sh python
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
    stop "$python cannot make a virtual environment as long as that package is missing."

"$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$uv_version"
