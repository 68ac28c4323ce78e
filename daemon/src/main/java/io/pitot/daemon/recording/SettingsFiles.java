package io.pitot.daemon.recording;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The files that say which events are recorded: Pitot's own, or somebody's instead.
 *
 * @param upTo24 the content of the one for JDK 17 to 24
 * @param from25 the content of the one for JDK 25 and later
 */
public record SettingsFiles(String upTo24, String from25) {
  private static final String UP_TO_24 = "settings17.jfc";
  private static final String FROM_25 = "settings25.jfc";
  private static final int MAX_BYTES = 1 << 20;

  public static final SettingsFiles BUILT_IN =
      new SettingsFiles(resource(UP_TO_24), resource(FROM_25));

  /**
   * Those of a folder: {@code settings17.jfc}, {@code settings25.jfc} or both; of what is not there
   * Pitot's own.
   *
   * @throws IOException when there is neither, or one cannot be what JFR reads; says which and
   *     where
   */
  public static SettingsFiles of(Path folder) throws IOException {
    Path upTo24 = folder.resolve(UP_TO_24);
    Path from25 = folder.resolve(FROM_25);
    if (!Files.exists(upTo24) && !Files.exists(from25)) {
      throw new IOException(
          "%s has neither %s nor %s: put a copy of Pitot's own there, or name another folder"
              .formatted(folder, UP_TO_24, FROM_25));
    }
    return new SettingsFiles(
        Files.exists(upTo24) ? read(upTo24) : BUILT_IN.upTo24,
        Files.exists(from25) ? read(from25) : BUILT_IN.from25);
  }

  private static String read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("%s has more than %d bytes".formatted(file, MAX_BYTES));
    }
    String text = Files.readString(file);
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    try {
      XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text));
      reader.nextTag();
      if (!reader.getLocalName().equals("configuration")) {
        throw new IOException(
            "%s begins with <%s>, and settings of JFR with <configuration>"
                .formatted(file, reader.getLocalName()));
      }
      while (reader.hasNext()) {
        reader.next();
      }
    } catch (XMLStreamException e) {
      throw new IOException(
          "%s:%d: %s"
              .formatted(
                  file,
                  e.getLocation().getLineNumber(),
                  String.valueOf(e.getMessage()).replaceAll("(?s).*Message: ", "")),
          e);
    }
    return text;
  }

  private static String resource(String name) {
    try (InputStream in = SettingsFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Pitot's archive lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("Pitot's archive is damaged: " + name, e);
    }
  }
}
