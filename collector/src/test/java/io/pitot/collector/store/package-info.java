/** Tests. */
@NullMarked
package io.pitot.collector.store;

import org.jspecify.annotations.NullMarked;
