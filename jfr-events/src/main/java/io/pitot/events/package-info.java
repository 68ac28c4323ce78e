/** The place of the map agent and its JFR events; nothing is emitted yet. */
@NullMarked
package io.pitot.events;

import org.jspecify.annotations.NullMarked;
