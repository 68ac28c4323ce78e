package io.pitot.agent;

import static org.objectweb.asm.Opcodes.ACONST_NULL;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.DOUBLE;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INTEGER;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.IRETURN;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.LONG;
import static org.objectweb.asm.Opcodes.MONITORENTER;
import static org.objectweb.asm.Opcodes.NEW;
import static org.objectweb.asm.Opcodes.PUTFIELD;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.TOP;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * What is inserted into one method. Insertions hold no branch, so the only thing that changes in
 * the stack map is one more local, which is set when the method begins.
 */
abstract class MethodWeave {
  private static final String OUTER = "this$0";
  private static final String OBJECT = "java/lang/Object";
  private static final String MAP_HOOKS = PlantedNames.TARGET + "MapHooks";
  private static final String BIN_HOOKS = PlantedNames.TARGET + "ConcurrentMapHooks";

  final String method;

  /** Null where the name alone says which method it is. */
  final String descriptor;

  private MethodWeave(String method, String descriptor) {
    this.method = method;
    this.descriptor = descriptor;
  }

  abstract void apply(MethodNode node) throws UnexpectedShape;

  /** The method is not what the hooks were made for. */
  static final class UnexpectedShape extends Exception {
    private static final long serialVersionUID = 1;

    UnexpectedShape(String message) {
      super(message);
    }
  }

  /** An operation that only reads: it can walk into a watch. */
  static MethodWeave read(String method, String descriptor) {
    return new MethodWeave(method, descriptor) {
      @Override
      void apply(MethodNode node) {
        InsnList entry = new InsnList();
        entry.add(new VarInsnNode(ALOAD, 0));
        entry.add(call(MAP_HOOKS, "read", "(Ljava/lang/Object;)V"));
        insertEntry(node, entry);
        node.maxStack = Math.max(node.maxStack, 1);
      }
    };
  }

  /** An operation that changes modCount at {@code sites} places; it may replace values as well. */
  static MethodWeave write(String type, String method, String descriptor, int... sites) {
    return new MethodWeave(method, descriptor) {
      @Override
      void apply(MethodNode node) throws UnexpectedShape {
        List<AbstractInsnNode> changes =
            sites(
                node,
                insn ->
                    insn.getOpcode() == PUTFIELD && ((FieldInsnNode) insn).name.equals("modCount"));
        expect(node, "writes of modCount", changes.size(), sites);
        int before = node.maxLocals;
        InsnList entry = new InsnList();
        entry.add(new VarInsnNode(ALOAD, 0));
        entry.add(call(MAP_HOOKS, "enter", "(L" + type + ";)I"));
        entry.add(new VarInsnNode(ISTORE, before));
        insertEntry(node, entry);
        for (AbstractInsnNode change : changes) {
          InsnList after = new InsnList();
          after.add(new VarInsnNode(ALOAD, 0));
          after.add(new VarInsnNode(ILOAD, before));
          after.add(call(MAP_HOOKS, "changed", "(L" + type + ";I)V"));
          node.instructions.insert(change, after);
        }
        for (AbstractInsnNode replaced : sites(node, MethodWeave::isValueStored)) {
          InsnList after = new InsnList();
          after.add(new VarInsnNode(ALOAD, 0));
          after.add(call(MAP_HOOKS, "stored", "(Ljava/lang/Object;)V"));
          node.instructions.insert(replaced, after);
        }
        addLocal(node, INTEGER, 2);
      }
    };
  }

  private static boolean isValueStored(AbstractInsnNode insn) {
    return insn.getOpcode() == PUTFIELD && ((FieldInsnNode) insn).name.equals("value");
  }

  /** A step of an iterator: it reads the map that the iterator's {@code this$0} is. */
  static MethodWeave step(String iterator, String map, String method, String descriptor) {
    return new MethodWeave(method, descriptor) {
      @Override
      void apply(MethodNode node) throws UnexpectedShape {
        boolean knowsMap =
            !sites(node, insn -> insn instanceof FieldInsnNode field && isOuter(field)).isEmpty();
        if (!knowsMap) {
          throw new UnexpectedShape(node.name + " does not use its map");
        }
        for (AbstractInsnNode thrown : sites(node, MethodWeave::isFailFast)) {
          node.instructions.insertBefore(thrown, hook("failing"));
        }
        insertEntry(node, hook("read"));
        node.maxStack++;
      }

      private boolean isOuter(FieldInsnNode field) {
        return field.owner.equals(iterator)
            && field.name.equals(OUTER)
            && field.desc.equals("L" + map + ";");
      }

      private InsnList hook(String name) {
        InsnList hook = new InsnList();
        hook.add(new VarInsnNode(ALOAD, 0));
        hook.add(new FieldInsnNode(GETFIELD, iterator, OUTER, "L" + map + ";"));
        hook.add(call(MAP_HOOKS, name, "(Ljava/lang/Object;)V"));
        return hook;
      }
    };
  }

