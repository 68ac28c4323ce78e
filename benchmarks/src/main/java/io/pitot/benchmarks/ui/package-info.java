/** What the browser is given to draw, and how long it takes over it. */
@NullMarked
package io.pitot.benchmarks.ui;

import org.jspecify.annotations.NullMarked;
