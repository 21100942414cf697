#!/bin/sh
# What does a player cost in memory, and an idle connection, beside Colyseus 0.18?
# tools: node npm
#
# On the workload "arena": bench/README.md says what it is and how to read the table. Needs two CPUs, gcc and taskset.
set -eu
. "$(dirname -- "$0")/arena/prepare.sh"
arena_bench MemoryBench "$@"
