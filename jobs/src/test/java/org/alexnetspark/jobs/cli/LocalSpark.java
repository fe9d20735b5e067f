package org.alexnetspark.jobs.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Commands that a class tests run in its own process. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LocalSpark.Settings.class)
public @interface LocalSpark {

  /** Tasks at a time. */
  int slots();

  /** The settings, from before the class's own preparations to the end of its tests. */
  final class Settings implements BeforeAllCallback, AfterAllCallback {
    private SparkForTests spark;

    @Override
    public void beforeAll(ExtensionContext context) {
      LocalSpark wanted = context.getRequiredTestClass().getAnnotation(LocalSpark.class);
      spark = SparkForTests.local(wanted.slots());
    }

    @Override
    public void afterAll(ExtensionContext context) {
      spark.close();
    }
  }
}
