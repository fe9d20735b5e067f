# What the submit scripts of all clusters share; sourced by them.
# shellcheck shell=bash disable=SC2034 # what the functions set is used by those scripts

deploy="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repository="$(dirname "$deploy")"

fail() {
  echo "submit: $1" >&2
  exit 2
}

# Takes the command line apart: the job, with_gpus, spark_options and job_options.
parse_command_line() {
  job="${1:-}"
  case "$job" in
    preprocess | train) shift ;;
    --help | -h)
      usage
      exit 0
      ;;
    *) fail "the first argument is '$job', must be preprocess or train; see --help" ;;
  esac
  with_gpus=false
  spark_options=()
  while [[ $# -gt 0 && "$1" != -- ]]; do
    if [[ "$1" == --gpus ]]; then
      with_gpus=true
    else
      spark_options+=("$1")
    fi
    shift
  done
  [[ "${1:-}" == -- ]] || fail "there is no '--' between Spark's options and those of $job.jar; see --help"
  job_options=("${@:2}")
}

# Lines of "key value" in files, as --conf arguments in the array settings. They come before the user's own options, of
# which Spark takes the last, and leave the spark-defaults.conf of the user's Spark in force for everything else.
read_settings() {
  local file key value
  settings=()
  for file in "$@"; do
    while read -r key value; do
      [[ -z "$key" || "$key" == \#* ]] || settings+=(--conf "$key=$value")
    done <"$file"
  done
}

# The settings for the job on a kind of cluster (its folder here): general ones first, its own last.
read_settings_of_job() {
  local cluster="$1"
  local files=("$deploy/settings/security.conf" "$deploy/settings/$job.conf" "$deploy/$cluster/settings.conf")
  if "$with_gpus"; then
    files+=("$deploy/settings/gpus.conf" "$deploy/$cluster/gpus.conf")
  fi
  read_settings "${files[@]}"
}

# With --gpus, the jars of the device that computes on them go along, where the build made them (./mvnw -Pcuda); without them
# towers compute on the processor. A --jars of the user's own takes their place.
add_cuda_jars() {
  "$with_gpus" || return 0
  local jar jars=
  for jar in "$repository"/model/cuda/target/gpu/{model-cuda,cuda}-[0-9]*.jar; do
    [[ ! -f "$jar" || "$jar" == *-tests.jar ]] || jars+="${jars:+,}$jar"
  done
  [[ -z "$jars" ]] || settings+=(--conf "spark.jars=$jars")
}

# The jar of the job, as the build made it.
require_jar() {
  jar="$repository/jobs/target/$job.jar"
  [[ -f "$jar" ]] || fail "there is no '$jar'; make it with: (cd '$repository' && ./mvnw -q -DskipTests package)"
}
