package io.pitot.collector.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.proto.pprof.Profile;
import io.pitot.proto.pprof.Sample;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FormatsTest {
  private static final ProfileInfo ALLOC =
      new ProfileInfo("shop 1.0 alloc", "alloc", "bytes", 10_000, 70_000);

  @Test
  void collapsedIsALineForEachStack() throws IOException {
    Stacks stacks = Stacks.parse("main;a;byte[] 2 4096\nmain 1 16\nmain;b 3 24");
    stacks.add("odd;na me", 1, 1);
    TreeBuilder builder = new TreeBuilder();
    stacks.addTo(builder, 0);
    builder.add(builder.child(TreeBuilder.ROOT, builder.frame("a;b\nc")), 1, 5);
    builder.add(TreeBuilder.ROOT, 1, 7);

    StringBuilder out = new StringBuilder();
    CollapsedFormat.write(builder.build(), Value.SUM, out);
    assertEquals(
        """
        [no stack] 7
        a,b c 5
        main 16
        main;a;byte[] 4096
        main;b 24
        odd;na me 1
        """,
        out.toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void collapsedReadsBackAsTheSameTree(long seed) throws IOException {
    ProfileTree tree = Stacks.random(new Random(seed), 800).tree();
    StringBuilder first = new StringBuilder();
    CollapsedFormat.write(tree, Value.COUNT, first);
    StringBuilder second = new StringBuilder();
    CollapsedFormat.write(Stacks.parse(first.toString()).tree(), Value.COUNT, second);

    assertEquals(first.toString(), second.toString(), "seed " + seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void pprofReadsBackAsTheSameStacks(long seed) throws IOException {
    Stacks model = Stacks.random(new Random(seed), 800);
    Profile profile = pprof(model.tree(), ALLOC);

    assertEquals("", profile.getStringTable(0));
    assertEquals("samples/count alloc/bytes", sampleTypes(profile));
    assertEquals("alloc", profile.getStringTable((int) profile.getDefaultSampleType()));
    assertEquals(10_000_000_000L, profile.getTimeNanos());
    assertEquals(60_000_000_000L, profile.getDurationNanos());
    Stacks read = new Stacks();
    for (Sample sample : profile.getSampleList()) {
      read.add(rootFirst(profile, sample), sample.getValue(0), sample.getValue(1));
    }
    assertEquals(model.toString(), read.toString(), "seed " + seed);
  }

  @Test
  void pprofOfSamplesHasTheCountAlone() throws IOException {
    ProfileInfo cpu = new ProfileInfo("shop 1.0 cpu", "cpu", "samples", 0, 10_000);
    Profile profile = pprof(Stacks.parse("main;a 2").tree(), cpu);

    assertEquals("samples/count", sampleTypes(profile));
    assertEquals(1, profile.getSample(0).getValueCount());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void speedscopeEventsNestAndAddUp(long seed) {
    Stacks model = Stacks.random(new Random(seed), 800);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SpeedscopeFormat.write(model.tree(), ALLOC, Value.SUM, out);
    JsonNode file = JsonMapper.shared().readTree(out.toByteArray());
    JsonNode profile = file.get("profiles").get(0);

    assertEquals("bytes", profile.get("unit").stringValue());
    assertEquals(model.tree().totalSum(), profile.get("endValue").longValue());
    Stacks read = new Stacks();
    Deque<String> open = new ArrayDeque<>();
    long position = 0;
    for (JsonNode event : profile.get("events")) {
      long at = event.get("at").longValue();
      String frame =
          file.get("shared")
              .get("frames")
              .get(event.get("frame").intValue())
              .get("name")
              .stringValue();
      assertTrue(at >= position, "events go forward");
      if (at > position) {
        read.add(String.join(";", (Iterable<String>) open::descendingIterator), 0, at - position);
      }
      position = at;
      if (event.get("type").stringValue().equals("O")) {
        open.push(frame);
      } else {
        assertEquals(frame, open.pop(), "the frame that closes is the one that opened last");
      }
    }
    assertTrue(open.isEmpty());
    Stacks sums = new Stacks();
    model.values().forEach((stack, v) -> sums.add(stack, 0, v[1]));
    sums.values().values().removeIf(v -> v[1] == 0);
    assertEquals(sums.toString(), read.toString(), "seed " + seed);
  }

  @Test
  void anEmptyTreeCanBeWritten() throws IOException {
    StringBuilder collapsed = new StringBuilder();
    CollapsedFormat.write(ProfileTree.empty(), Value.SUM, collapsed);
    assertEquals("", collapsed.toString());
    assertEquals(0, pprof(ProfileTree.empty(), ALLOC).getSampleCount());
  }

  private static Profile pprof(ProfileTree tree, ProfileInfo info) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PprofFormat.write(tree, info, out);
    return Profile.parseFrom(new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())));
  }

  private static String sampleTypes(Profile profile) {
    StringBuilder types = new StringBuilder();
    profile
        .getSampleTypeList()
        .forEach(
            t ->
                types
                    .append(types.isEmpty() ? "" : " ")
                    .append(profile.getStringTable((int) t.getType()))
                    .append('/')
                    .append(profile.getStringTable((int) t.getUnit())));
    return types.toString();
  }

  private static String rootFirst(Profile profile, Sample sample) {
    Deque<String> frames = new ArrayDeque<>();
    for (long location : sample.getLocationIdList()) {
      long function = profile.getLocation((int) location - 1).getLine(0).getFunctionId();
      frames.push(profile.getStringTable((int) profile.getFunction((int) function - 1).getName()));
    }
    return String.join(";", frames);
  }
}
