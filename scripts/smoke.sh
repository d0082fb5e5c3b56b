#!/bin/sh
# Does `make run` serve a demo organisation? Runs it with a database and a port of its own, asks it, and stops it.
set -eu
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
OBJECTRY_PORT=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export OBJECTRY_PORT OBJECTRY_DATABASE_URL="sqlite:///$folder/demo.db" OBJECTRY_FILES="$folder/files"
setsid make run >"$folder/log" 2>&1 &
server=$!
trap 'kill -- "-$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT

ask() {
    python3 -c 'import sys, urllib.request as web; print(web.urlopen(sys.argv[1], timeout=5).read().decode())' \
        "http://127.0.0.1:$OBJECTRY_PORT$1" 2>/dev/null
}

tries=0
until ask /readyz | grep -q '"ready"'; do
    tries=$((tries + 1))
    if [ "$tries" -gt 600 ] || ! kill -0 "$server" 2>/dev/null; then
        echo "make run serves nothing:" >&2
        cat "$folder/log" >&2
        exit 1
    fi
    sleep 0.2
done
ask / | grep -q '<html'
echo "make run serves a demo organisation"
