/**
 * System tests: real JVMs, recordings, servers and a browser, through the {@code pitot} command
 * that people call. They run what {@code mvn package} has built.
 */
@NullMarked
package io.pitot.lab;

import org.jspecify.annotations.NullMarked;
