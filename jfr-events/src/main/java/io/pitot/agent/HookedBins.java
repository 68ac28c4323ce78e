package io.pitot.agent;

import static org.objectweb.asm.Opcodes.ACONST_NULL;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.MONITORENTER;
import static org.objectweb.asm.Opcodes.MONITOREXIT;

import io.pitot.agent.MethodWeave.UnexpectedShape;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/** Looks at each bin before its monitor is entered, and after; tells of it before each return. */
final class HookedBins extends HookedMethod {
  /** Where ranges begin that unlock again, whatever is thrown. */
  private final Set<Label> guarded = new HashSet<>();

  private final boolean hasKey;
  private final boolean hasFunction;
  private int monitors;
  private boolean entering;

  HookedBins(MethodVisitor next, MethodWeave weave, CodeShape shape) {
    super(next, weave, shape, OBJECT);
    this.hasKey = weave.descriptor().startsWith("(Ljava/lang/Object;");
    this.hasFunction = weave.descriptor().contains("Function;");
  }

  @Override
  void begin() {
    mv.visitVarInsn(ALOAD, 0);
    call(BIN_HOOKS, "begin", "(Ljava/lang/Object;)Ljava/lang/Object;");
    mv.visitVarInsn(ASTORE, local);
  }

  @Override
  void beforeReturn() {
    mv.visitVarInsn(ALOAD, 0);
    if (hasKey) {
      mv.visitVarInsn(ALOAD, 1);
    } else {
      mv.visitInsn(ACONST_NULL);
    }
    mv.visitVarInsn(ALOAD, local);
    String name = hasFunction ? "computed" : "exit";
    call(BIN_HOOKS, name, "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;)V");
  }

  @Override
  public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
    if (type == null) {
      guarded.add(start);
    }
    super.visitTryCatchBlock(start, end, handler, type);
  }

  @Override
  public void visitInsn(int opcode) {
    if (opcode == MONITOREXIT) {
      checkEntered();
    }
    if (opcode == MONITORENTER && ++monitors > weave.least()) {
      checkEntered();
      entering = true;
      mv.visitInsn(DUP);
      mv.visitVarInsn(ALOAD, local);
      call(BIN_HOOKS, "before", "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;");
      mv.visitVarInsn(ASTORE, local);
    }
    super.visitInsn(opcode);
  }

  @Override
  public void visitLabel(Label label) {
    super.visitLabel(label);
    if (entering && guarded.contains(label)) {
      entering = false;
      mv.visitVarInsn(ALOAD, local);
      call(BIN_HOOKS, "entered", "(Ljava/lang/Object;)V");
    }
  }

  private void checkEntered() {
    if (entering) {
      throw new UnexpectedShape(weave.method() + " has a monitor without a handler that leaves it");
    }
  }

  @Override
  void check() {
    checkEntered();
    expect("monitors", monitors, weave.most(), weave.most());
  }
}
