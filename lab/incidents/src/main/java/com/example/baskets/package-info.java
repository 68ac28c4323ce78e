/** What stands in baskets, and how often. */
@NullMarked
package com.example.baskets;

import org.jspecify.annotations.NullMarked;
