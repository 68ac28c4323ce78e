package io.pitot.agent;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Loads the agent apart from the application, so that java.util is opened to the agent alone and
 * nobody meets its ASM. The event classes are the exception: they are the application's too.
 */
public final class AgentLoader extends ClassLoader {
  static final String NAME = "pitot-agent";

  private static final String AGENT = "io.pitot.agent.";
  private static final String EVENTS = "io.pitot.events.";

  static {
    registerAsParallelCapable(); // or threads would wait for each other inside hooks
  }

  public AgentLoader() {
    super(NAME, ClassLoader.getPlatformClassLoader());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith(EVENTS)) {
      return Class.forName(name, false, ClassLoader.getSystemClassLoader());
    }
    byte[] classFile = name.startsWith(AGENT) ? classFile(name) : null;
    if (classFile == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, classFile, 0, classFile.length);
  }

  static byte @Nullable [] classFile(String name) throws ClassNotFoundException {
    String resource = name.replace('.', '/') + ".class";
    try (InputStream in = ClassLoader.getSystemResourceAsStream(resource)) {
      return in == null ? null : PlantedNames.rewrite(in.readAllBytes());
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }
}
