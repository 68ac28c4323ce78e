package io.pitot.daemon.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Files on a disk that has room for so many bytes more: the write that exceeds it is cut short. */
final class FullDisk implements ChannelOpener {
  private long bytesLeft = Long.MAX_VALUE;

  void bytesLeft(long bytes) {
    bytesLeft = bytes;
  }

  void makeRoom() {
    bytesLeft = Long.MAX_VALUE;
  }

  @Override
  public FileChannel open(Path file, OpenOption... options) throws IOException {
    FileChannel channel = FileChannel.open(file, options);
    return new ForwardingFileChannel(channel) {
      @Override
      public int write(ByteBuffer source, long position) throws IOException {
        if (bytesLeft == 0) {
          throw new IOException("No space left on device");
        }
        int allowed = (int) Math.min(bytesLeft, source.remaining());
        int written = channel.write(source.slice(source.position(), allowed), position);
        source.position(source.position() + written);
        bytesLeft -= written;
        return written;
      }
    };
  }
}
