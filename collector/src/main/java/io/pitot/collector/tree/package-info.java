/**
 * Profiles as prefix trees in columns: built from stacks, trimmed, and written in other tools'
 * formats. Pure code: nothing here opens a file or a socket. Start at {@link
 * io.pitot.collector.tree.TreeBuilder}.
 */
@NullMarked
package io.pitot.collector.tree;

import org.jspecify.annotations.NullMarked;
