/** Programs that reproduce real incidents. */
@NullMarked
package io.pitot.lab;

import org.jspecify.annotations.NullMarked;
