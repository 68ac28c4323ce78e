/** Tests. */
@NullMarked
package io.pitot.collector.query;

import org.jspecify.annotations.NullMarked;
