package io.pitot.daemon.discovery;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Attributes as {@code OTEL_RESOURCE_ATTRIBUTES} and {@code PYROSCOPE_LABELS} hold them: {@code
 * name=value,name=value}, values percent-encoded. Pairs that are none are left out.
 */
final class ResourceAttributes {
  private static final int MAX_ATTRIBUTES = 32;
  private static final int MAX_NAME_CHARS = 128;
  private static final int MAX_VALUE_CHARS = 256;

  private ResourceAttributes() {}

  static Map<String, String> parse(String text) {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? "" : pair.substring(0, equals).strip();
      if (name.isEmpty() || name.length() > MAX_NAME_CHARS) {
        continue;
      }
      String value = decode(pair.substring(equals + 1).strip());
      if (!value.isEmpty() && attributes.size() < MAX_ATTRIBUTES) {
        attributes.put(name, value.substring(0, Math.min(value.length(), MAX_VALUE_CHARS)));
      }
    }
    return attributes;
  }

  /** Unlike in a URL's query, {@code +} is a plus. What is not well encoded stays as it is. */
  private static String decode(String encoded) {
    if (encoded.indexOf('%') < 0) {
      return encoded;
    }
    byte[] in = encoded.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(in.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] != '%') {
        out.put(in[i]);
        continue;
      }
      int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return encoded;
      }
      out.put((byte) (high << 4 | low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
    } catch (CharacterCodingException e) {
      return encoded;
    }
  }
}
