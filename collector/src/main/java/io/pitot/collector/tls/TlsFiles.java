package io.pitot.collector.tls;

import java.nio.file.Path;

/**
 * By what the collector proves who it is; both in PEM format.
 *
 * @param certificates the collector's own, then those that lead to one that clients trust
 * @param key of the first certificate, PKCS#8, not encrypted
 */
public record TlsFiles(Path certificates, Path key) {}
