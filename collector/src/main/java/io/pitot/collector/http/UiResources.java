package io.pitot.collector.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The web UI, from the class path. Its pages are one document that reads its own address, so each
 * of them is answered with {@code index.html}. Browsers ask again each time and are told that
 * nothing changed, so a new collector never meets an old script.
 */
final class UiResources implements Handler {
  /** Addresses that people may have as a bookmark. */
  static final List<String> PAGES =
      List.of("/", "/service/*", "/flame", "/diff", "/heatmap", "/locks", "/maps", "/targets");

  private static final String ROOT = "pitot-ui/";
  private static final String INDEX = "index.html";
  private static final Pattern PATH =
      Pattern.compile(
          "(?:[A-Za-z0-9_][A-Za-z0-9_.-]*/)*[A-Za-z0-9_][A-Za-z0-9_-]*(?:\\.[a-z0-9]+)+");
  private static final Pattern DOC = Pattern.compile("(?ms)^[ \\t]*/\\*\\*.*?\\*/[ \\t]*");
  private static final Map<String, String> CONTENT_TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("mjs", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("txt", "text/plain; charset=utf-8"));
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
          + "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
          + "form-action 'none'; frame-ancestors 'none'";

  private final ClassLoader classes;
  private final Map<String, Resource> found = new ConcurrentHashMap<>();

  private record Resource(byte[] bytes, String contentType, String etag) {}

  UiResources(ClassLoader classes) {
    this.classes = classes;
  }

  /** Answers any path with the resource of that name. */
  @Override
  public void handle(Context request) {
    String path = request.path().substring(1);
    Optional<Resource> resource = resource(path);
    if (resource.isPresent()) {
      answer(request, resource.get());
    } else {
      Problem.of(HttpStatus.NOT_FOUND, "there is nothing at " + request.path()).answer(request);
    }
  }

  /** Answers with the document that all pages are. */
  void page(Context request) {
    Optional<Resource> index = resource(INDEX);
    if (index.isPresent()) {
      answer(request, index.get());
    } else {
      request
          .status(HttpStatus.NOT_FOUND)
          .contentType("text/plain; charset=utf-8")
          .result(
              """
              This collector was built without the web UI.
              The API is under /api/v1, described by /openapi.json.
              """);
    }
  }

  private static void answer(Context request, Resource resource) {
    request.header("ETag", resource.etag);
    request.header("Cache-Control", "no-cache");
    if (resource.contentType.startsWith("text/html")) {
      request.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    }
    String known = request.header("If-None-Match");
    if (known != null && known.contains(resource.etag)) {
      request.status(HttpStatus.NOT_MODIFIED);
    } else {
      request.contentType(resource.contentType).result(resource.bytes);
    }
  }

  private Optional<Resource> resource(String path) {
    Resource known = found.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    String contentType = CONTENT_TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (contentType == null || !PATH.matcher(path).matches()) {
      return Optional.empty();
    }
    try (InputStream in = classes.getResourceAsStream(ROOT + path)) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] stored = in.readAllBytes();
      byte[] bytes = path.endsWith(".js") ? withoutDoc(stored) : stored;
      Resource loaded = new Resource(bytes, contentType, etag(bytes));
      found.put(path, loaded);
      return Optional.of(loaded);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + ROOT + path + " from the class path", e);
    }
  }

  /** A quarter of what a browser would load; its lines stay where they are. */
  private static byte[] withoutDoc(byte[] script) {
    return DOC.matcher(new String(script, StandardCharsets.UTF_8))
        .replaceAll(doc -> "\n".repeat((int) doc.group().chars().filter(c -> c == '\n').count()))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String etag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
