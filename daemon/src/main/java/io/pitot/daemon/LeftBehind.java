package io.pitot.daemon;

import io.pitot.daemon.discovery.ProcessKey;
import io.pitot.daemon.tail.Tail;
import io.pitot.daemon.tail.TailContext;
import io.pitot.daemon.tail.TailRules;
import io.pitot.daemon.tail.Tails;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has what is left of processes read that ended while nobody read them: before this daemon, or
 * before it got to them. For the watching thread.
 */
final class LeftBehind {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  private final TailContext context;
  private final Tails tails;

  /** Each is tried once: what cannot be read stays for the next daemon. */
  private final Set<ProcessKey> tried = new HashSet<>();

  LeftBehind(TailContext context, Tails tails) {
    this.context = context;
    this.tails = tails;
  }

  /**
   * Looks at what is noted of processes.
   *
   * @param isRead whether somebody else reads, or will read, what there is of a process
   */
  void look(TailRules rules, Predicate<ProcessKey> isRead) {
    try {
      List<ProcessKey> noted = context.states().processes();
      tried.retainAll(noted);
      for (ProcessKey process : noted) {
        if (!tried.contains(process) && !isRead.test(process) && !process.isAlive()) {
          tried.add(process);
          Tail.leftBehind(process, context, rules).ifPresent(tails::follow);
        }
      }
    } catch (IOException e) {
      log.warn("Something of JVMs that have ended may be unread: {}", e.toString());
    }
  }
}
