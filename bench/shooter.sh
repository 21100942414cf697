#!/bin/sh
# How many bytes a second does the example's shooter send each of 50 players who all see each other?
# tools: node npm
#
# bench/README.md says how to read the table. Needs two CPUs and taskset.
set -eu
. "$(dirname -- "$0")/arena/prepare.sh"
arena_bench ShooterBench "$@"
