package io.pitot.agent;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodNode;

/**
 * Puts the hooks into the JDK's classes. A class that does not look as expected is left alone as a
 * whole and reported. Stays registered for ever, since a later retransformation by somebody else
 * would otherwise take the hooks out again.
 */
final class Weaving implements ClassFileTransformer {
  private final Map<String, List<MethodWeave>> weaves;
  private final BiConsumer<String, String> refused;
  private volatile boolean active = true;

  /**
   * @param weaves by internal class name
   * @param refused told the class and the reason when a class is left alone
   */
  Weaving(Map<String, List<MethodWeave>> weaves, BiConsumer<String, String> refused) {
    this.weaves = weaves;
    this.refused = refused;
  }

  void stop() {
    active = false;
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    List<MethodWeave> wanted = active && loader == null && name != null ? weaves.get(name) : null;
    if (wanted == null || name == null) {
      return null;
    }
    try {
      return weave(classFile, wanted);
    } catch (Exception | LinkageError e) {
      refused.accept(name.replace('/', '.'), String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static byte[] weave(byte[] classFile, List<MethodWeave> wanted)
      throws MethodWeave.UnexpectedShape {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, 0);
    WeavingVisitor visitor = new WeavingVisitor(writer, new ArrayList<>(wanted));
    reader.accept(visitor, ClassReader.EXPAND_FRAMES);
    visitor.check();
    return writer.toByteArray();
  }

  private static final class WeavingVisitor extends ClassVisitor {
    private final List<MethodWeave> missing;
    private MethodWeave.@Nullable UnexpectedShape failure;

    WeavingVisitor(ClassVisitor next, List<MethodWeave> missing) {
      super(Opcodes.ASM9, next);
      this.missing = missing;
    }

    void check() throws MethodWeave.UnexpectedShape {
      if (failure != null) {
        throw failure;
      }
      if (!missing.isEmpty()) {
        throw new MethodWeave.UnexpectedShape(
            "method " + missing.get(0).method + missing.get(0).descriptor + " is missing");
      }
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
      MethodWeave weave = take(name, descriptor);
      if (weave == null) {
        return next;
      }
      return new MethodNode(Opcodes.ASM9, access, name, descriptor, signature, exceptions) {
        @Override
        public void visitEnd() {
          try {
            weave.apply(this);
          } catch (MethodWeave.UnexpectedShape e) {
            failure = e;
          }
          accept(next);
        }
      };
    }

    private @Nullable MethodWeave take(String name, String descriptor) {
      for (MethodWeave weave : missing) {
        if (weave.method.equals(name) && weave.descriptor.equals(descriptor)) {
          missing.remove(weave);
          return weave;
        }
      }
      return null;
    }
  }
}
