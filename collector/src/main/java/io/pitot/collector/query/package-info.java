/**
 * Questions about what is stored: which services there are, merged flame graphs, timelines, two
 * selections compared. One class for each question; {@link io.pitot.collector.query.Selector} turns
 * names and matchers into series.
 */
@NullMarked
package io.pitot.collector.query;

import org.jspecify.annotations.NullMarked;
