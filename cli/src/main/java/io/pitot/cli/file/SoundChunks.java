package io.pitot.cli.file;

import io.pitot.daemon.importing.InputFile;
import io.pitot.jfr.ChunkHandler;
import io.pitot.jfr.ChunkHeader;
import io.pitot.jfr.Damage;
import io.pitot.jfr.EventHandlers;
import io.pitot.jfr.ReadReport;
import io.pitot.jfr.Recording;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The chunks of a recording that are whole. Mission Control leaves a damaged chunk out without a
 * word, or reads nothing of the file.
 *
 * @param content a file of these chunks alone; the recording itself where nothing is damaged
 * @param chunks how many they are
 * @param damages what is wrong with the others
 */
public record SoundChunks(Path content, int chunks, List<String> damages) {
  /**
   * Looks for them.
   *
   * @param scratch a directory for the copy, should one be needed
   */
  public static SoundChunks of(InputFile file, Path scratch) throws IOException {
    List<ChunkHeader> begun = new ArrayList<>();
    ChunkHandler chunks =
        new ChunkHandler() {
          @Override
          public void started(ChunkHeader header) {
            begun.add(header);
          }
        };
    ReadReport report = Recording.read(file.content(), new EventHandlers().onChunk(chunks));
    if (report.damages().isEmpty()) {
      return new SoundChunks(file.content(), report.chunks(), List.of());
    }
    List<ChunkHeader> sound =
        begun.stream().filter(chunk -> isSound(chunk, report.damages(), file.sizeBytes())).toList();
    Path copy = Files.createTempFile(scratch, "sound-", ".jfr");
    try (FileChannel from = FileChannel.open(file.content(), StandardOpenOption.READ);
        FileChannel to = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      for (ChunkHeader chunk : sound) {
        copy(from, chunk.fileOffset(), chunk.sizeBytes(), to);
      }
    }
    List<String> damages =
        report.damages().stream().map(damage -> file.named(damage.what())).toList();
    return new SoundChunks(copy, sound.size(), damages);
  }

  private static boolean isSound(ChunkHeader chunk, List<Damage> damages, long fileSize) {
    long size = chunk.sizeBytes();
    long end = chunk.fileOffset() + size;
    return end <= fileSize
        && chunk.metadataOffset() < size
        && chunk.checkpointOffset() < size
        && damages.stream()
            .noneMatch(damage -> damage.offset() >= chunk.fileOffset() && damage.offset() < end);
  }

  private static void copy(FileChannel from, long offset, long size, FileChannel to)
      throws IOException {
    for (long done = 0; done < size; ) {
      done += from.transferTo(offset + done, size - done, to);
    }
  }
}
