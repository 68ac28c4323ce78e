/** Catalogues of tenants. */
@NullMarked
package com.example.catalog;

import org.jspecify.annotations.NullMarked;
