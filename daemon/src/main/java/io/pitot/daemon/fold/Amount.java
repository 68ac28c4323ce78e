package io.pitot.daemon.fold;

import io.pitot.jfr.Event;
import io.pitot.jfr.EventType;
import io.pitot.jfr.Field;
import org.jspecify.annotations.Nullable;

/** What an event adds to the sum of its stack. */
sealed interface Amount {
  /** Reads the amount from events of one layout. */
  interface Reader {
    long of(Event event);
  }

  Reader in(EventType layout);

  /** Each event adds one. */
  record Each() implements Amount {
    @Override
    public Reader in(EventType layout) {
      return event -> 1;
    }
  }

  /** The event's duration. */
  record DurationNanos() implements Amount {
    @Override
    public Reader in(EventType layout) {
      return Event::durationNanos;
    }
  }

  /** A whole number that the event carries. */
  record WholeNumber(String field) implements Amount {
    @Override
    public Reader in(EventType layout) {
      @Nullable Field number = layout.field(field);
      return number == null || number.kind() != Field.Kind.LONG
          ? event -> 0
          : event -> event.longValue(number);
    }
  }
}
