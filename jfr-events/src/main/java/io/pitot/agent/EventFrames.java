package io.pitot.agent;

import io.pitot.events.MapContention;
import io.pitot.events.MapFailFast;
import io.pitot.events.MapResize;
import io.pitot.events.PitotEvents;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import jdk.jfr.EventType;

/**
 * Makes the flight recorder leave out the frames of the hooks, so that a stack ends in the map's
 * method. The JDK has that number of frames for each event type, and no way to say it; where it
 * cannot be set, the hooks' frames stay in the stacks.
 */
final class EventFrames {
  private static final int CONTENTION = 5;
  private static final int RESIZE = 4;
  private static final int FAIL_FAST = 4;

  private static boolean hidden;

  private EventFrames() {}

  /** Once in a JVM's life. */
  static synchronized void hide(Instrumentation instrumentation)
      throws ReflectiveOperationException {
    if (hidden) {
      return;
    }
    Module agent = EventFrames.class.getModule();
    instrumentation.redefineModule(
        EventType.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("jdk.jfr", Set.of(agent), "jdk.jfr.internal", Set.of(agent)),
        Set.of(),
        Map.of());
    Field platform = EventType.class.getDeclaredField("platformEventType");
    Field offset = platform.getType().getDeclaredField("stackTraceOffset");
    platform.setAccessible(true);
    offset.setAccessible(true);
    hide(platform.get(EventType.getEventType(MapContention.class)), offset, CONTENTION);
    hide(platform.get(EventType.getEventType(MapResize.class)), offset, RESIZE);
    hide(platform.get(EventType.getEventType(MapFailFast.class)), offset, FAIL_FAST);
    tell("hiddenContentionFrames", CONTENTION);
    tell("hiddenResizeFrames", RESIZE);
    hidden = true;
  }

  /** Who calls PitotEvents must not lose frames of its own. */
  private static void tell(String field, int frames) throws ReflectiveOperationException {
    Field known = PitotEvents.class.getDeclaredField(field);
    known.setAccessible(true);
    known.setInt(null, frames);
  }

  private static void hide(Object type, Field offset, int frames) throws IllegalAccessException {
    offset.setInt(type, offset.getInt(type) + frames);
  }
}
