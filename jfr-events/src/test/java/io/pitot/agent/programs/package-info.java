/** Programs that the tests run in JVMs of their own. They know nothing of Pitot. */
@NullMarked
package io.pitot.agent.programs;

import org.jspecify.annotations.NullMarked;
