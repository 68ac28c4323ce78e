/** Map tiles by their place. */
@NullMarked
package com.example.geo;

import org.jspecify.annotations.NullMarked;
