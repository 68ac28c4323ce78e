package io.pitot.daemon.importing;

import io.pitot.daemon.importing.InputException.Fault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pprof profile in a buffer: its tables in memory, its samples read where they lie. Every
 * reference was checked before the first sample is delivered, so a profile that is not whole is
 * refused and never taken in part.
 *
 * <pre>
 *   Profile   1 sample_type   2 sample   4 location   5 function   6 string
 *             9 time_nanos   10 duration_nanos   11 period_type   12 period
 *   ValueType 1 type (string)   2 unit (string)
 *   Sample    1 location ids, leaf first   2 values, one for each sample_type
 *   Location  1 id   3 address   4 line, innermost first where functions were inlined
 *   Line      1 function id
 *   Function  1 id   2 name (string)   3 system_name (string)
 * </pre>
 */
final class PprofReader {
  private static final int MAX_SAMPLE_TYPES = 64;
  private static final int MAX_ENTRIES = 4_000_000;
  private static final int MAX_FRAMES = 100_000;

  /** The highest number of a field in the format, with room for those to come. */
  private static final int LIKELY_FIELDS = 31;

  /** One of a sample's values. */
  record SampleType(String type, String unit) {}

  /** Takes the samples. */
  @FunctionalInterface
  interface Samples {
    /**
     * Takes one.
     *
     * @param rootFirst names of frames; inlined ones below the function that they are in
     * @param values one for each sample type, valid during the call; none is negative
     */
    void sample(List<String> rootFirst, long[] values) throws InputException;
  }

  private final ProtobufInput in;
  private final Strings strings = new Strings();
  private final LongList sampleTypeStrings = new LongList();
  private final Map<Long, long[]> functionNames = new HashMap<>();
  private final Map<Long, Place> locations = new HashMap<>();
  private final Map<Long, List<String>> framesOfLocation = new HashMap<>();
  private int samples;
  private long timeNanos;
  private long durationNanos;
  private long periodType;
  private long periodUnit;
  private long period;

  private record Place(long address, long[] functionsInnermostFirst) {}

  PprofReader(String name, ByteBuffer buffer) throws InputException {
    in = new ProtobufInput(name, buffer);
    readTables();
    check();
  }

  /** Whether a file that begins so may be one: its first fields are possible ones. */
  static boolean looksLikeIt(byte[] head) {
    ProtobufInput in = new ProtobufInput("", ByteBuffer.wrap(head));
    int fields = 0;
    try {
      for (int field; (field = in.next()) != 0; fields++) {
        if (field > LIKELY_FIELDS) {
          return false;
        }
      }
    } catch (InputException e) {
      // Cut off where the head ends, or not protobuf from some byte on: both begin well.
      return fields > 1;
    }
    return fields > 0;
  }

  List<SampleType> sampleTypes() throws InputException {
    List<SampleType> types = new ArrayList<>();
    for (int i = 0; i < sampleTypeStrings.size(); i += 2) {
      types.add(
          new SampleType(
              strings.get(sampleTypeStrings.get(i)), strings.get(sampleTypeStrings.get(i + 1))));
    }
    return types;
  }

  /** What one period is of, such as (cpu, nanoseconds); both empty where the file does not say. */
  SampleType periodType() throws InputException {
    return new SampleType(strings.get(periodType), strings.get(periodUnit));
  }

  /** 0 where the file does not say. */
  long period() {
    return period;
  }

  /** Since the epoch; 0 where the file does not say. */
  long timeNanos() {
    return timeNanos;
  }

  long durationNanos() {
    return durationNanos;
  }

  long sampleCount() {
    return samples;
  }

  /** Delivers all samples in the order of the file. */
  void forEach(Samples to, ReadProgress progress) throws InputException {
    LongList ids = new LongList();
    LongList values = new LongList();
    long[] row = new long[sampleTypeStrings.size() / 2];
    ProtobufInput at = in.message(0, in.position());
    for (int field; (field = at.next()) != 0; ) {
      if (field == 2) {
        readSample(at, ids, values);
        for (int i = 0; i < row.length; i++) {
          row[i] = values.get(i);
        }
        to.sample(frames(ids), row);
        progress.read(at.position(), in.position());
      }
    }
  }

  private void readTables() throws InputException {
    for (int field; (field = in.next()) != 0; ) {
      switch (field) {
        case 1 -> readValueType(in.message(), sampleTypeStrings);
        case 2 -> samples++;
        case 4 -> readLocation(in.message());
        case 5 -> readFunction(in.message());
        case 6 -> strings.add(in.bytesFrom(), in.bytesEnd());
        case 9 -> timeNanos = in.number();
        case 10 -> durationNanos = in.number();
        case 11 -> {
          LongList type = new LongList();
          readValueType(in.message(), type);
          periodType = type.get(0);
          periodUnit = type.get(1);
        }
        case 12 -> period = in.number();
        default -> {}
      }
    }
  }

  /** Reads everything once more for what it refers to. */
  private void check() throws InputException {
    if (sampleTypeStrings.size() == 0 || strings.size() == 0) {
      throw in.corrupt(
          in.position(),
          "the profile",
          "at its end without " + (strings.size() == 0 ? "strings" : "sample types"),
          "both");
    }
    limit("sample types", sampleTypeStrings.size() / 2, MAX_SAMPLE_TYPES);
    var unusedTypes = sampleTypes();
    var unusedPeriod = periodType();
    for (long[] names : functionNames.values()) {
      strings.check(names[0]);
      strings.check(names[1]);
    }
    for (Place place : locations.values()) {
      for (long function : place.functionsInnermostFirst) {
        if (!functionNames.containsKey(function)) {
          throw in.corrupt(
              in.position(), "a function of a location", function, "one of the file's functions");
        }
      }
    }
    LongList ids = new LongList();
    LongList values = new LongList();
    ProtobufInput at = in.message(0, in.position());
    for (int field; (field = at.next()) != 0; ) {
      if (field == 2) {
        readSample(at, ids, values);
        checkSample(at, ids, values);
      }
    }
  }

