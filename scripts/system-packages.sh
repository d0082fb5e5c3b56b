#!/bin/sh
# Installs the Debian packages that the named features need, and only those that are missing.
#   scripts/system-packages.sh [python] [postgres] [browser]
# PYTHON names the interpreter (default python3). Never fails for a package that cannot be installed: it prints the
# command to type and goes on, because whatever needs the package says so itself.
set -eu

python=${PYTHON:-python3}
wanted=""

add() {
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || wanted="$wanted $package"
    done
}

have_postgres() {
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

offered() {
    apt-cache show "$1" >/dev/null 2>&1
}

# Chromium without windows takes a third of the time. Where it is not offered, the whole browser does as well.
have_browser() {
    command -v chromium-headless-shell >/dev/null 2>&1 && return
    command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || return
    ! offered chromium-headless-shell
}

have_venv() {
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1
}

venv_package() {
    "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
}

for feature in "$@"; do
    case "$feature" in
    python) have_venv || add "$(venv_package)" ;;
    postgres) have_postgres || add postgresql ;;
    browser) have_browser || add chromium-headless-shell fonts-noto-cjk ;;
    *)
        echo "usage: scripts/system-packages.sh [python] [postgres] [browser]" >&2
        exit 2
        ;;
    esac
done
[ -n "$wanted" ] || exit 0

by_hand() {
    echo "$1" >&2
    echo "Please install by hand:  sudo apt-get install --no-install-recommends$wanted" >&2
    exit 0
}

echo "Missing system packages:$wanted"
command -v apt-get >/dev/null 2>&1 || by_hand "This machine has no apt-get; the packages may have other names here."
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root="sudo"
else
    by_hand "Only root can install them."
fi
install() {
    $as_root apt-get update -qq || return
    offered chromium-headless-shell || wanted=$(echo "$wanted" | sed s/chromium-headless-shell/chromium/)
    # shellcheck disable=SC2086  # the list is meant to be split
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 \
            install -y -qq --no-install-recommends $wanted
}
install || by_hand "They could not be installed."
