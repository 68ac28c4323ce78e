/** What it costs. {@code PriceList} is the class in which the two releases differ. */
@NullMarked
package io.pitot.lab.shop.pricing;

import org.jspecify.annotations.NullMarked;
