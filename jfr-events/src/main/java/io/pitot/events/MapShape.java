package io.pitot.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The state of a map. */
@Name("pitot.MapShape")
@Label("Map Shape")
@Description("The state of a map.")
@Category({"Pitot", "Maps and Locks"})
@StackTrace(false)
public final class MapShape extends Event {
  public long mapId;
  public String mapClass = "";
  public long size;

  /** That is known of it; the map may have been larger. */
  public long largestSize;

  public int tableLength;
  public int binsUsed;
  public int longestChain;
  public int treeBins;
  public float loadFactor;

  @DataAmount public long estimatedBytes;

  /** The class of a key in the longest chain; empty where none was read. */
  public String keyClass = "";
}
