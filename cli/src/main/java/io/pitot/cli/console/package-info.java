/** The two sides of a terminal: tables and progress out, exit codes and one-line errors back. */
@NullMarked
package io.pitot.cli.console;

import org.jspecify.annotations.NullMarked;
