package io.pitot.benchmarks.agent;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles the Java sources below the given folders, from a cold start, and writes nothing. */
public final class CompilerLoad {
  private static final int TIMES = 3;

  private CompilerLoad() {}

  public static void main(String[] arguments) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : arguments) {
      try (Stream<Path> below = Files.walk(Path.of(folder))) {
        below.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
      }
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Path output = Files.createTempDirectory("compiled");
    Clock clock = Clock.start();
    for (int i = 0; i < TIMES; i++) {
      // What is missing on the class path are errors, which change nothing in what is compared.
      StringWriter messages = new StringWriter();
      try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
        List<String> options = List.of("-proc:none", "-nowarn", "-d", output.toString());
        compiler
            .getTask(
                messages, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
            .call();
      }
    }
    System.out.println("figure seconds " + clock.nanos() / 1e9);
    System.out.println("figure cpuSeconds " + clock.cpuNanos() / 1e9);
    delete(output);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> below = Files.walk(directory)) {
      for (Path path : below.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    }
  }
}
