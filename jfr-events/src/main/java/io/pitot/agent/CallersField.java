package io.pitot.agent;

import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The field that a map is most likely in, when the search did not reach the object that holds it:
 * the only field for a map in the class that called it. No object is looked at.
 */
final class CallersField {
  private CallersField() {}

  static SiteSearch.Site of(Stack stack, Object map) {
    StackFrame caller = stack.caller(map);
    if (caller == null) {
      return SiteSearch.Site.UNKNOWN;
    }
    boolean inSet = stack.frames.stream().anyMatch(frame -> isSet(frame, map));
    for (Class<?> type = caller.getDeclaringClass();
        type != null && type.getClassLoader() != null;
        type = type.getSuperclass()) {
      List<Field> fields = fields(type, map, inSet);
      if (fields.size() > 1) {
        break;
      }
      if (fields.size() == 1) {
        String name = type.getName() + "." + fields.get(0).getName();
        return new SiteSearch.Site(name, "caller", "likely");
      }
    }
    return SiteSearch.Site.UNKNOWN;
  }

  private static boolean isSet(StackFrame frame, Object map) {
    return Collection.class.isAssignableFrom(frame.getDeclaringClass())
        && !frame.getDeclaringClass().isInstance(map)
        && frame.getClassName().startsWith("java.util.");
  }

  private static List<Field> fields(Class<?> type, Object map, boolean inSet) {
    List<Field> fields = new ArrayList<>();
    for (Field field : SiteSearch.fields(type)) {
      Class<?> held = field.getType();
      boolean mayHold =
          inSet
              ? Collection.class.isAssignableFrom(held)
              : Map.class.isAssignableFrom(held) && (held.isInstance(map) || held == Map.class);
      if (mayHold) {
        fields.add(field);
      }
    }
    return fields;
  }
}
