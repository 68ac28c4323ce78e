/** The daemon of a node. */
@NullMarked
package io.pitot.daemon;

import org.jspecify.annotations.NullMarked;
