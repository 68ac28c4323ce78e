package io.pitot.agent;

import static org.objectweb.asm.Opcodes.ASM9;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;

/**
 * Takes one small class apart and puts it together again, so that ASM, half of the agent's classes,
 * is loaded and linked while another thread starts the rest of the agent. Nobody waits for it but
 * who needs a class that is being loaded; where no processor is free it costs little more.
 */
final class Rehearsal implements Runnable {
  static {
    AgentLoader.leave(new Rehearsal());
  }

  private Rehearsal() {}

  @Override
  public void run() {
    try {
      ClassReader reader = new ClassReader(AgentLoader.classFile(HookedBins.class.getName()));
      ClassWriter writer = new ClassWriter(reader, 0);
      reader.accept(new Copy(writer), ClassReader.EXPAND_FRAMES);
      byte[] unused = writer.toByteArray();
      Class<?>[] hooked = {
        CodeShape.class, HookedBins.class, HookedRead.class, HookedSpan.class, HookedWrite.class
      };
      for (Class<?> type : hooked) {
        Class.forName(type.getName(), true, type.getClassLoader());
      }
    } catch (ClassNotFoundException | RuntimeException | LinkageError e) {
      // Whoever weaves meets the same, and tells it.
    }
  }

  private static final class Copy extends ClassVisitor {
    Copy(ClassVisitor next) {
      super(ASM9, next);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new CopiedMethod(super.visitMethod(access, name, descriptor, signature, exceptions));
    }
  }

  /** None of ASM's own, which would copy the bytes unread. */
  private static final class CopiedMethod extends MethodVisitor {
    CopiedMethod(MethodVisitor next) {
      super(ASM9, next);
    }
  }
}
