package io.pitot.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
 *
 * <p>Names are looked for in the bytes, one character each: this runs in a JVM that has compiled
 * nothing yet, and to decode every constant took a fifth of the agent's start.
 */
final class PlantedNames {
  /** Not a constant of this class file: it would be rewritten itself. */
  private static final String SOURCE = "io.pitot.agent.planted.".replace('.', '/');

  static final String TARGET = "java/util/Pitot";

  private PlantedNames() {}

  /** Returns the same array where there is nothing to rewrite. */
  static byte[] rewrite(byte[] classFile) throws IOException {
    if (!new String(classFile, ISO_8859_1).contains(SOURCE)) {
      return classFile;
    }
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
        byte[] constant = rename(in.readNBytes(in.readUnsignedShort()));
        out.writeShort(constant.length);
        out.write(constant);
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

  private static byte[] rename(byte[] constant) {
    String text = new String(constant, ISO_8859_1);
    if (!text.contains(SOURCE)) {
      return constant;
    }
    return text.replace(SOURCE + "internal/Unsafe", "jdk/internal/misc/Unsafe")
        .replace(SOURCE + "internal/", "jdk/internal/access/")
        .replace(SOURCE, TARGET)
        .getBytes(ISO_8859_1);
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
