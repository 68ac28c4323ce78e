package io.pitot.daemon.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** A process that appends numbered records as fast as it can, and says of each that it is safe. */
public final class SpoolWriter {
  static final SpoolLimits LIMITS = new SpoolLimits(1 << 26, 20_000, 10_000);

  /** A number as it is printed. */
  private static final Pattern LINE = Pattern.compile("\\d{9}");

  private SpoolWriter() {}

  static Process launch(Path directory, int lastNumber) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            SpoolWriter.class.getName(),
            directory.toString(),
            Integer.toString(lastNumber))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** The number that is safe, or the one before: a line may be cut off, or a warning of the JVM. */
  static int told(String line, int before) {
    return LINE.matcher(line).matches() ? Integer.parseInt(line) : before;
  }

  public static void main(String[] args) throws IOException {
    int number = Integer.parseInt(args[1]);
    try (Spool spool = Spool.open(Path.of(args[0]), LIMITS, payload -> {})) {
      while (true) {
        number++;
        if (!spool.append(ByteBuffer.allocate(4 + number % 5_000).putInt(number).array())) {
          throw new IOException("record " + number + " was not taken");
        }
        System.out.println("%09d".formatted(number));
        System.out.flush();
      }
    }
  }
}
