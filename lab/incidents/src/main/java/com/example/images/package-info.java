/** Thumbnails, the last used ones in memory. */
@NullMarked
package com.example.images;

import org.jspecify.annotations.NullMarked;
