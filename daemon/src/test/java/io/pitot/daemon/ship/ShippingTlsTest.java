package io.pitot.daemon.ship;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.pitot.daemon.spool.SpoolLimits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An encrypted connection, to a collector that is trusted and to one that is not. */
class ShippingTlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir Path directory;

  @Test
  void aTrustedCollectorIsTalkedTo() throws Exception {
    KeyStore keys = keys();
    Path certificate = directory.resolve("collector.pem");
    Files.writeString(certificate, pem(keys));
    try (TestCollector collector = collector(keys);
        Shipping shipping = shipping(collector, new ShipTls(certificate))) {
      Await.until("connected", () -> shipping.status().connected(), shipping::status);
      assertEquals("host", collector.hellos.get(0).getNode());
    }
  }

  @Test
  void anUnknownCollectorIsNot() throws Exception {
    try (TestCollector collector = collector(keys())) {
      assertTold(collector, new ShipTls(null), "its certificate is not trusted here");
    }
  }

  @Test
  void whoeverSpeaksInClearTextToOneThatDoesNotIsToldToEncrypt() throws Exception {
    try (TestCollector collector = collector(keys())) {
      assertTold(collector, null, "--tls");
    }
  }

  @Test
  void whoeverEncryptsWhereTheCollectorDoesNotIsToldSo() throws Exception {
    try (TestCollector collector = TestCollector.started()) {
      assertTold(collector, new ShipTls(null), "start it with --tls-cert, or this without --tls");
    }
  }

  private void assertTold(TestCollector collector, @Nullable ShipTls tls, String expected)
      throws Exception {
    try (Shipping shipping = shipping(collector, tls)) {
      // The first attempt of a JVM may be too slow to get that far.
      Await.until(
          "told " + expected,
          () -> shipping.status().problem().contains(expected),
          shipping::status);
      assertEquals(List.of(), collector.hellos);
    }
  }

  private Shipping shipping(TestCollector collector, @Nullable ShipTls tls) throws IOException {
    ShipConfig config =
        new ShipConfig(
            "127.0.0.1", collector.port(), null, tls, "host", "test", ShipTimings.DEFAULT);
    Shipping shipping =
        Shipping.open(directory.resolve("spool"), SpoolLimits.DEFAULT, config, List::of);
    shipping.start();
    return shipping;
  }

  private static TestCollector collector(KeyStore keys) throws Exception {
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD.toCharArray());
    SslContext tls =
        GrpcSslContexts.configure(
                io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder.forServer(factory))
            .build();
    TestCollector collector = new TestCollector(builder -> builder.sslContext(tls));
    collector.start();
    return collector;
  }

  /** A key of this address's own, as the JDK's tool makes it. */
  private KeyStore keys() throws Exception {
    Path store = directory.resolve("collector.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "collector",
                "-keyalg",
                "EC",
                "-dname",
                "CN=collector",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), output);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static String pem(KeyStore keys) throws Exception {
    byte[] certificate = keys.getCertificate("collector").getEncoded();
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(certificate)
        + "\n-----END CERTIFICATE-----\n";
  }
}
