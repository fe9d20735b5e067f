package org.alexnetspark.jobs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
public final class Version implements IVersionProvider {
  /** The project's version, such as 0.1.0. */
  public static String current() {
    return property("project");
  }

  /** The version of ND4J and DL4J. */
  public static String ofDeepLearning() {
    return property("dl4j");
  }

  private static String property(String name) {
    Properties properties = new Properties();
    try (InputStream in =
        Version.class.getResourceAsStream("/org/alexnetspark/jobs/version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty(name);
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "AlexNet on Spark " + current(), "Java " + Runtime.version(), System.getProperty("os.name")
    };
  }
}
