/**
 * The door for people: the JSON API under {@code /api/v1}, its description, and the web UI. Start
 * at {@link io.pitot.collector.http.HttpServer}.
 */
@NullMarked
package io.pitot.collector.http;

import org.jspecify.annotations.NullMarked;
