/** Tests of whole collectors, over real sockets and a real store. */
@NullMarked
package io.pitot.collector;

import org.jspecify.annotations.NullMarked;
