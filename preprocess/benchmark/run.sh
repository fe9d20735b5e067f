#!/usr/bin/env bash
# Images per CPU second of the whole job (all processes, statistics and shards included) against Pillow, which only decodes, resizes and crops.
#
#   preprocess/benchmark/run.sh PHOTOGRAPHS [REPEATS] [SLOTS]
#
# PHOTOGRAPHS is a folder of class folders. Each photograph is used REPEATS times (default 100) through hard links; the links and the
# dataset are made in a new folder beside PHOTOGRAPHS or, with BENCHMARK_FOLDER, there. On one file system, because of the links. Needs the built jar, and a Python
# with Pillow (PYTHON names it).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
photographs=$(cd "$1" && pwd)
repeats=${2:-100}
slots=${3:-1}
python=${PYTHON:-python3}
work=$(mktemp -d "${BENCHMARK_FOLDER:-$(dirname "$photographs")}/benchmark.XXXXXX")
trap 'rm -rf "$work"' EXIT
TIMEFORMAT='%R %U %S'

"$python" - "$photographs" "$work/photographs" "$repeats" <<'END'
import os, sys
source, target, repeats = sys.argv[1], sys.argv[2], int(sys.argv[3])
for folder in sorted(os.listdir(source)):
    os.makedirs(os.path.join(target, folder))
    for name in os.listdir(os.path.join(source, folder)):
        for repeat in range(repeats):
            os.link(os.path.join(source, folder, name), os.path.join(target, folder, f"{repeat}-{name}"))
END
images=$(find "$work/photographs" -type f | wc -l)

{ time "$root/deploy/local/spark-submit" --master "local[$slots]" --driver-memory 2g \
  --driver-java-options "${BENCHMARK_JAVA_OPTIONS:-}" \
  "$root/jobs/target/preprocess.jar" --input "$work/photographs" --output "$work/dataset" >"$work/out" 2>"$work/err"; } 2>"$work/time" ||
  { cat "$work/err"; exit 1; }
grep -v '^$' "$work/err" | tail -3
read -r wall user system < <(tail -1 "$work/time")
awk -v n="$images" -v w="$wall" -v u="$user" -v s="$system" -v slots="$slots" \
  'BEGIN { printf "preprocess.jar, local[%d]: %d images, %.1f s, %.1f CPU s: %.0f images per CPU second\n", slots, n, w, u + s, n / (u + s) }'
find "$photographs" -type f >"$work/list"
"$python" "$here/pillow_crop.py" "$work/list"
