package io.pitot.cli.file;

import io.pitot.collector.tree.CollapsedFormat;
import io.pitot.collector.tree.PprofFormat;
import io.pitot.collector.tree.ProfileInfo;
import io.pitot.collector.tree.SpeedscopeFormat;
import io.pitot.collector.tree.Value;
import io.pitot.ui.SelfContainedPage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** How a flame graph is written. */
public enum FlameFormat {
  collapsed,
  pprof,
  speedscope,
  html,
  json;

  /** Writes the profile of a file; the stream stays open. */
  public void write(String name, FileProfile profile, Value value, OutputStream out)
      throws IOException {
    ProfileInfo info =
        new ProfileInfo(
            name + " " + profile.type(),
            profile.type(),
            profile.unit(),
            profile.fromMillis(),
            profile.toMillis());
    switch (this) {
      case collapsed -> {
        Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        CollapsedFormat.write(profile.tree(), value, text);
        text.flush();
      }
      case pprof -> PprofFormat.write(profile.tree(), info, out);
      case speedscope -> SpeedscopeFormat.write(profile.tree(), info, value, out);
      case html -> text(SelfContainedPage.of(FileFlameJson.of(name, profile, value)), out);
      case json -> text(FileFlameJson.of(name, profile, value), out);
    }
  }

  private static void text(String text, OutputStream out) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
