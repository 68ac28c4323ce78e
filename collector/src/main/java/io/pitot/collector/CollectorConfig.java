package io.pitot.collector;

import io.pitot.collector.gate.GatePolicy;
import io.pitot.collector.watch.WatchConfig;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one collector runs. {@link #defaults} is what a person gets who sets nothing.
 *
 * @param dataDirectory where the store lives; created when it is missing
 * @param httpHost address to bind; beyond loopback only with a token or {@code insecure}
 * @param httpPort 0 for any free port
 * @param grpcHost address to bind; beyond loopback only with a token or {@code insecure}
 * @param grpcPort 0 for any free port
 * @param token what daemons and HTTP clients must present as {@code Authorization: Bearer}; null
 *     asks for nothing
 * @param insecure allows an address beyond loopback without a token
 * @param rawRetention how long 10 s windows are kept: whole hours, 1 to {@value #MAX_RAW_HOURS}
 * @param history how long the sums of hours are kept: whole days, 1 to {@value #MAX_HISTORY_DAYS}
 * @param policy of the gate and the continuous comparison
 * @param watch when new releases are compared
 */
public record CollectorConfig(
    Path dataDirectory,
    String httpHost,
    int httpPort,
    String grpcHost,
    int grpcPort,
    @Nullable String token,
    boolean insecure,
    Duration rawRetention,
    Duration history,
    GatePolicy policy,
    WatchConfig watch) {

  public static final int DEFAULT_HTTP_PORT = 7575;
  public static final int DEFAULT_GRPC_PORT = 7576;
  public static final Duration DEFAULT_RAW_RETENTION = Duration.ofHours(24);

  public static final Duration DEFAULT_HISTORY = Duration.ofDays(30);
  public static final int MAX_HISTORY_DAYS = 400;

  /** Each hour is a column family of its own, and the engine is at ease with about fifty. */
  public static final int MAX_RAW_HOURS = 48;

  public static CollectorConfig defaults(Path dataDirectory) {
    return new CollectorConfig(
        dataDirectory,
        "127.0.0.1",
        DEFAULT_HTTP_PORT,
        "127.0.0.1",
        DEFAULT_GRPC_PORT,
        null,
        false,
        DEFAULT_RAW_RETENTION,
        DEFAULT_HISTORY,
        GatePolicy.NONE,
        WatchConfig.DEFAULT);
  }

  public CollectorConfig withHttp(String host, int port) {
    return new CollectorConfig(
        dataDirectory,
        host,
        port,
        grpcHost,
        grpcPort,
        token,
        insecure,
        rawRetention,
        history,
        policy,
        watch);
  }

  public CollectorConfig withGrpc(String host, int port) {
    return new CollectorConfig(
        dataDirectory,
        httpHost,
        httpPort,
        host,
        port,
        token,
        insecure,
        rawRetention,
        history,
        policy,
        watch);
  }

  public CollectorConfig withToken(@Nullable String newToken) {
    return new CollectorConfig(
        dataDirectory,
        httpHost,
        httpPort,
        grpcHost,
        grpcPort,
        newToken,
        insecure,
        rawRetention,
        history,
        policy,
        watch);
  }

  public CollectorConfig withInsecure(boolean allowed) {
    return new CollectorConfig(
        dataDirectory,
        httpHost,
        httpPort,
        grpcHost,
        grpcPort,
        token,
        allowed,
        rawRetention,
        history,
        policy,
        watch);
  }

  public CollectorConfig withRawRetention(Duration retention) {
    return new CollectorConfig(
        dataDirectory,
        httpHost,
        httpPort,
        grpcHost,
        grpcPort,
        token,
        insecure,
        retention,
        history,
        policy,
        watch);
  }

  public CollectorConfig withHistory(Duration days) {
    return new CollectorConfig(
        dataDirectory,
        httpHost,
        httpPort,
        grpcHost,
        grpcPort,
        token,
        insecure,
        rawRetention,
        days,
        policy,
        watch);
  }

  public CollectorConfig withPolicy(GatePolicy other) {
    return new CollectorConfig(
        dataDirectory,
        httpHost,
        httpPort,
        grpcHost,
        grpcPort,
        token,
        insecure,
        rawRetention,
        history,
        other,
        watch);
  }

  public CollectorConfig withWatch(WatchConfig other) {
    return new CollectorConfig(
        dataDirectory,
        httpHost,
        httpPort,
        grpcHost,
        grpcPort,
        token,
        insecure,
        rawRetention,
        history,
        policy,
        other);
  }
}
