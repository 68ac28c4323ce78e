package io.pitot.collector.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collector's certificate and key, for both of its servers.
 *
 * <p>Certificates are renewed while servers run: when somebody connects and the files have changed,
 * they are read again, at most once a second. What cannot be used is told in the log and the
 * certificate before it stays, so that nobody is locked out between the writing of the two files. A
 * handshake that began with the certificate before this one ends with it.
 */
public final class CollectorCertificate extends X509ExtendedKeyManager {
  private static final Logger log = LoggerFactory.getLogger(CollectorCertificate.class);
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final TlsFiles files;
  private volatile Generation current;
  private volatile @Nullable Generation before;
  private Stamp stamp;
  private long lookedNanos = System.nanoTime();

  /**
   * What was read at one time.
   *
   * @param number counts what was read
   */
  private record Generation(int number, CertifiedKey pair) {
    /** By which a handshake asks for it. */
    String alias() {
      return Integer.toString(number);
    }
  }

  /** When each file changed last; null for one that is not there. */
  private record Stamp(@Nullable FileTime certificates, @Nullable FileTime key) {}

  private CollectorCertificate(TlsFiles files) throws TlsException {
    this.files = files;
    stamp = stamp();
    current = new Generation(1, CertifiedKey.read(files));
    tell();
  }

  /**
   * Reads the files.
   *
   * @throws TlsException when they cannot be used
   */
  public static CollectorCertificate read(TlsFiles files) throws TlsException {
    return new CollectorCertificate(files);
  }

  /** A server's side of TLS with this certificate; clients need none. */
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {this}, null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK has no TLS", e);
    }
  }

  /** For questions of this process to itself: trusts this certificate and no other. */
  public SocketFactory socketsToItself() {
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      trusted.setCertificateEntry("collector", current.pair.chain().get(0));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("This JDK has no TLS", e);
    }
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String algorithm, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return chooseServerAlias(algorithm, issuers, null);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String algorithm, Principal @Nullable [] issuers, @Nullable Socket socket) {
    renew();
    Generation now = current;
    return now.pair.algorithm().equals(algorithm) ? now.alias() : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Generation asked = generation(alias);
    return asked == null ? null : asked.pair.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Generation asked = generation(alias);
    return asked == null ? null : asked.pair.key();
  }

  @Override
  public String @Nullable [] getServerAliases(String algorithm, Principal @Nullable [] issuers) {
    String alias = chooseServerAlias(algorithm, issuers, null);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String @Nullable [] getClientAliases(String algorithm, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String @Nullable [] algorithms, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  private @Nullable Generation generation(String alias) {
    return Stream.of(current, before)
        .filter(Objects::nonNull)
        .filter(one -> one.alias().equals(alias))
        .findFirst()
        .orElse(null);
  }

  private synchronized void renew() {
    if (System.nanoTime() - lookedNanos < LOOK_EVERY_NANOS) {
      return;
    }
    lookedNanos = System.nanoTime();
    Stamp changed = stamp();
    if (changed.equals(stamp)) {
      return;
    }
    stamp = changed;
    try {
      CertifiedKey pair = CertifiedKey.read(files);
      before = current;
      current = new Generation(current.number + 1, pair);
      tell();
    } catch (TlsException e) {
      log.error("The certificate stays as it was: {}", e.getMessage());
    }
  }

  private void tell() {
    X509Certificate own = current.pair.chain().get(0);
    Instant end = own.getNotAfter().toInstant();
    if (end.isBefore(Instant.now())) {
      log.warn(
          "The certificate of {} in {} has ended at {}: nobody will trust it, renew it",
          own.getSubjectX500Principal(),
          files.certificates(),
          end);
    } else {
      log.info("TLS with the certificate of {}, until {}", own.getSubjectX500Principal(), end);
    }
  }

  private Stamp stamp() {
    return new Stamp(changed(files.certificates()), changed(files.key()));
  }

  private static @Nullable FileTime changed(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      return null;
    }
  }
}
