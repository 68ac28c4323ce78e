package io.pitot.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.pitot.agent.programs.Contended;
import io.pitot.agent.programs.Replacer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** A JDK whose TreeMap counts its changes in another way than those that are known. */
class UnknownClassTest {
  @TempDir Path work;

  @Test
  void leavesTheClassAloneSaysSoAndWatchesTheOthers() throws Exception {
    Path treeMap = work.resolve("TreeMap.class");
    Files.write(treeMap, clearThatCountsTwice());
    Path replacer = work.resolve("replacer.jar");
    writeAgent(replacer);

    AgentJvm.Run run =
        AgentJvm.run(
            Path.of(System.getProperty("java.home")),
            work,
            List.of("-javaagent:" + replacer + "=java.util.TreeMap=" + treeMap),
            "",
            Contended.class);

    assertEquals(0, run.exitCode(), run.output());
    String refusal = "java.util.TreeMap is left alone: clear has 2 writes of modCount, expected 1";
    assertEquals(2, run.output().split(refusal, -1).length, run.output());
    assertTrue(
        run.events("pitot.AgentStatus").stream()
            .anyMatch(
                status ->
                    status.getString("state").equals("partly armed")
                        && status.getString("detail").contains(refusal)),
        run::output);
    assertFalse(run.events("pitot.MapContention").isEmpty());
  }

  private static byte[] clearThatCountsTwice() throws IOException {
    ClassReader reader = new ClassReader(TreeMap.class.getName());
    ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            return name.equals("clear") ? new CountsTwice(next) : next;
          }
        },
        0);
    return writer.toByteArray();
  }

  private static final class CountsTwice extends MethodVisitor {
    CountsTwice(MethodVisitor next) {
      super(Opcodes.ASM9, next);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      if (opcode == Opcodes.PUTFIELD && name.equals("modCount")) {
        super.visitInsn(Opcodes.DUP2);
        super.visitFieldInsn(opcode, owner, name, descriptor);
      }
      super.visitFieldInsn(opcode, owner, name, descriptor);
    }
  }

  private static void writeAgent(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Premain-Class", Replacer.class.getName());
    attributes.putValue("Can-Retransform-Classes", "true");
    try (OutputStream out = Files.newOutputStream(jar)) {
      new JarOutputStream(out, manifest).close();
    }
  }
}
