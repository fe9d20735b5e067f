package org.alexnetspark.deploy;

import java.util.List;
import java.util.stream.Stream;
import org.alexnetspark.deploy.ChaosScenario.Way;

/** A job whose result is known, which is disturbed and gone on with. Everything lies at a URI. */
interface ChaosSubject {
  /** preprocess or train. */
  String job();

  /** What it makes: a run's folder, or a dataset. */
  String output();

  /** The arguments that it begins with. */
  List<String> begin();

  /** Options with values that would make another job of it. */
  List<List<String>> contradictions();

  /** The arguments that go on with it. */
  default List<String> resume(Way way) {
    List<String> arguments = way == Way.FEWER_ARGUMENTS ? List.of("--output", output()) : begin();
    return Stream.concat(arguments.stream(), Stream.of("--resume")).toList();
  }

  /** Arguments that go on with another job than this one, and the option that says so. */
  default Contradiction contradiction(long seed) {
    List<String> other = contradictions().get(Math.floorMod(seed, contradictions().size()));
    List<String> fewer = resume(Way.FEWER_ARGUMENTS);
    return new Contradiction(other.get(0), Stream.concat(fewer.stream(), other.stream()).toList());
  }

  /**
   * What would make another job of it.
   *
   * @param option that has to be named
   * @param arguments with --resume
   */
  record Contradiction(String option, List<String> arguments) {}

  /** Whether it has begun in such a way that it can be gone on with. */
  boolean hasBegun() throws Exception;

  /** Whether it has come to its end. */
  boolean isComplete() throws Exception;

  /** What of its work must never be lost from here on: rounds, or shards. */
  int kept() throws Exception;

  /** A line that the job prints when it goes on from what was kept; empty where it need not. */
  String goesOnFrom(int kept);

  /** Everything whose bits must be those of an undisturbed job. */
  List<String> result() throws Exception;
}
