package io.pitot.agent.programs;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.none;

import java.lang.instrument.Instrumentation;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;

/**
 * An agent made with Byte Buddy, which puts code of its own into the methods of the maps that
 * Pitot's hooks are in as well, and changes what an empty HashMap says of itself.
 */
public final class Advised {
  private Advised() {}

  public static void premain(String options, Instrumentation instrumentation) {
    new AgentBuilder.Default()
        .disableClassFormatChanges()
        .ignore(none())
        .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
        .with(AgentBuilder.Listener.StreamWriting.toSystemError().withErrorsOnly())
        .type(
            named("java.util.HashMap")
                .or(named("java.util.concurrent.ConcurrentHashMap"))
                .or(named("java.util.AbstractMap")))
        .transform(
            (builder, type, loader, module, domain) ->
                builder
                    .visit(
                        Advice.to(Around.class)
                            .on(named("putVal").or(named("merge")).or(named("removeNode"))))
                    .visit(Advice.to(Said.class).on(named("toString"))))
        .installOn(instrumentation);
  }

  /** Catches, holds a local across the method and throws on. */
  static final class Around {
    private Around() {}

    @Advice.OnMethodEnter
    static long enter() {
      return 42;
    }

    @Advice.OnMethodExit(onThrowable = Throwable.class)
    static void exit(@Advice.Enter long entered) {
      if (entered != 42) {
        throw new IllegalStateException();
      }
    }
  }

  /** So that a test can see that the advice is in. */
  static final class Said {
    private Said() {}

    @Advice.OnMethodExit
    static void exit(@Advice.Return(readOnly = false) String said) {
      said = said.equals("{}") ? "advised" : said;
    }
  }
}
