package io.pitot.agent;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.security.ProtectionDomain;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Loads the agent apart from the application, so that java.util is opened to the agent alone and
 * nobody meets its ASM. The event classes are the exception: they are the application's too.
 */
public final class AgentLoader extends ClassLoader {
  static final String NAME = "pitot-agent";

  private static final String AGENT = "io.pitot.agent.";
  private static final String EVENTS = "io.pitot.events.";

  private static final ProtectionDomain DOMAIN = AgentLoader.class.getProtectionDomain();

  /** Open for good: classes of the agent load whenever they are first needed. */
  private static final ZipFile JAR = jar();

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
    return defineClass(name, classFile, 0, classFile.length, DOMAIN);
  }

  /**
   * Read from the jar and not as a resource, which takes a handler of URLs and 100 classes more.
   */
  static byte @Nullable [] classFile(String name) throws ClassNotFoundException {
    ZipEntry entry = JAR.getEntry(name.replace('.', '/') + ".class");
    if (entry == null) {
      return null;
    }
    try (InputStream in = JAR.getInputStream(entry)) {
      return PlantedNames.rewrite(in.readAllBytes());
    } catch (IOException e) {
      throw new ClassNotFoundException(name, e);
    }
  }

  private static ZipFile jar() {
    try {
      return new ZipFile(new File(DOMAIN.getCodeSource().getLocation().toURI()));
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("cannot read the agent's jar", e);
    }
  }
}
