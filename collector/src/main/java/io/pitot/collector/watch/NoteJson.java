package io.pitot.collector.watch;

import io.pitot.collector.store.CorruptStoreException;
import io.pitot.collector.store.Note;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Notes whose value is a record as JSON. */
final class NoteJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private NoteJson() {}

  static Note of(char kind, String key, @Nullable Object value) {
    return new Note(kind, key, value == null ? null : MAPPER.writeValueAsBytes(value));
  }

  static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static <T> T read(Note note, Class<T> type) {
    byte[] value = note.value();
    try {
      return MAPPER.readValue(value == null ? new byte[0] : value, type);
    } catch (JacksonException e) {
      throw new CorruptStoreException(
          "the note '%s' of kind %s is damaged: %s"
              .formatted(note.key(), note.kind(), e.getOriginalMessage()),
          e);
    }
  }
}
