@NullMarked
package io.pitot.daemon.spool;

import org.jspecify.annotations.NullMarked;
