package io.pitot.agent;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Which calls of maps in a class may be check-then-act: those from which the code goes on to a put
 * without going back, and these puts. A method that gets in one branch and puts in another one does
 * not put what it got, however often it is called. Of a method and its lambdas all belong together
 * where both call maps. A method that returns something and calls a map once, to ask, may ask for
 * its caller: so calls of methods of the named classes are taken for checks, too.
 */
final class CallFlow extends ClassVisitor {
  private static final String LAMBDA = "lambda$";

  private final Map<String, BitSet> related = new HashMap<>();
  private final Set<String> withCalls = new HashSet<>();
  private final Set<String> withCallsInLambdas = new HashSet<>();

  private final Set<String> asking = new HashSet<>();
  private final Predicate<String> isNamed;

  /**
   * The flow of a class.
   *
   * @param isNamed whether a class, by its internal name, is one of those that are woven
   */
  CallFlow(Predicate<String> isNamed) {
    super(Opcodes.ASM9);
    this.isNamed = isNamed;
  }

  /** Whether a call is one of a method that may ask for its caller. */
  boolean mayAsk(String owner, String descriptor) {
    return !descriptor.endsWith(")V") && isNamed.test(owner);
  }

  /** Whether the method may ask for its caller. */
  boolean isAsking(String method, String descriptor) {
    return asking.contains(method + descriptor);
  }

  /** Whether any map is called. */
  boolean isAny() {
    return !related.isEmpty();
  }

  /**
   * The method that is one site for the calls of this one.
   *
   * @param call how many calls of maps, and of methods that may ask, stand before it in the method
   * @param isOfMap whether it is one of a map
   * @return empty where the call belongs to no other
   */
  String site(String method, String descriptor, int call, boolean isOfMap) {
    BitSet ofMethod = related.get(method + descriptor);
    boolean isRelated = ofMethod != null && ofMethod.get(call);
    String enclosing = enclosing(method);
    if (withCalls.contains(enclosing) && withCallsInLambdas.contains(enclosing)) {
      return isOfMap || isRelated ? enclosing : "";
    }
    return isRelated ? method : "";
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
    private int ofMaps;
    private boolean onlyAsks = true;

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
      if (call == null && !mayAsk(owner, called)) {
        return;
      }
      if (call == null || call.isCheck()) {
        reaching.set(count);
        reachHandlers();
      } else if (!reaching.isEmpty()) {
        calls.or(reaching);
        calls.set(count);
      }
      count++;
      if (call != null) {
        ofMaps++;
        onlyAsks &= call.isCheck();
      }
    }

    @Override
    public void visitEnd() {
      if (ofMaps > 0) {
        found(method, descriptor, calls);
      }
      if (ofMaps == 1 && onlyAsks && !descriptor.endsWith(")V") && !method.startsWith(LAMBDA)) {
        asking.add(method + descriptor);
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
