package io.pitot.agent;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ASTORE;

import io.pitot.agent.MethodWeave.Hooks;
import org.objectweb.asm.MethodVisitor;

/** Keeps what a hook made at the begin, and hands it over before each return. */
final class HookedSpan extends HookedMethod {
  HookedSpan(MethodVisitor next, MethodWeave weave, CodeShape shape) {
    super(next, weave, shape, weave.hooks() == Hooks.CONSTRUCTED ? null : OBJECT);
  }

  @Override
  void begin() {
    switch (weave.hooks()) {
      case RESIZE -> {
        callWithThis("beginResize", "(Ljava/util/HashMap;)Ljava/lang/Object;");
        mv.visitVarInsn(ASTORE, local);
      }
      case TRANSFER -> {
        mv.visitVarInsn(ALOAD, 0);
        mv.visitVarInsn(ALOAD, 1);
        mv.visitVarInsn(ALOAD, 2);
        call(
            BIN_HOOKS,
            "beginTransfer",
            "(Ljava/lang/Object;[Ljava/lang/Object;[Ljava/lang/Object;)Ljava/lang/Object;");
        mv.visitVarInsn(ASTORE, local);
      }
      default -> {
        // A constructor is told of only when it is done.
      }
    }
  }

  @Override
  void beforeReturn() {
    mv.visitVarInsn(ALOAD, 0);
    switch (weave.hooks()) {
      case RESIZE -> {
        mv.visitVarInsn(ALOAD, local);
        call(MAP_HOOKS, "endResize", "(Ljava/util/HashMap;Ljava/lang/Object;)V");
      }
      case TRANSFER -> {
        mv.visitVarInsn(ALOAD, local);
        call(BIN_HOOKS, "endTransfer", "(Ljava/lang/Object;Ljava/lang/Object;)V");
      }
      default -> call(MAP_HOOKS, "failedFast", "(Ljava/lang/Throwable;)V");
    }
  }
}
