package io.pitot.daemon.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerFactsTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final String POD = "7b1c1d5e-0f0e-4b62-9a34-0c2f5f3a1b2c";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podPOD_.slice/cri-containerd-ID.scope | true
          9:memory:/kubepods/besteffort/podPOD/ID                          | true
          0::/../../kubepods-podPOD_.slice/crio-ID.scope                   | true
          0::/kubelet/kubepods/podPOD/ID                                   | true
          0::/system.slice/docker-ID.scope                                 | false
          5:cpu,cpuacct:/docker/ID                                         | false
          0::/machine.slice/libpod-ID.scope                                | false
          """)
  void controlGroupsNameContainerAndPod(String line, boolean inPod) {
    String real = line.replace("POD_", POD.replace('-', '_')).replace("POD", POD).replace("ID", ID);
    ContainerFacts facts = ContainerFacts.parse(List.of("1:name=systemd:/", real));
    assertEquals(ID, facts.containerId());
    assertEquals(inPod ? POD : "", facts.podUid());
  }

  @Test
  void aProcessOfTheMachineIsInNone() {
    ContainerFacts facts =
        ContainerFacts.parse(
            List.of("0::/", "0::/user.slice/user-1000.slice/session-2.scope", "0::/init.scope"));
    assertEquals(ContainerFacts.NONE, facts);
    assertEquals(Map.of(), facts.labels());
  }
}
