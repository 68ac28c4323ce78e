/** What {@code demo} and {@code up} run on this machine: a collector, a daemon, the shop. */
@NullMarked
package io.pitot.cli.local;

import org.jspecify.annotations.NullMarked;
