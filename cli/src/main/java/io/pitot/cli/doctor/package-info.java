/** What would keep Pitot from working on this machine, looked at without touching anything. */
@NullMarked
package io.pitot.cli.doctor;

import org.jspecify.annotations.NullMarked;
