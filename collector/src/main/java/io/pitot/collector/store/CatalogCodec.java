package io.pitot.collector.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the {@link Catalog} lies in {@link Table#META}. Fixed integers are big-endian; times are
 * seconds since the epoch.
 *
 * <pre>
 *   key                             value
 *   'w'                             u32 writer: the last number given to a start of a collector
 *   'n' u32 service                 the service's name
 *   't' u32 type                    text name, text source, text unit
 *   's' u32 series                  u32 service, text target, varint n, n times text name, text value
 *   'a' u32 series, u32 type        u32 first window, u32 last window; type 0 stands for any
 *   'r' u32 service, release        u32 first window, u32 last window
 *   'i' u32 service, text release,  u32 first window, u32 last window
 *       instance
 *   'x' u8 kind, key                a {@link Note}
 *   'x' 0                           u32 from when on all that is stored has a name
 * </pre>
 */
final class CatalogCodec {
  private static final int MAX_LABELS = 1 << 10;
  private static final byte[] WRITER = {'w'};

  /** An older collector takes it for a note that it does not ask for. */
  private static final byte[] NAMELESS_BEFORE = {'x', 0};

  private final BlockStore blocks;

  CatalogCodec(BlockStore blocks) {
    this.blocks = blocks;
  }

  /** Takes a number for this start of the collector; it is durable when this returns. */
  static int nextWriter(BlockStore blocks) {
    byte[] last = blocks.multiGet(Partition.META, List.of(WRITER)).get(0);
    int writer =
        last == null ? 1 : new BlockReader("the writer", ByteBuffer.wrap(last)).int32() + 1;
    blocks.write(
        List.of(new Put(Partition.META, WRITER, new BlockWriter(4).u32(writer).toBytes())));
    return writer;
  }

  static Put service(int id, String name) {
    return new Put(
        Partition.META,
        new BlockWriter(5).u8('n').u32(id).toBytes(),
        name.getBytes(StandardCharsets.UTF_8));
  }

  static Put type(int id, ProfileType type) {
    return new Put(
        Partition.META,
        new BlockWriter(5).u8('t').u32(id).toBytes(),
        new BlockWriter(64).text(type.name()).text(type.source()).text(type.unit()).toBytes());
  }

  static Put series(Series series) {
    BlockWriter value =
        new BlockWriter(256)
            .u32(series.service())
            .text(series.targetId())
            .varint(series.labels().size());
    series.labels().forEach((name, label) -> value.text(name).text(label));
    return new Put(
        Partition.META, new BlockWriter(5).u8('s').u32(series.id()).toBytes(), value.toBytes());
  }

  static Put seen(int series, int type, Seen seen) {
    return new Put(
        Partition.META, new BlockWriter(9).u8('a').u32(series).u32(type).toBytes(), value(seen));
  }

  static Put release(int service, String release, Seen seen) {
    BlockWriter key = new BlockWriter(32).u8('r').u32(service);
    return new Put(Partition.META, withRest(key, release), value(seen));
  }

  static Put instance(int service, String release, String instance, Seen seen) {
    BlockWriter key = new BlockWriter(64).u8('i').u32(service).text(release);
    return new Put(Partition.META, withRest(key, instance), value(seen));
  }

  static Put namelessBefore(long epochSeconds) {
    return new Put(
        Partition.META,
        NAMELESS_BEFORE,
        new BlockWriter(Integer.BYTES).u32(epochSeconds).toBytes());
  }

  static Put note(Note note) {
    BlockWriter key = new BlockWriter(64).u8('x').u8(note.kind());
    return new Put(Partition.META, withRest(key, note.key()), note.value());
  }

  /** All notes of a kind, by key. */
  static List<Note> notes(BlockStore blocks, char kind) {
    List<Note> notes = new ArrayList<>();
    blocks.scan(
        Partition.META,
        new byte[] {'x', (byte) kind},
        new byte[] {'x', (byte) (kind + 1)},
        (key, value) -> {
          BlockReader k = new BlockReader("the key of a note", key);
          k.u16();
          byte[] bytes = new byte[value.remaining()];
          value.get(bytes);
          notes.add(new Note(kind, k.rest(), bytes));
          return true;
        });
    return notes;
  }

  private static byte[] withRest(BlockWriter key, String rest) {
    for (byte b : rest.getBytes(StandardCharsets.UTF_8)) {
      key.u8(b);
    }
    return key.toBytes();
  }

  static Put removed(Put put) {
    return new Put(put.partition(), put.key(), null);
  }

  void readInto(Catalog catalog) {
    blocks.scan(
        Partition.META,
        new byte[0],
        new byte[] {(byte) 0xFF},
        (key, value) -> {
          read(catalog, key, value);
          return true;
        });
  }

  private static void read(Catalog catalog, ByteBuffer key, ByteBuffer value) {
    BlockReader k = new BlockReader("a key of the catalog", key);
    BlockReader v = new BlockReader("an entry of the catalog", value);
    int tag = k.u8();
    switch (tag) {
      case 'w' -> v.int32();
      case 'n' -> catalog.addService(k.int32(), v.rest());
      case 't' -> catalog.addType(k.int32(), new ProfileType(v.text(), v.text(), v.text()));
      case 's' -> catalog.addSeries(readSeries(k.int32(), v));
      case 'a' -> catalog.addSeen(k.int32(), k.int32(), readSeen(v));
      case 'r' -> catalog.addRelease(k.int32(), k.rest(), readSeen(v));
      case 'i' -> catalog.addInstance(k.int32(), k.text(), k.rest(), readSeen(v));
      case 'x' -> {
        if (k.u8() == NAMELESS_BEFORE[1]) {
          catalog.addNamelessBefore(v.u32());
        } else {
          v.rest();
        }
      }
      default -> throw k.corrupt("an entry's kind", tag);
    }
    v.end();
  }

  private static Series readSeries(int id, BlockReader in) {
    int service = in.int32();
    String target = in.text();
    int n = in.varint(MAX_LABELS);
    Map<String, String> labels = new TreeMap<>();
    for (int i = 0; i < n; i++) {
      labels.put(in.text(), in.text());
    }
    return new Series(id, service, target, Map.copyOf(labels));
  }

  private static byte[] value(Seen seen) {
    return new BlockWriter(8).u32(seen.firstSeconds()).u32(seen.lastSeconds()).toBytes();
  }

  private static Seen readSeen(BlockReader in) {
    return new Seen(in.u32(), in.u32());
  }
}
