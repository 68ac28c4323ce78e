/** Drives the machine's Chromium; used by this module's tests and by the lab's. */
@NullMarked
package io.pitot.ui.browser;

import org.jspecify.annotations.NullMarked;
