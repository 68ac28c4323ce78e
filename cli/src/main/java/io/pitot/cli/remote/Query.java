package io.pitot.cli.remote;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A path of the collector's HTTP interface with parameters. Adding one makes a new query. */
public record Query(String path, List<String> parameters) {
  /** A path of which each argument is one segment, whatever characters it has. */
  public static Query of(String path, String... segments) {
    Object[] encoded = new Object[segments.length];
    for (int i = 0; i < segments.length; i++) {
      encoded[i] = encode(segments[i]);
    }
    return new Query(path.formatted(encoded), List.of());
  }

  /** Null and nothing leave the parameter out. */
  public Query with(String name, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      return this;
    }
    List<String> more = new ArrayList<>(parameters);
    more.add(encode(name) + "=" + encode(value));
    return new Query(path, List.copyOf(more));
  }

  @Override
  public String toString() {
    return parameters.isEmpty() ? path : path + "?" + String.join("&", parameters);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
