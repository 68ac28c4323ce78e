package io.pitot.agent;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Puts the hooks into the JDK's classes. A class that does not look as expected is left alone as a
 * whole and reported. Stays registered for ever, since a later retransformation by somebody else
 * would otherwise take the hooks out again.
 */
final class Weaving implements ClassFileTransformer {
  private final Map<String, List<MethodWeave>> weaves;
  private final Status status;
  private volatile boolean active = true;

  /**
   * @param weaves by internal class name
   * @param status told when a class is left alone
   */
  Weaving(Map<String, List<MethodWeave>> weaves, Status status) {
    this.weaves = weaves;
    this.status = status;
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
    } catch (RuntimeException | LinkageError e) {
      status.leftAlone(name, e);
      return null;
    }
  }

  private static byte[] weave(byte[] classFile, List<MethodWeave> wanted) {
    ClassReader reader = new ClassReader(classFile);
    ClassWriter writer = new ClassWriter(reader, 0);
    WeavingVisitor visitor =
        new WeavingVisitor(writer, new ArrayList<>(wanted), CodeShape.of(reader));
    reader.accept(visitor, ClassReader.EXPAND_FRAMES);
    return writer.toByteArray();
  }

  private static final class WeavingVisitor extends ClassVisitor {
    private final List<MethodWeave> missing;
    private final Map<String, CodeShape> shapes;

    WeavingVisitor(ClassVisitor next, List<MethodWeave> missing, Map<String, CodeShape> shapes) {
      super(Opcodes.ASM9, next);
      this.missing = missing;
      this.shapes = shapes;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodVisitor method = super.visitMethod(access, name, descriptor, signature, exceptions);
      MethodWeave weave = take(name, descriptor);
      if (weave == null) {
        return method;
      }
      CodeShape shape = shapes.get(name + descriptor);
      if (shape == null) {
        throw new MethodWeave.UnexpectedShape("method " + name + descriptor + " has no code");
      }
      return HookedMethod.of(method, weave, shape);
    }

    /** By place: to compare records links their equals, which takes a tenth of the start. */
    private @Nullable MethodWeave take(String name, String descriptor) {
      for (int i = 0; i < missing.size(); i++) {
        MethodWeave weave = missing.get(i);
        if (weave.method().equals(name) && weave.descriptor().equals(descriptor)) {
          return missing.remove(i);
        }
      }
      return null;
    }

    @Override
    public void visitEnd() {
      if (!missing.isEmpty()) {
        throw new MethodWeave.UnexpectedShape(
            "method " + missing.get(0).method() + missing.get(0).descriptor() + " is missing");
      }
      super.visitEnd();
    }
  }
}
