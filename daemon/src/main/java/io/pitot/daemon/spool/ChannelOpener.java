package io.pitot.daemon.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** How segment files are opened; tests put a disk that is full here. */
@FunctionalInterface
interface ChannelOpener {
  FileChannel open(Path file, OpenOption... options) throws IOException;
}
