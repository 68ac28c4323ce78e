package io.pitot.collector;

import io.pitot.collector.gate.GatePolicy;
import io.pitot.collector.store.DiskBudget;
import io.pitot.collector.store.Kept;
import io.pitot.collector.store.Retention;
import io.pitot.collector.tls.TlsFiles;
import io.pitot.collector.watch.WatchConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one collector runs. {@link #defaults} is what a person gets who sets nothing.
 *
 * @param dataDirectory where the store lives; created when it is missing
 * @param http where browsers and tools connect
 * @param grpc where daemons connect
 * @param access who may
 * @param retention how long what is kept, of all services and of single ones: windows of 10 s whole
 *     hours, 1 to {@value #MAX_WINDOWS_HOURS}, of these as they came 1 to {@value #MAX_RAW_HOURS},
 *     sums of ten minutes whole hours, 1 to {@value #MAX_TENS_HOURS}, those of hours whole days, 1
 *     to {@value #MAX_HISTORY_DAYS}
 * @param policy of the gate and the continuous comparison
 * @param watch when new releases are compared
 */
public record CollectorConfig(
    Path dataDirectory,
    Listen http,
    Listen grpc,
    Access access,
    Retention retention,
    GatePolicy policy,
    WatchConfig watch) {

  public static final int DEFAULT_HTTP_PORT = 7575;
  public static final int DEFAULT_GRPC_PORT = 7576;

  /** Long enough for most that comes late: what comes when the rest is packed stays as it came. */
  public static final Duration DEFAULT_RAW = Duration.ofHours(2);

  public static final Duration DEFAULT_WINDOWS = Duration.ofHours(24);

  public static final Duration DEFAULT_TENS = Duration.ofHours(24);

  /** Three column families each day. */
  public static final int MAX_TENS_HOURS = 168;

  public static final Duration DEFAULT_HISTORY = Duration.ofDays(30);
  public static final int MAX_HISTORY_DAYS = 400;

  /** Packed, four hours are a column family; series are known for four days whatever comes. */
  public static final int MAX_WINDOWS_HOURS = 72;

  /** Each hour is a column family of its own, and the engine is at ease with about fifty. */
  public static final int MAX_RAW_HOURS = 48;

  public static final long DEFAULT_MIN_FREE_BYTES = 512L << 20;

  /** Below it the log of what was just written would fill it. */
  public static final long MIN_DISK_BUDGET_BYTES = 500_000_000;

  /**
   * An address to bind.
   *
   * @param host beyond loopback only with a token or {@code insecure}
   * @param port 0 for any free port
   */
  public record Listen(String host, int port) {}

  /**
   * Who may connect, and how they know that it is this collector.
   *
   * @param token what daemons and HTTP clients must present as {@code Authorization: Bearer}; null
   *     asks for nothing
   * @param insecure allows an address beyond loopback without a token
   * @param tls what both ports encrypt with; null for clear text
   */
  public record Access(@Nullable String token, boolean insecure, @Nullable TlsFiles tls) {}

  public static CollectorConfig defaults(Path dataDirectory) {
    return new CollectorConfig(
        dataDirectory,
        new Listen("127.0.0.1", DEFAULT_HTTP_PORT),
        new Listen("127.0.0.1", DEFAULT_GRPC_PORT),
        new Access(null, false, null),
        new Retention(
            new Kept(DEFAULT_RAW, DEFAULT_WINDOWS, DEFAULT_TENS, DEFAULT_HISTORY),
            Map.of(),
            new DiskBudget(Long.MAX_VALUE, DEFAULT_MIN_FREE_BYTES)),
        GatePolicy.NONE,
        WatchConfig.DEFAULT);
  }

  public CollectorConfig withHttp(String host, int port) {
    Listen listen = new Listen(host, port);
    return new CollectorConfig(dataDirectory, listen, grpc, access, retention, policy, watch);
  }

  public CollectorConfig withGrpc(String host, int port) {
    Listen listen = new Listen(host, port);
    return new CollectorConfig(dataDirectory, http, listen, access, retention, policy, watch);
  }

  public CollectorConfig withToken(@Nullable String token) {
    Access other = new Access(token, access.insecure, access.tls);
    return new CollectorConfig(dataDirectory, http, grpc, other, retention, policy, watch);
  }

  public CollectorConfig withInsecure(boolean allowed) {
    Access other = new Access(access.token, allowed, access.tls);
    return new CollectorConfig(dataDirectory, http, grpc, other, retention, policy, watch);
  }

  public CollectorConfig withTls(TlsFiles tls) {
    Access other = new Access(access.token, access.insecure, tls);
    return new CollectorConfig(dataDirectory, http, grpc, other, retention, policy, watch);
  }

  public CollectorConfig withRetention(Retention other) {
    return new CollectorConfig(dataDirectory, http, grpc, access, other, policy, watch);
  }

  /** How long services that are not named keep each level. */
  public CollectorConfig withKept(Kept kept) {
    return withRetention(new Retention(kept, retention.ofService(), retention.disk()));
  }

  public CollectorConfig withWindows(Duration windows) {
    Kept all = retention.all();
    return withKept(new Kept(all.raw(), windows, all.tens(), all.history()));
  }

  public CollectorConfig withHistory(Duration history) {
    Kept all = retention.all();
    return withKept(new Kept(all.raw(), all.windows(), all.tens(), history));
  }

  public CollectorConfig withDiskBudget(DiskBudget disk) {
    return withRetention(new Retention(retention.all(), retention.ofService(), disk));
  }

  public CollectorConfig withPolicy(GatePolicy other) {
    return new CollectorConfig(dataDirectory, http, grpc, access, retention, other, watch);
  }

  public CollectorConfig withWatch(WatchConfig other) {
    return new CollectorConfig(dataDirectory, http, grpc, access, retention, policy, other);
  }
}
