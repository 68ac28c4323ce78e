package io.pitot.collector.http;

import io.pitot.collector.query.CompareQuery;

/** A comparison that was made without any request, in the form of {@code /api/v1/diff}. */
public final class DiffDocument {
  private DiffDocument() {}

  /**
   * The answer as JSON.
   *
   * @param maxNodes of the tree, at least 2; the rest is summed up in {@code (merged)} nodes
   */
  public static String json(
      CompareQuery.Answer answer,
      CompareQuery.Side base,
      CompareQuery.Side candidate,
      int maxNodes) {
    return Json.text(DiffJson.of(answer, answer.report().pruned(maxNodes), base, candidate));
  }
}
