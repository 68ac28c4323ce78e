/** What the daemon knows of a JVM that it watches: who it is and how it is doing. */
@NullMarked
package io.pitot.daemon.target;

import org.jspecify.annotations.NullMarked;
