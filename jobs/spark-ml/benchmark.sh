#!/usr/bin/env bash
# Images a second of Spark ML's model beside those of train.jar's features: fc7 of a split, both in turns.
#
#   jobs/spark-ml/benchmark.sh DATASET [SPLIT] [WIDTH] [TURNS] [-- spark options]
#
# DATASET is one of preprocess.jar's. Needs the built jars; --master and other options of Spark may follow "--".
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
settings=()
while [[ $# -gt 0 && "$1" != -- ]]; do
  settings+=("$1")
  shift
done
[[ $# -eq 0 ]] || shift
library=("$root"/jobs/spark-ml/target/spark-ml-*[0-9].jar)
tests=("$root"/jobs/spark-ml/target/spark-ml-*-tests.jar)
exec "$root/deploy/local/spark-submit" "$@" --jars "$root/jobs/target/train.jar,${library[0]}" \
  --class org.alexnetspark.ml.TransformBenchmark "${tests[0]}" \
  "${settings[0]}" "${settings[1]:-train}" "${settings[2]:-1}" "${settings[3]:-3}"
