package io.pitot.daemon.importing;

import io.pitot.daemon.fold.FoldLimits;
import io.pitot.daemon.fold.ProfileFold;
import io.pitot.daemon.fold.WindowSink;
import io.pitot.daemon.importing.InputException.Fault;
import io.pitot.daemon.importing.PprofColumns.Column;
import io.pitot.daemon.target.TargetIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A pprof profile. It is whole or refused: without its tables no part of it means anything. */
final class PprofSource implements ProfileSource {
  private static final long MAX_BYTES = 1L << 30;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private static final String ZERO = "value_is_zero";
  private static final String TOO_LARGE = "value_too_large";

  private final InputFile file;
  private @Nullable PprofReader profile;

  PprofSource(InputFile file) {
    this.file = file;
  }

  @Override
  public Facts facts() throws IOException {
    long timeNanos = profile().timeNanos();
    return new Facts(
        timeNanos > 0 ? Optional.of(timeNanos / NANOS_PER_MILLI) : file.modifiedMillis(),
        Optional.empty());
  }

  @Override
  public SourceReport read(
      TargetIdentity target, long timeMillis, WindowSink sink, ReadProgress progress)
      throws IOException {
    PprofReader samples = profile();
    List<Column> columns =
        PprofColumns.of(samples.sampleTypes(), samples.periodType(), samples.period());
    ProfileFold fold = new ProfileFold(target, timeMillis, sink, FoldLimits.DEFAULT);
    Map<String, Long> lost = new TreeMap<>();
    samples.forEach(
        (frames, values) -> {
          int kept = 0;
          boolean isTooLarge = false;
          for (Column column : columns) {
            Taken taken = Taken.of(column, values);
            if (taken.isTooLarge()) {
              isTooLarge = true;
            } else if (taken.count > 0) {
              fold.add(column.kind(), frames, taken.count, taken.sum);
              kept++;
            }
          }
          if (isTooLarge || kept == 0) {
            lost.merge(isTooLarge ? TOO_LARGE : ZERO, 1L, Long::sum);
          }
        },
        progress);
    fold.finish();
    return new SourceReport("samples", samples.sampleCount(), lost, 0, 0, List.of());
  }

  private record Taken(long count, long sum) {
    static Taken of(Column column, long[] values) {
      long value = values[column.sumAt()];
      if (column.period() > 0) {
        long count = Math.round((double) value / column.period());
        return new Taken(count, count);
      }
      long sum =
          Math.multiplyHigh(value, column.factor()) == 0 ? value * column.factor() : Long.MAX_VALUE;
      long count = column.countAt() < 0 ? 1 : values[column.countAt()];
      // The format allows bytes of no object; here what has a sum has happened at least once.
      return sum == 0 && column.countAt() < 0
          ? new Taken(0, 0)
          : new Taken(count == 0 && sum > 0 ? 1 : count, sum);
    }

    boolean isTooLarge() {
      return count > ProfileFold.MAX_TOTAL || sum > ProfileFold.MAX_TOTAL || sum < 0;
    }
  }

  private PprofReader profile() throws IOException {
    PprofReader known = profile;
    if (known != null) {
      return known;
    }
    if (!file.brokenOff().isEmpty()) {
      throw new InputException(
          Fault.UNREADABLE,
          "%s: %s: a pprof profile is taken whole or not at all"
              .formatted(file.name(), file.brokenOff()));
    }
    if (file.sizeBytes() > MAX_BYTES) {
      throw new InputException(
          Fault.TOO_LARGE,
          "%s is a pprof profile of %d bytes, at most %d are accepted"
              .formatted(file.name(), file.sizeBytes(), MAX_BYTES));
    }
    try (FileChannel channel = FileChannel.open(file.content(), StandardOpenOption.READ)) {
      ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, file.sizeBytes());
      known = new PprofReader(file.name(), mapped);
    }
    profile = known;
    return known;
  }
}
