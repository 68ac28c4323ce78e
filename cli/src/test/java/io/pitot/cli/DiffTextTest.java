package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DiffTextTest {
  private static final JsonNode DIFF =
      new JsonMapper()
          .readTree(
              """
              {"service":"shop","type":"alloc","unit":"bytes","value":"sum","jdk":"17",
               "base":{"label":"1.0","instances":3},"candidate":{"label":"1.1","instances":3},
               "verdict":"FAIL","reason":"forRequest got more expensive by 23.85 points.",
               "leftOut":[{"jdk":"25","base":1,"candidate":1}],
               "findings":[{"kind":"regression","frame":"java.util.HashMap.putAll",
                 "applicationFrame":"io.pitot.lab.shop.pricing.PriceList.forRequest",
                 "path":["java.lang.Thread.run","java.util.HashMap.putAll"],
                 "basePercent":0,"candidatePercent":23.85,"changePoints":23.85,
                 "lowPoints":16.41,"highPoints":31.29,"q":0.0049,"agree":3,"of":3,
                 "sentence":"forRequest allocates more.","class":"map_allocation",
                 "advice":"Keep one instance and share it.",
                 "evidence":["0 B -> 5.00 MB per second","3 of 3 instances agree"]}]}
              """);

  @Test
  void putsTheVerdictFirstAndEachFindingWithItsCertainty() {
    assertEquals(
        """
        shop 1.0 (3 instances) -> 1.1 (3 instances), alloc, JDK 17: FAIL
        forRequest got more expensive by 23.85 points.

        regression: forRequest allocates more.
          frame      java.util.HashMap.putAll
          edit       io.pitot.lab.shop.pricing.PriceList.forRequest
          class      map allocation
          evidence   0 B -> 5.00 MB per second
          evidence   3 of 3 instances agree
          advice     Keep one instance and share it.
          path
            java.lang.Thread.run
            java.util.HashMap.putAll
        left out: JDK 25, 1 against 1 instance(s): only the same JDK is compared
        """,
        String.join("\n", DiffText.lines(DIFF)) + "\n");
  }

  @Test
  void theDemoHasFoundTheRegressionWhenAFailureNamesTheFrame() {
    assertTrue(DemoStory.namesPlantedFrame(DIFF));
    assertFalse(DemoStory.namesPlantedFrame(with("FAIL", "INCONCLUSIVE")));
    assertFalse(DemoStory.namesPlantedFrame(with("PriceList.forRequest", "PriceList.other")));
    assertFalse(DemoStory.namesPlantedFrame(with("regression", "improvement")));
  }

  private static JsonNode with(String text, String replacement) {
    return new JsonMapper().readTree(DIFF.toString().replace(text, replacement));
  }
}
