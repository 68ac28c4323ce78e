package io.pitot.cli.remote;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A client's side of TLS that trusts what stands in a file instead of what the JDK trusts. */
public final class TrustedCertificates {
  private TrustedCertificates() {}

  /**
   * Reads certificates.
   *
   * @param file in PEM format
   */
  public static SSLContext read(Path file) throws Failure {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        trusted.setCertificateEntry(Integer.toString(number++), one);
      }
      if (number == 0) {
        throw unusable(file, new CertificateException("there is none in it"));
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new Failure(
          ExitCode.USAGE, "--tls-ca: there is no file %s that can be read".formatted(file), e);
    } catch (GeneralSecurityException e) {
      throw unusable(file, e);
    }
  }

  private static Failure unusable(Path file, GeneralSecurityException why) {
    return new Failure(
        ExitCode.USAGE,
        "--tls-ca: %s holds no certificates that can be used (%s): give them in PEM format"
            .formatted(file, why.getMessage()),
        why);
  }
}
