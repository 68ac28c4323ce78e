package io.pitot.agent;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Which calls of maps in a class may be check-then-act: those from which the code goes on to a put
 * without going back, and these puts. A method that gets in one branch and puts in another one does
 * not put what it got, however often it is called. Of a method and its lambdas all belong together
 * where both call maps.
 */
final class CallFlow extends ClassVisitor {
  private static final String LAMBDA = "lambda$";

  private final Map<String, BitSet> related = new HashMap<>();
  private final Set<String> withCalls = new HashSet<>();
  private final Set<String> withCallsInLambdas = new HashSet<>();

  CallFlow() {
    super(Opcodes.ASM9);
  }

  /** Whether any map is called. */
  boolean isAny() {
    return !related.isEmpty();
  }

  /**
   * The method that is one site for the calls of this one.
   *
   * @param call how many calls of maps stand before it in the method
   * @return empty where the call belongs to no other
   */
  String site(String method, String descriptor, int call) {
    String enclosing = enclosing(method);
    if (withCalls.contains(enclosing) && withCallsInLambdas.contains(enclosing)) {
      return enclosing;
    }
    BitSet ofMethod = related.get(method + descriptor);
    return ofMethod != null && ofMethod.get(call) ? method : "";
  }

  /** The method that a lambda stands in: what it does is done there. */
  private static String enclosing(String method) {
    int end = method.lastIndexOf('$');
    return method.startsWith(LAMBDA) && end > LAMBDA.length()
        ? method.substring(LAMBDA.length(), end)
        : method;
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String method,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    return new Flow(method, descriptor);
  }

  private void found(String method, String descriptor, BitSet calls) {
    related.put(method + descriptor, calls);
    String enclosing = enclosing(method);
    (enclosing.equals(method) ? withCalls : withCallsInLambdas).add(enclosing);
  }

  private record Range(Label start, Label end, Label handler) {}

  /** Goes through a method once: what reaches a label from above is known when it comes. */
  private final class Flow extends MethodVisitor {
    private final String method;
    private final String descriptor;
    private final BitSet calls = new BitSet();
    private final Map<Label, BitSet> reachingLabels = new HashMap<>();
    private final Set<Label> passed = new HashSet<>();
    private final List<Range> ranges = new ArrayList<>();

    /** The checks from which the code comes here. */
    private BitSet reaching = new BitSet();

    private int count;

    private Flow(String method, String descriptor) {
      super(Opcodes.ASM9);
      this.method = method;
      this.descriptor = descriptor;
    }

    @Override
    public void visitTryCatchBlock(
        Label start, Label end, Label handler, @Nullable String exception) {
      ranges.add(new Range(start, end, handler));
    }

    @Override
    public void visitLabel(Label label) {
      passed.add(label);
      BitSet fromAbove = reachingLabels.remove(label);
      if (fromAbove != null) {
        reaching.or(fromAbove);
      }
      reachHandlers();
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      reach(label);
      if (opcode == Opcodes.GOTO) {
        reaching = new BitSet();
      }
    }

    @Override
    public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
      visitLookupSwitchInsn(otherwise, new int[0], labels);
    }

    @Override
    public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
      reach(otherwise);
      for (Label label : labels) {
        reach(label);
      }
      reaching = new BitSet();
    }

    @Override
    public void visitInsn(int opcode) {
      if (opcode == Opcodes.ATHROW || (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN)) {
        reaching = new BitSet();
      }
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String called, boolean isInterface) {
      MapCall call = MapCall.of(opcode, owner, name, called);
      if (call == null) {
        return;
      }
      if (call.isCheck()) {
        reaching.set(count);
        reachHandlers();
      } else if (!reaching.isEmpty()) {
        calls.or(reaching);
        calls.set(count);
      }
      count++;
    }

    @Override
    public void visitEnd() {
      if (count > 0) {
        found(method, descriptor, calls);
      }
    }

    private void reachHandlers() {
      for (Range range : ranges) {
        if (passed.contains(range.start) && !passed.contains(range.end)) {
          reach(range.handler);
        }
      }
    }

    private void reach(Label label) {
      if (!passed.contains(label) && !reaching.isEmpty()) {
        reachingLabels.computeIfAbsent(label, l -> new BitSet()).or(reaching);
      }
    }
  }
}
