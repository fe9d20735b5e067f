# Sourced by bin/spark-class before Spark starts. What the user has set is kept.

# The driver and its executors share one machine here. Bound to the loopback address they need no host name that
# resolves, and offer their ports to nobody else. A cluster elsewhere has to reach the driver, so there Spark chooses.
case " $* " in
  *" --master local"*) export SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}" ;;
  *" --master "*) ;;
  *) export SPARK_LOCAL_IP="${SPARK_LOCAL_IP:-127.0.0.1}" ;;
esac

# Executors inherit this. Native libraries (ND4J, oneDNN, OpenBLAS, OpenCV) would each take every core for every task, and
# OpenMP's threads spin while they wait: tasks that share cores then run three to five times slower. With one thread a
# task, Spark's cores decide how much runs at once; set OMP_NUM_THREADS to the cores that one task really has.
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
