/** Tests of the daemon's budgets. */
@NullMarked
package io.pitot.daemon.budget;

import org.jspecify.annotations.NullMarked;
