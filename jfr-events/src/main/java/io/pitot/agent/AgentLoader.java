package io.pitot.agent;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;
import java.security.ProtectionDomain;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Loads the agent apart from the application, so that java.util is opened to the agent alone and
 * nobody meets its ASM. The event classes are the exception: they are the application's too.
 *
 * <p>No reflection leads from {@code premain} to here and from here to the agent, since a JVM that
 * has just started links method handles for each such call: a class that is initialised leaves an
 * object behind instead.
 */
public final class AgentLoader extends ClassLoader
    implements BiFunction<String, Instrumentation, Consumer<String>> {
  static final String NAME = "pitot-agent";

  private static final String AGENT = "io.pitot.agent.";
  private static final String PLANTED = "io.pitot.agent.planted.";
  private static final String EVENTS = "io.pitot.events.";

  private static final ProtectionDomain DOMAIN = AgentLoader.class.getProtectionDomain();

  /** Open for good: classes of the agent load whenever they are first needed. */
  private static final ZipFile JAR = jar();

  private static @Nullable Object left;

  private @Nullable BiFunction<String, Instrumentation, Consumer<String>> start;

  static {
    registerAsParallelCapable(); // or threads would wait for each other inside hooks
    System.getProperties().put("io.pitot.agent.loader", new AgentLoader());
  }

  private AgentLoader() {
    super(NAME, ClassLoader.getPlatformClassLoader());
  }

  /** Called by classes of the agent when they are initialised. */
  public static void leave(Object part) {
    left = part;
  }

  /** Plants what the hooks call, once in a JVM's life, and starts the agent. */
  @Override
  @SuppressWarnings("unchecked") // what these classes leave
  public Consumer<String> apply(String options, Instrumentation instrumentation) {
    BiFunction<String, Instrumentation, Consumer<String>> known = start;
    if (known == null) {
      rehearse();
      ((Consumer<Instrumentation>) load("io.pitot.agent.Planting")).accept(instrumentation);
      known =
          (BiFunction<String, Instrumentation, Consumer<String>>) load("io.pitot.agent.AgentStart");
      start = known;
    }
    return known.apply(options, instrumentation);
  }

  private void rehearse() {
    Runnable rehearsal = (Runnable) load("io.pitot.agent.Rehearsal");
    Thread thread = new Thread(null, rehearsal, "Pitot agent start", 0, false);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    thread.start();
  }

  /** What the class leaves when it is initialised. */
  private Object load(String name) {
    try {
      Class.forName(name, true, this);
      return Objects.requireNonNull(left);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(name + " is not in the agent's jar", e);
    }
  }

  /**
   * The agent's own come from here alone: to ask the parents for each costs a part of the start.
   */
  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.equals(AgentLoader.class.getName())) {
      return AgentLoader.class;
    }
    if (!name.startsWith(AGENT) || name.startsWith(PLANTED)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : findClass(name);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith(EVENTS)) {
      return Class.forName(name, false, ClassLoader.getSystemClassLoader());
    }
    if (!name.startsWith(AGENT) || JAR.getEntry(entry(name)) == null) {
      throw new ClassNotFoundException(name);
    }
    byte[] classFile = classFile(name);
    return defineClass(name, classFile, 0, classFile.length, DOMAIN);
  }

  /**
   * Read from the jar and not as a resource, which takes a handler of URLs and 100 classes more.
   */
  public static byte[] classFile(String name) {
    try (InputStream in = JAR.getInputStream(JAR.getEntry(entry(name)))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read from the agent's jar", e);
    }
  }

  private static String entry(String name) {
    return name.replace('.', '/') + ".class";
  }

  private static ZipFile jar() {
    try {
      return new ZipFile(new File(DOMAIN.getCodeSource().getLocation().toURI()));
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("cannot read the agent's jar", e);
    }
  }
}
