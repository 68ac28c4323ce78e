package io.pitot.collector.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.pitot.collector.query.FlameAnswer;
import io.pitot.collector.query.FlameQuery;
import io.pitot.collector.query.FrameNaming;
import io.pitot.collector.query.InvalidQueryException;
import io.pitot.collector.query.Selection;
import io.pitot.collector.query.UnknownNameException;
import io.pitot.collector.tree.CollapsedFormat;
import io.pitot.collector.tree.PprofFormat;
import io.pitot.collector.tree.ProfileInfo;
import io.pitot.collector.tree.ProfileTree;
import io.pitot.collector.tree.SpeedscopeFormat;
import io.pitot.collector.tree.Value;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/flame}: a merged profile as JSON for the UI, or in the format of another tool. */
final class FlameRoute implements Handler {
  private static final int DEFAULT_JSON_NODES = 50_000;
  private static final int MAX_NODES = 4_000_000;

  private final FlameQuery query;
  private final Collecting collecting;
  private final Clock clock;

  FlameRoute(FlameQuery query, Collecting collecting, Clock clock) {
    this.query = query;
    this.collecting = collecting;
    this.clock = clock;
  }

  @Override
  public void handle(Context request) throws IOException {
    Parameters parameters = new Parameters(request, clock);
    Selection selection = parameters.selection();
    String type = parameters.text("type", "cpu");
    Value value = parameters.value(type);
    String format = parameters.text("format", "json");
    int maxNodes =
        (int)
            parameters.number(
                "maxNodes",
                List.of("json", "html").contains(format) ? DEFAULT_JSON_NODES : MAX_NODES,
                2,
                MAX_NODES);
    FrameNaming naming = naming(parameters);
    // Who keeps the page cannot ask for them later.
    boolean withKinds = parameters.flag("kinds") || format.equals("html");
    FlameAnswer answer = answer(selection, type, naming);
    ProfileTree kinds = withKinds ? query.frameKinds(selection, answer, naming) : null;
    switch (format) {
      case "json" -> Json.answer(request, json(answer, selection, value, maxNodes, kinds));
      case "html" -> Json.page(request, json(answer, selection, value, maxNodes, kinds));
      case "collapsed", "pprof", "speedscope" ->
          download(request, selection, answer, value, format, maxNodes);
      default ->
          throw new InvalidQueryException(
              "'format' is '%s': expected json, html, collapsed, pprof or speedscope"
                  .formatted(format));
    }
  }

  private static FrameNaming naming(Parameters parameters) {
    String names = parameters.text("names", "recorded");
    return switch (names) {
      case "recorded" -> FrameNaming.RECORDED;
      case "comparable" -> FrameNaming.COMPARABLE;
      default ->
          throw new InvalidQueryException(
              "'names' is '%s': expected recorded or comparable".formatted(names));
    };
  }

  private FlameJson json(
      FlameAnswer answer,
      Selection selection,
      Value value,
      int maxNodes,
      @Nullable ProfileTree kinds) {
    List<TargetJson> awaited =
        answer.message().isPresent() ? collecting.of(selection.service()) : List.of();
    return FlameJson.of(answer, selection, value, maxNodes, awaited, kinds);
  }

  private FlameAnswer answer(Selection selection, String type, FrameNaming naming) {
    try {
      return query.run(selection, type, naming);
    } catch (UnknownNameException e) {
      if (collecting.of(selection.service()).isEmpty()) {
        throw e;
      }
      return FlameQuery.nothingYet(type);
    }
  }

  private static void download(
      Context request,
      Selection selection,
      FlameAnswer answer,
      Value value,
      String format,
      int maxNodes)
      throws IOException {
    ProfileTree tree = answer.tree().pruned(value, maxNodes);
    ProfileInfo info =
        new ProfileInfo(
            selection.service() + " " + answer.type().name(),
            answer.type().name(),
            answer.type().unit(),
            answer.coveredFromMillis(),
            answer.coveredToMillis());
    String name =
        (selection.service() + "-" + answer.type().name()).replaceAll("[^A-Za-z0-9._-]", "_");
    OutputStream out;
    switch (format) {
      case "collapsed" -> {
        out = attachment(request, name + ".collapsed", "text/plain; charset=utf-8");
        Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        CollapsedFormat.write(tree, value, text);
        text.flush();
      }
      case "pprof" -> {
        out = attachment(request, name + ".pb.gz", "application/octet-stream");
        PprofFormat.write(tree, info, out);
      }
      default -> {
        out = attachment(request, name + ".speedscope.json", "application/json");
        SpeedscopeFormat.write(tree, info, value, out);
      }
    }
  }

  private static OutputStream attachment(Context request, String file, String contentType) {
    request.contentType(contentType);
    request.header("Content-Disposition", "attachment; filename=\"" + file + "\"");
    return request.outputStream();
  }
}
