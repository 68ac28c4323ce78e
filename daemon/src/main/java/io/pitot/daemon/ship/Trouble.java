package io.pitot.daemon.ship;

import io.grpc.Status;
import io.grpc.netty.shaded.io.netty.handler.ssl.NotSslRecordException;
import java.net.ConnectException;
import java.util.regex.Pattern;

/** Why there is no connection: by what a person can do about it. */
enum Trouble {
  NOT_LET_IN("it does not let this daemon in: %s"),
  OTHER_VERSION("%s"),
  NO_COLLECTOR("what answers there is no collector of Pitot's: %s"),
  UNUSABLE_SETTINGS("cannot connect: %s"),
  FROZEN("%s; look at the collector, it may be frozen"),
  MAYBE_ENCRYPTED(
      "it closes the connection at once (%s): if it has a certificate, run this with --tls or --tls-ca"),
  CLEAR_TEXT("it has no certificate (%s): start it with --tls-cert, or this without --tls"),
  NOT_TRUSTED(
      "its certificate is not trusted here (%s): name the file of who certified it with --tls-ca"),
  OTHER_NAME("its certificate is for another name (%s): correct its address"),
  AWAY("cannot be reached: %s; start it, or correct its address");

  private static final Pattern CLOSED =
      Pattern.compile("^(Network closed|Connection reset|Broken pipe)");

  /** The native transport puts the name of its system call before the error. */
  private static final Pattern SYSTEM_CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed[^:]*: ");

  private final String sentence;

  Trouble(String sentence) {
    this.sentence = sentence;
  }

  /**
   * By why it ended.
   *
   * @param mayWantEncryption whether this connection was in clear text and not greeted yet
   */
  static Trouble of(Status why, boolean mayWantEncryption) {
    return switch (why.getCode()) {
      case UNAUTHENTICATED, PERMISSION_DENIED -> NOT_LET_IN;
      case FAILED_PRECONDITION -> OTHER_VERSION;
      case UNIMPLEMENTED -> NO_COLLECTOR;
      case INVALID_ARGUMENT -> UNUSABLE_SETTINGS;
      case DEADLINE_EXCEEDED -> FROZEN;
      // A connection breaks in many ways that ask for the same of a person.
      default -> ofConnection(why, mayWantEncryption);
    };
  }

  String sentence(Status why) {
    return sentence.formatted(describe(why));
  }

  private static Trouble ofConnection(Status why, boolean mayWantEncryption) {
    // Whoever expects TLS says nothing to those who do not begin with it.
    if (mayWantEncryption && CLOSED.matcher(describe(why)).find()) {
      return MAYBE_ENCRYPTED;
    }
    for (Throwable cause = why.getCause(); cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof NotSslRecordException) {
        return CLEAR_TEXT;
      }
      if (message.contains("subject alternative") || message.contains("No name matching")) {
        return OTHER_NAME;
      }
      if (message.contains("certification path") || message.contains("PKIX")) {
        return NOT_TRUSTED;
      }
    }
    return AWAY;
  }

  /** The innermost cause says it best: {@code Connection refused}, {@code UnknownHostException}. */
  private static String describe(Status why) {
    Throwable cause = why.getCause();
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ConnectException && cause.getMessage() != null) {
      // The address is named already.
      return cause.getMessage().substring(cause.getMessage().lastIndexOf(": ") + 2);
    }
    if (cause != null && cause.getMessage() != null) {
      return SYSTEM_CALL.matcher(cause.getMessage()).replaceFirst("");
    }
    return why.getDescription() == null ? why.getCode().name() : why.getDescription();
  }
}
