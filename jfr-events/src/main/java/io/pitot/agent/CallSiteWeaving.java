package io.pitot.agent;

import static org.objectweb.asm.Opcodes.DUP2;
import static org.objectweb.asm.Opcodes.DUP2_X1;
import static org.objectweb.asm.Opcodes.DUP_X2;
import static org.objectweb.asm.Opcodes.INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.POP;
import static org.objectweb.asm.Opcodes.POP2;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Puts hooks around the calls of get, containsKey, put and putIfAbsent in the packages that the
 * user names. The call itself stays as it is; no local is added and no branch, so every stack map
 * stays true.
 */
final class CallSiteWeaving implements ClassFileTransformer {
  private static final String HOOKS = "io/pitot/agent/planted/CheckThenActHooks";
  private static final String O = "Ljava/lang/Object;";
  private static final String SITE = "Ljava/lang/String;";

  /** The JDK's types behind which a concurrent map may stand; the application's all may. */
  private static final Set<String> MAPS =
      Set.of(
          "java/util/Map",
          "java/util/AbstractMap",
          "java/util/concurrent/ConcurrentMap",
          "java/util/concurrent/ConcurrentHashMap",
          "java/util/concurrent/ConcurrentNavigableMap",
          "java/util/concurrent/ConcurrentSkipListMap");

  private final List<String> names;
  private final Status status;
  private volatile boolean active = true;

  /**
   * @param packages whose classes are woven, with all below them; or such classes
   * @param status told when a class is left alone
   */
  CallSiteWeaving(List<String> packages, Status status) {
    this.names = packages.stream().map(name -> name.replace('.', '/')).toList();
    this.status = status;
  }

  void stop() {
    active = false;
  }

  boolean isNamed(String internalName) {
    return names.stream()
        .anyMatch(
            name ->
                internalName.startsWith(name)
                    && (internalName.length() == name.length()
                        || "/$".indexOf(internalName.charAt(name.length())) >= 0));
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable Module module,
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] classFile) {
    if (!active || loader == null || name == null || !isNamed(name)) {
      return null;
    }
    try {
      ClassReader reader = new ClassReader(classFile);
      ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
      Calls calls = new Calls(writer, name);
      reader.accept(calls, 0);
      return calls.found ? writer.toByteArray() : null;
    } catch (RuntimeException | LinkageError e) {
      status.leftAlone(name, e);
      return null;
    }
  }

  private static final class Calls extends ClassVisitor {
    private static final String LAMBDA = "lambda$";

    private final String type;
    private boolean found;

    Calls(ClassVisitor next, String type) {
      super(Opcodes.ASM9, next);
      this.type = type;
    }

    /** The method that a lambda stands in: what it does is done there. */
    private static String enclosing(String method) {
      int end = method.lastIndexOf('$');
      return method.startsWith(LAMBDA) && end > LAMBDA.length()
          ? method.substring(LAMBDA.length(), end)
          : method;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String method,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      String site = type + "." + enclosing(method);
      return new MethodVisitor(
          Opcodes.ASM9, super.visitMethod(access, method, descriptor, signature, exceptions)) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String name, String called, boolean isInterface) {
          boolean onMap =
              (MAPS.contains(owner) || !owner.startsWith("java/"))
                  && (opcode == INVOKEINTERFACE || opcode == INVOKEVIRTUAL);
          String operation = onMap ? name + called : "";
          switch (operation) {
            case "get(" + O + ")" + O, "containsKey(" + O + ")Z" -> {
              found = true;
              visitInsn(DUP2); // map, key | map, key
              super.visitMethodInsn(opcode, owner, name, called, isInterface);
              visitLdcInsn(site); // map, key, result, site
              String result = called.substring(called.indexOf(')') + 1);
              hook(
                  name.equals("get") ? "got" : "contained",
                  "(" + O + O + result + SITE + ")" + result);
            }
            case "getOrDefault(" + O + O + ")" + O -> {
              found = true;
              bringUpMapAndKey(); // map, key, default, map, key
              visitInsn(DUP2_X1); // map, key, map, key, default, map, key
              visitInsn(POP2); // map, key | map, key, default
              super.visitMethodInsn(opcode, owner, name, called, isInterface);
              visitLdcInsn(site); // map, key, result, site
              hook("gotOrDefault", "(" + O + O + O + SITE + ")" + O);
            }
            case "put(" + O + O + ")" + O -> {
              found = true;
              bringUpMapAndKey(); // map, key, value, map, key
              visitInsn(DUP2);
              visitLdcInsn(site);
              hook("acting", "(" + O + O + SITE + ")V"); // map, key, value, map, key
              visitInsn(DUP2_X1); // map, key, map, key, value, map, key
              visitInsn(POP2); // map, key | map, key, value
              super.visitMethodInsn(opcode, owner, name, called, isInterface);
              hook("acted", "(" + O + O + O + ")" + O);
            }
            case "putIfAbsent(" + O + O + ")" + O -> {
              found = true;
              bringUpMapAndKey(); // map, key, value, map, key
              visitInsn(DUP2);
              visitLdcInsn(site);
              hook("actingIfAbsent", "(" + O + O + SITE + ")V"); // map, key, value, map, key
              visitInsn(DUP2_X1); // map, key, map, key, value, map, key
              visitInsn(POP2); // map, key | map, key, value
              super.visitMethodInsn(opcode, owner, name, called, isInterface);
              hook("actedIfAbsent", "(" + O + O + O + ")" + O);
            }
            default -> super.visitMethodInsn(opcode, owner, name, called, isInterface);
          }
        }

        /** From below one value: map, key, value becomes map, key, value, map, key. */
        private void bringUpMapAndKey() {
          visitInsn(DUP_X2); // value, map, key, value
          visitInsn(POP);
          visitInsn(DUP2_X1);
        }

        private void hook(String name, String descriptor) {
          super.visitMethodInsn(INVOKESTATIC, HOOKS, name, descriptor, false);
        }
      };
    }
  }
}
