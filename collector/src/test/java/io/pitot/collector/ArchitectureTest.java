package io.pitot.collector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class ArchitectureTest {
  private static final String ROOT = "io.pitot.collector";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void onlyIngestSpeaksTheWire() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".ingest")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "io.pitot.proto.v1")
        .check(CLASSES);
  }

  @Test
  void onlyTheRocksStoreKnowsRocks() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".store.rocks")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.rocksdb..")
        .check(CLASSES);
  }

  @Test
  void treesAndComparisonsTouchNeitherFilesNorSockets() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT + ".tree", ROOT + ".diff")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio..", "java.net..", "org.slf4j..", ROOT + ".store..")
        .check(CLASSES);
  }

  @Test
  void stagesKnowOnlyThoseBeforeThem() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".store")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.slf4j..", "org.jspecify..", ROOT + ".store")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".query")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".http", ROOT + ".ingest")
        .check(CLASSES);
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
