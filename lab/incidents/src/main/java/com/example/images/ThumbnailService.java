package com.example.images;

import com.example.load.Service;
import java.util.random.RandomGenerator;

/** Serves pages of thumbnails and makes those that are not in memory. */
public final class ThumbnailService implements Service {
  private static final int IMAGES = 1_100;
  private static final int THUMBNAILS_ON_A_PAGE = 600;
  private static final int BYTES = 64;

  private final ThumbnailCache cache;

  public ThumbnailService(boolean faulty) {
    cache = new ThumbnailCache(faulty);
  }

  @Override
  public void handle(RandomGenerator random) {
    for (int i = 0; i < THUMBNAILS_ON_A_PAGE; i++) {
      String source = "image-" + random.nextInt(IMAGES);
      if (cache.get(source) == null) {
        cache.put(source, new byte[BYTES]);
      }
    }
  }

  @Override
  public String damage() {
    return "cache of %d thumbnails, %d of them in the order of use"
        .formatted(cache.size(), cache.linked());
  }
}
