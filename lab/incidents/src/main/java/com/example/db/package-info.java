/** Connections to a database. */
@NullMarked
package com.example.db;

import org.jspecify.annotations.NullMarked;
