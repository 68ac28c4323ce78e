/** What a visitor has chosen. */
@NullMarked
package io.pitot.lab.shop.cart;

import org.jspecify.annotations.NullMarked;
