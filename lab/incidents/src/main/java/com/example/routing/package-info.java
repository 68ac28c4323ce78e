/** Where a parcel goes next. */
@NullMarked
package com.example.routing;

import org.jspecify.annotations.NullMarked;
