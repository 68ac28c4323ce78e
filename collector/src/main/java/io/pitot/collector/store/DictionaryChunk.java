package io.pitot.collector.store;

import java.nio.ByteBuffer;

/**
 * Consecutive nodes of a dictionary, at most {@value #MAX_NODES}, and the frames that they are the
 * first to use.
 *
 * <pre>
 *   u8          format, 1
 *   varint      n: nodes, numbered from the key's first node
 *   varint      first frame
 *   varint      k: frames, numbered from the first frame
 *   n varints   node - its parent, at least 1; node 0 is the root and stands in no chunk
 *   n varints   frame
 *   k texts     frame names
 * </pre>
 *
 * <p>Arrays belong to the chunk and are not changed.
 */
record DictionaryChunk(int firstNode, int[] parent, int[] frame, int firstFrame, FrameNames names) {
  static final int MAX_NODES = 1024;
  private static final int FORMAT = 1;
  private static final int EXPECTED_BYTES_PER_FRAME = 64;

  byte[] toBytes() {
    int nodes = parent.length;
    BlockWriter out =
        new BlockWriter(16 + nodes * 4 + names.size() * EXPECTED_BYTES_PER_FRAME)
            .u8(FORMAT)
            .varint(nodes)
            .varint(firstFrame)
            .varint(names.size());
    for (int i = 0; i < nodes; i++) {
      out.varint(firstNode + i - parent[i]);
    }
    for (int f : frame) {
      out.varint(f);
    }
    for (int name = 0; name < names.size(); name++) {
      names.write(name, out);
    }
    return out.toBytes();
  }

  static DictionaryChunk read(int firstNode, ByteBuffer value) {
    BlockReader in = new BlockReader("the dictionary chunk at node " + firstNode, value);
    in.format(FORMAT);
    int nodes = in.varint(MAX_NODES);
    int firstFrame = in.varint(Integer.MAX_VALUE - MAX_NODES);
    int newFrames = in.varint(MAX_NODES);
    int[] parent = new int[nodes];
    for (int i = 0; i < nodes; i++) {
      parent[i] = firstNode + i - in.varint(firstNode + i);
      if (parent[i] == firstNode + i) {
        throw in.corrupt("a parent before node " + parent[i], "the node itself");
      }
    }
    int[] frame = new int[nodes];
    for (int i = 0; i < nodes; i++) {
      frame[i] = in.varint(firstFrame + newFrames - 1);
    }
    FrameNames names = in.names(newFrames);
    in.end();
    return new DictionaryChunk(firstNode, parent, frame, firstFrame, names);
  }
}
