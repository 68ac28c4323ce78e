package io.pitot.collector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.pitot.proto.v1.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the collector says and stores is the same whatever language its machine speaks. */
class LocaleTest {
  /** It writes numbers with digits of its own. */
  private static final Locale ARABIC = Locale.forLanguageTag("ar-EG-u-nu-arab");

  /** A text of one or more literals that is formatted by the machine's locale. */
  private static final Pattern FORMATTED =
      Pattern.compile(
          "(?:(?:\"\"\"[\\S\\s]*?\"\"\"|\"[^\"\\\\\n]*+(?:\\\\.[^\"\\\\\n]*+)*+\")[\\s+]*)+\\)?\\s*"
              + "\\.formatted\\(");

  private final Locale before = Locale.getDefault();

  @TempDir Path folder;

  @AfterEach
  void speakAsBefore() {
    Locale.setDefault(before);
  }

  @Test
  void messagesAndNamesOfWhatIsStoredAreTheSameInEveryLanguage() throws Exception {
    List<String> expected = said(Locale.ROOT);
    assertTrue(expected.toString().contains("expected a number from 1 to"), expected.toString());
    for (Locale locale : List.of(Locale.GERMANY, ARABIC)) {
      Locale.setDefault(locale);
      assertNotEquals("1,234.5 7", "%,.1f %d".formatted(1234.5, 7), locale + " writes so, too");
      assertEquals(expected, said(locale));
    }
  }

  /** A number in such a text is written as {@code %s}, which no locale changes. */
  @Test
  void noTextIsFormattedByTheMachinesLocale() throws IOException {
    ArchRuleDefinition.noClasses()
        .should()
        .callMethod(String.class, "format", String.class, Object[].class)
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.pitot.collector"));
    int texts = 0;
    List<String> wrong = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        Matcher text = FORMATTED.matcher(Files.readString(file));
        while (text.find()) {
          texts++;
          if (text.group().replace("%%", "").replace("%s", "").contains("%")) {
            wrong.add(file + ": " + text.group());
          }
        }
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(texts > 200, "only " + texts + " texts were found");
  }

  /** By a collector that speaks a language, and by one that goes on with its data in no one's. */
  private List<String> said(Locale locale) throws Exception {
    List<String> said = new ArrayList<>();
    Locale.setDefault(locale);
    CollectorConfig config =
        CollectorConfig.defaults(folder.resolve("data-" + locale))
            .withHttp("127.0.0.1", 0)
            .withGrpc("127.0.0.1", 0);
    said.add(
        assertThrows(
                StartException.class,
                () -> Collector.start(config.withWindows(Duration.ofHours(1_234))))
            .getMessage());
    String deploy = "{\"service\": \"shop\", \"release\": \"1.1\", \"at\": \"1795262400000\"}";
    for (int start = 0; start < 2; start++) {
      try (Collector collector = Collector.start(config);
          TestDaemon daemon = TestDaemon.greet(collector.grpcPort())) {
        Batch batch = TestBatches.of("shop", "1.0", "a").cpu("Main.main", 1).at(1_000_000);
        daemon.send(batch.toBuilder().setNodeParent(0, 1_234_567).build());
        said.add(daemon.answer().getRefusal().getExplanation());
        TestApi api = new TestApi(collector.httpPort());
        for (String path :
            List.of(
                "/api/v1/flame?service=shop&maxNodes=0",
                "/api/v1/pauses?service=shop&limit=99999999",
                "/api/v1/services?match=" + "a".repeat(5_000),
                "/api/v1/flame?service=shop&from=2000&to=1000")) {
          said.add(api.get(path).body());
        }
        // The same again replaces itself, by the name that it is stored under.
        api.post("/api/v1/deploys", deploy, "Content-Type", "application/json");
        said.add(api.get("/api/v1/deploys?from=0&to=2000000000000").body());
      }
      Locale.setDefault(Locale.ROOT);
    }
    return said;
  }
}
