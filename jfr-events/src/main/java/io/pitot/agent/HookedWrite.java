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
 * compiler inlines: there modCount is kept from where a new key begins to come in, in a parameter
 * that nobody reads any more, and a key that was there costs the look of {@code stored} alone.
 */
final class HookedWrite extends HookedMethod {
  private static final String NEW_KEY = "newNode";

  /** In an empty bin and at the end of a chain. */
  private static final int NEW_KEYS = 2;

  /** After its hash. */
  private static final int KEY_OF_PUT = 2;

  /** Read once, where the key was there. */
  private static final int ONLY_IF_ABSENT = 4;

  private final boolean isPut;
  private int changes;
  private int newKeys;
  private int readsOfOnlyIfAbsent;

  HookedWrite(MethodVisitor next, MethodWeave weave, CodeShape shape) {
    super(next, weave, shape, weave.hooks() == Hooks.PUT ? null : INTEGER);
    this.isPut = weave.hooks() == Hooks.PUT;
  }

  @Override
  void begin() {
    if (!isPut) {
      keep("enter", local);
    }
  }

  private void keep(String hook, int in) {
    callWithThis(hook, "(L" + weave.type() + ";)I");
    mv.visitVarInsn(ISTORE, in);
  }

  @Override
  public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
    super.visitFieldInsn(opcode, owner, name, descriptor);
    if (opcode == PUTFIELD && name.equals("modCount")) {
      changes++;
      mv.visitVarInsn(ALOAD, 0);
      mv.visitVarInsn(ILOAD, isPut ? ONLY_IF_ABSENT : local);
      call(MAP_HOOKS, "changed", "(L" + weave.type() + ";I)V");
    } else if (opcode == PUTFIELD && name.equals("value") && takesKey()) {
      mv.visitVarInsn(ALOAD, 0);
      mv.visitVarInsn(ALOAD, isPut ? KEY_OF_PUT : 1);
      call(MAP_HOOKS, "stored", "(Ljava/lang/Object;Ljava/lang/Object;)V");
    }
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    if (isPut && name.equals(NEW_KEY)) {
      newKeys++;
      keep("count", ONLY_IF_ABSENT);
    }
    super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
  }

  @Override
  public void visitVarInsn(int opcode, int variable) {
    if (opcode == ILOAD && variable == ONLY_IF_ABSENT) {
      readsOfOnlyIfAbsent++;
    }
    super.visitVarInsn(opcode, variable);
  }

  /** Where a TreeMap removes an entry it moves the value of another one. */
  private boolean takesKey() {
    return isPut || weave.descriptor().startsWith("(Ljava/lang/Object;");
  }

  @Override
  void check() {
    expect("writes of modCount", changes, weave.least(), weave.most());
    if (isPut) {
      expect("calls of " + NEW_KEY, newKeys, NEW_KEYS, NEW_KEYS);
      expect("reads of onlyIfAbsent", readsOfOnlyIfAbsent, 1, 1);
    }
  }
}
