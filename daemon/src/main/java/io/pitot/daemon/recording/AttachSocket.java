package io.pitot.daemon.recording;

import io.pitot.daemon.discovery.FoundJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * HotSpot's attach protocol, spoken directly, so that it works across users and namespaces.
 *
 * <p>A JVM opens its socket {@code /tmp/.java_pidN} when it gets SIGQUIT and finds a file {@code
 * .attach_pidN}; N is its pid in its own namespace. Without that file it prints its threads, and a
 * process without a handler dies of the signal, so the handler is looked for first.
 *
 * <pre>
 * request   "1" 0 "jcmd" 0 command 0 0 0       at most 1,024 bytes of command on JDK 17
 *           "1" 0 "load" 0 "instrument" 0 "false" 0 jar "=" options 0
 * response  "0" newline text, until the JVM closes; "0" says that the command was known, no more
 * </pre>
 */
final class AttachSocket {
  private static final Duration HANDSHAKE = Duration.ofSeconds(30);

  /** A first start of JFR has taken 12 s on a busy machine. */
  private static final Duration ANSWER = Duration.ofSeconds(90);

  private static final int MAX_COMMAND_BYTES = 1_024;
  private static final int MAX_ANSWER_BYTES = 1 << 20;

  private final FoundJvm jvm;

  AttachSocket(FoundJvm jvm) {
    this.jvm = jvm;
  }

  /**
   * Has the JVM run a diagnostic command.
   *
   * @return what it said; whether it did it stands in the text alone
   * @throws AttachException when there is no answer, or the JVM does not know the command
   */
  String execute(String command) throws AttachException {
    return request(command, "jcmd", command, "", "");
  }

  /**
   * Has the JVM load a Java agent.
   *
   * @param jar as the JVM sees it
   * @throws AttachException when there is no answer, or the agent did not start
   */
  void loadAgent(String jar, String options) throws AttachException {
    String what = "loading " + jar;
    String answer = request(what, "load", "instrument", "false", jar + "=" + options).strip();
    // 17 and later write "return code: 0", some builds the bare number.
    if (!answer.equals("0") && !answer.equals("return code: 0")) {
      throw new AttachException("%s failed: %s".formatted(what, oneLine(answer)));
    }
  }

