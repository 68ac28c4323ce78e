package io.pitot.cli.doctor;

import io.pitot.cli.console.Failure;
import io.pitot.cli.remote.CollectorClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The collector as this machine sees it. */
public final class CollectorChecks {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

  /** Windows from further ahead are refused after ten minutes; people are misled long before. */
  private static final Duration LARGEST_SKEW = Duration.ofSeconds(10);

  private CollectorChecks() {}

  /**
   * Asks it once and opens a connection to the port that daemons send to.
   *
   * @param url shown to people
   */
  public static List<Check> of(CollectorClient client, String url, String host, int port) {
    List<Check> checks = new ArrayList<>();
    try {
      Instant asked = Instant.now();
      Instant theirs = client.now();
      checks.add(Check.ok("collector", "answers at " + url));
      checks.add(clock(theirs, asked, Instant.now()));
    } catch (Failure e) {
      // The message tells what to do.
      checks.add(Check.warning("collector", String.valueOf(e.getMessage()), ""));
    }
    checks.add(ingest(host, port));
    return checks;
  }

  /** It said so at some moment between; how long it took to answer tells nothing of its clock. */
  private static Check clock(Instant theirs, Instant asked, Instant answered) {
    Instant ours = theirs.isBefore(asked) ? asked : theirs.isAfter(answered) ? answered : theirs;
    Duration skew = Duration.between(theirs, ours);
    return skew.abs().compareTo(LARGEST_SKEW) <= 0
        ? Check.ok("clock", "agrees with the collector's")
        : Check.warning(
            "clock",
            "%d s %s the collector's"
                .formatted(skew.abs().toSeconds(), skew.isNegative() ? "behind" : "ahead of"),
            "let both machines synchronise their clocks: data comes in at the wrong time");
  }

  private static Check ingest(String host, int port) {
    String address = host + ":" + port;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) CONNECT_LIMIT.toMillis());
      return Check.ok("ingest", "a server listens at " + address);
    } catch (IOException e) {
      return Check.warning(
          "ingest",
          "nothing listens at %s (%s)".formatted(address, e.getMessage()),
          "start 'pitot collector', or name its address for daemons with --ingest");
    }
  }
}
