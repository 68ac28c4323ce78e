package io.pitot.collector.ingest;

import io.grpc.netty.shaded.io.netty.handler.ssl.NotSslRecordException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLException;
import org.slf4j.LoggerFactory;

/**
 * Says, once a minute at most, that somebody's connection was over before it was encrypted, and
 * why. gRPC tells that to its own log alone, and there between what strangers do to a port.
 */
final class FailedHandshakes extends Handler {
  private static final org.slf4j.Logger log = LoggerFactory.getLogger(IngestServer.class);
  private static final long SILENT_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Held on to, so that level and handlers stay. */
  private static final Logger CONNECTIONS =
      Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.WriteBufferingAndExceptionHandler");

  private final AtomicLong silentUntilNanos = new AtomicLong(System.nanoTime());

  private FailedHandshakes() {}

  /** From now on, until it is closed. */
  static FailedHandshakes listen() {
    FailedHandshakes listening = new FailedHandshakes();
    // Each time: whoever resets the JDK's logging takes it back.
    CONNECTIONS.setLevel(Level.FINE);
    CONNECTIONS.setUseParentHandlers(false);
    CONNECTIONS.addHandler(listening);
    return listening;
  }

  @Override
  public void publish(LogRecord failure) {
    Throwable cause = failure.getThrown();
    while (cause != null && !(cause instanceof SSLException)) {
      cause = cause.getCause();
    }
    long nowNanos = System.nanoTime();
    long until = silentUntilNanos.get();
    if (cause == null
        || nowNanos - until < 0
        || !silentUntilNanos.compareAndSet(until, nowNanos + SILENT_NANOS)) {
      return;
    }
    if (cause instanceof NotSslRecordException) {
      log.warn("Something connects to the gRPC port without TLS: give that daemon --tls");
    } else {
      log.warn(
          "Something connects to the gRPC port and ends before it is encrypted ({}): a daemon that does not trust this certificate wants --tls-ca",
          cause.getMessage());
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    CONNECTIONS.removeHandler(this);
  }
}
