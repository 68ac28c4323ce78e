package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.cli.remote.TrustedCertificates;
import io.pitot.collector.Collector;
import io.pitot.collector.CollectorConfig;
import io.pitot.collector.StartException;
import io.pitot.collector.ingest.IngestServer;
import io.pitot.collector.tls.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A collector with a certificate, and those who talk to it, in the right way and in wrong ones. */
class TlsTest {
  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private Path stacks;

  @BeforeEach
  void stacks() throws Exception {
    stacks = Files.writeString(folder.resolve("stacks.txt"), "Main.main;Cart.total 3\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void bothPortsAreEncrypted(String algorithm) throws Exception {
    TestCertificate own = TestCertificate.make(folder, "own", algorithm);
    try (Collector collector = start(own.files())) {
      imported(collector, "--tls-ca", own.certificate().toString()).ok();
      Ran services = services(collector, "https", "--tls-ca", own.certificate().toString());
      assertTrue(services.ok().contains("shop"), services::out);
    }
  }

  @Test
  void whoeverTrustsAnotherCertificateIsToldAndStaysAway() throws Exception {
    TestCertificate own = TestCertificate.make(folder, "own", "EC");
    String other = TestCertificate.make(folder, "other", "EC").certificate().toString();
    try (ToldLines told = new ToldLines(IngestServer.class);
        Collector collector = start(own.files())) {
      for (Ran ran :
          List.of(
              imported(collector, "--tls-ca", other),
              imported(collector, "--tls"),
              services(collector, "https", "--tls-ca", other),
              services(collector, "https"))) {
        assertEquals(3, ran.exitCode(), ran::err);
        assertTrue(ran.err().contains("certificate is not trusted here"), ran::err);
        assertTrue(ran.err().contains("--tls-ca"), ran::err);
      }
      Await.until(
          "the collector tells it", () -> told.lines().contains("does not trust this certificate"));
      Ran services = services(collector, "https", "--tls-ca", own.certificate().toString());
      assertTrue(!services.ok().contains("shop"), services::out);
    }
  }

  @Test
  void whoeverSpeaksInClearTextIsToldToEncrypt() throws Exception {
    TestCertificate own = TestCertificate.make(folder, "own", "EC");
    try (ToldLines told = new ToldLines(IngestServer.class);
        Collector collector = start(own.files())) {
      Ran imported = imported(collector);
      Await.until("the collector tells it", () -> told.lines().contains("without TLS"));
      assertEquals(3, imported.exitCode(), imported::err);
      assertTrue(imported.err().contains("--tls"), imported::err);
      Ran services = services(collector, "http");
      assertEquals(3, services.exitCode(), services::err);
      assertTrue(services.err().contains("https://"), services::err);
    }
  }

  @Test
  void whoeverEncryptsWhereNobodyDoesIsToldSo() throws Exception {
    try (Collector collector = Collector.start(config())) {
      Ran imported = imported(collector, "--tls");
      assertEquals(3, imported.exitCode(), imported::err);
      assertTrue(imported.err().contains("--tls-cert"), imported::err);
      Ran services = services(collector, "https");
      assertEquals(3, services.exitCode(), services::err);
      assertTrue(services.err().contains("http://"), services::err);
    }
  }

  @Test
  void aCertificateIsRenewedWhileTheCollectorRuns() throws Exception {
    TestCertificate own = TestCertificate.make(folder, "own", "EC");
    TestCertificate next = TestCertificate.make(folder, "next", "RSA");
    String before = own.certificate() + ".before";
    Files.copy(own.certificate(), Path.of(before));
    try (Collector collector = start(own.files())) {
      assertEquals("CN=own", served(collector, Path.of(before)));

      // The key is still the old one's: they do not belong together.
      replace(next.certificate(), own.certificate(), 1);
      assertEquals("CN=own", served(collector, Path.of(before)));

      replace(next.key(), own.key(), 2);
      Await.until(
          "the new certificate is served",
          () -> served(collector, next.certificate()).equals("CN=next"));
      imported(collector, "--tls-ca", next.certificate().toString()).ok();
    }
  }

  @Test
  void filesThatCannotBeUsedAreRefusedWithWhatToDo() throws Exception {
    TestCertificate own = TestCertificate.make(folder, "own", "EC");
    TestCertificate other = TestCertificate.make(folder, "other", "EC");
    TestCertificate rsa = TestCertificate.make(folder, "rsa", "RSA");
    Path none = folder.resolve("none.pem");
    Path old = folder.resolve("old.key");
    Files.writeString(old, Files.readString(own.key()).replace("PRIVATE KEY", "EC PRIVATE KEY"));

    assertRefused(new TlsFiles(none, own.key()), "--tls-cert: there is no file " + none);
    assertRefused(new TlsFiles(own.certificate(), none), "--tls-key: there is no file " + none);
    assertRefused(
        new TlsFiles(folder, own.key()), "--tls-cert: %s cannot be read".formatted(folder));
    assertRefused(
        new TlsFiles(own.key(), own.key()),
        "--tls-cert: %s holds no certificate".formatted(own.key()));
    assertRefused(
        new TlsFiles(own.certificate(), own.certificate()),
        "--tls-key: %s holds no private key".formatted(own.certificate()));
    assertRefused(new TlsFiles(own.certificate(), old), "openssl pkcs8 -topk8 -nocrypt -in " + old);
    for (TestCertificate wrong : List.of(other, rsa)) {
      assertRefused(
          new TlsFiles(own.certificate(), wrong.key()),
          "the key in %s does not belong to the first certificate in %s (CN=own)"
              .formatted(wrong.key(), own.certificate()));
    }
    Ran daemon = Ran.command("daemon", "--tls-ca", own.key().toString());
    assertEquals(2, daemon.exitCode());
    assertTrue(daemon.err().contains("holds no certificates that can be used"), daemon::err);
    Ran half = Ran.command("collector", "--tls-cert", own.certificate().toString());
    assertEquals(2, half.exitCode());
    assertTrue(half.err().contains("--tls-key is missing"), half::err);
  }

  private void assertRefused(TlsFiles files, String expected) {
    StartException refused = assertThrows(StartException.class, () -> start(files).close());
    assertTrue(String.valueOf(refused.getMessage()).contains(expected), refused::getMessage);
  }

  /** The subject of the certificate that the HTTP port shows; empty to whom does not trust it. */
  private static String served(Collector collector, Path trusted) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            TrustedCertificates.read(trusted)
                .getSocketFactory()
                .createSocket("127.0.0.1", collector.httpPort())) {
      socket.startHandshake();
      X509Certificate own = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return own.getSubjectX500Principal().getName();
    } catch (javax.net.ssl.SSLException stranger) {
      return "";
    }
  }

  /** At a time of its own, however coarse the file system's clock is. */
  private static void replace(Path from, Path to, int changes) throws Exception {
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(to, FileTime.from(Instant.now().plusSeconds(changes)));
  }

  private Ran imported(Collector collector, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("import", stacks.toString(), "--service", "shop", "--release", "1"));
    arguments.addAll(List.of("--ingest", "127.0.0.1:" + collector.grpcPort()));
    arguments.addAll(List.of(options));
    return Ran.command(arguments.toArray(String[]::new));
  }

  private static Ran services(Collector collector, String scheme, String... options) {
    List<String> arguments = new ArrayList<>(List.of("services"));
    arguments.addAll(
        List.of("--collector", "%s://127.0.0.1:%d".formatted(scheme, collector.httpPort())));
    arguments.addAll(List.of(options));
    return Ran.command(arguments.toArray(String[]::new));
  }

  private Collector start(TlsFiles files) throws StartException {
    return Collector.start(config().withTls(files));
  }

  private CollectorConfig config() {
    return CollectorConfig.defaults(folder.resolve("data"))
        .withHttp("127.0.0.1", 0)
        .withGrpc("127.0.0.1", 0);
  }
}
