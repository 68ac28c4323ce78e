package io.pitot.daemon.importing;

import io.pitot.daemon.importing.InputException.Fault;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file with a profile in it, or what standard input holds: plain, of a known kind, and readable
 * at any place. What is compressed or streamed lies in a temporary file until this is closed.
 */
public final class InputFile implements Closeable {
  private final String name;
  private final Path content;
  private final boolean isTemporary;
  private final ContentKind kind;
  private final long sizeBytes;
  private final long modifiedMillis;
  private final String brokenOff;

  private InputFile(
      String name,
      Path content,
      boolean isTemporary,
      ContentKind kind,
      long modifiedMillis,
      String brokenOff)
      throws IOException {
    this.name = name;
    this.content = content;
    this.isTemporary = isTemporary;
    this.kind = kind;
    this.sizeBytes = Files.size(content);
    this.modifiedMillis = modifiedMillis;
    this.brokenOff = brokenOff;
  }

  /**
   * Opens a file.
   *
   * @param scratch a directory for the temporary copy, should one be needed
   * @throws InputException when it cannot be used
   */
  public static InputFile open(Path path, Path scratch, InputLimits limits, ReadProgress progress)
      throws IOException {
    String name = path.toString();
    if (Files.isDirectory(path)) {
      throw new InputException(
          Fault.UNUSABLE,
          name + " is a directory: name the files in it, for example " + name + "/*");
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] head = in.readNBytes(ContentKind.HEAD_BYTES);
      long modifiedMillis = Files.getLastModifiedTime(path).toMillis();
      boolean isGzip = head.length > 1 && head[0] == 0x1f && (head[1] & 0xff) == 0x8b;
      if (!Files.isRegularFile(path) || isGzip) {
        // A pipe can be read only once: the head is put back.
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), in);
        return copied(name, whole, scratch, limits, Files.size(path), modifiedMillis, progress);
      }
      return new InputFile(name, path, false, recognise(name, path, ""), modifiedMillis, "");
    } catch (NoSuchFileException e) {
      throw new InputException(Fault.MISSING, name + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new InputException(
          Fault.UNUSABLE, name + ": permission denied: it must be readable for this user", e);
    } catch (FileSystemException e) {
      throw new InputException(
          Fault.UNUSABLE, name + ": " + (e.getReason() == null ? e : e.getReason()), e);
    }
  }

  /** Copies a stream that has no file, and so no time of its own. */
  public static InputFile ofStream(
      InputStream in, Path scratch, InputLimits limits, ReadProgress progress) throws IOException {
    return copied("standard input", in, scratch, limits, 0, 0, progress);
  }

  private static InputFile copied(
      String name,
      InputStream in,
      Path scratch,
      InputLimits limits,
      long ofBytes,
      long modifiedMillis,
      ReadProgress progress)
      throws IOException {
    Path copy = Files.createTempFile(scratch, "input-", "");
    boolean done = false;
    try {
      String brokenOff = new Gunzip(name, limits).copy(in, copy, ofBytes, progress);
      ContentKind kind = recognise(name, copy, brokenOff);
      InputFile file = new InputFile(name, copy, true, kind, modifiedMillis, brokenOff);
      done = true;
      return file;
    } finally {
      if (!done) {
        Files.deleteIfExists(copy);
      }
    }
  }

  private static byte[] head(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(ContentKind.HEAD_BYTES);
    }
  }

  private static ContentKind recognise(String name, Path content, String brokenOff)
      throws IOException {
    byte[] head = head(content);
    if (head.length == 0) {
      throw new InputException(
          Fault.UNREADABLE,
          name
              + " is empty"
              + (brokenOff.isEmpty() ? ": a profile was never written to it" : ": " + brokenOff));
    }
    ContentKind kind = ContentKind.of(head);
    if (kind == null && holdsChunk(content)) {
      // Its beginning is damaged; what can be read of it is found by the reader.
      kind = ContentKind.RECORDING;
    }
    if (kind == null) {
      throw new InputException(
          Fault.UNREADABLE,
          "%s holds %s: expected a JFR recording, collapsed stacks ('root;leaf 12') or a pprof profile, each plain or gzipped"
              .formatted(name, ContentKind.describe(head)));
    }
    return kind;
  }

  /** Whether the header of a chunk stands anywhere: its magic and the version's high byte. */
  private static boolean holdsChunk(Path content) throws IOException {
    byte[] magic = {'F', 'L', 'R', 0, 0, 2};
    try (InputStream in = new BufferedInputStream(Files.newInputStream(content), 256 << 10)) {
      int matched = 0;
      for (int b; (b = in.read()) >= 0; ) {
        if (b == magic[matched]) {
          matched++;
          if (matched == magic.length) {
            return true;
          }
        } else {
          matched = b == magic[0] ? 1 : 0;
        }
      }
    }
    return false;
  }

  /** As the person called it, for messages. */
  public String name() {
    return name;
  }

  public ContentKind kind() {
    return kind;
  }

  /** The plain content. */
  public Path content() {
    return content;
  }

  /** Of the plain content. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** When the file was changed last, ms since the epoch; empty for a stream. */
  public Optional<Long> modifiedMillis() {
    return modifiedMillis == 0 ? Optional.empty() : Optional.of(modifiedMillis);
  }

  /** Why not all that was compressed could be decompressed; empty when all was. */
  public String brokenOff() {
    return brokenOff;
  }

  /** The SHA-256 of the plain content: the same for a file and its compressed copy. */
  public byte[] digest(ReadProgress progress) throws IOException {
    MessageDigest sha;
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    byte[] buffer = new byte[256 << 10];
    long done = 0;
    try (InputStream in = Files.newInputStream(content)) {
      for (int n; (n = in.read(buffer)) >= 0; ) {
        sha.update(buffer, 0, n);
        done += n;
        progress.read(done, sizeBytes);
      }
    }
    return sha.digest();
  }

  /** A message about the content as one about the file that the person named. */
  public String named(@Nullable String message) {
    return message == null ? name : message.replace(content.toString(), name);
  }

  @Override
  public void close() throws IOException {
    if (isTemporary) {
      Files.deleteIfExists(content);
    }
  }
}
