/**
 * What the daemon itself may use of CPU, heap, disk and network, and what it leaves out when it
 * uses more. Start at {@link io.pitot.daemon.budget.BudgetKeeper}.
 */
@NullMarked
package io.pitot.daemon.budget;

import org.jspecify.annotations.NullMarked;
