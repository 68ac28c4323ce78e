package io.pitot.events;

import jdk.jfr.Event;
import jdk.jfr.Timespan;

/** Resizes without events of their own, summed by the place in the program that caused them. */
public abstract class ResizesOfSite extends Event {
  /** One of the maps. */
  public long mapId;

  public String mapClass = "";
  public long resizes;

  @Timespan(Timespan.NANOSECONDS)
  public long resizeNanos;

  /** The largest. */
  public int newCapacity;

  /** The largest. */
  public long size;

  @Timespan(Timespan.NANOSECONDS)
  public long firstNanosAgo;

  @Timespan(Timespan.NANOSECONDS)
  public long lastNanosAgo;

  /** Of the first. */
  public String stack = "";
}
