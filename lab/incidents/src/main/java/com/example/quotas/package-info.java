/** What each tenant has used up. */
@NullMarked
package com.example.quotas;

import org.jspecify.annotations.NullMarked;
