package io.pitot.collector;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The classes of a {@link ChildCollector} as an archive that the JVM maps into memory: most of a
 * start is reading and verifying them. One child makes it at its end; it needs all of them in jars.
 *
 * @param classPath of every child that uses the archive
 */
record ClassArchive(String classPath, Path file) {
  private static final String HEAP = "-Xmx256m";

  /** Makes one in this folder; without it a JVM starts all the same, and says nothing. */
  static ClassArchive in(Path folder) throws Exception {
    ClassArchive archive = new ClassArchive(classPathOfJars(folder), folder.resolve("classes.jsa"));
    List<String> making =
        List.of(HEAP, "-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive.file);
    try (ChildCollector child =
            ChildCollector.start(folder.resolve("data"), making, archive.classPath, List.of());
        TestDaemon daemon = TestDaemon.greet(child.grpcPort())) {
      long window = TestBatches.windowOf(System.currentTimeMillis());
      daemon.send(TestBatches.of("shop", "1.0", "i").cpu("Main.run", 1).at(window));
      if (!daemon.answer().hasAck()) {
        throw new IllegalStateException("a batch was not stored");
      }
      child.end();
    }
    return archive;
  }

  ChildCollector start(Path data, List<String> arguments) throws IOException {
    List<String> jvm = List.of(HEAP, "-XX:SharedArchiveFile=" + file);
    return ChildCollector.start(data, jvm, classPath, arguments);
  }

  private static String classPathOfJars(Path folder) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      jars.add(Files.isDirectory(path) ? jar(path, folder, jars.size()).toString() : entry);
    }
    return String.join(File.pathSeparator, jars);
  }

  private static Path jar(Path classes, Path folder, int number) throws IOException {
    Path jar = folder.resolve("classes-" + number + ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      entries.setLevel(0);
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(
            new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
        Files.copy(file, entries);
      }
    }
    return jar;
  }
}
