#!/usr/bin/env bash
# Starts an interpreter for the Zeppelin server, which calls it as it calls the script of this name in Zeppelin's own
# distribution (that script is on no Maven repository):
#
#   interpreter.sh -d FOLDER -c HOST -p PORT -r PORTS -i GROUP -g NAME     (and options that are of no use here)
#
# Spark's settings come in ZEPPELIN_SPARK_CONF, separated by "|". Classes in front of Zeppelin's: INTERPRETER_CLASSES.
set -euo pipefail

while getopts "d:c:p:r:i:g:l:u:" option; do
  case "$option" in
    d) folder="$OPTARG" ;;
    c) host="$OPTARG" ;;
    p) port="$OPTARG" ;;
    r) ports="$OPTARG" ;;
    i) group="$OPTARG" ;;
    g) name="$OPTARG" ;;
    *) ;;
  esac
done
main=org.apache.zeppelin.interpreter.remote.RemoteInterpreterServer
exec >>"$ZEPPELIN_LOG_DIR/interpreter-$name.log" 2>&1

if [[ "$name" == md ]]; then
  exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx128m -cp "$ZEPPELIN_HOME/server/*" $main "$host" "$port" "$group" "$ports"
fi
# Zeppelin looks into it for the jars of its Scala half, which are on the class path here.
mkdir -p "$folder/scala-2.12"
jars=("$folder"/*.jar)
class_path="$INTERPRETER_CLASSES$(printf ':%s' "${jars[@]}")"
IFS='|' read -r -a settings <<<"$ZEPPELIN_SPARK_CONF"
exec "$SPARK_HOME/bin/spark-submit" --class $main --driver-class-path "$class_path" "${settings[@]}" \
  "$(echo "$folder"/spark-interpreter-*.jar)" "$host" "$port" "$group" "$ports"
