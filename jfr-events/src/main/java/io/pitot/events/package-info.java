/** The JFR events of the map agent. */
@NullMarked
package io.pitot.events;

import org.jspecify.annotations.NullMarked;
