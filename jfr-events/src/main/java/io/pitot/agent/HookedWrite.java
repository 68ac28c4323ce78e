package io.pitot.agent;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INTEGER;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.PUTFIELD;

import io.pitot.agent.MethodWeave.Hooks;
import io.pitot.agent.MethodWeave.UnexpectedShape;
import org.objectweb.asm.MethodVisitor;

/** Keeps modCount from the begin, and compares it where it was changed. */
final class HookedWrite extends HookedMethod {
  private static final String KEPT = "afterNodeAccess";

  private int changes;
  private boolean looked;

  HookedWrite(MethodVisitor next, MethodWeave weave, CodeShape shape) {
    super(next, weave, shape, INTEGER);
  }

  @Override
  void begin() {
    callWithThis(weave.hooks() == Hooks.PUT ? "count" : "enter", "(L" + weave.type() + ";)I");
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

  /** A key that was there: nothing may have been changed, so that this is a read. */
  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    if (weave.hooks() == Hooks.PUT && name.equals(KEPT)) {
      looked = true;
      callWithThis("read", "(Ljava/lang/Object;)V");
    }
    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
  }

  @Override
  void check() {
    expect("writes of modCount", changes, weave.least(), weave.most());
    if (weave.hooks() == Hooks.PUT && !looked) {
      throw new UnexpectedShape(weave.method() + " does not call " + KEPT);
    }
  }
}
