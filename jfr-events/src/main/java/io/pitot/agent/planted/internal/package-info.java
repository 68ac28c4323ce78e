/**
 * Shapes of JDK-internal classes, to compile against: in the jar the JDK's own names stand instead
 * of these, which are no part of it.
 */
@NullMarked
package io.pitot.agent.planted.internal;

import org.jspecify.annotations.NullMarked;
