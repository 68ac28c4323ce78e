package io.pitot.collector.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pitot.collector.query.InvalidQueryException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimeExpressionTest {
  private static final Instant NOW = Instant.parse("2026-11-21T04:00:00Z");

  @Test
  void timesAsPeopleAndToolsWriteThem() {
    assertTime("2026-11-21T04:00:00Z", "now");
    assertTime("2026-11-21T02:00:00Z", "now-2h");
    assertTime("2026-11-20T04:00:00Z", "now-1d");
    assertTime("2026-11-21T03:59:30Z", "now-30s");
    assertTime("2026-01-31T11:00:00Z", "2026-01-31T12:00:00+01:00");
    for (String number :
        List.of("1769860800", "1769860800000", "1769860800000000", "1769860800000000000")) {
      assertTime("2026-01-31T12:00:00Z", number);
    }
  }

  @Test
  void anythingElseIsShownWithExamples() {
    for (String text : List.of("", "yesterday", "now+1h", "now-1y", "2026-01-31", "-5", "1e9")) {
      InvalidQueryException refused =
          assertThrows(
              InvalidQueryException.class, () -> TimeExpression.parseMillis("from", text, NOW));
      assertEquals(
          "'from' is '%s': write now, now-15m (s, m, h, d, w), 2026-01-31T12:00:00Z, or a number since 1970"
              .formatted(text),
          refused.getMessage());
    }
  }

  private static void assertTime(String expected, String text) {
    assertEquals(
        expected, Instant.ofEpochMilli(TimeExpression.parseMillis("from", text, NOW)).toString());
  }
}
