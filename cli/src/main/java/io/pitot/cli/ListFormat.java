package io.pitot.cli;

import picocli.CommandLine.Option;

/** How a listing is printed. */
final class ListFormat {
  enum Format {
    text,
    json
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text or json (default: text).")
  Format format = Format.text;

  boolean isJson() {
    return format == Format.json;
  }
}
