@NullMarked
package io.pitot.daemon.fold;

import org.jspecify.annotations.NullMarked;
