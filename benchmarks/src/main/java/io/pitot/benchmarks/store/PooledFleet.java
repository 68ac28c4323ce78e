package io.pitot.benchmarks.store;

import io.pitot.collector.store.FrameNames;
import io.pitot.collector.store.WindowBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The instances of one service where there are too many to simulate each: they share a pool of
 * windows, and each has another one each time.
 */
final class PooledFleet implements Windows {
  private final List<SimulatedJvm> jvms = new ArrayList<>();
  private final List<Pooled> pool = new ArrayList<>();
  private int turn;

  private record Pooled(FrameNames frames, WindowContent content) {}

  PooledFleet(String service, int instances, int windows, SimulatedJvm.Load load) {
    ServiceProgram program = new ServiceProgram(service, service.hashCode());
    WindowContent.Scratch scratch = new WindowContent.Scratch(program);
    for (int i = 0; i < windows; i++) {
      WindowContent content = new SimulatedJvm(program, i, List.of(load)).content(scratch);
      pool.add(new Pooled(FrameNames.of(content.frames()), content));
    }
    for (int i = 0; i < instances; i++) {
      jvms.add(new SimulatedJvm(program, i, List.of()));
    }
  }

  @Override
  public Stream<WindowBatch> at(long startSeconds) {
    int present = turn++;
    return IntStream.range(0, jvms.size())
        .parallel()
        .mapToObj(
            i -> {
              Pooled window = pool.get((i + 7 * present) % pool.size());
              return window.content.of(jvms.get(i), window.frames, startSeconds);
            });
  }

  @Override
  public void pass() {
    turn++;
  }
}
