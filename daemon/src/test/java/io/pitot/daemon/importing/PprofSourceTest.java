package io.pitot.daemon.importing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.daemon.importing.InputException.Fault;
import io.pitot.proto.pprof.Function;
import io.pitot.proto.pprof.Line;
import io.pitot.proto.pprof.Location;
import io.pitot.proto.pprof.Profile;
import io.pitot.proto.pprof.Sample;
import io.pitot.proto.pprof.ValueType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles that other tools wrote, whole and damaged. */
class PprofSourceTest {
  private static final int MUTATIONS = 20_000;

  @TempDir Path directory;

  @Test
  void keepsNamesAndTheOrderOfInlinedFunctions() throws Exception {
    Building built = new Building("samples", "count");
    built.location(1, "java/util/HashMap.put");
    built.location(2, "inner", "middle", "outer");
    built.location(3);
    built.sample(List.of(1L, 2L, 3L), 7);
    built.sample(List.of(), 2);

    assertEquals(
        List.of(
            "cpu samples 2 2 [no stack]",
            "cpu samples 7 7 0x1003;outer;middle;inner;java/util/HashMap.put"),
        read(built).rows());
  }

  @Test
  void makesProfileTypesOfSampleTypes() throws Exception {
    assertEquals(
        List.of("cpu samples 3 3 f", "cpu_time nanoseconds 3 30000000 f"),
        one("samples count cpu nanoseconds", 3, 30_000_000));
    assertEquals(
        List.of("alloc bytes 5 4096 f", "inuse bytes 1 100 f"),
        one(
            "alloc_objects count alloc_space bytes inuse_objects count inuse_space bytes",
            5,
            4096,
            1,
            100));
    assertEquals(
        List.of("lock nanoseconds 4 2000000 f"),
        one("contentions count delay microseconds", 4, 2_000));
    assertEquals(
        List.of("map_resize nanoseconds 2 9 f"), one("samples count map_resize nanoseconds", 2, 9));
    assertEquals(List.of("goroutine samples 12 12 f"), one("goroutine count", 12));
    // As async-profiler's converter writes them, without --total and with it.
    assertEquals(List.of("cpu samples 12 12 f"), one("cpu count", 12));
    assertEquals(List.of("allocations samples 12 12 f"), one("allocations count", 12));
    assertEquals(List.of("alloc bytes 1 99 f"), one("allocations bytes", 99));
    assertEquals(List.of("lock nanoseconds 1 99 f"), one("locks nanoseconds", 99));
    assertEquals(List.of("wall nanoseconds 1 77 f"), one("wall nanoseconds", 77));
    assertEquals(
        List.of("gpu_time_ms ticks 1 8 f", "unknown ticks 1 9 f"),
        one("GPU-time(ms) ticks 1+2 ticks", 8, 9));
  }

  @Test
  void findsTheSamplesOfAProfileThatHasThePeriodAlone() throws Exception {
    Building built = new Building("cpu", "nanoseconds");
    built.profile.setPeriodType(built.profile.getSampleType(0)).setPeriod(10_000_000);
    built.location(1, "f");
    built.sample(List.of(1L), 50_000_000);

    assertEquals(
        List.of("cpu samples 5 5 f", "cpu_time nanoseconds 1 50000000 f"), read(built).rows());
  }

  @Test
  void countsWhatIsZeroAsLeftOut() throws Exception {
    Building built = new Building("samples", "count");
    built.location(1, "f");
    built.sample(List.of(1L), 0);
    built.sample(List.of(1L), 4);

    ReadWindows read = read(built);

    assertEquals(List.of("cpu samples 4 4 f"), read.rows());
    assertEquals(2, read.report().read());
    assertEquals(Map.of("value_is_zero", 1L), read.report().lost());
  }

  @Test
  void refusesWhatIsNoWholeProfile() throws Exception {
    Building strings = new Building("samples", "count");
    strings.location(1, "f");
    strings.profile.getFunctionBuilder(0).setName(99);
    assertRefused("the number of a string is 99, expected less than", strings);
    Building locations = new Building("samples", "count");
    locations.sample(List.of(5L), 1);
    assertRefused("a sample's location is 5, expected one of", locations);
    Building functions = new Building("samples", "count");
    functions.location(1, "f");
    functions.profile.clearFunction();
    assertRefused("a function of a location is 1", functions);
    Building values = new Building("samples", "count", "cpu", "nanoseconds");
    values.location(1, "f");
    values.sample(List.of(1L), 1);
    assertRefused("a sample's values is 1, expected 2", values);
    Building negative = new Building("samples", "count");
    negative.location(1, "f");
    negative.sample(List.of(1L), -3);
    assertRefused("a difference of two profiles", negative);
  }

