/** Tests. */
@NullMarked
package io.pitot.collector.store.rocks;

import org.jspecify.annotations.NullMarked;
