/** What the daemon and its recordings cost a machine, and what kills do to them. */
@NullMarked
package io.pitot.benchmarks.node;

import org.jspecify.annotations.NullMarked;
