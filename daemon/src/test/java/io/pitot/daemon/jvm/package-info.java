/** Real JVMs for tests to watch. */
@NullMarked
package io.pitot.daemon.jvm;

import org.jspecify.annotations.NullMarked;
