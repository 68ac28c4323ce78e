/** Tests. */
@NullMarked
package io.pitot.collector.http;

import org.jspecify.annotations.NullMarked;
