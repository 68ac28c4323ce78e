package io.pitot.jfr;

import io.pitot.jfr.Anatomy.ChunkParts;
import io.pitot.jfr.Anatomy.Span;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A kind of damage, done to a sound recording at a place that a random number tells. */
enum Mutation {
  FLIPPED_BITS {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      byte[] bytes = sound.bytes().clone();
      for (int left = 1 + random.nextInt(3); left > 0; left--) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      return bytes;
    }
  },
  SET_BYTE {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      byte[] bytes = sound.bytes().clone();
      bytes[random.nextInt(bytes.length)] = EDGES[random.nextInt(EDGES.length)];
      return bytes;
    }
  },
  ZEROED {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      return filled(sound, random, (byte) 0);
    }
  },
  ONES {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      return filled(sound, random, (byte) 0xff);
    }
  },
  /** Each byte says that the integer goes on. */
  CONTINUED {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      return filled(sound, random, (byte) 0x80);
    }
  },
  NOISE {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      Span range = range(sound, random);
      byte[] noise = new byte[range.size()];
      random.nextBytes(noise);
      return replaced(sound.bytes(), range, noise);
    }
  },
  REMOVED {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      return replaced(sound.bytes(), range(sound, random), new byte[0]);
    }
  },
  INSERTED {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      byte[] noise = new byte[range(sound, random).size()];
      random.nextBytes(noise);
      return inserted(sound.bytes(), random.nextInt(sound.bytes().length), noise);
    }
  },
  DUPLICATED {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      Span range = range(sound, random);
      return inserted(sound.bytes(), range.end(), copy(sound, range));
    }
  },
  COPIED_OVER {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      byte[] bytes = sound.bytes().clone();
      Span from = range(sound, random);
      int to = random.nextInt(bytes.length - from.size() + 1);
      System.arraycopy(sound.bytes(), from.begin(), bytes, to, from.size());
      return bytes;
    }
  },
  SWAPPED {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      byte[] bytes = sound.bytes();
      int[] cuts = random.ints(3, 0, bytes.length + 1).sorted().toArray();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(bytes, 0, cuts[0]);
      out.write(bytes, cuts[1], cuts[2] - cuts[1]);
      out.write(bytes, cuts[0], cuts[1] - cuts[0]);
      out.write(bytes, cuts[2], bytes.length - cuts[2]);
      return out.toByteArray();
    }
  },
  TRUNCATED {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      return Arrays.copyOf(sound.bytes(), random.nextInt(sound.bytes().length));
    }
  },
  /** Size, offsets, clock, state or flags of a header. */
  HEADER_FIELD {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      byte[] bytes = sound.bytes().clone();
      ByteBuffer header = header(sound, random, bytes);
      int field = 4 + random.nextInt(9);
      if (field == 12) {
        header.putInt(64, (int) edge(random, bytes.length));
      } else if (field == 4) {
        header.putInt(4, (int) edge(random, bytes.length));
      } else {
        header.putLong(8 * (field - 4), edge(random, bytes.length));
      }
      return bytes;
    }
  },
  /** A chunk's size that leads to another event, or to the begin of another chunk. */
  SIZE_THAT_LEADS_ASTRAY {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      byte[] bytes = sound.bytes().clone();
      ChunkParts chunk = chunk(sound, random);
      ChunkParts other = chunk(sound, random);
      int end = random.nextBoolean() ? pick(chunk.events(), random).end() : other.span().begin();
      ByteBuffer.wrap(bytes).putLong(chunk.span().begin() + 8, end - chunk.span().begin());
      return bytes;
    }
  },
  MAGIC_IN_EVENT {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      byte[] bytes = sound.bytes().clone();
      Span event = pick(chunk(sound, random).events(), random);
      int size = Math.min(8, event.size() - 1);
      System.arraycopy(sound.bytes(), 0, bytes, event.end() - size, size);
      return bytes;
    }
  },
  HEADER_COPIED {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      byte[] header = new byte[ChunkHeader.SIZE_BYTES];
      System.arraycopy(
          sound.bytes(), chunk(sound, random).span().begin(), header, 0, header.length);
      int at = random.nextInt(sound.bytes().length - header.length);
      Span over = new Span(at, at + (random.nextBoolean() ? header.length : 0));
      return replaced(sound.bytes(), over, header);
    }
  },
  /** An event's size at an edge. */
  EVENT_SIZE {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      ChunkParts chunk = chunk(sound, random);
      int at = pick(chunk.events(), random).begin();
      return renumbered(sound, chunk, new Span(at, behindInteger(sound, chunk, at)), random);
    }
  },
  /** A size, a count, a length or an index of the metadata or of a checkpoint at an edge. */
  NUMBER {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      ChunkParts chunk = chunk(sound, random);
      return renumbered(sound, chunk, pick(chunk.numbers(), random), random);
    }
  },
  /** Any integer at an edge, wherever one may begin. */
  INTEGER {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      ChunkParts chunk = chunk(sound, random);
      Span event = pick(random.nextInt(3) == 0 ? chunk.checkpoints() : chunk.events(), random);
      int at = event.begin() + random.nextInt(event.size());
      int end = Math.min(behindInteger(sound, chunk, at), event.end());
      return renumbered(sound, chunk, new Span(at, end), random);
    }
  },
  /** The way to the checkpoint before leads nowhere, to itself, ahead, or round and round. */
  CHECKPOINT_CHAIN {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      ChunkParts chunk = chunk(sound, random);
      Span checkpoint = pick(chunk.checkpoints(), random);
      Span other = pick(chunk.checkpoints(), random);
      int at = checkpoint.begin();
      for (int i = 0; i < 4; i++) {
        at = behindInteger(sound, chunk, at);
      }
      long delta =
          random.nextInt(4) == 0
              ? edge(random, sound.bytes().length)
              : other.begin() - (long) checkpoint.begin() + random.nextInt(2);
      byte[] written = integer(chunk, at, behindInteger(sound, chunk, at), delta);
      return replaced(sound.bytes(), new Span(at, behindInteger(sound, chunk, at)), written);
    }
  },
  /** The number of one place of the metadata at another, so that types lead to themselves. */
  METADATA_KNOT {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      ChunkParts chunk = chunk(sound, random);
      byte[] bytes = sound.bytes();
      for (int left = 1 + random.nextInt(4); left > 0; left--) {
        Span to = pick(chunk.numbers(), random);
        Span from = pick(chunk.numbers(), random);
        if (to.size() == from.size()) {
          bytes = replaced(bytes, to, copy(sound, from));
        }
      }
      return bytes;
    }
  },
  /** A piece of the metadata within itself, again and again. */
  METADATA_NESTED {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      Span metadata = chunk(sound, random).metadata();
      int begin = metadata.begin() + random.nextInt(metadata.size());
      int size = Math.min(1 + random.nextInt(40), metadata.end() - begin);
      byte[] piece = copy(sound, new Span(begin, begin + size));
      byte[] repeated = new byte[size * (1 + random.nextInt(60))];
      for (int i = 0; i < repeated.length; i++) {
        repeated[i] = piece[i % size];
      }
      Span over = new Span(begin, random.nextBoolean() ? begin : metadata.end());
      return replaced(sound.bytes(), over, repeated);
    }
  },
  /** An event is moved, doubled or left out as a whole; sizes still lead from one to the next. */
  EVENT_MOVED {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      Span event = pick(chunk(sound, random).events(), random);
      Span place = pick(chunk(sound, random).events(), random);
      byte[] moved = inserted(sound.bytes(), place.begin(), copy(sound, event));
      int shift = event.begin() < place.begin() ? 0 : event.size();
      Span old = new Span(event.begin() + shift, event.end() + shift);
      return random.nextBoolean() ? moved : replaced(moved, old, new byte[0]);
    }
  },
  /** A whole recording in place of an event's last bytes, behind other damage or not. */
  RECORDING_IN_EVENT {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      Span event = pick(chunk(sound, random).events(), random);
      ChunkParts inner = chunk(sound, random);
      byte[] bytes = inserted(sound.bytes(), event.end() - 1, copy(sound, inner.span()));
      int at = random.nextInt(event.end());
      bytes[at] ^= (byte) random.nextInt(256);
      return bytes;
    }
  },
  CHUNK_MOVED {
    @Override
    byte[] damage(Sound sound, SplittableRandom random) {
      Span chunk = chunk(sound, random).span();
      byte[] copy = copy(sound, chunk);
      byte[] without = replaced(sound.bytes(), chunk, new byte[0]);
      int at = random.nextInt(without.length + 1);
      return inserted(random.nextBoolean() ? without : sound.bytes(), at, copy);
    }
  };

  private static final byte[] EDGES = {0, 1, 2, 3, 4, 5, 6, 0x7f, (byte) 0x80, (byte) 0xff, 'F'};
  private static final int MAX_RANGE = 3_000;

  /** The damaged bytes. */
  abstract byte[] damage(Sound sound, SplittableRandom random);

  /**
   * A recording before the damage.
   *
   * @param bytes which nobody changes
   */
  record Sound(String name, byte[] bytes, List<ChunkParts> chunks, EventPrints prints) {}

  private static <T> T pick(List<T> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }

  /** A chunk that holds events; a JVM also makes chunks of none between two recordings. */
  private static ChunkParts chunk(Sound sound, SplittableRandom random) {
    return pick(
        sound.chunks().stream().filter(chunk -> !chunk.events().isEmpty()).toList(), random);
  }

  /** Mostly short, sometimes long. */
  private static Span range(Sound sound, SplittableRandom random) {
    int length = sound.bytes().length;
    int begin = random.nextInt(length);
    int most = random.nextInt(8) == 0 ? MAX_RANGE : 1 << random.nextInt(8);
    return new Span(begin, begin + Math.min(length - begin, 1 + random.nextInt(most)));
  }

  private static byte[] filled(Sound sound, SplittableRandom random, byte value) {
    byte[] bytes = sound.bytes().clone();
    Span range = range(sound, random);
    Arrays.fill(bytes, range.begin(), range.end(), value);
    return bytes;
  }

  private static ByteBuffer header(Sound sound, SplittableRandom random, byte[] bytes) {
    int begin = chunk(sound, random).span().begin();
    return ByteBuffer.wrap(bytes, begin, ChunkHeader.SIZE_BYTES).slice();
  }

  private static long edge(SplittableRandom random, int fileSize) {
    return switch (random.nextInt(12)) {
      case 0 -> 0;
      case 1 -> -1;
      case 2 -> 1;
      case 3 -> Long.MAX_VALUE;
      case 4 -> Long.MIN_VALUE;
      case 5 -> Integer.MAX_VALUE;
      case 6 -> 1L << random.nextInt(64);
      case 7 -> -(1L << random.nextInt(63));
      case 8 -> fileSize + random.nextInt(3) - 1;
      case 9 -> 60 + random.nextInt(20);
      default -> random.nextInt(fileSize);
    };
  }

  private static byte[] copy(Sound sound, Span span) {
    return Arrays.copyOfRange(sound.bytes(), span.begin(), span.end());
  }

  private static byte[] inserted(byte[] bytes, int at, byte[] what) {
    return replaced(bytes, new Span(at, at), what);
  }

  private static byte[] replaced(byte[] bytes, Span over, byte[] with) {
    byte[] result = new byte[bytes.length - over.size() + with.length];
    System.arraycopy(bytes, 0, result, 0, over.begin());
    System.arraycopy(with, 0, result, over.begin(), with.length);
    int rest = bytes.length - over.end();
    System.arraycopy(bytes, over.end(), result, over.begin() + with.length, rest);
    return result;
  }

  private static byte[] renumbered(
      Sound sound, ChunkParts chunk, Span number, SplittableRandom random) {
    long value = edge(random, sound.bytes().length);
    byte[] written = integer(chunk, number.begin(), number.end(), value);
    return replaced(sound.bytes(), number, written);
  }

  /** As long as what stands in {@code [begin, end)}, if it fits there. */
  private static byte[] integer(ChunkParts chunk, int begin, int end, long value) {
    int size = end - begin;
    if (!chunk.compressed()) {
      byte[] whole = ByteBuffer.allocate(8).putLong(value).array();
      return Arrays.copyOfRange(whole, Math.max(0, 8 - size), 8);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long left = value;
    while (out.size() < Varint.MAX_BYTES - 1 && ((left & ~0x7fL) != 0 || out.size() + 1 < size)) {
      out.write((int) ((left & 0x7f) | 0x80));
      left >>>= 7;
    }
    out.write((int) left);
    return out.toByteArray();
  }

  private static int behindInteger(Sound sound, ChunkParts chunk, int at) {
    byte[] padded = Arrays.copyOfRange(sound.bytes(), at, at + 2 * Varint.SLACK);
    return chunk.compressed()
        ? at + Varint.skip(padded, 0)
        : Math.min(sound.bytes().length, at + 4);
  }
}
