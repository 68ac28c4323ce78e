/** Tests of recording. */
@NullMarked
package io.pitot.daemon.recording;

import org.jspecify.annotations.NullMarked;
