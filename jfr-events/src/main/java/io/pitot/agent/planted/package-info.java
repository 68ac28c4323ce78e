/**
 * The classes that the agent defines inside java.base, as {@code java.util.Pitot...}: what the
 * hooks in the JDK's maps call. No lambda, no string concatenation, nothing that needs a bootstrap
 * method.
 */
@NullMarked
package io.pitot.agent.planted;

import org.jspecify.annotations.NullMarked;
