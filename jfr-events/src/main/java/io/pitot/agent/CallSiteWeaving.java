package io.pitot.agent;

import static org.objectweb.asm.Opcodes.DUP2;
import static org.objectweb.asm.Opcodes.DUP2_X1;
import static org.objectweb.asm.Opcodes.DUP_X2;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.POP;
import static org.objectweb.asm.Opcodes.POP2;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Puts hooks around the calls of get, containsKey, put and putIfAbsent in the packages that the
 * user names, and of methods there that may ask for their caller, except checks from which the code
 * goes on to no put ({@link CallFlow}). The call itself stays as it is; no local is added and no
 * branch, so every stack map stays true.
 */
final class CallSiteWeaving implements ClassFileTransformer {
  private static final String HOOKS = "io/pitot/agent/planted/CheckThenActHooks";
  private static final String O = "Ljava/lang/Object;";
  private static final String SITE = "Ljava/lang/String;";

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
      CallFlow flow = new CallFlow(this::isNamed);
      reader.accept(flow, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
      if (!flow.isAny()) {
        return null;
      }
      ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
      reader.accept(new Calls(writer, name, flow), 0);
      return writer.toByteArray();
    } catch (RuntimeException | LinkageError e) {
      status.leftAlone(name, e);
      return null;
    }
  }

  private static final class Calls extends ClassVisitor {
    private final String type;
    private final CallFlow flow;

    Calls(ClassVisitor next, String type, CallFlow flow) {
      super(Opcodes.ASM9, next);
      this.type = type;
      this.flow = flow;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String method,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new MethodVisitor(
          Opcodes.ASM9, super.visitMethod(access, method, descriptor, signature, exceptions)) {
        private int calls;

        @Override
        public void visitMethodInsn(
            int opcode, String owner, String name, String called, boolean isInterface) {
          MapCall call = MapCall.of(opcode, owner, name, called);
          boolean mayAsk = flow.mayAsk(owner, called);
          String enclosing =
              call == null && !mayAsk ? "" : flow.site(method, descriptor, calls++, call != null);
          boolean isCheck = call == null || call.isCheck();
          boolean isAsked = mayAsk && isCheck && !enclosing.isEmpty();
          if (isAsked) {
            hook("asking", "()V");
          }
          if (call == null
              || (isCheck && enclosing.isEmpty() && !flow.isAsking(method, descriptor))) {
            super.visitMethodInsn(opcode, owner, name, called, isInterface);
          } else {
            String site = isCheck && enclosing.isEmpty() ? "" : type + "." + enclosing;
            onMap(call, opcode, owner, name, called, isInterface, site);
          }
          if (isAsked) {
            visitLdcInsn(type + "." + enclosing);
            hook("asked", "(" + SITE + ")V");
          }
        }

        private void onMap(
            MapCall call,
            int opcode,
            String owner,
            String name,
            String called,
            boolean isInterface,
            String site) {
          switch (call) {
            case GET, CONTAINS_KEY, CONTAINS -> {
              visitInsn(DUP2); // map, key | map, key
              super.visitMethodInsn(opcode, owner, name, called, isInterface);
              visitLdcInsn(site); // map, key, result, site
              String result = called.substring(called.indexOf(')') + 1);
              hook(
                  call == MapCall.GET
                      ? "got"
                      : call == MapCall.CONTAINS ? "containedInKeys" : "contained",
                  "(" + O + O + result + SITE + ")" + result);
            }
            case GET_OR_DEFAULT -> {
              bringUpMapAndKey(); // map, key, default, map, key
              visitInsn(DUP2_X1); // map, key, map, key, default, map, key
              visitInsn(POP2); // map, key | map, key, default
              super.visitMethodInsn(opcode, owner, name, called, isInterface);
              visitLdcInsn(site); // map, key, result, site
              hook("gotOrDefault", "(" + O + O + O + SITE + ")" + O);
            }
            case PUT -> {
              bringUpMapAndKey(); // map, key, value, map, key
              visitInsn(DUP2);
              visitLdcInsn(site);
              hook("acting", "(" + O + O + SITE + ")V"); // map, key, value, map, key
              visitInsn(DUP2_X1); // map, key, map, key, value, map, key
              visitInsn(POP2); // map, key | map, key, value
              super.visitMethodInsn(opcode, owner, name, called, isInterface);
              hook("acted", "(" + O + O + O + ")" + O);
            }
            case PUT_IF_ABSENT -> {
              bringUpMapAndKey(); // map, key, value, map, key
              visitInsn(DUP2);
              visitLdcInsn(site);
              hook("actingIfAbsent", "(" + O + O + SITE + ")V"); // map, key, value, map, key
              visitInsn(DUP2_X1); // map, key, map, key, value, map, key
              visitInsn(POP2); // map, key | map, key, value
              super.visitMethodInsn(opcode, owner, name, called, isInterface);
              hook("actedIfAbsent", "(" + O + O + O + ")" + O);
            }
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
