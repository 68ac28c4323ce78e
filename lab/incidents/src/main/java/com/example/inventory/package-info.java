/** How many pieces of each article were picked. */
@NullMarked
package com.example.inventory;

import org.jspecify.annotations.NullMarked;
