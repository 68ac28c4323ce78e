/** Counts what a search found, facet by facet. */
@NullMarked
package com.example.search;

import org.jspecify.annotations.NullMarked;
