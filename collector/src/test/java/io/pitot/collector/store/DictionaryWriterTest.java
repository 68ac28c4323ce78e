package io.pitot.collector.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DictionaryWriterTest {
  private static final DictionaryId ID = new DictionaryId(1, 1);

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private final Set<String> frames = new HashSet<>();

  /** Paths of stacks by number, as a naive dictionary would have them. */
  private final Map<String, Integer> expected = new HashMap<>(Map.of("", 0));

  @Test
  void aStackHasOneNumberAndIsReadBackByIt() {
    DictionaryWriter writer = new DictionaryWriter(ID);
    Dictionary read = Dictionary.EMPTY;
    for (int round = 0; round < 4; round++) {
      for (int i = 0; i < 3_000; i++) {
        addStack(writer);
      }
      read = read.with(stored(writer.drain()));
      compare(writer, read);
      writer = round == 1 ? DictionaryWriter.of(ID, read) : writer;
    }
  }

  private void addStack(DictionaryWriter writer) {
    int node = 0;
    String path = "";
    for (int depth = random.nextInt(12); depth >= 0; depth--) {
      // Few have many children, as in programs; names differ in their last byte or in the first.
      String name = random.nextInt(4) == 0 ? random.nextInt(400) + "é.run" : "a.b.C.run" + depth;
      FrameNames names = FrameNames.of(List.of("", name));
      int found = writer.find(names)[1];
      int frame = writer.frame(names, 1);
      assertTrue(found == frame || (found < 0 && frames.add(name)), name + ", seed " + seed);
      node = writer.child(node, frame);
      path += "/" + name;
      Integer known = expected.putIfAbsent(path, node);
      assertEquals(known == null ? expected.size() - 1 : known, node, "seed " + seed);
    }
  }

  private static List<DictionaryChunk> stored(List<DictionaryChunk> chunks) {
    List<DictionaryChunk> read = new ArrayList<>();
    for (DictionaryChunk chunk : chunks) {
      read.add(DictionaryChunk.read(chunk.firstNode(), ByteBuffer.wrap(chunk.toBytes())));
    }
    return read;
  }

  private void compare(DictionaryWriter writer, Dictionary read) {
    assertEquals(writer.nodes(), read.nodes(), "seed " + seed);
    String[] path = new String[read.nodes()];
    path[0] = "";
    for (int node = 1; node < path.length; node++) {
      path[node] = path[read.parent(node)] + "/" + read.name(read.frame(node));
      assertEquals(node, expected.get(path[node]), "seed " + seed);
    }
  }
}
