package io.pitot.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.pitot.cli");

  @Test
  void asksACollectorOverHttpOnly() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.grpc..", "io.pitot.proto..", "org.rocksdb..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("io.pitot.cli.remote")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.pitot.collector..", "io.pitot.daemon..", "io.pitot.cli.local")
        .check(CLASSES);
  }

  @Test
  void keepsCommandsAboveWhatTheyUse() {
    noClasses()
        .that()
        .resideInAnyPackage("io.pitot.cli.console", "io.pitot.cli.remote", "io.pitot.cli.local")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.pitot.cli")
        .check(CLASSES);
    classes().that().haveSimpleNameEndingWith("Command").should().bePackagePrivate().check(CLASSES);
  }
}
