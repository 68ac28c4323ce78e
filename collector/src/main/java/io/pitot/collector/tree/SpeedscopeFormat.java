package io.pitot.collector.tree;

import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * speedscope's file format, as one evented profile: a frame opens and closes at positions on the
 * axis of the value, so the file's size goes with the nodes and not with the depth of the stacks.
 */
public final class SpeedscopeFormat {
  private static final String SCHEMA = "https://www.speedscope.app/file-format-schema.json";

  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private SpeedscopeFormat() {}

  /** Writes the tree with one of its values; the stream stays open. */
  public static void write(ProfileTree tree, ProfileInfo info, Value value, OutputStream out) {
    TreeShape shape = tree.shape();
    long[] inclusive = tree.inclusive(value);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("$schema", SCHEMA);
      json.writeStringProperty("exporter", "pitot");
      json.writeStringProperty("name", info.title());
      json.writeNumberProperty("activeProfileIndex", 0);
      json.writeObjectPropertyStart("shared");
      json.writeArrayPropertyStart("frames");
      for (int frame = 1; frame < shape.names().size(); frame++) {
        json.writeStartObject();
        json.writeStringProperty("name", shape.names().get(frame));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeArrayPropertyStart("profiles");
      json.writeStartObject();
      json.writeStringProperty("type", "evented");
      json.writeStringProperty("name", info.title());
      json.writeStringProperty("unit", unit(info, value));
      json.writeNumberProperty("startValue", 0);
      json.writeNumberProperty("endValue", inclusive[0]);
      json.writeArrayPropertyStart("events");
      writeEvents(shape, inclusive, tree.self(value), json);
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static String unit(ProfileInfo info, Value value) {
    boolean named = info.unit().equals("bytes") || info.unit().equals("nanoseconds");
    return value == Value.SUM && named ? info.unit() : "none";
  }

  private static void writeEvents(
      TreeShape shape, long[] inclusive, long[] self, JsonGenerator json) {
    int[] open = new int[shape.maxDepth() + 1];
    int openDepth = 0;
    long position = self[0];
    long[] endAtDepth = new long[open.length];
    for (int node = 1; node < shape.size(); node++) {
      int depth = shape.depth()[node];
      for (; openDepth >= depth; openDepth--) {
        position = endAtDepth[openDepth];
        writeEvent("C", shape.name()[open[openDepth]], position, json);
      }
      writeEvent("O", shape.name()[node], position, json);
      endAtDepth[depth] = position + inclusive[node];
      position += self[node];
      open[depth] = node;
      openDepth = depth;
    }
    for (; openDepth > 0; openDepth--) {
      writeEvent("C", shape.name()[open[openDepth]], endAtDepth[openDepth], json);
    }
  }

  private static void writeEvent(String type, int name, long at, JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("type", type);
    json.writeNumberProperty("frame", name - 1);
    json.writeNumberProperty("at", at);
    json.writeEndObject();
  }
}
