package io.pitot.daemon.ship;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the collector proves who it is.
 *
 * @param trustedCertificates certificates in PEM format; null for those that the JDK trusts
 */
public record ShipTls(@Nullable Path trustedCertificates) {}
