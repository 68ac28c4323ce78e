package io.pitot.lab;

import io.pitot.cli.local.JavaHomes;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The JDKs that targets run on in these tests: the one that runs the tests, and 25 where found. */
final class Jdks {
  private Jdks() {}

  /** Homes by feature version. */
  static Map<Integer, Path> all() {
    Map<Integer, Path> homes = new LinkedHashMap<>();
    homes.put(Runtime.version().feature(), JavaHomes.ours());
    JavaHomes.find(25).ifPresent(home -> homes.putIfAbsent(25, home));
    return homes;
  }
}
