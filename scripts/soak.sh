#!/bin/sh
# Repeats a pytest command for a number of minutes, each round with other random examples, until a round fails.
#   scripts/soak.sh MINUTES COMMAND...
# Finds what one run does not: tests that depend on chance, on time or on what ran before them.
set -eu

minutes=$1
shift
end=$(($(date +%s) + minutes * 60))
round=0
while now=$(date +%s) && [ "$now" -lt "$end" ]; do
    round=$((round + 1))
    echo "Round $round, $(((end - now) / 60)) minutes to go"
    "$@" --hypothesis-profile soak --hypothesis-seed="$now"
done
echo "$round rounds passed"
