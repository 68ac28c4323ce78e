/**
 * What is kept and how it is laid out: the {@link io.pitot.collector.store.BlockStore} SPI, the
 * codecs above it, and {@link io.pitot.collector.store.ProfileStore}, where to start.
 */
@NullMarked
package io.pitot.collector.store;

import org.jspecify.annotations.NullMarked;