  private void checkSample(ProtobufInput at, LongList ids, LongList values) throws InputException {
    int types = sampleTypeStrings.size() / 2;
    if (values.size() != types) {
      throw in.corrupt(at.bytesFrom(), "a sample's values", values.size(), types);
    }
    for (int i = 0; i < types; i++) {
      if (values.get(i) < 0) {
        throw new InputException(
            Fault.UNREADABLE,
            "%s, offset %d: a value is %d: a difference of two profiles is no profile"
                .formatted(in.name(), at.bytesFrom(), values.get(i)));
      }
    }
    limit("frames of a sample", ids.size(), MAX_FRAMES);
    for (int i = 0; i < ids.size(); i++) {
      if (!locations.containsKey(ids.get(i))) {
        throw in.corrupt(
            at.bytesFrom(), "a sample's location", ids.get(i), "one of the file's locations");
      }
    }
  }

  private void readSample(ProtobufInput at, LongList ids, LongList values) throws InputException {
    ids.clear();
    values.clear();
    ProtobufInput sample = at.message();
    for (int field; (field = sample.next()) != 0; ) {
      if (field == 1) {
        sample.numbersInto(ids);
      } else if (field == 2) {
        sample.numbersInto(values);
      }
    }
  }

  private List<String> frames(LongList leafFirst) throws InputException {
    List<String> frames = new ArrayList<>(leafFirst.size());
    for (int i = leafFirst.size() - 1; i >= 0; i--) {
      frames.addAll(frames(leafFirst.get(i)));
    }
    return frames;
  }

  private List<String> frames(long location) throws InputException {
    List<String> known = framesOfLocation.get(location);
    if (known == null) {
      Place place = locations.get(location);
      known = place == null ? List.of() : names(place);
      framesOfLocation.put(location, known);
    }
    return known;
  }

  private List<String> names(Place place) throws InputException {
    if (place.functionsInnermostFirst.length == 0) {
      return List.of("0x" + Long.toHexString(place.address));
    }
    List<String> rootFirst = new ArrayList<>();
    for (int i = place.functionsInnermostFirst.length - 1; i >= 0; i--) {
      long @Nullable [] names = functionNames.get(place.functionsInnermostFirst[i]);
      String name = names == null ? "" : strings.get(names[0]);
      rootFirst.add(name.isEmpty() && names != null ? strings.get(names[1]) : name);
    }
    return List.copyOf(rootFirst);
  }

  private static void readValueType(ProtobufInput message, LongList into) throws InputException {
    long type = 0;
    long unit = 0;
    for (int field; (field = message.next()) != 0; ) {
      if (field == 1) {
        type = message.number();
      } else if (field == 2) {
        unit = message.number();
      }
    }
    into.add(type);
    into.add(unit);
  }

  private void readLocation(ProtobufInput message) throws InputException {
    limit("locations", locations.size(), MAX_ENTRIES);
    long id = 0;
    long address = 0;
    long[] functions = new long[0];
    for (int field; (field = message.next()) != 0; ) {
      switch (field) {
        case 1 -> id = message.number();
        case 3 -> address = message.number();
        case 4 -> {
          functions = Arrays.copyOf(functions, functions.length + 1);
          functions[functions.length - 1] = functionOf(message.message());
          limit("inlined functions of a location", functions.length, MAX_FRAMES);
        }
        default -> {}
      }
    }
    locations.put(id, new Place(address, functions));
  }

  private static long functionOf(ProtobufInput line) throws InputException {
    long function = 0;
    for (int field; (field = line.next()) != 0; ) {
      if (field == 1) {
        function = line.number();
      }
    }
    return function;
  }

  private void readFunction(ProtobufInput message) throws InputException {
    limit("functions", functionNames.size(), MAX_ENTRIES);
    long id = 0;
    long[] names = new long[2];
    for (int field; (field = message.next()) != 0; ) {
      if (field == 1) {
        id = message.number();
      } else if (field == 2 || field == 3) {
        names[field - 2] = message.number();
      }
    }
    functionNames.put(id, names);
  }

  private void limit(String what, long actual, long max) throws InputException {
    if (actual > max) {
      throw new InputException(
          Fault.TOO_LARGE, "%s has more than %d %s".formatted(in.name(), max, what));
    }
  }

  /** The string table: where each begins and ends. */
  private final class Strings {
    private final LongList places = new LongList();

    void add(int from, int to) throws InputException {
      limit("strings", places.size(), MAX_ENTRIES);
      places.add((long) from << 32 | to);
    }

    int size() {
      return places.size();
    }

    void check(long index) throws InputException {
      if (index < 0 || index >= places.size()) {
        throw in.corrupt(
            in.position(),
            "the number of a string",
            Long.toUnsignedString(index),
            "less than " + places.size());
      }
    }

    String get(long index) throws InputException {
      check(index);
      long place = places.get((int) index);
      return in.text((int) (place >>> 32), (int) place);
    }
  }
}
