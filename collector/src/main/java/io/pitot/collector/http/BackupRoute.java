package io.pitot.collector.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.pitot.collector.query.InvalidQueryException;
import io.pitot.collector.store.ProfileStore;
import io.pitot.collector.store.StoreUnavailableException;
import java.nio.file.Path;

/**
 * {@code POST /api/v1/backup}: makes a copy of the data inside the data directory, for whoever may
 * move it away. No request names a place to write to.
 */
final class BackupRoute implements Handler {
  private final ProfileStore store;

  BackupRoute(ProfileStore store) {
    this.store = store;
  }

  /**
   * Where the copy lies.
   *
   * @param path on the collector's machine; replaced by the next copy
   */
  private record BackupJson(String path) {}

  /** Takes JSON as JSON only, so that no page of another origin can ask for it. */
  @Override
  public synchronized void handle(Context request) {
    String contentType = request.contentType();
    if (contentType == null || !contentType.startsWith("application/json")) {
      throw new InvalidQueryException("ask with 'Content-Type: application/json' and {}");
    }
    Path copy =
        store.copy().orElseThrow(() -> new StoreUnavailableException("this store makes no copies"));
    Json.answer(request, new BackupJson(copy.toString()));
  }
}
