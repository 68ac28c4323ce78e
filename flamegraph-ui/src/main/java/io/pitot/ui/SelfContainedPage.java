package io.pitot.ui;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One HTML file that needs nothing else: the UI's own modules around one answer of the API, to be
 * sent by mail or kept with an incident report.
 *
 * <p>Modules cannot import each other by relative path inside one document, so each import is
 * rewritten to a bare name that an import map resolves to the module's text in a {@code data:} URL.
 */
public final class SelfContainedPage {
  /** Of a tree's columns in an answer; the pages refuse to read another one. */
  public static final int PROFILE_VERSION = 1;

  private static final String ROOT = "/pitot-ui/ui/";
  private static final String ENTRY = "views/file.js";

  /** {@code from '../profile/tree.js'}, {@code import './x.js'}. */
  private static final Pattern IMPORT =
      Pattern.compile("(?<=\\bfrom |\\bimport )'(\\.{1,2}/[^']+)'");

  private SelfContainedPage() {}

  /**
   * The page for a flame graph or a comparison.
   *
   * @param answerJson what {@code /api/v1/flame} or {@code /api/v1/diff} answers
   */
  public static String of(String answerJson) {
    return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <title>Pitot</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <style>
        %s</style>
        <script type="importmap">{"imports":{%s}}</script>
        </head>
        <body>
        <script type="application/json" id="pitot-answer">%s</script>
        <script type="module">import 'pitot/%s';</script>
        </body>
        </html>
        """
        .formatted(read("css/pitot.css"), importMap(), withoutTags(answerJson), ENTRY);
  }

  private static String importMap() {
    StringBuilder map = new StringBuilder();
    modules()
        .forEach(
            (path, text) ->
                map.append(map.isEmpty() ? "" : ",\n")
                    .append("\"pitot/")
                    .append(path)
                    .append("\":\"data:text/javascript;base64,")
                    .append(
                        Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))
                    .append('"'));
    return map.toString();
  }

  /** The entry and whatever it imports, by path, with imports by bare name. */
  private static Map<String, String> modules() {
    Map<String, String> modules = new TreeMap<>();
    Deque<String> open = new ArrayDeque<>();
    open.add(ENTRY);
    while (!open.isEmpty()) {
      String path = open.remove();
      if (!modules.containsKey(path)) {
        Matcher imports = IMPORT.matcher(read(path));
        String folder = path.substring(0, path.indexOf('/') + 1);
        modules.put(
            path,
            imports.replaceAll(
                found -> {
                  String imported = resolve(folder, found.group(1));
                  open.add(imported);
                  return "'pitot/" + imported + "'";
                }));
      }
    }
    return modules;
  }

  /**
   * Modules lie one folder deep, so an import is either a neighbour or in a neighbouring folder.
   */
  private static String resolve(String folder, String relative) {
    return relative.startsWith("../") ? relative.substring(3) : folder + relative.substring(2);
  }

  /** A frame's name may hold anything; inside a script element only {@code <} could end it. */
  private static String withoutTags(String json) {
    return json.replace("<", "\\u003c");
  }

  private static String read(String path) {
    try (InputStream in = SelfContainedPage.class.getResourceAsStream(ROOT + path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is missing from the UI's jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + " from the UI's jar", e);
    }
  }
}
