/** The command line. */
@NullMarked
package io.pitot.cli;

import org.jspecify.annotations.NullMarked;
