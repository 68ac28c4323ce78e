package io.pitot.daemon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class ArchitectureTest {
  private static final String ROOT = "io.pitot.daemon";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void onlyShipSpeaksTheWire() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".ship")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "io.pitot.proto..", "com.google.protobuf..")
        .check(CLASSES);
  }

  @Test
  void theFoldKnowsEventsAndTargetsAndDoesNoInputOrOutput() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".fold")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java.lang..",
            "java.util..",
            "java.io..",
            "java.nio.charset",
            "org.jspecify..",
            "io.pitot.jfr",
            ROOT + ".target",
            ROOT + ".fold")
        .check(CLASSES);
  }

  @Test
  void theSpoolKnowsNothingOfWhatItHolds() {
    classes()
        .that()
        .resideInAPackage(ROOT + ".spool")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.slf4j..", "org.jspecify..", ROOT + ".spool")
        .check(CLASSES);
  }

  @Test
  void theStagesFormNoCircle() {
    slices().matching(ROOT + ".(*)").should().beFreeOfCycles().check(CLASSES);
  }
}
