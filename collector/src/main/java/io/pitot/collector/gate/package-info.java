/**
 * The gate of a rollout: several comparisons of two releases, judged by a policy, as one verdict.
 * Start at {@link io.pitot.collector.gate.Gate}.
 */
@NullMarked
package io.pitot.collector.gate;

import org.jspecify.annotations.NullMarked;
