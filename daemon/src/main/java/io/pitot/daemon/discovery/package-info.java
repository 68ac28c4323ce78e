/**
 * Which JVMs run on this machine and who they are; start at {@link
 * io.pitot.daemon.discovery.Discovery}. Nothing here touches a JVM: all of it is read from {@code
 * /proc} and from files that the JVM publishes.
 */
@NullMarked
package io.pitot.daemon.discovery;

import org.jspecify.annotations.NullMarked;
