package io.pitot.cli;

import io.pitot.cli.ImportCommand.UnusableFile;
import io.pitot.daemon.importing.ImportedFile;
import io.pitot.daemon.importing.KeptType;
import io.pitot.daemon.importing.SourceReport.FileDamage;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What became of imported files, for scripts; docs/import.md describes it. */
final class ImportJson {
  private ImportJson() {}

  static String of(
      String service, String release, List<ImportedFile> files, List<UnusableFile> unusable) {
    JsonMapper mapper = new JsonMapper();
    ObjectNode all = mapper.createObjectNode();
    all.put("service", service);
    all.put("release", release);
    boolean isComplete = unusable.isEmpty() && files.stream().allMatch(ImportedFile::isComplete);
    all.put("complete", isComplete);
    ArrayNode list = all.putArray("files");
    files.forEach(file -> add(file, list.addObject()));
    ArrayNode failed = all.putArray("failed");
    for (UnusableFile file : unusable) {
      failed.addObject().put("file", file.name()).put("error", file.failure().getMessage());
    }
    return mapper.writeValueAsString(all);
  }

  private static void add(ImportedFile file, ObjectNode to) {
    to.put("file", file.name());
    to.put("kind", file.kind().name().toLowerCase(Locale.ROOT));
    to.put("sizeBytes", file.sizeBytes());
    to.put("target", file.target().id());
    ObjectNode labels = to.putObject("labels");
    file.target().labels().forEach(labels::put);
    to.put("complete", file.isComplete());
    to.put("unit", file.read().unit());
    to.put("read", file.read().read());
    to.put("kept", file.keptOfRead());
    addTypes(file.kept().types(), to.putArray("types"));
    addLosses(file, to.putArray("lost"));
    addDamages(file.read().damages(), to.putArray("damages"));
    to.put("chunks", file.read().chunks());
    to.put("unfinishedChunks", file.read().unfinishedChunks());
    to.put("fromMillis", file.kept().fromMillis());
    to.put("toMillis", file.kept().toMillis());
    to.put("movedMillis", file.movedMillis());
    ObjectNode windows = to.putObject("windows");
    windows.put("sent", file.kept().windows());
    windows.put("acknowledged", file.acknowledgedWindows());
    ArrayNode refused = windows.putArray("refused");
    for (ImportedFile.Refusal refusal : file.refusals()) {
      ObjectNode one = refused.addObject();
      one.put("reason", refusal.reason());
      one.put("windows", refusal.windows());
      one.put("explanation", refusal.explanation());
    }
  }

  private static void addTypes(List<KeptType> types, ArrayNode to) {
    for (KeptType type : types) {
      ObjectNode one = to.addObject();
      one.put("type", type.type());
      one.put("source", type.source());
      one.put("unit", type.unit());
      one.put("count", type.count());
      one.put("sum", type.sum());
    }
  }

  private static void addLosses(ImportedFile file, ArrayNode to) {
    file.read().lost().forEach((reason, count) -> addLoss(to, reason, count, file.read().unit()));
    file.kept()
        .losses()
        .forEach(
            (what, count) -> {
              int blank = what.indexOf(' ');
              addLoss(to, what.substring(0, blank), count, what.substring(blank + 1));
            });
  }

  private static void addLoss(ArrayNode to, String reason, long count, String unit) {
    ObjectNode one = to.addObject();
    one.put("reason", reason);
    one.put("count", count);
    one.put("unit", unit);
  }

  private static void addDamages(List<FileDamage> damages, ArrayNode to) {
    for (FileDamage damage : damages) {
      ObjectNode one = to.addObject();
      one.put("offset", damage.offset());
      one.put("what", damage.what());
      one.put("lostBytes", damage.lostBytes());
    }
  }
}
