/**
 * The checkout service of an online shop, under a steady load of its own. Start at {@code Shop}.
 */
@NullMarked
package io.pitot.lab.shop;

import org.jspecify.annotations.NullMarked;
