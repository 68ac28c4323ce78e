/**
 * The map agent: {@code PitotAgent} starts it, {@code Weaving} puts hooks into the JDK's maps,
 * {@code planted} is what they call, {@code EventSink} turns it into events.
 */
@NullMarked
package io.pitot.agent;

import org.jspecify.annotations.NullMarked;
