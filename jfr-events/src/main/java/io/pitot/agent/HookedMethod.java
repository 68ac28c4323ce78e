package io.pitot.agent;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ASM9;
import static org.objectweb.asm.Opcodes.DOUBLE;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.LONG;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.TOP;

import io.pitot.agent.MethodWeave.UnexpectedShape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Copies a method and puts hooks in. Insertions hold no branch, so the only thing that changes in
 * the stack map is one more local, which is set when the method begins.
 */
abstract class HookedMethod extends MethodVisitor {
  static final String MAP_HOOKS = "io/pitot/agent/planted/MapHooks";
  static final String BIN_HOOKS = "io/pitot/agent/planted/ConcurrentMapHooks";
  static final String OBJECT = "java/lang/Object";

  /** What is pushed at most before a hook is called. */
  private static final int MORE_STACK = 3;

  final MethodWeave weave;

  /** The local that the hooks have for themselves. */
  final int local;

  private final int firstLine;
  private final @Nullable Object localType;

  /**
   * A method that gets hooks.
   *
   * @param localType of the hooks' local as in a stack map; null where they need none
   */
  HookedMethod(MethodVisitor next, MethodWeave weave, CodeShape shape, @Nullable Object localType) {
    super(ASM9, next);
    this.weave = weave;
    this.local = shape.maxLocals();
    this.firstLine = shape.firstLine();
    this.localType = localType;
  }

  static HookedMethod of(MethodVisitor next, MethodWeave weave, CodeShape shape) {
    return switch (weave.hooks()) {
      case READ, READ_KEY, WALK, STEP, COLLIDING, COUNTING -> new HookedRead(next, weave, shape);
      case WRITE, PUT -> new HookedWrite(next, weave, shape);
      case RESIZE, TRANSFER, CONSTRUCTED -> new HookedSpan(next, weave, shape);
      case BINS -> new HookedBins(next, weave, shape);
    };
  }

  /** Inserts what comes before the first instruction. */
  abstract void begin();

  /** Inserts what comes before each return. */
  void beforeReturn() {}

  /** Throws if the method was not what the hooks were made for. */
  void check() {}

  /** Pushes {@code this} and calls the hook of this name. */
  final void callWithThis(String name, String descriptor) {
    mv.visitVarInsn(ALOAD, 0);
    call(MAP_HOOKS, name, descriptor);
  }

  final void call(String hooks, String name, String descriptor) {
    mv.visitMethodInsn(INVOKESTATIC, hooks, name, descriptor, false);
  }

  final void expect(String what, int actual, int least, int most) {
    if (actual < least || actual > most) {
      throw new UnexpectedShape(
          weave.method() + " has " + actual + " " + what + ", expected " + least);
    }
  }

  /** Under the line of the first instruction, so that stacks taken in the hook name a line. */
  @Override
  public void visitCode() {
    super.visitCode();
    if (firstLine > 0) {
      Label label = new Label();
      mv.visitLabel(label);
      mv.visitLineNumber(firstLine, label);
    }
    begin();
  }

  @Override
  public void visitInsn(int opcode) {
    if (opcode >= IRETURN && opcode <= RETURN) {
      beforeReturn();
    }
    super.visitInsn(opcode);
  }

  @Override
  public void visitFrame(
      int kind, int localCount, Object[] locals, int stackCount, Object[] stack) {
    if (localType == null) {
      super.visitFrame(kind, localCount, locals, stackCount, stack);
      return;
    }
    int used = 0;
    for (int i = 0; i < localCount; i++) {
      used += locals[i] == LONG || locals[i] == DOUBLE ? 2 : 1;
    }
    int own = localCount + local - used;
    Object[] more = Arrays.copyOf(locals, own + 1);
    Arrays.fill(more, localCount, own, TOP);
    more[own] = localType;
    super.visitFrame(kind, own + 1, more, stackCount, stack);
  }

  @Override
  public void visitMaxs(int maxStack, int maxLocals) {
    super.visitMaxs(maxStack + MORE_STACK, localType == null ? maxLocals : maxLocals + 1);
  }

  @Override
  public void visitEnd() {
    check();
    super.visitEnd();
  }
}
