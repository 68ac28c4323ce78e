package io.pitot.daemon.recording;

import io.pitot.daemon.discovery.FoundJvm;
import io.pitot.daemon.target.TargetIdentity;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Which JVMs get the map agent.
 *
 * @param match is searched for in the service and in the main class or jar
 * @param jar the agent's
 * @param options of the agent; may be empty
 */
public record AgentRule(Pattern match, Path jar, String options) {
  boolean wants(FoundJvm jvm) {
    String service = jvm.identity().labels().getOrDefault(TargetIdentity.SERVICE, "");
    return match.matcher(service).find() || match.matcher(jvm.main()).find();
  }
}
