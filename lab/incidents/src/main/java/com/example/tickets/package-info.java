/** Numbers for those who wait their turn. */
@NullMarked
package com.example.tickets;

import org.jspecify.annotations.NullMarked;
