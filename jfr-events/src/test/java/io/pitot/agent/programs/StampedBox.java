package io.pitot.agent.programs;

import java.util.concurrent.locks.StampedLock;
import java.util.function.Consumer;

/** Keeps a value and the lock for it, so that whoever uses the value need not know the lock. */
final class StampedBox<T> {
  private final StampedLock lock = new StampedLock();
  private final T value;

  StampedBox(T value) {
    this.value = value;
  }

  void read(Consumer<T> reader) {
    long stamp = lock.tryOptimisticRead();
    try {
      reader.accept(value);
    } catch (RuntimeException torn) {
      stamp = 0;
    }
    if (!lock.validate(stamp)) {
      stamp = lock.readLock();
      try {
        reader.accept(value);
      } finally {
        lock.unlockRead(stamp);
      }
    }
  }

  void write(Consumer<T> writer) {
    long stamp = lock.writeLock();
    try {
      writer.accept(value);
    } finally {
      lock.unlockWrite(stamp);
    }
  }
}