  private static boolean isFailFast(AbstractInsnNode insn) {
    return insn.getOpcode() == NEW
        && ((TypeInsnNode) insn).desc.equals("java/util/ConcurrentModificationException");
  }

  /** Where a bin becomes a tree: hands over the map. */
  static MethodWeave treeify(String descriptor) {
    return new MethodWeave("treeifyBin", descriptor) {
      @Override
      void apply(MethodNode node) {
        InsnList entry = new InsnList();
        entry.add(new VarInsnNode(ALOAD, 0));
        entry.add(call(MAP_HOOKS, "colliding", "(Ljava/lang/Object;)V"));
        insertEntry(node, entry);
        node.maxStack = Math.max(node.maxStack, 1);
      }
    };
  }

  /** HashMap.resize: from its begin to its returns. */
  static MethodWeave resize() {
    return new MethodWeave("resize", "()[Ljava/util/HashMap$Node;") {
      @Override
      void apply(MethodNode node) {
        int event = node.maxLocals;
        InsnList entry = new InsnList();
        entry.add(new VarInsnNode(ALOAD, 0));
        entry.add(call(MAP_HOOKS, "beginResize", "(Ljava/util/HashMap;)Ljava/lang/Object;"));
        entry.add(new VarInsnNode(ASTORE, event));
        beforeReturns(
            node,
            () -> {
              InsnList exit = new InsnList();
              exit.add(new VarInsnNode(ALOAD, 0));
              exit.add(new VarInsnNode(ALOAD, event));
              exit.add(call(MAP_HOOKS, "endResize", "(Ljava/util/HashMap;Ljava/lang/Object;)V"));
              return exit;
            });
        insertEntry(node, entry);
        addLocal(node, OBJECT, 2);
      }
    };
  }

  /** ConcurrentHashMap.transfer: resizing, or helping with it. */
  static MethodWeave transfer() {
    String nodes = "[Ljava/util/concurrent/ConcurrentHashMap$Node;";
    return new MethodWeave("transfer", "(" + nodes + nodes + ")V") {
      @Override
      void apply(MethodNode node) {
        int begun = node.maxLocals;
        InsnList entry = new InsnList();
        entry.add(new VarInsnNode(ALOAD, 0));
        entry.add(new VarInsnNode(ALOAD, 1));
        entry.add(new VarInsnNode(ALOAD, 2));
        entry.add(
            call(
                BIN_HOOKS,
                "beginTransfer",
                "(Ljava/lang/Object;[Ljava/lang/Object;[Ljava/lang/Object;)Ljava/lang/Object;"));
        entry.add(new VarInsnNode(ASTORE, begun));
        beforeReturns(
            node,
            () -> {
              InsnList exit = new InsnList();
              exit.add(new VarInsnNode(ALOAD, 0));
              exit.add(new VarInsnNode(ALOAD, begun));
              exit.add(call(BIN_HOOKS, "endTransfer", "(Ljava/lang/Object;Ljava/lang/Object;)V"));
              return exit;
            });
        insertEntry(node, entry);
        addLocal(node, OBJECT, 3);
      }
    };
  }

  /**
   * An operation of ConcurrentHashMap that locks a bin.
   *
   * @param fresh how many of its monitors belong to a node that nobody else can hold yet; first
   *     ones
   */
  static MethodWeave bins(String method, String descriptor, int monitors, int fresh) {
    return new MethodWeave(method, descriptor) {
      @Override
      void apply(MethodNode node) throws UnexpectedShape {
        List<AbstractInsnNode> locks = sites(node, insn -> insn.getOpcode() == MONITORENTER);
        expect(node, "monitors", locks.size(), monitors);
        int wait = node.maxLocals;
        boolean hasKey = node.desc.startsWith("(Ljava/lang/Object;");
        for (AbstractInsnNode lock : locks.subList(fresh, monitors)) {
          aroundLock(node, lock, wait);
        }
        beforeReturns(
            node,
            () -> {
              InsnList exit = new InsnList();
              exit.add(new VarInsnNode(ALOAD, 0));
              exit.add(hasKey ? new VarInsnNode(ALOAD, 1) : new InsnNode(ACONST_NULL));
              exit.add(new VarInsnNode(ALOAD, wait));
              exit.add(
                  call(
                      BIN_HOOKS,
                      "exit",
                      "(Ljava/lang/Object;Ljava/lang/Object;Ljava/lang/Object;)V"));
              return exit;
            });
        InsnList entry = new InsnList();
        entry.add(new VarInsnNode(ALOAD, 0));
        entry.add(call(BIN_HOOKS, "begin", "(Ljava/lang/Object;)Ljava/lang/Object;"));
        entry.add(new VarInsnNode(ASTORE, wait));
        insertEntry(node, entry);
        addLocal(node, OBJECT, 3);
      }
    };
  }

