/** Files that are looked at without any collector: flame graphs and Mission Control's rules. */
@NullMarked
package io.pitot.cli.file;

import org.jspecify.annotations.NullMarked;
