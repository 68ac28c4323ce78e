package io.pitot.ui.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The machine's own Chromium, for tests: found, installed where the user may install packages, and
 * started. Nothing is downloaded past the system's package manager.
 */
public final class Chromium {
  /** {@code -Dpitot.browser=skip} skips browser tests on a machine that cannot have a browser. */
  public static final String SWITCH = "pitot.browser";

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final long INSTALL_LIMIT_MINUTES = 10;
  private static final double LIMIT_MILLIS = 120_000;

  private Chromium() {}

  public static boolean isSkipped() {
    return "skip".equals(System.getProperty(SWITCH));
  }

  /** A Playwright driver that never downloads a browser of its own and waits for slow machines. */
  public static Playwright playwright() {
    PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT_MILLIS);
    return Playwright.create(
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  }

  /** Starts the machine's Chromium without a window; the caller closes it. */
  public static Browser launch(Playwright playwright) {
    return playwright
        .chromium()
        .launch(
            new BrowserType.LaunchOptions()
                .setExecutablePath(require())
                .setHeadless(true)
                .setTimeout(LIMIT_MILLIS)
                // Containers run as root, with a /dev/shm that is too small for a renderer.
                .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")));
  }

  /**
   * The browser's executable, installed first where there is none and packages may be installed.
   *
   * @throws IllegalStateException with the line that says what to install
   */
  public static synchronized Path require() {
    return find()
        .or(Chromium::install)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "No Chromium found (looked for CHROME_PATH and "
                        + String.join(", ", NAMES)
                        + " on the PATH). Install it (Debian: apt-get install chromium; Fedora: dnf"
                        + " install chromium), or set CHROME_PATH, or skip the browser tests with"
                        + " -D"
                        + SWITCH
                        + "=skip."));
  }

  static Optional<Path> find() {
    String named = System.getenv("CHROME_PATH");
    if (named != null && Files.isExecutable(Path.of(named))) {
      return Optional.of(Path.of(named));
    }
    return NAMES.stream().flatMap(Chromium::onPath).findFirst();
  }

  private static Stream<Path> onPath(String name) {
    String path = System.getenv("PATH");
    return path == null
        ? Stream.empty()
        : Stream.of(path.split(File.pathSeparator))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable);
  }

  private static Optional<Path> install() {
    if (!"root".equals(System.getProperty("user.name")) || onPath("apt-get").findAny().isEmpty()) {
      return Optional.empty();
    }
    say("No Chromium found; installing the package chromium with apt-get (once, some minutes).");
    String[] install = {
      "apt-get",
      "-q",
      "-y",
      "-o",
      "DPkg::Lock::Timeout=120",
      "--no-install-recommends",
      "install",
      "chromium"
    };
    boolean installed = run(install) || (run("apt-get", "-q", "update") && run(install));
    say(installed ? "Chromium is installed." : "apt-get could not install chromium; see above.");
    return find();
  }

  private static boolean run(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
    try {
      Path log = Files.createTempFile("pitot-apt", ".log");
      Process process = builder.redirectOutput(log.toFile()).start();
      boolean ended = process.waitFor(INSTALL_LIMIT_MINUTES, TimeUnit.MINUTES);
      if (!ended) {
        process.destroyForcibly();
      }
      boolean succeeded = ended && process.exitValue() == 0;
      if (!succeeded) {
        say(String.join(" ", command) + " failed:\n" + Files.readString(log));
      }
      Files.deleteIfExists(log);
      return succeeded;
    } catch (IOException e) {
      say(String.join(" ", command) + ": " + e.getMessage());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** To the console, not a log: whoever runs the build must see that a package is installed. */
  private static void say(String line) {
    System.out.println("[pitot] " + line);
  }
}
