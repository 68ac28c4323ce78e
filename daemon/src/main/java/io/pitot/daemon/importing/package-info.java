/**
 * Files as targets: recordings, collapsed stacks and pprof profiles, recognised by content, become
 * the same windows that live JVMs make, and go to the collector the same way. Start at {@link
 * io.pitot.daemon.importing.InputFile} and {@link io.pitot.daemon.importing.ProfileSource}.
 */
@NullMarked
package io.pitot.daemon.importing;

import org.jspecify.annotations.NullMarked;
