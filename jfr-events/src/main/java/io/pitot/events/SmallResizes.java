package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Resizes below the capacity bar that took much together, summed by the place that caused them, as
 * one in 1,024 of them tells.
 */
@Name("pitot.SmallResizes")
@Label("Small Map Resizes")
@Description("Resizes below the capacity bar that took much together, as samples of them tell.")
@Category({"Pitot", "Maps and Locks"})
@StackTrace(false)
public final class SmallResizes extends ResizesOfSite {}
