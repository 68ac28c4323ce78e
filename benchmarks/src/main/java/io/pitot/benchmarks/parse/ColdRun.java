package io.pitot.benchmarks.parse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process that reads one recording with one reader and ends. */
final class ColdRun {
  private static final double NANOS_PER_SECOND = 1e9;

  /** Linux counts CPU time in hundredths of a second. */
  private static final double CLOCK_TICKS_PER_SECOND = 100;

  private ColdRun() {}

  /** What a process has used. */
  record Used(double wallSeconds, double cpuSeconds, double peakMegabytes) {}

  /** Starts a process and waits for its end. */
  static Used run(Reader reader, Path recording, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(ColdRun.class.getName(), reader.name(), recording.toString()));
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();
    double wallSeconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    if (exit != 0) {
      throw new IOException(reader.title() + " ended with " + exit);
    }
    String[] used = output.strip().split(" ", -1);
    return new Used(wallSeconds, Double.parseDouble(used[0]), Double.parseDouble(used[1]));
  }

  /**
   * Prints the seconds of CPU and the MB of memory that it took.
   *
   * @param args reader, recording
   */
  public static void main(String[] args) throws Exception {
    Reader.valueOf(args[0]).read(Path.of(args[1]));
    String stat = Files.readString(Path.of("/proc/self/stat"));
    // Behind the name, which may hold anything, the 12th and 13th word: user and system time.
    String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    double cpu = (Long.parseLong(words[11]) + Long.parseLong(words[12])) / CLOCK_TICKS_PER_SECOND;
    System.out.println(cpu + " " + peakKilobytes() / 1024.0);
  }

  private static long peakKilobytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("/proc/self/status has no VmHWM");
  }
}
