/** What serves requests, and the load that it is under. */
@NullMarked
package com.example.load;

import org.jspecify.annotations.NullMarked;
