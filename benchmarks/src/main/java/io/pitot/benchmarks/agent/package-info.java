/** What {@code benchmarks/run agent} runs in JVMs of its own, with and without the agent. */
@NullMarked
package io.pitot.benchmarks.agent;

import org.jspecify.annotations.NullMarked;
