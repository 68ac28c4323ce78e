/** Tests of the tail. */
@NullMarked
package io.pitot.daemon.tail;

import org.jspecify.annotations.NullMarked;
