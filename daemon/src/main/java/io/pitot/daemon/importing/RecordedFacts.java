package io.pitot.daemon.importing;

import io.pitot.daemon.importing.ProfileSource.Facts;
import io.pitot.jfr.ChunkHandler;
import io.pitot.jfr.ChunkHeader;
import io.pitot.jfr.Event;
import io.pitot.jfr.EventHandler;
import io.pitot.jfr.EventHandlers;
import io.pitot.jfr.EventType;
import io.pitot.jfr.Field;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When a recording began and which JDK made it. */
final class RecordedFacts {
  private static final String SPECIFICATION = "java.specification.version";

  /** {@code ... (17.0.12+7) ... JRE (17.0.12+7) ...}, {@code ... JRE (1.8.0_262-b10) ...}. */
  private static final Pattern JRE = Pattern.compile("JRE \\((?:1\\.)?([0-9]{1,3})\\b");

  private static final Pattern FIRST_NUMBER =
      Pattern.compile("\\(?(?:1\\.)?\\b([0-9]{1,3})[.+\\-]");

  private @Nullable Long startMillis;
  private @Nullable String specification;
  private @Nullable String jvmVersion;

  EventHandlers handlers() {
    return new EventHandlers()
        .on("jdk.InitialSystemProperty", new Properties())
        .on("jdk.JVMInformation", new JvmInformation())
        .onChunk(
            new ChunkHandler() {
              @Override
              public void started(ChunkHeader header) {
                long millis = Math.floorDiv(header.startNanos(), 1_000_000L);
                startMillis = startMillis == null ? millis : Math.min(startMillis, millis);
              }
            });
  }

  Facts found() {
    Optional<String> jdk =
        Optional.ofNullable(specification)
            .map(version -> version.startsWith("1.") ? version.substring(2) : version)
            .filter(version -> version.matches("[0-9]{1,3}"))
            .or(() -> Optional.ofNullable(jvmVersion).flatMap(RecordedFacts::featureVersion));
    return new Facts(Optional.ofNullable(startMillis), jdk);
  }

  static Optional<String> featureVersion(String jvm) {
    Matcher jre = JRE.matcher(jvm);
    if (jre.find()) {
      return Optional.of(jre.group(1));
    }
    Matcher first = FIRST_NUMBER.matcher(jvm);
    return first.find() ? Optional.of(first.group(1)) : Optional.empty();
  }

  private static @Nullable Field text(EventType type, String name) {
    Field field = type.field(name);
    return field != null && field.kind() == Field.Kind.STRING ? field : null;
  }

  private final class Properties implements EventHandler {
    private @Nullable Field key;
    private @Nullable Field value;

    @Override
    public void layout(EventType type) {
      key = text(type, "key");
      value = text(type, "value");
    }

    @Override
    public void event(Event event) {
      if (specification == null && SPECIFICATION.equals(event.string(key))) {
        specification = event.string(value);
      }
    }
  }

  private final class JvmInformation implements EventHandler {
    private @Nullable Field version;

    @Override
    public void layout(EventType type) {
      version = text(type, "jvmVersion");
    }

    @Override
    public void event(Event event) {
      if (jvmVersion == null) {
        jvmVersion = event.string(version);
      }
    }
  }
}
