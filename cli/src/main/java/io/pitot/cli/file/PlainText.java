package io.pitot.cli.file;

/** Turns the little HTML of rules' texts into lines for a terminal. */
final class PlainText {
  private PlainText() {}

  static String of(String html) {
    return html.replaceAll("(?i)<li[^>]*>", "\n- ")
        .replaceAll("(?i)<(br|p|/p|ul|/ul|ol|/ol|/li)\\b[^>]*>", "\n")
        .replaceAll("</?[a-zA-Z][^>]*>", "")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&apos;", "'")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
        // Quotes of a message format that was never filled in.
        .replace("''", "'")
        .replaceAll("[ \\t\\r]+", " ")
        .replaceAll(" ?\\n[ \\n]*", "\n")
        .strip();
  }
}
