/** Who did what. */
@NullMarked
package com.example.audit;

import org.jspecify.annotations.NullMarked;
