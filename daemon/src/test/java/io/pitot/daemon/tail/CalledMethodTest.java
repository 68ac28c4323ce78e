package io.pitot.daemon.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.fold.RequestRules;
import io.pitot.daemon.fold.RequestSource;
import io.pitot.daemon.jvm.ChildJvm;
import io.pitot.daemon.jvm.Found;
import io.pitot.daemon.jvm.Jdks;
import io.pitot.daemon.recording.Detachment;
import io.pitot.daemon.recording.Outcome;
import io.pitot.daemon.recording.Rates;
import io.pitot.daemon.recording.Recorder;
import io.pitot.daemon.recording.RecordingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests are the calls of a method that somebody named. */
class CalledMethodTest {
  private static final String METHOD = Called.class.getName() + ".serve";
  private static final String TIMING = "jdk.MethodTiming";
  private static final long LIMIT_NANOS = 180_000_000_000L;
  private static final RequestRules RULES =
      new RequestRules(
          List.of(new RequestRules.Rule(Pattern.compile(".*"), RequestSource.ofCalls(METHOD))));

  @TempDir Path folder;
  private final Recorder recorder = new Recorder();
  private final WindowLog windows = new WindowLog();

  /** Calls two methods, of which one is a request. */
  static final class Called {
    private static final AtomicLong SERVED = new AtomicLong();

    private Called() {}

    public static void main(String[] args) throws Exception {
      System.out.println("ready");
      while (System.in.available() == 0) {
        for (int i = 0; i < 10; i++) {
          serve(i);
        }
        other();
        Thread.sleep(5);
      }
    }

    static void serve(int request) {
      SERVED.addAndGet(request);
    }

    static void other() {
      SERVED.incrementAndGet();
    }
  }

  @Test
  void jfrCountsTheCallsOfAMethodFromJdk25On() throws Exception {
    assumeTrue(Jdks.jdk25().isPresent(), "there is no JDK 25 here");
    try (ChildJvm jvm = start(Jdks.jdk25().orElseThrow());
        KeptChunks kept = new KeptChunks(jvm.pid())) {
      FoundJvm found = Found.of(jvm);
      Tail tail = record(found);
      // What others ask of JFR does not count.
      jvm.jcmd("JFR.start", "name=mine", "settings=" + settings("other"));
      pollUntilCounted(tail, 2);
      assertTrue(jvm.jcmd("JFR.check").contains("pitot-calls-"));
      jvm.jcmd("JFR.stop", "name=mine");
      recorder.stop(found);
      tail.finish();
      assertFalse(jvm.jcmd("JFR.check").contains("pitot"), "a recording is left");

      long counted = windows.countEvents().getOrDefault(TIMING, 0L);
      Set<Long> told = toldByJfr(kept.files());
      assertTrue(counted > 0 && told.contains(counted), counted + " is none of " + told);
    }
  }

  @Test
  void onlyTheMethodThatIsAskedForIsCountedAndADetachedJvmCountsNothing() throws Exception {
    assumeTrue(Jdks.jdk25().isPresent(), "there is no JDK 25 here");
    try (ChildJvm jvm = start(Jdks.jdk25().orElseThrow())) {
      FoundJvm found = Found.of(jvm);
      recorder.establish(found, METHOD);
      String first = jvm.jcmd("JFR.check");
      recorder.establish(found, METHOD);
      assertEquals(first, jvm.jcmd("JFR.check"));
      recorder.establish(found, Called.class.getName() + ".other");
      String second = jvm.jcmd("JFR.check");
      assertEquals(2, second.split("name=pitot", -1).length - 1, second);
      assertFalse(second.equals(first), second);

      Detachment.of(found, () -> {});
      assertFalse(jvm.jcmd("JFR.check").contains("pitot"), "a recording is left");
    }
  }

  @Test
  void beforeThatItIsRecordedAndToldWhatToDo() throws Exception {
    assumeTrue(Runtime.version().feature() < 25, "this JDK counts calls");
    try (ChildJvm jvm = start(Jdks.current())) {
      var outcome =
          assertInstanceOf(
              Outcome.Recording.class, recorder.establish(Found.of(jvm), METHOD), METHOD);
      var uncounted = outcome.uncounted().orElseThrow();
      assertTrue(uncounted.reason().contains(METHOD + " from JDK 25 on"), uncounted.reason());
      assertTrue(uncounted.remedy().contains("commit a JFR event"), uncounted.remedy());
    }
  }

  private static ChildJvm start(Path javaHome) throws IOException {
    String java = javaHome.resolve("bin/java").toString();
    return ChildJvm.start(
        List.of(java, "-Xmx64m", "-cp", ChildJvm.testClasses(), Called.class.getName()), Map.of());
  }

  private Tail record(FoundJvm found) throws IOException {
    var recording =
        assertInstanceOf(Outcome.Recording.class, recorder.establish(found, METHOD), METHOD);
    assertTrue(recording.uncounted().isEmpty(), recording.uncounted()::toString);
    TailTarget target =
        new TailTarget(
            found.identity(),
            found.pid(),
            found.startTicks(),
            recording.repository(),
            recording.isOnly(),
            recording.startedMillis());
    TailRules rules = new TailRules(RULES, new RecordingSettings(Rates.DEFAULT).live());
    return Tail.of(target, TailContext.of(new TailStates(folder), windows), rules);
  }

  private void pollUntilCounted(Tail tail, int atLeast) throws Exception {
    long deadlineNanos = System.nanoTime() + LIMIT_NANOS;
    while (windows.countEvents().getOrDefault(TIMING, 0L) < atLeast) {
      assertTrue(System.nanoTime() < deadlineNanos, "nothing was counted");
      tail.poll();
      Thread.sleep(50);
    }
  }

  private Path settings(String method) throws IOException {
    return Files.writeString(
        folder.resolve("other.jfc"),
        """
        <configuration version="2.0"><event name="jdk.MethodTiming">
        <setting name="enabled">true</setting><setting name="period">1 s</setting>
        <setting name="filter">%s::%s</setting></event></configuration>
        """
            .formatted(Called.class.getName(), method));
  }

  /** By how much the number of calls had risen each time that JFR told it. */
  private static Set<Long> toldByJfr(List<Path> chunks) throws IOException {
    Set<Long> told = new HashSet<>();
    long first = -1;
    for (Path chunk : chunks) {
      for (RecordedEvent event : RecordingFile.readAllEvents(chunk)) {
        if (event.getEventType().getName().equals(TIMING)) {
          RecordedMethod method = event.getValue("method");
          if (METHOD.equals(method.getType().getName() + "." + method.getName())) {
            long calls = event.getLong("invocations");
            first = first < 0 ? calls : first;
            told.add(calls - first);
          }
        }
      }
    }
    return told;
  }
}
