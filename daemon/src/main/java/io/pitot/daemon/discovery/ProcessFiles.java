package io.pitot.daemon.discovery;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code /proc/PID} tells of one process. Every answer may be an {@link IOException}:
 * processes end while they are looked at, and those of other users are closed to ordinary ones.
 */
public final class ProcessFiles {
  private static final Path PROC = Path.of("/proc");

  /** More than any command line that a person wrote; class paths of megabytes are cut. */
  private static final int MAX_ARGUMENT_BYTES = 1 << 20;

  private static final int SIGQUIT = 3;

  private final int pid;
  private final Path directory;

  private ProcessFiles(int pid) {
    this.pid = pid;
    this.directory = PROC.resolve(Integer.toString(pid));
  }

  /** The process with this number in the daemon's own pid namespace. */
  public static ProcessFiles of(int pid) {
    return new ProcessFiles(pid);
  }

  static List<Integer> pids() throws IOException {
    // Twice as cheap as a stream of paths, and this is done every other second for ever.
    String[] names = PROC.toFile().list();
    if (names == null) {
      throw new IOException("cannot list " + PROC);
    }
    List<Integer> pids = new ArrayList<>(names.length);
    for (String name : names) {
      if (Character.isDigit(name.charAt(0))) {
        pids.add(Integer.valueOf(name));
      }
    }
    return pids;
  }

  public int pid() {
    return pid;
  }

  /** The file that the process itself knows by this absolute path, whatever its mount namespace. */
  public Path seenAs(String absolutePath) {
    return Path.of(directory + "/root" + absolutePath);
  }

  /**
   * Whether paths mean the same to the process as to this one. Where they do they stay usable when
   * the process has ended.
   */
  public boolean sharesFileSystem() throws IOException {
    Path own = PROC.resolve("self");
    return linkTo(directory.resolve("ns/mnt")).equals(linkTo(own.resolve("ns/mnt")))
        && linkTo(directory.resolve("root")).equals(linkTo(own.resolve("root")));
  }

  /** The directory that the process works in. */
  public Path workingDirectory() {
    return directory.resolve("cwd");
  }

  public ProcessStat stat() throws IOException {
    return ProcessStat.parse(new String(read("stat", 4096), StandardCharsets.UTF_8));
  }

  /** Whether the process that started at this time still lives: numbers are used again. */
  public boolean isSame(long startTicks) {
    try {
      ProcessStat stat = stat();
      return stat.startTicks() == startTicks && !stat.isDead();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether the process handles SIGQUIT. Any other dies of it, and that includes a JVM that is too
   * young or that runs with {@code -Xrs}.
   */
  public boolean catchesQuit() throws IOException {
    return (Long.parseUnsignedLong(status("SigCgt"), 16) & 1L << (SIGQUIT - 1)) != 0;
  }

  /** The effective user of the process. */
  public int uid() throws IOException {
    return Integer.parseUnsignedInt(status("Uid").split("\\s+", -1)[1]);
  }

  /** The process's number in its own pid namespace. */
  int namespacePid() throws IOException {
    String[] outermostFirst = status("NSpid").split("\\s+", -1);
    return Integer.parseInt(outermostFirst[outermostFirst.length - 1]);
  }

  List<String> arguments() throws IOException {
    return split(read("cmdline", MAX_ARGUMENT_BYTES));
  }

  /** The variables that the process was started with. They hold secrets: take what is needed. */
  List<String> environment() throws IOException {
    return split(read("environ", MAX_ARGUMENT_BYTES));
  }

  /** All mapped files, as the process knows them. */
  Set<String> mappedFiles() throws IOException {
    Set<String> found = new LinkedHashSet<>();
    for (String line : lines("maps")) {
      int path = line.indexOf('/');
      if (path >= 0) {
        found.add(line.substring(path));
      }
    }
    return found;
  }

  /** Open files whose name ends like this, as the process knows them. */
  public List<String> openFiles(String suffix) throws IOException {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(directory.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        String file = linkTarget(descriptor);
        if (file.endsWith(suffix) && !found.contains(file)) {
          found.add(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  /** The control groups that it is in, one line each; none where the kernel has none. */
  List<String> controlGroups() throws IOException {
    return Files.exists(directory.resolve("cgroup")) ? lines("cgroup") : List.of();
  }

  /**
   * The control group that is frozen, so that it does nothing until it is thawed; empty when none.
   */
  public Optional<String> frozenGroup() throws IOException {
    return FrozenGroup.of(this);
  }

  private static Path linkTo(Path link) throws IOException {
    return Files.readSymbolicLink(link);
  }

  private static String linkTarget(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private String status(String name) throws IOException {
    for (String line : lines("status")) {
      if (line.startsWith(name) && line.charAt(name.length()) == ':') {
        return line.substring(name.length() + 1).strip();
      }
    }
    throw new IOException(directory + "/status has no line " + name);
  }

  private List<String> lines(String file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Files.newInputStream(directory.resolve(file)), StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private byte[] read(String file, int maxBytes) throws IOException {
    try (InputStream in = Files.newInputStream(directory.resolve(file))) {
      return in.readNBytes(maxBytes);
    }
  }

  private static List<String> split(byte[] zeroTerminated) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < zeroTerminated.length; i++) {
      if (zeroTerminated[i] == 0) {
        parts.add(new String(zeroTerminated, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    return parts;
  }
}