  private String request(String command, String... words) throws AttachException {
    byte[] request = ("1\0" + String.join("\0", words) + "\0").getBytes(StandardCharsets.UTF_8);
    if (request.length > MAX_COMMAND_BYTES) {
      throw new AttachException("The command is too long for an attach: " + request.length);
    }
    checkAnswers();
    Path socket = jvm.files().seenAs("/tmp/.java_pid" + jvm.namespacePid());
    removeForeign(socket);
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      askForSocket(socket);
    }
    checkOwner(socket);
    String answer = exchange(socket, request, command);
    int lineEnd = answer.indexOf('\n');
    if (lineEnd < 0 || !answer.startsWith("0")) {
      throw new AttachException("%s failed: %s".formatted(command, oneLine(answer)));
    }
    return answer.substring(lineEnd + 1);
  }

  /** One that was asked while it stood still would print its threads when it goes on. */
  private void checkAnswers() throws AttachException {
    Optional<Refusal> silence = Obstacles.findSilence(jvm);
    if (silence.isPresent()) {
      throw new AttachException(
          "process %d is left alone: %s; %s"
              .formatted(jvm.pid(), silence.get().reason(), silence.get().remedy()));
    }
  }

  private void askForSocket(Path socket) throws AttachException {
    Path trigger = createTrigger();
    try {
      if (!jvm.isAlive() || !jvm.files().catchesQuit()) {
        throw new AttachException("process " + jvm.pid() + " is not ready to be attached to");
      }
      Signals.quit(jvm.pid());
      long deadlineNanos = System.nanoTime() + HANDSHAKE.toNanos();
      while (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
        if (System.nanoTime() > deadlineNanos || !jvm.isAlive()) {
          throw new AttachException(
              "process %d opened no attach socket within %d s"
                  .formatted(jvm.pid(), HANDSHAKE.toSeconds()));
        }
        TimeUnit.MILLISECONDS.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AttachException("interrupted while attaching to process " + jvm.pid(), e);
    } catch (AttachException e) {
      throw e;
    } catch (IOException e) {
      throw new AttachException("cannot attach to process " + jvm.pid() + ": " + e, e);
    } finally {
      delete(trigger);
    }
  }

  /** In the target's /tmp, where its socket will be; where that cannot be, where it works. */
  private Path createTrigger() throws AttachException {
    String name = ".attach_pid" + jvm.namespacePid();
    List<String> failures = new ArrayList<>();
    Path tmp = jvm.files().seenAs("/tmp");
    for (Path folder : List.of(tmp, jvm.files().workingDirectory())) {
      Path trigger = folder.resolve(name);
      try {
        if (folder.equals(tmp)) {
          TargetFile.checkNoLink(tmp);
        }
        // Left by somebody who was interrupted: the JVM takes the file of its own user only.
        Files.deleteIfExists(trigger);
        give(Files.createFile(trigger));
        return trigger;
      } catch (IOException e) {
        failures.add(e.toString());
      }
    }
    throw new AttachException(
        "cannot write %s for process %d: %s"
            .formatted(name, jvm.pid(), String.join("; ", failures)));
  }

  private void give(Path trigger) throws IOException {
    try {
      TargetFile.giveTo(trigger, jvm.uid());
    } catch (IOException e) {
      Files.deleteIfExists(trigger);
      throw e;
    }
  }

  private void delete(Path trigger) throws AttachException {
    try {
      Files.deleteIfExists(trigger);
    } catch (IOException e) {
      if (jvm.isAlive()) {
        throw new AttachException("cannot remove " + trigger + ": " + e, e);
      }
    }
  }

  /**
   * A JVM that was killed leaves its socket, and one of another user that gets the same process id
   * can neither remove it nor open its own.
   */
  private void removeForeign(Path socket) {
    try {
      if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS) && owner(socket) != jvm.uid()) {
        // Through a link it would be somebody else's.
        TargetFile.checkNoLink(jvm.files().seenAs("/tmp"));
        Files.delete(socket);
      }
    } catch (IOException itStays) {
      // It is not ours to remove; whose it is, is told next.
      return;
    }
  }

  private static int owner(Path socket) throws IOException {
    return (Integer) Files.getAttribute(socket, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  /** Anybody may write to /tmp: only the JVM's own user may answer for it. */
  private void checkOwner(Path socket) throws AttachException {
    try {
      int owner = owner(socket);
      if (owner != jvm.uid()) {
        throw new AttachException(
            "%s belongs to uid %d, not to uid %d that the JVM runs as"
                .formatted(socket, owner, jvm.uid()));
      }
    } catch (AttachException e) {
      throw e;
    } catch (IOException e) {
      throw new AttachException("cannot look at " + socket + ": " + e, e);
    }
  }

  private String exchange(Path socket, byte[] request, String command) throws AttachException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      CompletableFuture<Void> watch =
          done.orTimeout(ANSWER.toSeconds(), TimeUnit.SECONDS)
              .whenComplete((nothing, late) -> closeIf(late != null, channel));
      try {
        channel.connect(UnixDomainSocketAddress.of(socket));
        ByteBuffer out = ByteBuffer.wrap(request);
        while (out.hasRemaining()) {
          channel.write(out);
        }
        return readAll(channel);
      } finally {
        done.complete(null);
        watch.cancel(false);
      }
    } catch (AsynchronousCloseException e) {
      throw new AttachException(
          "process %d did not answer %s within %d s"
              .formatted(jvm.pid(), command, ANSWER.toSeconds()),
          e);
    } catch (IOException e) {
      throw new AttachException("%s to process %d: %s".formatted(command, jvm.pid(), e), e);
    }
  }

  private static void closeIf(boolean late, SocketChannel channel) {
    if (late) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static String readAll(SocketChannel channel) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(8192);
    while (channel.read(in) >= 0) {
      if (!in.hasRemaining()) {
        if (in.capacity() >= MAX_ANSWER_BYTES) {
          throw new IOException("the answer is longer than " + MAX_ANSWER_BYTES + " bytes");
        }
        in = ByteBuffer.allocate(2 * in.capacity()).put(in.flip());
      }
    }
    return StandardCharsets.UTF_8.decode(in.flip()).toString();
  }

  static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
