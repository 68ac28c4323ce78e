package io.pitot.daemon.discovery;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which container and pod a process runs in, from the names of its control groups and the files
 * that Kubernetes puts into containers:
 *
 * <pre>
 * 0::/kubepods.slice/kubepods-burstable-podUID.slice/cri-containerd-ID.scope
 * 9:memory:/kubepods/burstable/podUID/ID
 * 0::/system.slice/docker-ID.scope
 * </pre>
 *
 * <p>Empty texts where there is none.
 */
record ContainerFacts(String containerId, String podUid, String podName, String namespace) {
  static final ContainerFacts NONE = new ContainerFacts("", "", "", "");

  private static final String CONTAINER_ID = "container.id";
  private static final String POD_UID = "k8s.pod.uid";
  private static final String POD_NAME = "k8s.pod.name";
  private static final String NAMESPACE = "k8s.namespace.name";

  private static final Pattern CONTAINER =
      Pattern.compile("(?:^|[/:-])([0-9a-f]{64})(?:\\.scope)?$");
  private static final Pattern POD =
      Pattern.compile("pod([0-9a-f]{8}([-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})\\b");

  private static final String HOST_NAME_FILE = "/etc/hostname";
  private static final String NAMESPACE_FILE =
      "/var/run/secrets/kubernetes.io/serviceaccount/namespace";
  private static final int MAX_NAME_BYTES = 253;

  static ContainerFacts of(ProcessFiles process) throws IOException {
    ContainerFacts groups = parse(process.controlGroups());
    return groups.podUid.isEmpty()
        ? groups
        : new ContainerFacts(
            groups.containerId,
            groups.podUid,
            line(process.seenAs(HOST_NAME_FILE)),
            line(process.seenAs(NAMESPACE_FILE)));
  }

  /**
   * What the control groups tell.
   *
   * @param controlGroups as in {@code /proc/PID/cgroup}
   */
  static ContainerFacts parse(Iterable<String> controlGroups) {
    String container = "";
    String pod = "";
    for (String line : controlGroups) {
      Matcher containers = CONTAINER.matcher(line);
      Matcher pods = POD.matcher(line);
      container = container.isEmpty() && containers.find() ? containers.group(1) : container;
      pod = pod.isEmpty() && pods.find() ? pods.group(1).replace('_', '-') : pod;
    }
    return new ContainerFacts(container, pod, "", "");
  }

  /** Under the names that OpenTelemetry has for them. */
  Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    labels.put(CONTAINER_ID, containerId);
    labels.put(POD_UID, podUid);
    labels.put(POD_NAME, podName);
    labels.put(NAMESPACE, namespace);
    labels.values().removeIf(String::isEmpty);
    return labels;
  }

  /** Empty when there is none, or none that may be read. */
  private static String line(Path file) {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_NAME_BYTES), StandardCharsets.UTF_8).strip();
    } catch (IOException closed) {
      return "";
    }
  }
}
