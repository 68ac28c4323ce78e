/** Tests of the whole daemon. */
@NullMarked
package io.pitot.daemon;

import org.jspecify.annotations.NullMarked;
