package io.pitot.collector.store.rocks;

import io.pitot.collector.store.CorruptStoreException;
import io.pitot.collector.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine of a directory from its opening to its close. Whoever works with it enters and leaves;
 * {@link #close} waits for all that are inside, so that native handles outlive nothing. An engine
 * that does not recover from a full disk is closed and opened again in the same way ({@link
 * FailedWrites}).
 */
final class RunningEngine implements AutoCloseable {
  private static final Duration READERS_LIMIT = Duration.ofSeconds(2);
  private static final String WHAT_TO_DO =
      "pitot collector repair keeps what a damaged log held before the damage, else restore a"
          + " backup";
  private static final Logger log = LoggerFactory.getLogger(RunningEngine.class);

  private final DataDirectory directory;
  private final EngineOptions options;
  private final FailedWrites failedWrites = new FailedWrites();
  private final ReadWriteLock lifetime = new ReentrantReadWriteLock();

  /** Null when there is none to work with; {@link #whyNone} says why. */
  private @Nullable Engine engine;

  private String whyNone = "";
  private boolean closed;

  private RunningEngine(DataDirectory directory, EngineOptions options, Engine engine) {
    this.directory = directory;
    this.options = options;
    this.engine = engine;
  }

  /**
   * Opens what is in the directory, or makes it there.
   *
   * @param afterDamage whether what follows a damage of the log is let go
   * @throws DirectoryException when the directory is unusable; the message is one line for a person
   */
  static RunningEngine open(Path dataDirectory, boolean afterDamage) throws DirectoryException {
    DataDirectory directory = DataDirectory.claim(dataDirectory);
    EngineOptions options = new EngineOptions(afterDamage);
    try {
      directory.checkDatabase();
      checkEnd(directory, afterDamage);
      return new RunningEngine(directory, options, open(directory, options));
    } catch (DirectoryException e) {
      options.close();
      directory.close();
      throw e;
    } catch (RocksDBException | CorruptStoreException e) {
      options.close();
      directory.close();
      throw unusable(directory, e, whatToDo(e));
    }
  }

  /** Brings what the log holds into tables, or leaves it where there is no room for them. */
  private static Engine open(DataDirectory directory, EngineOptions options)
      throws RocksDBException {
    try {
      return Engine.open(directory, options);
    } catch (RocksDBException e) {
      if (!isFull(e)) {
        throw e;
      }
      log.warn("The disk of {} has no room for what the log holds: it stays a log", directory, e);
      options.leaveLogsAsTheyAre();
      return Engine.open(directory, options);
    }
  }

  private static boolean isFull(Exception why) {
    return why instanceof RocksDBException failure
        && failure.getStatus() != null
        && failure.getStatus().getSubCode() == Status.SubCode.NoSpace;
  }

  private static String whatToDo(Exception why) {
    return isFull(why)
        ? "nothing is damaged: make as much room as the .log files in db take, and start again"
        : WHAT_TO_DO;
  }

  /** Takes the mark of the last close away, after a look whether all until then is there. */
  private static void checkEnd(DataDirectory directory, boolean afterDamage)
      throws DirectoryException {
    try {
      if (!afterDamage) {
        directory.closedMark().check();
      }
      directory.closedMark().remove();
    } catch (DirectoryException e) {
      throw unusable(directory, e, WHAT_TO_DO);
    } catch (IOException e) {
      throw unusable(directory, e, "see whether the disk can be read and written");
    }
  }

  private static DirectoryException unusable(
      DataDirectory directory, Exception why, String whatToDo) {
    return new DirectoryException(
        "cannot open the store in %s: %s; %s".formatted(directory, why.getMessage(), whatToDo),
        why);
  }

  DataDirectory directory() {
    return directory;
  }

  /**
   * The engine, which stays open until {@link #leave}.
   *
   * @throws StoreUnavailableException when there is none now
   */
  Engine enter() {
    lifetime.readLock().lock();
    Engine current = engine;
    if (closed || current == null) {
      lifetime.readLock().unlock();
      throw new StoreUnavailableException(
          "the store in %s %s".formatted(directory, closed ? "is closed" : whyNone));
    }
    return current;
  }

  /** As {@link #enter}, after an attempt to go on where the engine does not. */
  Engine enterToChange() {
    if (failedWrites.isStuck(System.nanoTime(), directory.freeBytes())) {
      reopen();
    }
    return enter();
  }

  void leave() {
    lifetime.readLock().unlock();
  }

  /** Tells that a change was made. */
  void changed() {
    failedWrites.succeeded();
  }

  /** Tells that a change could not be made. */
  void couldNotChange() {
    failedWrites.failed(System.nanoTime());
  }

  /** What was acknowledged is in the log, and is read from it again. */
  private void reopen() {
    if (!hasNobodyInside()) {
      return; // Whoever is may wait for this very change to fail.
    }
    try {
      if (closed) {
        return;
      }
      if (engine != null) {
        log.warn("The engine does not write again though there is space: opening it anew");
        engine.close();
        engine = null;
      }
      options.leaveLogsAsTheyAre();
      engine = Engine.open(directory, options);
      log.info("The store in {} is open again", directory);
    } catch (RocksDBException | CorruptStoreException e) {
      whyNone = "cannot be opened again: " + e.getMessage();
      log.error("Cannot open the store in {} again; it is tried again", directory, e);
    } finally {
      lifetime.writeLock().unlock();
    }
  }

  /** Takes the write side of the lock, if it is there to be had soon. */
  private boolean hasNobodyInside() {
    try {
      return lifetime.writeLock().tryLock(READERS_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    lifetime.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      if (engine != null) {
        engine.close();
        markClosed();
      }
      options.close();
      directory.close();
    } finally {
      lifetime.writeLock().unlock();
    }
  }

  /** Without the mark a cut is not noticed, which is no reason not to close. */
  private void markClosed() {
    try {
      directory.closedMark().write();
    } catch (IOException e) {
      log.warn("Cannot write down what the store in {} holds", directory, e);
    }
  }
}
