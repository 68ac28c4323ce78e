@NullMarked
package io.pitot.daemon.ship;

import org.jspecify.annotations.NullMarked;
