#!/usr/bin/env bash
# What the number of workers, the minibatches between averages and the kind of momentum do to accuracy:
#
#   deploy/local/learning-table.sh DATASET FOLDER [WIDTH] [EPOCHS]        (default: width 0.25, 20 epochs)
#
# Every run takes the same number of epochs over the same photographs; minibatches are 64 / workers, so that the same
# number of images is behind each step of the average. One worker is averaged with nobody: its weights are the same bits
# with every K. Runs that have ended are not run again: the script can be interrupted. The last lines are the table, in
# Markdown.
#
# The environment may say what to compare: WORKERS ("2 4", besides one), EVERY ("1 5 20", minibatches between averages),
# SYNCHRONOUS ("0", epochs at the start that average after every minibatch) and MOMENTA ("local reset", at two workers and
# five minibatches, besides the average); SEEDS ("0"), a row for each; WARMUP (0), epochs over which the rate of all runs
# rises; and where: MASTER, DRIVER_MEMORY.
set -euo pipefail

# Through links; not every system's readlink has -f.
script="${BASH_SOURCE[0]}"
while [[ -L "$script" ]]; do
  script="$(cd "$(dirname "$script")" && cd "$(dirname "$(readlink "$script")")" && pwd)/$(basename "$(readlink "$script")")"
done
repository="$(cd "$(dirname "$script")/../.." && pwd)"
dataset="${1:?the dataset that preprocess.jar made}"
folder="${2:?a folder for the runs}"
width="${3:-0.25}"
epochs="${4:-20}"
master="${MASTER:-local-cluster[2,1,4096]}"
driver_memory="${DRIVER_MEMORY:-3g}"
images=64

train() {
  local workers=$1 every=$2 synchronous=$3 momentum=$4 seed=$5 run=$6
  [[ -e "$run/_SUCCESS" ]] && return
  local resume=()
  [[ -e "$run/run.json" ]] && resume=(--resume)
  "$repository/deploy/local/spark-submit" --master "$master" --driver-memory "$driver_memory" --conf spark.executor.memory=4g \
    "$repository/jobs/target/train.jar" --data "$dataset" --output "$run" --width "$width" --init he \
    --schedule "step:$((epochs * 6 / 10)),$((epochs * 85 / 100))" --warmup "${WARMUP:-0}" --epochs "$epochs" \
    --batch-size $((images / workers)) --workers "$workers" --seed "$seed" --average-every "$every" \
    --synchronous-epochs "$synchronous" --momentum-across-rounds "$momentum" ${resume[@]+"${resume[@]}"} >&2
}

# The best and the last top-1 on the validation split, in percent.
top1() {
  sed -n 's/.*"split":"val".*"top1":\([0-9.E-]*\).*/\1/p' "$1/metrics.jsonl" |
    awk '{ last = $1; if ($1 > best) best = $1 } END { printf "%.1f | %.1f", 100 * best, 100 * last }'
}

rows=()
measure() {
  local seed run
  for seed in ${SEEDS-0}; do
    run="$folder/workers-$1-every-$2-synchronous-$3-$4-seed-$seed"
    train "$1" "$2" "$3" "$4" "$seed" "$run"
    rows+=("| $1 | $2 | $3 | $4 | $seed | $(top1 "$run") |")
  done
}

mkdir -p "$folder"
measure 1 1 0 average
for every in ${EVERY-1 5 20}; do
  for workers in ${WORKERS-2 4}; do
    for synchronous in ${SYNCHRONOUS-0}; do
      measure "$workers" "$every" "$synchronous" average
    done
  done
done
for momentum in ${MOMENTA-local reset}; do
  measure 2 5 0 "$momentum"
done

printf '%s\n' '| workers | K | synchronous epochs | momentum | seed | best top-1 % | last top-1 % |' '|---|---|---|---|---|---|---|' "${rows[@]}"
