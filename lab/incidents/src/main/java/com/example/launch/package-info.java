/** Starts one of the services by its name. */
@NullMarked
package com.example.launch;

import org.jspecify.annotations.NullMarked;
