/** The gate, through its real doors. */
@NullMarked
package io.pitot.collector.gate;

import org.jspecify.annotations.NullMarked;
