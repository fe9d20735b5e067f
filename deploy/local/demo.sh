#!/usr/bin/env bash
# The whole pipeline on photographs that it draws itself, on a local Spark with two executors:
#
#   deploy/local/demo.sh [WORK_FOLDER]          (default: target/demo; made anew)
#
# Needs a JDK 17 and nothing else. Takes less than ten minutes on two cores, after the first build's downloads.
set -euo pipefail

# Through links; not every system's readlink has -f.
script="${BASH_SOURCE[0]}"
while [[ -L "$script" ]]; do
  script="$(cd "$(dirname "$script")" && cd "$(dirname "$(readlink "$script")")" && pwd)/$(basename "$(readlink "$script")")"
done
repository="$(cd "$(dirname "$script")/../.." && pwd)"
work="${1:-$repository/target/demo}"

# A network with an eighth of the paper's channels learns this set in minutes. It has few images and few steps, for which
# the paper's initialisation is too small and its dropout too much: with He's and without dropout it learns in the first epoch.
train_per_class=320
val_per_class=40
width=0.125
epochs=20
dropout=0
batch_size=16
learning_rate=0.01
average_every=5
executors=2
master="local-cluster[$executors,1,2048]"

step() {
  printf '\n== %s\n' "$1"
}

submit() {
  "$repository/deploy/local/spark-submit" --master "$master" --conf spark.executor.memory=2g "$@"
}

if [[ -e "$work" && ! -e "$work/photographs/synset_words.txt" ]]; then
  echo "demo.sh: '$work' exists and is no earlier demo's folder; name another one" >&2
  exit 2
fi
rm -rf "$work"
mkdir -p "$work"
work="$(cd "$work" && pwd)"
started=$SECONDS

step "Building the jars and a local Spark (tests are left out here; ./mvnw verify runs them)"
(cd "$repository" && ./mvnw -q -B -DskipTests -pl jobs,deploy/local -am package)

step "Drawing $((10 * train_per_class)) training and $((10 * val_per_class)) validation photographs of 10 classes"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
"$java" -Djava.awt.headless=true -cp "$repository/jobs/target/test-classes" \
  org.alexnetspark.jobs.demo.DrawPhotographs "$work/photographs" \
  --train-per-class "$train_per_class" --val-per-class "$val_per_class"

for split in train val; do
  step "Preprocessing the $split photographs: 256 x 256 records$([[ $split == val ]] || echo ', mean image, colour components')"
  submit "$repository/jobs/target/preprocess.jar" \
    --input "$work/photographs/$split" --split "$split" --output "$work/dataset" \
    --synsets "$work/photographs/synset_words.txt"
done

step "Training AlexNet at width $width for $epochs epochs on $executors executors, averaging every $average_every minibatches"
submit "$repository/jobs/target/train.jar" train \
  --data "$work/dataset" --output "$work/run" \
  --width "$width" --init he --workers "$executors" --epochs "$epochs" --batch-size "$batch_size" \
  --learning-rate "$learning_rate" --average-every "$average_every" --dropout "$dropout"

step "Evaluating on the validation photographs"
submit "$repository/jobs/target/train.jar" evaluate --data "$work/dataset" --split val --model "$work/run" --views 1

step "Naming a few validation photographs"
mkdir "$work/some-photographs"
for class in "$work"/photographs/val/*/; do
  cp "$class/$(basename "$class")_1.JPEG" "$work/some-photographs/"
done
"$repository/deploy/local/spark-submit" --master 'local[1]' "$repository/jobs/target/train.jar" predict \
  --model "$work/run" --input "$work/some-photographs" --top 5

cat <<END

Done in $(((SECONDS - started) / 60)) min $(((SECONDS - started) % 60)) s.

The report:      $work/run/report.html
The model:       $work/run/model.zip   (loads in plain DL4J)

With your own photographs, in a folder for each class:

  deploy/local/spark-submit --master 'local-cluster[2,1,4096]' --conf spark.executor.memory=4g jobs/target/preprocess.jar \\
    --input /path/to/train --split train --output /path/to/dataset
  deploy/local/spark-submit --master 'local-cluster[2,1,4096]' --conf spark.executor.memory=4g jobs/target/preprocess.jar \\
    --input /path/to/val --split val --output /path/to/dataset
  deploy/local/spark-submit --master 'local-cluster[2,1,4096]' --conf spark.executor.memory=4g jobs/target/train.jar \\
    --data /path/to/dataset --output /path/to/run --width 0.25 --init he --workers 2 --epochs 20
END
