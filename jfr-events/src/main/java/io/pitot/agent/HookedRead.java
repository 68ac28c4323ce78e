package io.pitot.agent;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.NEW;

import io.pitot.agent.MethodWeave.Hooks;
import io.pitot.agent.MethodWeave.UnexpectedShape;
import org.objectweb.asm.MethodVisitor;

/** Tells of the map when the method begins; a step of an iterator also when it fails fast. */
final class HookedRead extends HookedMethod {
  private static final String OF_MAP = "(Ljava/lang/Object;)V";

  private static final String OF_MAP_AND_KEY = "(Ljava/lang/Object;Ljava/lang/Object;)V";

  /** Where an iterator or a view has its map. */
  private final String field;

  private boolean knowsMap;

  HookedRead(MethodVisitor next, MethodWeave weave, CodeShape shape) {
    super(next, weave, shape, null);
    this.field = weave.type().endsWith("Spliterator") ? "map" : "this$0";
  }

  @Override
  void begin() {
    if (weave.hooks() == Hooks.STEP) {
      callWithMap(isRing() ? "walk" : "read");
    } else if (weave.hooks() == Hooks.READ_KEY) {
      mv.visitVarInsn(ALOAD, 0);
      mv.visitVarInsn(ALOAD, 1);
      call(MAP_HOOKS, "read", OF_MAP_AND_KEY);
    } else {
      callWithThis(name(), OF_MAP);
    }
  }

  private String name() {
    return switch (weave.hooks()) {
      case WALK -> "walk";
      case COLLIDING -> "colliding";
      case COUNTING -> "counting";
      default -> "read";
    };
  }

  /** Whether the iterator walks through a map that may turn into a ring. */
  private boolean isRing() {
    return !map().equals("java/util/HashMap") && !map().equals("java/util/LinkedHashMap");
  }

  private void callWithMap(String name) {
    mv.visitVarInsn(ALOAD, 0);
    mv.visitFieldInsn(GETFIELD, weave.type(), field, "L" + map() + ";");
    call(MAP_HOOKS, name, OF_MAP);
  }

  /** The map of an iterator or a view, by its internal name. */
  private String map() {
    return weave.type().substring(0, weave.type().indexOf('$'));
  }

  @Override
  public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
    knowsMap |=
        opcode == GETFIELD
            && owner.equals(weave.type())
            && name.equals(field)
            && descriptor.equals("L" + map() + ";");
    super.visitFieldInsn(opcode, owner, name, descriptor);
  }

  @Override
  public void visitTypeInsn(int opcode, String type) {
    if (weave.hooks() == Hooks.STEP
        && opcode == NEW
        && type.equals("java/util/ConcurrentModificationException")) {
      callWithMap("failing");
    }
    super.visitTypeInsn(opcode, type);
  }

  @Override
  void check() {
    if (weave.hooks() == Hooks.STEP && !knowsMap) {
      throw new UnexpectedShape(weave.method() + " does not use its map");
    }
  }
}
