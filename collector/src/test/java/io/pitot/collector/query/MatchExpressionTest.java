package io.pitot.collector.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.pitot.collector.store.Series;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MatchExpressionTest {
  private static final Series SERIES =
      new Series(1, 1, "t", Map.of("service", "shop", "release", "1.0", "k8s.pod.name", "a\"b\\c"));

  @Test
  void operatorsAndAliases() {
    assertMatches(true, "");
    assertMatches(true, "{}");
    assertMatches(true, " { service.name = \"shop\" , service.version!=\"1.1\" } ");
    assertMatches(true, "service_name=\"shop\"");
    assertMatches(false, "{release=~\"1\"}");
    assertMatches(true, "{release=~\"1.*\"}");
    assertMatches(false, "{release!~\"1.*\"}");
    assertMatches(true, "{zone=\"\"}");
    assertMatches(true, "{k8s.pod.name=\"a\\\"b\\\\c\"}");
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    for (String text :
        List.of("{}", "{a=\"b\"}", "{a=\"b\", c!~\"d|e\"}", "{a=\"q\\\"u\\\\o\\nte\"}")) {
      assertEquals(text, MatchExpression.text(MatchExpression.parse(text)));
    }
  }

  @Test
  void whatCannotBeReadIsShown() {
    for (String text : List.of("{a}", "{a=b}", "{a=\"b\" c=\"d\"}", "{a==\"b\"}", "{a=\"b}", "}")) {
      InvalidQueryException refused =
          assertThrows(InvalidQueryException.class, () -> MatchExpression.parse(text), text);
      assertEquals(true, String.valueOf(refused.getMessage()).contains(text), refused.toString());
    }
    assertThrows(InvalidQueryException.class, () -> MatchExpression.parse("x".repeat(5000)));
    assertThrows(InvalidQueryException.class, () -> MatchExpression.parse("{a=~\"(\"}"));
  }

  private static void assertMatches(boolean expected, String text) {
    boolean matches =
        MatchExpression.parse(text).stream().allMatch(m -> m.matches(SERIES.label(m.label())));
    assertEquals(expected, matches, text);
  }
}
