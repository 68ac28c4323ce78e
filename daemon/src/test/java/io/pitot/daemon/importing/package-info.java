@NullMarked
package io.pitot.daemon.importing;

import org.jspecify.annotations.NullMarked;
