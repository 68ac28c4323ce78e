/** The web UI as resources under {@code pitot-ui/}, and as one file that needs no server. */
@NullMarked
package io.pitot.ui;

import org.jspecify.annotations.NullMarked;
