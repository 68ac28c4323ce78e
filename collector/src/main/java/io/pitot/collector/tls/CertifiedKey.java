package io.pitot.collector.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key and the certificates that vouch for it, the key's own first.
 *
 * @param algorithm of the key: {@code RSA} or {@code EC}
 */
record CertifiedKey(List<X509Certificate> chain, PrivateKey key, String algorithm) {
  private static final int MAX_FILE_BYTES = 1 << 20;

  /** What is signed to see whether key and certificate belong together. */
  private static final byte[] PROBE = "pitot".getBytes(StandardCharsets.UTF_8);

  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

  private static final Pattern PEM_KEY =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");

  static CertifiedKey read(TlsFiles files) throws TlsException {
    List<X509Certificate> chain = certificates(files.certificates());
    PublicKey certified = chain.get(0).getPublicKey();
    String algorithm = certified.getAlgorithm();
    String signature = SIGNATURES.get(algorithm);
    if (signature == null) {
      throw new TlsException(
          "--tls-cert: the certificate in %s is for a key of the kind %s: use one for RSA or EC"
              .formatted(files.certificates(), algorithm));
    }
    String mismatch =
        "--tls-key: the key in %s does not belong to the first certificate in %s (%s): give the pair that was made together"
            .formatted(files.key(), files.certificates(), chain.get(0).getSubjectX500Principal());
    byte[] encoded = key(files.key());
    try {
      PrivateKey key =
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      if (!belongTogether(key, certified, signature)) {
        throw new TlsException(mismatch);
      }
      return new CertifiedKey(chain, key, algorithm);
    } catch (InvalidKeySpecException e) {
      // Of another kind, or no key at all.
      throw new TlsException(mismatch, e);
    } catch (GeneralSecurityException e) {
      throw new TlsException(
          "--tls-key: the key in %s cannot be used: %s".formatted(files.key(), e.getMessage()), e);
    }
  }

  private static List<X509Certificate> certificates(Path file) throws TlsException {
    byte[] bytes = bytes("--tls-cert", file);
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (CertificateException e) {
      throw new TlsException(
          "--tls-cert: %s holds no certificates that can be read (%s): give it in PEM format"
              .formatted(file, e.getMessage()),
          e);
    }
    throw new TlsException(
        "--tls-cert: %s holds no certificate: give it in PEM format".formatted(file));
  }

  private static byte[] key(Path file) throws TlsException {
    String text = new String(bytes("--tls-key", file), StandardCharsets.US_ASCII);
    Matcher pem = PEM_KEY.matcher(text);
    if (!pem.find()) {
      throw new TlsException(
          "--tls-key: %s holds no private key: give it in PEM format".formatted(file));
    }
    if (!pem.group(1).equals("PRIVATE KEY")) {
      throw new TlsException(
          "--tls-key: %s is in the format '%s', expected 'PRIVATE KEY': convert it with openssl pkcs8 -topk8 -nocrypt -in %s"
              .formatted(file, pem.group(1), file));
    }
    try {
      return Base64.getMimeDecoder().decode(pem.group(2));
    } catch (IllegalArgumentException e) {
      throw new TlsException("--tls-key: the key in %s is damaged".formatted(file), e);
    }
  }

  private static byte[] bytes(String option, Path file) throws TlsException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MAX_FILE_BYTES);
    } catch (NoSuchFileException e) {
      throw new TlsException("%s: there is no file %s".formatted(option, file), e);
    } catch (IOException e) {
      throw new TlsException(
          "%s: %s cannot be read by user %s: %s"
              .formatted(option, file, System.getProperty("user.name", "?"), e),
          e);
    }
  }

  private static boolean belongTogether(PrivateKey key, PublicKey certified, String algorithm)
      throws GeneralSecurityException {
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(PROBE);
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(certified);
    verifying.update(PROBE);
    return verifying.verify(signing.sign());
  }
}
