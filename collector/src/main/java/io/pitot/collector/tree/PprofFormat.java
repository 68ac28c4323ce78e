package io.pitot.collector.tree;

import io.pitot.proto.pprof.Function;
import io.pitot.proto.pprof.Line;
import io.pitot.proto.pprof.Location;
import io.pitot.proto.pprof.Profile;
import io.pitot.proto.pprof.Sample;
import io.pitot.proto.pprof.ValueType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * pprof's format, gzipped: values are the count first, then the sum where the type has one apart
 * from it. Each frame name is one function and one location with the same id, the index of the name
 * in the tree.
 */
public final class PprofFormat {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private PprofFormat() {}

  /** Writes the tree with its counts and sums; the stream stays open. */
  public static void write(ProfileTree tree, ProfileInfo info, OutputStream out)
      throws IOException {
    Strings strings = new Strings();
    Profile.Builder profile =
        Profile.newBuilder()
            .setTimeNanos(info.fromMillis() * NANOS_PER_MILLI)
            .setDurationNanos((info.toMillis() - info.fromMillis()) * NANOS_PER_MILLI);
    boolean hasSum = !info.unit().equals(ProfileInfo.SAMPLES);
    profile.addSampleType(valueType(strings, ProfileInfo.SAMPLES, "count"));
    if (hasSum) {
      profile.addSampleType(valueType(strings, info.type(), info.unit()));
    }
    profile.setDefaultSampleType(strings.index(hasSum ? info.type() : ProfileInfo.SAMPLES));
    addFrames(tree.shape(), strings, profile);
    addSamples(tree, hasSum, profile);
    strings.addTo(profile);

    GZIPOutputStream gzip = new GZIPOutputStream(out);
    profile.build().writeTo(gzip);
    gzip.finish();
  }

  private static ValueType valueType(Strings strings, String type, String unit) {
    return ValueType.newBuilder().setType(strings.index(type)).setUnit(strings.index(unit)).build();
  }

  private static void addFrames(TreeShape shape, Strings strings, Profile.Builder profile) {
    for (int id = 1; id < shape.names().size(); id++) {
      long name = strings.index(shape.names().get(id));
      profile.addFunction(Function.newBuilder().setId(id).setName(name).setSystemName(name));
      profile.addLocation(
          Location.newBuilder().setId(id).addLine(Line.newBuilder().setFunctionId(id)));
    }
  }

  private static void addSamples(ProfileTree tree, boolean hasSum, Profile.Builder profile) {
    TreeShape shape = tree.shape();
    int[] locationAtDepth = new int[shape.maxDepth() + 1];
    for (int node = 0; node < shape.size(); node++) {
      int depth = shape.depth()[node];
      locationAtDepth[depth] = shape.name()[node];
      if (tree.selfCount()[node] == 0 && tree.selfSum()[node] == 0) {
        continue;
      }
      Sample.Builder sample = Sample.newBuilder().addValue(tree.selfCount()[node]);
      if (hasSum) {
        sample.addValue(tree.selfSum()[node]);
      }
      for (int at = depth; at > 0; at--) {
        sample.addLocationId(locationAtDepth[at]);
      }
      profile.addSample(sample);
    }
  }

  /** The profile's string table; index 0 is the empty string. */
  private static final class Strings {
    private final Map<String, Long> index = new HashMap<>();
    private final Profile.Builder order = Profile.newBuilder();

    private Strings() {
      index("");
    }

    private long index(String string) {
      Long known = index.get(string);
      if (known != null) {
        return known;
      }
      long added = index.size();
      index.put(string, added);
      order.addStringTable(string);
      return added;
    }

    private void addTo(Profile.Builder profile) {
      profile.addAllStringTable(order.getStringTableList());
    }
  }
}
