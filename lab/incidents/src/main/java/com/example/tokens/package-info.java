/** Access tokens and their claims. */
@NullMarked
package com.example.tokens;

import org.jspecify.annotations.NullMarked;
