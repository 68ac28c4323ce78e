/** New releases, watched by a real collector and told over real sockets. */
@NullMarked
package io.pitot.collector.watch;

import org.jspecify.annotations.NullMarked;
