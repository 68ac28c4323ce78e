/** The JFR events of Pitot and {@link PitotEvents}, which emits them for maps of your own. */
@NullMarked
package io.pitot.events;

import org.jspecify.annotations.NullMarked;
