package io.pitot.cli.file;

import io.pitot.collector.tree.FrameKinds;
import io.pitot.collector.tree.ProfileTree;
import io.pitot.collector.tree.Value;
import io.pitot.ui.SelfContainedPage;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A file's profile in the form of the collector's {@code /api/v1/flame}, which the UI draws. */
final class FileFlameJson {
  private static final int MAX_NODES = 50_000;

  private FileFlameJson() {}

  static String of(String name, FileProfile profile, Value value) {
    ProfileTree tree = profile.tree().pruned(value, MAX_NODES);
    JsonMapper mapper = new JsonMapper();
    ObjectNode json = mapper.createObjectNode();
    json.put("service", name);
    json.put("type", profile.type());
    json.put("unit", profile.unit());
    json.put("source", profile.source());
    json.put("value", value.name().toLowerCase(Locale.ROOT));
    json.put("match", "");
    json.put("fromMillis", profile.fromMillis());
    json.put("toMillis", profile.toMillis());
    json.put("coveredFromMillis", profile.fromMillis());
    json.put("coveredToMillis", profile.toMillis());
    json.put("instances", 1);
    json.put("windows", profile.windows());
    json.put("totalCount", tree.totalCount());
    json.put("totalSum", tree.totalSum());
    ArrayNode losses = json.putArray("losses");
    profile
        .losses()
        .forEach(
            (what, count) -> {
              int blank = what.indexOf(' ');
              losses
                  .addObject()
                  .put("reason", what.substring(0, blank))
                  .put("count", count)
                  .put("unit", what.substring(blank + 1));
            });
    json.putArray("leftOut");
    FrameKinds kinds = FrameKinds.of(profile.kinds(), tree.shape());
    ObjectNode frameKinds = json.putObject("frameKinds");
    kinds.kinds().forEach(frameKinds.putArray("kinds")::add);
    numbers(kinds.name(), frameKinds.putArray("name"));
    numbers(kinds.frames(), frameKinds.putArray("frames"));
    json.put("nodes", tree.size());
    json.put("mergedNodes", tree.mergedNodes());
    ObjectNode columns = json.putObject("tree");
    columns.put("version", SelfContainedPage.PROFILE_VERSION);
    ArrayNode names = columns.putArray("names");
    tree.shape().names().forEach(names::add);
    numbers(tree.shape().depth(), columns.putArray("depth"));
    numbers(tree.shape().name(), columns.putArray("name"));
    numbers(tree.self(value), columns.putArray("self"));
    return mapper.writeValueAsString(json);
  }

  private static void numbers(int[] from, ArrayNode to) {
    for (int each : from) {
      to.add(each);
    }
  }

  private static void numbers(long[] from, ArrayNode to) {
    for (long each : from) {
      to.add(each);
    }
  }
}
