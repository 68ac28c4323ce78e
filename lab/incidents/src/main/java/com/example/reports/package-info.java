/** Reports that take long to make. */
@NullMarked
package com.example.reports;

import org.jspecify.annotations.NullMarked;