  private static void aroundLock(MethodNode node, AbstractInsnNode lock, int wait)
      throws UnexpectedShape {
    InsnList before = new InsnList();
    before.add(new InsnNode(DUP));
    before.add(new VarInsnNode(ALOAD, wait));
    before.add(
        call(BIN_HOOKS, "before", "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;"));
    before.add(new VarInsnNode(ASTORE, wait));
    node.instructions.insertBefore(lock, before);
    InsnList after = new InsnList();
    after.add(new VarInsnNode(ALOAD, wait));
    after.add(call(BIN_HOOKS, "entered", "(Ljava/lang/Object;)V"));
    node.instructions.insert(guardedBegin(node, lock), after);
  }

  /** Where the range begins that unlocks again, whatever is thrown. */
  private static AbstractInsnNode guardedBegin(MethodNode node, AbstractInsnNode lock)
      throws UnexpectedShape {
    for (AbstractInsnNode next = lock.getNext();
        next != null && next.getOpcode() < 0;
        next = next.getNext()) {
      for (TryCatchBlockNode range : node.tryCatchBlocks) {
        if (range.start == next && range.type == null) {
          return next;
        }
      }
    }
    throw new UnexpectedShape(node.name + " has a monitor without a handler that leaves it");
  }

  /** At the end of a constructor: hands over {@code this}. */
  static MethodWeave constructed(String descriptor) {
    return new MethodWeave("<init>", descriptor) {
      @Override
      void apply(MethodNode node) {
        beforeReturns(
            node,
            () -> {
              InsnList exit = new InsnList();
              exit.add(new VarInsnNode(ALOAD, 0));
              exit.add(call(MAP_HOOKS, "failedFast", "(Ljava/lang/Throwable;)V"));
              return exit;
            });
        node.maxStack = Math.max(node.maxStack, 1);
      }
    };
  }

  private static MethodInsnNode call(String owner, String name, String descriptor) {
    return new MethodInsnNode(INVOKESTATIC, owner, name, descriptor, false);
  }

  private static List<AbstractInsnNode> sites(MethodNode node, Predicate<AbstractInsnNode> wanted) {
    List<AbstractInsnNode> found = new ArrayList<>();
    for (AbstractInsnNode insn : node.instructions) {
      if (wanted.test(insn)) {
        found.add(insn);
      }
    }
    return found;
  }

  private static void expect(MethodNode node, String what, int actual, int... expected)
      throws UnexpectedShape {
    for (int count : expected) {
      if (count == actual) {
        return;
      }
    }
    throw new UnexpectedShape(
        node.name + " has " + actual + " " + what + ", expected " + expected[0]);
  }

  private interface Insertion {
    InsnList make();
  }

  private static void beforeReturns(MethodNode node, Insertion insertion) {
    for (AbstractInsnNode exit :
        sites(node, insn -> insn.getOpcode() >= IRETURN && insn.getOpcode() <= RETURN)) {
      node.instructions.insertBefore(exit, insertion.make());
    }
  }

  /** Under the line of the first instruction, so that stacks taken in the hook name a line. */
  private static void insertEntry(MethodNode node, InsnList entry) {
    for (AbstractInsnNode insn : node.instructions) {
      if (insn instanceof LineNumberNode first) {
        LabelNode label = new LabelNode();
        entry.insert(new LineNumberNode(first.line, label));
        entry.insert(label);
        break;
      }
    }
    node.instructions.insert(entry);
  }

  /** Takes the local at maxLocals into use, in every frame. */
  private static void addLocal(MethodNode node, Object type, int stack) {
    int index = node.maxLocals;
    for (AbstractInsnNode insn : node.instructions) {
      if (insn instanceof FrameNode frame) {
        List<Object> locals = new ArrayList<>(frame.local);
        int used = 0;
        for (Object local : locals) {
          used += local == LONG || local == DOUBLE ? 2 : 1;
        }
        for (; used < index; used++) {
          locals.add(TOP);
        }
        locals.add(type);
        frame.local = locals;
      }
    }
    node.maxLocals++;
    node.maxStack += stack;
  }
}
