package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Resizes of one place in the program, while no recording wanted {@link MapResize}. */
@Name("pitot.EarlyResizes")
@Label("Early Resizes")
@Description("Resizes of one place in the program, while no recording wanted pitot.MapResize.")
@Category({"Pitot", "Maps and Locks"})
@StackTrace(false)
public final class EarlyResizes extends ResizesOfSite {}
