package io.pitot.collector.diff;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Trees and comparisons can be computed anywhere: they know no file, no socket and no server. */
class PureCodeTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.pitot.collector.tree", "io.pitot.collector.diff");

  @Test
  void noInputAndOutput() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.nio.file..",
            "java.nio.channels..",
            "java.net..",
            "java.util.concurrent..",
            "io.grpc..",
            "org.rocksdb..",
            "io.javalin..",
            "org.slf4j..")
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.io\\.(File.*|RandomAccessFile)")
        .check(CLASSES);
  }

  @Test
  void treesKnowNothingOfWhoUsesThem() {
    noClasses()
        .that()
        .resideInAPackage("io.pitot.collector.tree")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.pitot.collector.diff")
        .check(CLASSES);
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.pitot.collector.ingest..",
            "io.pitot.collector.store..",
            "io.pitot.collector.query..",
            "io.pitot.collector.http..",
            "io.pitot.proto.v1..")
        .check(CLASSES);
  }
}
