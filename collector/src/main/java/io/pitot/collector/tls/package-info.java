/** The certificate by which browsers, tools and daemons know that it is this collector. */
@NullMarked
package io.pitot.collector.tls;

import org.jspecify.annotations.NullMarked;
