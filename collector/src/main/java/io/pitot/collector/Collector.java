package io.pitot.collector;

import io.pitot.collector.http.HttpServer;
import io.pitot.collector.ingest.IngestServer;
import io.pitot.collector.store.CorruptStoreException;
import io.pitot.collector.store.Kept;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.StoreUnavailableException;
import io.pitot.collector.store.rocks.DirectoryException;
import io.pitot.collector.store.rocks.RocksBlockStore;
import io.pitot.collector.tls.CollectorCertificate;
import io.pitot.collector.tls.TlsException;
import io.pitot.collector.tls.TlsFiles;
import io.pitot.collector.watch.Watching;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running collector: takes batches over gRPC, keeps them, answers over HTTP.
 *
 * <p>{@link #start} returns when both ports are open and what people ask first has been asked once.
 * {@link #close} refuses what is new, answers what was received, and closes the store; it may be
 * called twice.
 */
public final class Collector implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Collector.class);

  private final ProfileStore store;
  private final IngestServer ingest;
  private final HttpServer http;
  private final Watching watching;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Collector(ProfileStore store, IngestServer ingest, HttpServer http, Watching watching) {
    this.store = store;
    this.ingest = ingest;
    this.http = http;
    this.watching = watching;
  }

  /**
   * Starts a collector.
   *
   * @throws StartException when an address, the data directory or a setting is unusable
   */
  public static Collector start(CollectorConfig config) throws StartException {
    return start(config, Clock.systemUTC());
  }

  /** The same, by this clock. */
  static Collector start(CollectorConfig config, Clock clock) throws StartException {
    checkRetention(config);
    BindAddress grpc = new BindAddress("gRPC", "grpc", config.grpc().host(), config.grpc().port());
    BindAddress http = new BindAddress("HTTP", "http", config.http().host(), config.http().port());
    InetSocketAddress grpcAddress =
        grpc.resolve(config.access().token(), config.access().insecure());
    InetSocketAddress httpAddress =
        http.resolve(config.access().token(), config.access().insecure());

    CollectorCertificate certificate = certificate(config.access().tls());
    ProfileStore store = openStore(config, clock);
    IngestServer ingest = null;
    Watching watching = null;
    try {
      watching = startWatching(config, store, clock);
      ingest = startIngest(grpc, grpcAddress, config, certificate, store, clock);
      HttpServer server =
          startHttp(http, httpAddress, config, certificate, store, ingest, watching, clock);
      SocketFactory sockets =
          certificate == null ? SocketFactory.getDefault() : certificate.socketsToItself();
      new WarmUp(httpAddress, server.port(), config.access().token(), sockets).run(store);
      server.ready();
      log.info(
          "Collector {} keeps {}, serves {}://{}:{} and takes gRPC on {}:{}",
          version(),
          config.dataDirectory(),
          certificate == null ? "http" : "https",
          config.http().host(),
          server.port(),
          config.grpc().host(),
          ingest.port());
      return new Collector(store, ingest, server, watching);
    } catch (StartException e) {
      if (ingest != null) {
        ingest.close();
      }
      if (watching != null) {
        watching.close();
      }
      store.close();
      throw e;
    }
  }

  /** The port that HTTP is served on, also when the configuration asked for any. */
  public int httpPort() {
    return http.port();
  }

  /** The port that daemons connect to, also when the configuration asked for any. */
  public int grpcPort() {
    return ingest.port();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      ingest.close();
      http.close();
      watching.close();
      store.close();
      log.info("Collector stopped");
    }
  }

  private static void checkRetention(CollectorConfig config) throws StartException {
    check("", config.retention().all());
    for (Map.Entry<String, Kept> of : config.retention().ofService().entrySet()) {
      check(" of service " + of.getKey(), of.getValue());
    }
    long budgetBytes = config.retention().disk().maxBytes();
    if (budgetBytes < CollectorConfig.MIN_DISK_BUDGET_BYTES) {
      throw new StartException(
          "the disk budget is %s MB: the log alone takes up to 256 MB, choose %s MB or more"
              .formatted(
                  budgetBytes / 1_000_000, CollectorConfig.MIN_DISK_BUDGET_BYTES / 1_000_000));
    }
  }

  private static void check(String whose, Kept kept) throws StartException {
    long hours = kept.windows().toHours();
    if (hours < 1 || hours > CollectorConfig.MAX_WINDOWS_HOURS) {
      throw new StartException(
          "windows%s are kept %s h: choose whole hours from 1 to %s"
              .formatted(whose, hours, CollectorConfig.MAX_WINDOWS_HOURS));
    }
    long rawHours = kept.raw().toHours();
    if (rawHours < 1 || rawHours > CollectorConfig.MAX_RAW_HOURS) {
      throw new StartException(
          "windows%s are kept as they came for %s h: choose whole hours from 1 to %s"
              .formatted(whose, rawHours, CollectorConfig.MAX_RAW_HOURS));
    }
    long tensHours = kept.tens().toHours();
    if (tensHours < 1 || tensHours > CollectorConfig.MAX_TENS_HOURS) {
      throw new StartException(
          "sums of ten minutes%s are kept %s h: choose whole hours from 1 to %s"
              .formatted(whose, tensHours, CollectorConfig.MAX_TENS_HOURS));
    }
    long days = kept.history().toDays();
    if (days < 1 || days > CollectorConfig.MAX_HISTORY_DAYS) {
      throw new StartException(
          "the history%s is %s days: choose 1 to %s"
              .formatted(whose, days, CollectorConfig.MAX_HISTORY_DAYS));
    }
  }

  private static @Nullable CollectorCertificate certificate(@Nullable TlsFiles files)
      throws StartException {
    try {
      return files == null ? null : CollectorCertificate.read(files);
    } catch (TlsException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private static ProfileStore openStore(CollectorConfig config, Clock clock) throws StartException {
    try {
      return ProfileStore.open(
          RocksBlockStore.open(config.dataDirectory()),
          config.retention(),
          clock,
          System::nanoTime);
    } catch (DirectoryException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    } catch (CorruptStoreException | StoreUnavailableException e) {
      throw new StartException(
          "cannot use the store in %s: %s".formatted(config.dataDirectory(), e.getMessage()), e);
    }
  }

  private static IngestServer startIngest(
      BindAddress bind,
      InetSocketAddress address,
      CollectorConfig config,
      @Nullable CollectorCertificate certificate,
      ProfileStore store,
      Clock clock)
      throws StartException {
    try {
      return IngestServer.start(
          store, address, config.access().token(), certificate, version(), clock);
    } catch (IOException | RuntimeException e) {
      throw bind.cannotBind(e);
    }
  }

  private static HttpServer startHttp(
      BindAddress bind,
      InetSocketAddress address,
      CollectorConfig config,
      @Nullable CollectorCertificate certificate,
      ProfileStore store,
      IngestServer ingest,
      Watching watching,
      Clock clock)
      throws StartException {
    try {
      return HttpServer.start(
          store,
          ingest.board(),
          ingest.counters(),
          ingest.requests(),
          address,
          config.access().token(),
          certificate,
          config.policy(),
          watching,
          version(),
          clock);
    } catch (RuntimeException e) {
      throw bind.cannotBind(e);
    }
  }

  private static Watching startWatching(CollectorConfig config, ProfileStore store, Clock clock)
      throws StartException {
    try {
      return Watching.start(store, config.policy(), config.watch(), System.getenv(), clock);
    } catch (IllegalArgumentException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    } catch (CorruptStoreException | StoreUnavailableException e) {
      throw new StartException(
          "cannot use the store in %s: %s".formatted(config.dataDirectory(), e.getMessage()), e);
    }
  }

  private static String version() {
    return Optional.ofNullable(Collector.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
