/** Pages of a shop. */
@NullMarked
package com.example.storefront;

import org.jspecify.annotations.NullMarked;
