/** Reads JFR chunks, finished and growing. */
@NullMarked
package io.pitot.jfr;

import org.jspecify.annotations.NullMarked;
