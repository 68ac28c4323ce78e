package io.pitot.collector.diff;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Frame names made comparable. What a JVM or a library numbers or hashes at run time (lambdas,
 * hidden classes, accessors, proxies) and what javac numbers (a lambda added above renumbers the
 * rest) is cut from the name, so that the same code has the same name in two JVMs and two builds.
 */
public final class FrameNames {
  private static final List<Rule> RULES =
      List.of(
          // Shop$$Lambda$108+0x00007fd931007a08/2088371948.run on 17, Shop$$Lambda.0x00007fd9.run
          // on 21; other hidden classes have the same tail.
          new Rule("$$Lambda", "(\\$\\$Lambda)\\$\\d+", "$1"),
          new Rule("0x", "[+./]0x[0-9a-fA-F]+(?:[./]\\d+(?=\\.))?", ""),
          new Rule("/", "/\\d+(?=\\.|$)", ""),
          new Rule("LambdaForm$", "(LambdaForm)\\$[^.]*", "$1"),
          // javac: lambda$price$3, and lambda$price$7f6d5e65$1 where it is serializable.
          new Rule("lambda$", "(lambda\\$[^.]*?)(?:\\$[0-9a-f]{7,8})?\\$\\d+$", "$1"),
          new Rule("access$", "\\.(access\\$)\\d+$", ".$1"),
          // Kotlin, Scala
          new Rule("$lambda", "(\\$lambda)[-$]\\d+", "$1"),
          new Rule("$anonfun$", "(\\$anonfun\\$[^.]*?)\\$\\d+(?=$|\\$adapted)", "$1"),
          // Reflection
          new Rule(
              "Accessor", "(Generated(?:Serialization)?(?:Method|Constructor)Accessor)\\d+", "$1"),
          // What JDK 17 makes for each event type of JFR: EventHandler1428_1795268605318-4995
          new Rule("EventHandler", "(\\.EventHandler)\\d+_\\d+-\\d+(?=\\.)", "$1"),
          new Rule("$Proxy", "(?:jdk\\.proxy\\d+|com\\.sun\\.proxy)\\.(\\$Proxy)", "jdk.proxy.$1"),
          new Rule("$Proxy", "(\\$Proxy)\\d+", "$1"),
          // CGLIB, Spring Data
          new Rule("CGLIB$$", "(\\$\\$\\w*CGLIB)\\$\\$[0-9a-fA-F]+(?=[.$]|$)", "$1"),
          new Rule("$$FastClass$$", "(\\$\\$FastClass)\\$\\$\\d+", "$1"),
          new Rule("CGLIB$", "\\.(CGLIB\\$[^.]+?)\\$\\d+$", ".$1"),
          new Rule("_Accessor_", "(_Accessor)_[0-9a-z]{4,}(?=\\.)", "$1"),
          new Rule("_Instantiator_", "(_Instantiator)_[0-9a-z]{4,}(?=\\.)", "$1"),
          // ByteBuddy and those who use it, Javassist
          new Rule(
              "$", "(\\$(?:ByteBuddy|auxiliary|MockitoMock|Hibernate\\w+))\\$\\w+(?=[.$]|$)", "$1"),
          new Rule("_$$_", "(_\\$\\$_(?:javassist|jvst))\\w*", "$1"));

  private static final List<String> JDK_PREFIXES =
      List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "$Proxy");

  private FrameNames() {}

  /** The name under which a recorded frame can be found again in another JVM. */
  public static String comparable(String recordedName) {
    if (recordedName.indexOf('$') < 0
        && recordedName.indexOf('/') < 0
        && !recordedName.contains("0x")
        && !recordedName.contains("Accessor")
        && !recordedName.contains("EventHandler")
        && !recordedName.contains("Instantiator")) {
      return recordedName;
    }
    String name = recordedName;
    for (Rule rule : RULES) {
      name = rule.apply(name);
    }
    return name;
  }

  /** Whether a frame is the JDK's, or one that stands for no code at all: nobody edits it. */
  public static boolean isJdk(String name) {
    return name.startsWith("[")
        || name.startsWith("(")
        || JDK_PREFIXES.stream().anyMatch(name::startsWith);
  }

  private record Rule(String marker, Pattern pattern, String replacement) {
    private Rule(String marker, String pattern, String replacement) {
      this(marker, Pattern.compile(pattern), replacement);
    }

    private String apply(String name) {
      return name.contains(marker) ? pattern.matcher(name).replaceAll(replacement) : name;
    }
  }
}
