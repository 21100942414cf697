#!/bin/sh
# What does a player cost in CPU and bytes, beside a C broadcaster and Colyseus 0.18 on the same load?
# tools: node npm
#
# The workload "arena": bench/README.md says what it is and how to read the table. Needs two CPUs, gcc and taskset.
set -eu
. "$(dirname -- "$0")/arena/prepare.sh"
arena_bench ArenaBench "$@"