  @Test
  void takesAPrefixAsAWholeOrNotAtAll() throws Exception {
    byte[] whole = large().profile.build().toByteArray();
    long count = read(whole).count();
    for (int length = 20; length < whole.length; length++) {
      byte[] prefix = Arrays.copyOf(whole, length);
      try {
        assertEquals(count, read(prefix).count(), "prefix of " + length);
      } catch (InputException e) {
        assertEquals(Fault.UNREADABLE, e.fault());
      }
    }
  }

  @Test
  void throwsNothingElseWhateverTheBytesAre() throws Exception {
    long seed = Long.getLong("pitot.seed", System.nanoTime());
    Random random = new Random(seed);
    byte[] whole = large().profile.build().toByteArray();
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutated = whole.clone();
      for (int n = 1 + random.nextInt(4); n > 0; n--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      try {
        PprofReader reader = new PprofReader("fuzz", ByteBuffer.wrap(mutated));
        PprofColumns.of(reader.sampleTypes(), reader.periodType(), reader.period());
        reader.forEach((frames, values) -> {}, ReadProgress.NONE);
      } catch (InputException e) {
        assertTrue(String.valueOf(e.getMessage()).startsWith("fuzz"), "-Dpitot.seed=" + seed);
      } catch (RuntimeException e) {
        throw new AssertionError("-Dpitot.seed=" + seed + ", mutation " + i, e);
      }
    }
  }

  @Test
  void refusesACompressedFileThatSwellsWithoutEnd() throws Exception {
    Path bomb = directory.resolve("bomb.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 200; i++) {
        out.write(zeros);
      }
    }

    InputException refused =
        assertThrows(InputException.class, () -> ReadWindows.of(bomb, directory));
    InputException tooLarge =
        assertThrows(
            InputException.class,
            () -> ReadWindows.of(bomb, directory, new InputLimits(1 << 20, 0)));

    assertEquals(Fault.TOO_LARGE, refused.fault());
    assertTrue(String.valueOf(refused.getMessage()).contains("more than any profile does"));
    assertEquals(Fault.TOO_LARGE, tooLarge.fault());
    try (var left = Files.list(directory)) {
      assertEquals(List.of(bomb), left.toList(), "nothing is left behind");
    }
  }

  private void assertRefused(String says, Building built) {
    InputException e = assertThrows(InputException.class, () -> read(built));
    assertEquals(Fault.UNREADABLE, e.fault());
    assertTrue(String.valueOf(e.getMessage()).contains(says), e.getMessage());
  }

  private List<String> one(String sampleTypes, long... values) throws IOException {
    Building built = new Building(sampleTypes.split(" ", -1));
    built.location(1, "f");
    built.sample(List.of(1L), values);
    return read(built).rows();
  }

  private static Building large() {
    Building built = new Building("samples", "count", "cpu", "nanoseconds");
    for (int i = 1; i <= 20; i++) {
      built.location(i, "frame" + i, "inlined" + i);
    }
    for (int i = 1; i <= 20; i++) {
      built.sample(List.of((long) i, i * 7L % 20 + 1, 20L), i, i * 10_000_000L);
    }
    return built;
  }

  private ReadWindows read(Building built) throws IOException {
    return read(built.profile.build().toByteArray());
  }

  private ReadWindows read(byte[] bytes) throws IOException {
    return ReadWindows.of(Files.write(directory.resolve("p.pb"), bytes), directory);
  }

  /** A profile under construction. */
  private static final class Building {
    private final List<String> strings = new ArrayList<>(List.of(""));
    private final Profile.Builder profile = Profile.newBuilder().addStringTable("");

    /** Types and units in turn. */
    private Building(String... sampleTypes) {
      for (int i = 0; i < sampleTypes.length; i += 2) {
        profile.addSampleType(
            ValueType.newBuilder()
                .setType(string(sampleTypes[i]))
                .setUnit(string(sampleTypes[i + 1])));
      }
    }

    /** A location of functions that are inlined in each other, the innermost first. */
    void location(long id, String... functions) {
      Location.Builder location = Location.newBuilder().setId(id).setAddress(0x1000 + id);
      for (String function : functions) {
        long functionId = profile.getFunctionCount() + 1L;
        profile.addFunction(Function.newBuilder().setId(functionId).setName(string(function)));
        location.addLine(Line.newBuilder().setFunctionId(functionId));
      }
      profile.addLocation(location);
    }

    void sample(List<Long> leafFirst, long... values) {
      Sample.Builder sample = Sample.newBuilder().addAllLocationId(leafFirst);
      for (long value : values) {
        sample.addValue(value);
      }
      profile.addSample(sample);
    }

    private int string(String text) {
      strings.add(text);
      profile.addStringTable(text);
      return strings.size() - 1;
    }
  }
}
