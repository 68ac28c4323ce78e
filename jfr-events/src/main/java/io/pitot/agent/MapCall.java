package io.pitot.agent;

import static org.objectweb.asm.Opcodes.INVOKEINTERFACE;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call that may be one half of check-then-act, where the receiver turns out to be a map. */
enum MapCall {
  GET("get(Ljava/lang/Object;)Ljava/lang/Object;", true),
  CONTAINS_KEY("containsKey(Ljava/lang/Object;)Z", true),
  CONTAINS("contains(Ljava/lang/Object;)Z", true),
  GET_OR_DEFAULT("getOrDefault(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;", true),
  PUT("put(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;", false),
  PUT_IF_ABSENT("putIfAbsent(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;", false);

  /** The JDK's types behind which a concurrent map may stand; the application's all may. */
  private static final Set<String> MAPS =
      Set.of(
          "java/util/Map",
          "java/util/AbstractMap",
          "java/util/concurrent/ConcurrentMap",
          "java/util/concurrent/ConcurrentHashMap",
          "java/util/concurrent/ConcurrentNavigableMap",
          "java/util/concurrent/ConcurrentSkipListMap");

  /** The same for the view of a map's keys. */
  private static final Set<String> KEY_SETS =
      Set.of(
          "java/util/Set",
          "java/util/Collection",
          "java/util/concurrent/ConcurrentHashMap$KeySetView");

  private final String signature;
  private final boolean isCheck;

  MapCall(String signature, boolean isCheck) {
    this.signature = signature;
    this.isCheck = isCheck;
  }

  /** Whether it asks, and does not act. */
  boolean isCheck() {
    return isCheck;
  }

  /** Null for any other call. */
  static @Nullable MapCall of(int opcode, String owner, String name, String descriptor) {
    if (opcode == INVOKEINTERFACE || opcode == INVOKEVIRTUAL) {
      for (MapCall call : values()) {
        if (call.signature.startsWith(name)
            && call.signature.equals(name + descriptor)
            && call.isOn(owner)) {
          return call;
        }
      }
    }
    return null;
  }

  private boolean isOn(String owner) {
    return this == CONTAINS
        ? KEY_SETS.contains(owner)
        : MAPS.contains(owner) || !owner.startsWith("java/");
  }
}
