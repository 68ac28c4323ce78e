package io.pitot.cli.local;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports on loopback. */
final class Ports {
  private static final int TRIES = 20;

  private Ports() {}

  /** The preferred port, or the first free one of those that follow, but not {@code taken}. */
  static int free(int preferred, int taken) throws Failure {
    for (int port = preferred; port < preferred + TRIES; port++) {
      if (port != taken && isFree(port)) {
        return port;
      }
    }
    throw new Failure(
        ExitCode.FAILED,
        "ports %d to %d on 127.0.0.1 are all in use: end what uses them ('ss -ltnp' shows it)"
            .formatted(preferred, preferred + TRIES - 1));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
