package io.pitot.benchmarks.store;

import io.pitot.collector.store.WindowBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Instances of services, and how their windows are made by several threads. */
final class Fleet implements Windows {
  final List<SimulatedJvm> jvms = new ArrayList<>();
  private final Map<ServiceProgram, ThreadLocal<WindowContent.Scratch>> scratch = new HashMap<>();

  /** So many services with so many instances each. */
  static Fleet of(int services, int instances, List<SimulatedJvm.Load> loads) {
    Fleet fleet = new Fleet();
    for (int i = 0; i < services; i++) {
      fleet.add("shop-%02d".formatted(i), instances, loads);
    }
    return fleet;
  }

  void add(String service, int instances, List<SimulatedJvm.Load> loads) {
    ServiceProgram program = new ServiceProgram(service, service.hashCode());
    scratch.put(program, ThreadLocal.withInitial(() -> new WindowContent.Scratch(program)));
    for (int i = 0; i < instances; i++) {
      jvms.add(new SimulatedJvm(program, i, loads));
    }
  }

  @Override
  public Stream<WindowBatch> at(long startSeconds) {
    return jvms.parallelStream().map(jvm -> next(jvm).at(startSeconds));
  }

  @Override
  public void pass() {
    jvms.parallelStream().forEach(SimulatedJvm::advance);
  }

  /** The window that the JVM is in, after which it is in the next. */
  WindowContent next(SimulatedJvm jvm) {
    ThreadLocal<WindowContent.Scratch> ofService = scratch.get(jvm.program);
    if (ofService == null) {
      throw new IllegalArgumentException(jvm.targetId + " is of another fleet");
    }
    WindowContent content = jvm.content(ofService.get());
    jvm.advance();
    return content;
  }
}
