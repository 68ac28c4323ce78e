package io.pitot.daemon.fold;

import io.pitot.jfr.Event;
import io.pitot.jfr.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Numbers for texts of events that stand where other events have the id of a constant, so that both
 * are counted alike. They are valid within a chunk, as ids are.
 */
final class EventTexts {
  private static final int MAX_TEXTS = 10_000;
  private static final String OVERFLOW = "[overflow]";

  /** Ids that the JVM gives are never so low. */
  private static final long FIRST = Long.MIN_VALUE;

  private final Map<String, Long> ids = new HashMap<>();
  private final List<String> texts = new ArrayList<>();

  static boolean isText(long id) {
    return id < FIRST + MAX_TEXTS + 1;
  }

  /**
   * The number of the class that a field names, as constant or as text; 0 where it names none.
   *
   * @param field null where the recording has no such field
   */
  long classId(Event event, @Nullable Field field) {
    if (field == null) {
      return 0;
    }
    return switch (field.kind()) {
      case CONSTANT -> event.constantId(field);
      case STRING -> id(event.string(field));
      default -> 0;
    };
  }

  /** The text's number; 0 for null and for the empty text. */
  long id(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return 0;
    }
    Long known = ids.get(text);
    if (known != null) {
      return known;
    }
    if (texts.size() == MAX_TEXTS && !text.equals(OVERFLOW)) {
      return id(OVERFLOW);
    }
    long id = FIRST + texts.size();
    texts.add(text);
    ids.put(text, id);
    return id;
  }

  /** The text of an id that {@link #id} gave. */
  String text(long id) {
    int index = (int) (id - FIRST);
    return index < texts.size() ? texts.get(index) : StackNames.UNRESOLVED;
  }

  void clear() {
    ids.clear();
    texts.clear();
  }
}
