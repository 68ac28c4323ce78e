/** Orders: stock, payment, receipt. */
@NullMarked
package io.pitot.lab.shop.checkout;

import org.jspecify.annotations.NullMarked;
