package io.pitot.jfr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays of numbers, texts and structs, read without a box around each element. */
class ArrayFieldsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void giveTheirElements(boolean compressed) throws IOException {
    Path file = folder.resolve("small.jfr");
    Files.write(file, new SmallRecording(compressed, 1, 1_000_000_000L).bytes);
    Arrays arrays = new Arrays();
    Recording.read(file, new EventHandlers().on("test.Everything", arrays));
    for (int i = 0; i < arrays.longs.size() - 1; i++) {
      assertArrayEquals(new long[] {i, -i, 300}, arrays.longs.get(i));
    }
  }

  /** Checks all that is the same in each event, and keeps what differs. */
  private static final class Arrays implements EventHandler {
    final List<long[]> longs = new ArrayList<>();
    private @Nullable Field numbers;
    private @Nullable Field texts;
    private @Nullable Field points;

    @Override
    public void layout(EventType type) {
      numbers = type.field("longs");
      texts = type.field("texts");
      points = type.field("points");
    }

    @Override
    public void event(Event event) {
      longs.add(event.longs(numbers, only(numbers)));
      assertEquals(3, event.length(numbers));
      assertEquals(3, event.doubles(numbers, only(numbers)).length);
      assertArrayEquals(new String[] {"in an array", null}, event.strings(texts, only(texts)));
      assertEquals(2, elements(points).size());
      assertArrayEquals(new long[] {1, 3}, event.longs(points, elements(points).get(0)));
      assertArrayEquals(new long[] {2, 4}, event.longs(points, elements(points).get(1)));
      assertArrayEquals(new long[0], event.longs(null, null));
      assertThrows(
          IllegalArgumentException.class, () -> event.longs(numbers, elements(points).get(0)));
      assertThrows(IllegalArgumentException.class, () -> event.strings(numbers, only(numbers)));
    }

    private static Field only(@Nullable Field array) {
      assertEquals(1, elements(array).size());
      return elements(array).get(0);
    }

    private static List<Field> elements(@Nullable Field array) {
      return array == null ? List.of() : array.elements();
    }
  }
}
