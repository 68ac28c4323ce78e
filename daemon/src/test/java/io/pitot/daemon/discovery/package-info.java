/** Tests of discovery. */
@NullMarked
package io.pitot.daemon.discovery;

import org.jspecify.annotations.NullMarked;
