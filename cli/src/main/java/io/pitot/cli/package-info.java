/** {@code pitot}, the one command: a class per subcommand. Start at {@code Main}. */
@NullMarked
package io.pitot.cli;

import org.jspecify.annotations.NullMarked;
