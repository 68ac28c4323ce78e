package io.pitot.agent.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/** Another agent: gives one class of the JDK another class file ({@code class name=file}). */
public final class Replacer {
  private Replacer() {}

  public static void premain(String options, Instrumentation instrumentation)
      throws ClassNotFoundException, UnmodifiableClassException {
    String[] classAndFile = options.split("=", 2);
    String internalName = classAndFile[0].replace('.', '/');
    ClassFileTransformer replacement =
        new ClassFileTransformer() {
          @Override
          public byte @Nullable [] transform(
              @Nullable ClassLoader loader,
              @Nullable String name,
              @Nullable Class<?> redefined,
              @Nullable ProtectionDomain domain,
              byte[] classFile) {
            return internalName.equals(name) ? read(Path.of(classAndFile[1])) : null;
          }
        };
    instrumentation.addTransformer(replacement, true);
    instrumentation.retransformClasses(Class.forName(classAndFile[0]));
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
