/**
 * The classes that the agent defines in the boot loader: what the hooks in the JDK's maps call. No
 * lambda, no string concatenation, nothing that needs a bootstrap method.
 */
@NullMarked
package io.pitot.agent.planted;

import org.jspecify.annotations.NullMarked;
