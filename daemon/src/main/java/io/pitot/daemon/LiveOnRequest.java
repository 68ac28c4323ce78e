package io.pitot.daemon;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.ship.LiveDesk;
import io.pitot.daemon.tail.LiveViews;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows a target flush by flush to somebody who asked through the collector. */
final class LiveOnRequest implements LiveDesk {
  private static final Logger log = LoggerFactory.getLogger(LiveOnRequest.class);

  private final LiveViews views;
  private final Supplier<String> spared;
  private final Function<String, Optional<FoundJvm>> recorded;

  /**
   * Makes a desk.
   *
   * @param spared what the daemon leaves out already to keep its budgets; empty when nothing
   * @param recorded the JVM that is recorded under a target's id
   */
  LiveOnRequest(
      LiveViews views, Supplier<String> spared, Function<String, Optional<FoundJvm>> recorded) {
    this.views = views;
    this.spared = spared;
    this.recorded = recorded;
  }

  @Override
  public String show(String targetId, Duration time, String requester) {
    if (recorded.apply(targetId).isEmpty()) {
      return Watch.NOT_RECORDED;
    }
    if (!spared.get().isEmpty()) {
      return "the daemon spares already: " + spared.get();
    }
    boolean isNews = !views.isShown(targetId);
    if (!views.show(targetId, time)) {
      return "%d JVMs of its node are shown already".formatted(views.shown());
    }
    if (isNews) {
      log.info("{} looks at {}: each flush is sent by itself meanwhile", requester, targetId);
    }
    return "";
  }
}
