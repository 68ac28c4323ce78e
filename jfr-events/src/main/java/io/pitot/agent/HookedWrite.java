package io.pitot.agent;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ICONST_0;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INTEGER;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.PUTFIELD;

import io.pitot.agent.MethodWeave.Hooks;
import org.objectweb.asm.MethodVisitor;

/**
 * Keeps modCount from the begin, and compares it where it was changed. HashMap.putVal is called
 * more than any other operation that changes a map, and must stay below the size that the JIT
 * compiler inlines: there modCount is kept from where a new key begins to come in, and a key that
 * was there costs the look of {@code stored} alone.
 */
final class HookedWrite extends HookedMethod {
  private static final String NEW_KEY = "newNode";

  /** In an empty bin and at the end of a chain. */
  private static final int NEW_KEYS = 2;

  private int changes;
  private int newKeys;

  HookedWrite(MethodVisitor next, MethodWeave weave, CodeShape shape) {
    super(next, weave, shape, INTEGER);
  }

  @Override
  void begin() {
    if (weave.hooks() == Hooks.PUT) {
      mv.visitInsn(ICONST_0);
      mv.visitVarInsn(ISTORE, local);
    } else {
      keep("enter");
    }
  }

  private void keep(String hook) {
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
    } else if (opcode == PUTFIELD && name.equals("value")) {
      callWithThis("stored", "(Ljava/lang/Object;)V");
    }
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    if (weave.hooks() == Hooks.PUT && name.equals(NEW_KEY)) {
      newKeys++;
      keep("count");
    }
    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
  }

  @Override
  void check() {
    expect("writes of modCount", changes, weave.least(), weave.most());
    if (weave.hooks() == Hooks.PUT) {
      expect("calls of " + NEW_KEY, newKeys, NEW_KEYS, NEW_KEYS);
    }
  }
}
