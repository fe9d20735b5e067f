package org.alexnetspark.deploy;

import java.util.List;
import org.alexnetspark.deploy.ChaosScenario.Way;

/** A job whose result is known, which is disturbed and gone on with. Everything lies at a URI. */
interface ChaosSubject {
  /** preprocess or train. */
  String job();

  /** What it makes: a run's folder, or a dataset. */
  String output();

  /** The arguments that it begins with. */
  List<String> begin();

  /** The arguments that go on with it. */
  List<String> resume(Way way);

  /** Arguments that go on with another job than this one, and the option that says so. */
  Contradiction contradiction(long seed);

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
