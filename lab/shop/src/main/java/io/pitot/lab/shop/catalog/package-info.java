/** What the shop sells. */
@NullMarked
package io.pitot.lab.shop.catalog;

import org.jspecify.annotations.NullMarked;
