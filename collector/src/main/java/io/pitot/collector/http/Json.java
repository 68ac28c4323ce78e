package io.pitot.collector.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.javalin.http.Context;
import io.pitot.ui.SelfContainedPage;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes records as JSON: fields in their order, null ones left out. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();

  private Json() {}

  static void answer(Context request, Object value) {
    answer(request, "application/json", value);
  }

  static String text(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  /** One HTML file around the value, as a download. */
  static void page(Context request, Object value) {
    request.contentType("text/html; charset=utf-8");
    request.header("Content-Disposition", "attachment; filename=\"pitot.html\"");
    request.result(SelfContainedPage.of(text(value)));
  }

  /** Streams the value: a large tree is never a text in memory. */
  static void answer(Context request, String contentType, Object value) {
    request.contentType(contentType);
    MAPPER.writeValue(request.outputStream(), value);
  }
}
