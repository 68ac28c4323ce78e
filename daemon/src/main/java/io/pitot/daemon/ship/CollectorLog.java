package io.pitot.daemon.ship;

import io.grpc.Status;
import io.pitot.daemon.spool.SpoolStatus;
import java.net.ConnectException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that the collector is away and why, and once that it is back. */
final class CollectorLog {
  private static final Logger log = LoggerFactory.getLogger(Shipper.class);

  private final String address;
  private Status.@Nullable Code awayBecause;
  private long awaySinceNanos;
  private boolean everConnected;

  CollectorLog(String address) {
    this.address = address;
  }

  /** What is wrong, in one sentence; logged unless it is what was wrong before. */
  String away(Status why, SpoolStatus spool) {
    String problem = "Collector " + address + ": " + sentence(why);
    if (awayBecause == null) {
      awaySinceNanos = System.nanoTime();
    }
    if (awayBecause != kind(why)) {
      awayBecause = kind(why);
      log.warn(
          "{}. Windows are kept in the spool meanwhile ({} batches, {} KB).",
          problem,
          spool.waitingRecords(),
          spool.sizeBytes() / 1024);
    }
    return problem;
  }

  void back(String softwareVersion, SpoolStatus spool) {
    if (everConnected && awayBecause != null) {
      log.info(
          "Collector {} is back after {} s, {} batches are waiting for it",
          address,
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - awaySinceNanos),
          spool.waitingRecords());
    } else {
      log.info("Connected to the collector {} (version {})", address, softwareVersion);
    }
    everConnected = true;
    awayBecause = null;
  }

  private static String sentence(Status why) {
    String what = describe(why);
    return switch (kind(why)) {
      case UNAUTHENTICATED, PERMISSION_DENIED -> "it does not let this daemon in: " + what;
      case FAILED_PRECONDITION -> what;
      case UNIMPLEMENTED -> "what answers there is no collector of Pitot's: " + what;
      case INVALID_ARGUMENT -> "cannot connect: " + what;
      case DEADLINE_EXCEEDED -> what + "; look at the collector, it may be frozen";
      default -> "cannot be reached: " + what + "; start it, or correct its address";
    };
  }

  /** A connection breaks in many ways that ask for the same of a person. */
  private static Status.Code kind(Status why) {
    return switch (why.getCode()) {
      case UNAUTHENTICATED,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          UNIMPLEMENTED,
          INVALID_ARGUMENT,
          DEADLINE_EXCEEDED ->
          why.getCode();
      default -> Status.Code.UNAVAILABLE;
    };
  }

  /** The innermost cause says it best: {@code Connection refused}, {@code UnknownHostException}. */
  private static String describe(Status why) {
    Throwable cause = why.getCause();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ConnectException && cause.getMessage() != null) {
      // The native transport puts the name of its system call before the error.
      return cause.getMessage().substring(cause.getMessage().lastIndexOf(": ") + 2);
    }
    if (cause != null && cause.getMessage() != null) {
      return cause.getMessage();
    }
    return why.getDescription() == null ? why.getCode().name() : why.getDescription();
  }
}
