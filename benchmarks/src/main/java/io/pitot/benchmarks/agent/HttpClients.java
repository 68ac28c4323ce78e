package io.pitot.benchmarks.agent;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients with a connection each, small enough not to be what is measured. */
final class HttpClients {
  private static final int VISITORS = 200;
  private static final String LENGTH = "content-length:";

  private final int port;
  private final int clients;

  HttpClients(int port, int clients) {
    this.port = port;
    this.clients = clients;
  }

  /** Returns how long each request took, in nanoseconds. */
  long[] send(int requestsEach) throws InterruptedException, ExecutionException {
    int kept = requestsEach == Integer.MAX_VALUE ? 0 : requestsEach;
    long[] nanos = new long[clients * kept];
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        int client = i;
        running.add(
            threads.submit(
                () -> {
                  send(client, requestsEach, kept, nanos);
                  return null;
                }));
      }
      for (Future<Void> client : running) {
        client.get();
      }
    } finally {
      threads.shutdownNow();
    }
    return nanos;
  }

  private void send(int client, int requests, int kept, long[] nanos) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
      for (int i = 0; i < requests; i++) {
        long startNanos = System.nanoTime();
        int visitor = (client * 31 + i) % VISITORS;
        out.write(
            ("GET /visitor-" + visitor + " HTTP/1.1\r\nHost: shop\r\n\r\n").getBytes(US_ASCII));
        in.skipNBytes(readHead(in));
        if (i < kept) {
          nanos[client * kept + i] = System.nanoTime() - startNanos;
        }
      }
    }
  }

  /** Returns the length of the body. */
  private static int readHead(InputStream in) throws IOException {
    int length = -1;
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith(LENGTH)) {
        length = Integer.parseInt(lower.substring(LENGTH.length()).strip());
      } else if (lower.startsWith("http/1.1 ") && !lower.startsWith("http/1.1 200")) {
        throw new IOException("answered " + line);
      }
    }
    if (length < 0) {
      throw new IOException("an answer without a length");
    }
    return length;
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c; (c = in.read()) != '\n'; ) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
