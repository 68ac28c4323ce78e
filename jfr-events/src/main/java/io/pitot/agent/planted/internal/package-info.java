/**
 * Shapes of JDK-internal classes, to compile against: where the planted classes run, {@code
 * PlantedNames} has made the JDK's own classes of them. Never part of the jar.
 */
@NullMarked
package io.pitot.agent.planted.internal;

import org.jspecify.annotations.NullMarked;
