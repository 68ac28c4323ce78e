package io.pitot.collector.ingest;

import io.pitot.proto.v1.Target;
import java.util.Map;

/** What a target may be called. */
final class TargetLabels {

  private TargetLabels() {}

  static void check(Target target) throws BatchRefusedException {
    if (target.getId().isEmpty()) {
      throw BatchValidator.invalid("the target has no id");
    }
    BatchValidator.limit(
        "characters in the target's id", target.getId().length(), IngestLimits.MAX_TARGET_ID_CHARS);
    BatchValidator.limit("labels", target.getLabelsCount(), IngestLimits.MAX_LABELS);
    for (Map.Entry<String, String> label : target.getLabelsMap().entrySet()) {
      checkLabel(label.getKey(), label.getValue());
    }
    if (target.getLabelsOrDefault("service", "").isEmpty()) {
      throw BatchValidator.invalid("target %s has no label service".formatted(target.getId()));
    }
  }

  private static void checkLabel(String name, String value) throws BatchRefusedException {
    BatchValidator.limit(
        "characters in a label's name", name.length(), IngestLimits.MAX_LABEL_NAME_CHARS);
    if (name.isEmpty() || hasControlCharacter(name)) {
      throw BatchValidator.invalid("a label has an empty name or a control character in it");
    }
    BatchValidator.limit(
        "characters in label " + name, value.length(), IngestLimits.MAX_LABEL_VALUE_CHARS);
    if (hasControlCharacter(value)) {
      throw BatchValidator.invalid("label %s holds a control character".formatted(name));
    }
  }

  private static boolean hasControlCharacter(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }
}
