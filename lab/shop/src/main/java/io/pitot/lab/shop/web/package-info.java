/** Requests: who sends them and what answers them. */
@NullMarked
package io.pitot.lab.shop.web;

import org.jspecify.annotations.NullMarked;
