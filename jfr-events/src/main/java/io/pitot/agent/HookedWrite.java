package io.pitot.agent;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INTEGER;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.PUTFIELD;

import io.pitot.agent.MethodWeave.Hooks;
import org.objectweb.asm.MethodVisitor;

/**
 * Keeps modCount from the begin, and compares it where it was changed. HashMap.putVal is called
 * more than any other operation that changes a map, and must stay below the size that the JIT
 * compiler inlines: it is looked whether somebody waits there only after the change.
 */
final class HookedWrite extends HookedMethod {
  /** After its hash. */
  private static final int KEY_OF_PUT = 2;

  private int changes;

  HookedWrite(MethodVisitor next, MethodWeave weave, CodeShape shape) {
    super(next, weave, shape, INTEGER);
  }

  @Override
  void begin() {
    String hook = weave.hooks() == Hooks.PUT ? "count" : "enter";
    callWithThis(hook, "(L" + weave.type() + ";)I");
    mv.visitVarInsn(ISTORE, local);
  }

  @Override
  public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
    super.visitFieldInsn(opcode, owner, name, descriptor);
    if (opcode == PUTFIELD && name.equals("modCount")) {
      changes++;
      mv.visitVarInsn(ALOAD, 0);
      mv.visitVarInsn(ILOAD, local);
      call(MAP_HOOKS, "changed", "(L" + weave.type() + ";I)V");
    } else if (opcode == PUTFIELD && name.equals("value") && takesKey()) {
      mv.visitVarInsn(ALOAD, 0);
      mv.visitVarInsn(ALOAD, weave.hooks() == Hooks.PUT ? KEY_OF_PUT : 1);
      call(MAP_HOOKS, "stored", "(Ljava/lang/Object;Ljava/lang/Object;)V");
    }
  }

  /** Where a TreeMap removes an entry it moves the value of another one. */
  private boolean takesKey() {
    return weave.hooks() == Hooks.PUT || weave.descriptor().startsWith("(Ljava/lang/Object;");
  }

  @Override
  void check() {
    expect("writes of modCount", changes, weave.least(), weave.most());
  }
}
