package io.pitot.jfr;

/** Class names as Java writes them. */
final class ClassNames {
  private ClassNames() {}

  /**
   * @param internal {@code java/lang/String}, {@code [B}, {@code [[Ljava/lang/String;}, or with
   *     dots
   */
  static String toJava(String internal) {
    int dimensions = 0;
    while (dimensions < internal.length() && internal.charAt(dimensions) == '[') {
      dimensions++;
    }
    if (dimensions == 0) {
      return internal.replace('/', '.');
    }
    String element = internal.substring(dimensions);
    return elementName(element) + "[]".repeat(Math.min(dimensions, 255));
  }

  private static String elementName(String descriptor) {
    if (descriptor.startsWith("L") && descriptor.endsWith(";")) {
      return descriptor.substring(1, descriptor.length() - 1).replace('/', '.');
    }
    return switch (descriptor) {
      case "Z" -> "boolean";
      case "B" -> "byte";
      case "C" -> "char";
      case "S" -> "short";
      case "I" -> "int";
      case "J" -> "long";
      case "F" -> "float";
      case "D" -> "double";
      default -> descriptor.replace('/', '.');
    };
  }
}
