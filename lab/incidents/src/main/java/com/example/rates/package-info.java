/** Exchange rates, fetched from a bank. */
@NullMarked
package com.example.rates;

import org.jspecify.annotations.NullMarked;
