package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.pitot.daemon.importing.ContentKind;
import io.pitot.daemon.importing.ImportedFile;
import io.pitot.daemon.importing.KeptType;
import io.pitot.daemon.importing.SourceReport;
import io.pitot.daemon.target.TargetIdentity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ImportTextTest {
  @Test
  void tellsEventsApartThatMakeTheSameType() {
    ImportedFile file =
        new ImportedFile(
            "old.jfr",
            ContentKind.RECORDING,
            1024,
            new TargetIdentity("id", new TreeMap<>(Map.of("jdk", "11", "instance", "i"))),
            new SourceReport("events", 1_000, Map.of(), 1, 0, List.of()),
            new ImportedFile.Kept(
                List.of(
                    new KeptType("alloc", "jdk.ObjectAllocationInNewTLAB", "bytes", 34, 99),
                    new KeptType("alloc", "jdk.ObjectAllocationOutsideTLAB", "bytes", 2, 99),
                    new KeptType("cpu", "jdk.ExecutionSample", "samples", 6, 6)),
                new TreeMap<>(Map.of("stack_limit events", 7L, "jfr_data_lost bytes", 8L)),
                1,
                1_700_000_000_000L,
                1_700_000_010_000L),
            -93_784_000,
            List.of());

    assertEquals(
        """
        old.jfr: JFR recording, 1.0 KiB, 1 chunk, JDK 11, instance i
          1,000 events read, 42 kept (alloc of jdk.ObjectAllocationInNewTLAB 34, alloc of jdk.ObjectAllocationOutsideTLAB 2, cpu 6), 958 of types that make no profile
          missing by its own account (jfr_data_lost): 8 bytes
          kept without their stacks, of which a window has too many: 7 events
          moved back in time by 26 h 3 min 4 s
          1 window sent, 1 acknowledged: 2023-11-14T22:13:20Z to 2023-11-14T22:13:30Z\
        """,
        String.join("\n", ImportText.lines(file)));
  }
}
