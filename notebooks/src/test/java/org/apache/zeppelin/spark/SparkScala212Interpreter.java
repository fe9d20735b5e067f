package org.apache.zeppelin.spark;

import java.io.File;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URLClassLoader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.spark.SparkConf;
import org.apache.zeppelin.interpreter.InterpreterContext;
import org.apache.zeppelin.interpreter.InterpreterGroup;
import org.apache.zeppelin.interpreter.thrift.InterpreterCompletion;
import org.apache.zeppelin.interpreter.util.InterpreterOutputStream;
import scala.collection.JavaConverters;
import scala.tools.nsc.Settings;
import scala.tools.nsc.interpreter.IMain;
import scala.tools.nsc.interpreter.Results;

/**
 * Stands for Zeppelin's class of this name, which was compiled for a Scala 2.12 that knows nothing
 * of Java 17 and does not run with Spark's. Zeppelin finds it by its name. Everything that notes
 * use is still Zeppelin's own; only the Scala shell is made here.
 */
public class SparkScala212Interpreter extends BaseSparkScalaInterpreter {
  private final InterpreterOutputStream output = new InterpreterOutputStream(LOGGER());
  private IMain shell;

  /** The constructor that Zeppelin looks for. */
  public SparkScala212Interpreter(
      SparkConf conf,
      List<String> dependencies,
      Properties properties,
      InterpreterGroup group,
      URLClassLoader classLoader) {
    super(conf, dependencies, properties, group, classLoader);
  }

  @Override
  public InterpreterOutputStream interpreterOutput() {
    return output;
  }

  @Override
  public void open() {
    super.open();
    shell = new IMain(settings(folderForClasses()), writer());
    shell.initializeSynchronous();
    createSparkContext();
    createZeppelinContext();
  }

  /** Where the shell writes its classes and executors fetch them. */
  private File folderForClasses() {
    try {
      Path parent =
          Path.of(conf().get("spark.repl.classdir", System.getProperty("java.io.tmpdir")));
      File folder = Files.createTempDirectory(parent, "spark").toFile();
      folder.deleteOnExit();
      outputDir_$eq(folder);
      conf().set("spark.repl.class.outputDir", folder.getAbsolutePath());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for the classes of the Scala shell", e);
    }
  }

  private Settings settings(File folder) {
    Settings settings = new Settings();
    List<String> arguments =
        List.of("-Yrepl-class-based", "-Yrepl-outdir", folder.getAbsolutePath());
    settings.processArguments(
        JavaConverters.asScalaBuffer(arguments).toList(), /* processAll= */ true);
    settings.embeddedDefaults(sparkInterpreterClassLoader());
    settings.usejavacp().v_$eq(true);
    userJars_$eq(getUserJars());
    settings.classpath().v_$eq(userJars().mkString(File.pathSeparator));
    return settings;
  }

  private PrintWriter writer() {
    boolean shown =
        Boolean.parseBoolean(properties().getProperty("zeppelin.spark.printREPLOutput", "true"));
    return shown
        ? new PrintWriter(new OutputStreamWriter(output, Charset.defaultCharset()), true)
        : new PrintWriter(new OutputStreamWriter(System.out, Charset.defaultCharset()), true);
  }

  @Override
  public Results.Result scalaInterpret(String code) {
    return shell.interpret(code);
  }

  @Override
  public void bind(
      String name, String type, Object value, scala.collection.immutable.List<String> modifiers) {
    shell.beQuietDuring(() -> shell.bind(name, type, value, modifiers));
  }

  @Override
  public List<InterpreterCompletion> completion(
      String text, int cursor, InterpreterContext context) {
    return List.of();
  }

  @Override
  public ClassLoader getScalaShellClassLoader() {
    return shell.classLoader();
  }

  @Override
  public void close() {
    super.close();
    if (shell != null) {
      shell.close();
    }
  }
}
