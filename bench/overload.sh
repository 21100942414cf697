#!/bin/sh
# What becomes of a server that has twice the load it can bear, beside Colyseus 0.18?
# tools: node npm
#
# On the workload "arena": bench/README.md says what it is and how to read the table. Needs two CPUs, gcc and taskset.
set -eu
. "$(dirname -- "$0")/arena/prepare.sh"
arena_bench OverloadBench "$@"
