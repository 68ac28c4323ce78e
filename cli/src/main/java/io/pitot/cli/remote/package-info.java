/** What the command line asks a collector, over its HTTP interface only. */
@NullMarked
package io.pitot.cli.remote;

import org.jspecify.annotations.NullMarked;
