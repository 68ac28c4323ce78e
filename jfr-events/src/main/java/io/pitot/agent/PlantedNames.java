package io.pitot.agent;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Gives the planted classes the names under which they live in java.base, by rewriting the constant
 * pool: {@code io/pitot/agent/planted/Sink} becomes {@code java/util/PitotSink}.
 *
 * <pre>
 * class file: magic u4 | minor u2 | major u2 | constants u2 | constant...| rest
 * constant:   tag u1 | payload by tag; tag 1 (UTF-8): length u2, bytes
 * </pre>
 */
final class PlantedNames {
  /** Not a constant of this class file: it would be rewritten itself. */
  private static final String SOURCE = "io.pitot.agent.planted.".replace('.', '/');

  static final String TARGET = "java/util/Pitot";

  private PlantedNames() {}

  static byte[] rewrite(byte[] classFile) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(classFile.length);
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(in.readLong());
    int constants = in.readUnsignedShort();
    out.writeShort(constants);
    for (int i = 1; i < constants; i++) {
      int tag = in.readUnsignedByte();
      out.writeByte(tag);
      if (tag == 1) {
        out.writeUTF(rename(in.readUTF()));
      } else {
        out.write(in.readNBytes(payloadBytes(tag)));
        if (tag == 5 || tag == 6) {
          i++; // long and double take two places
        }
      }
    }
    in.transferTo(out);
    return bytes.toByteArray();
  }

  private static String rename(String constant) {
    return constant
        .replace(SOURCE + "internal/Unsafe", "jdk/internal/misc/Unsafe")
        .replace(SOURCE + "internal/", "jdk/internal/access/")
        .replace(SOURCE, TARGET);
  }

  private static int payloadBytes(int tag) throws IOException {
    return switch (tag) {
      case 7, 8, 16, 19, 20 -> 2;
      case 15 -> 3;
      case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
      case 5, 6 -> 8;
      default -> throw new IOException("constant pool: unknown tag " + tag);
    };
  }
}
