package io.pitot.collector.ingest;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where a stream comes from: the address of its other end, which cannot be made up as a name can.
 * Of an IPv6 address the network, for one machine may have all of its addresses.
 */
final class Origin implements ServerInterceptor {
  private static final Context.Key<String> OF_STREAM =
      Context.keyWithDefault("origin of the stream", "");

  private static final int NETWORK_BYTES = 8;

  /** Of the stream whose call this thread is in; empty when nobody can say. */
  static String ofStream() {
    return OF_STREAM.get();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String origin = of(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    Context context = Context.current().withValue(OF_STREAM, origin);
    return Contexts.interceptCall(context, call, headers, next);
  }

  static String of(@Nullable SocketAddress end) {
    if (!(end instanceof InetSocketAddress socket) || socket.getAddress() == null) {
      return "";
    }
    InetAddress address = socket.getAddress();
    return address instanceof Inet6Address
        ? network(address.getAddress())
        : address.getHostAddress();
  }

  private static String network(byte[] address) {
    byte[] network = Arrays.copyOf(Arrays.copyOf(address, NETWORK_BYTES), address.length);
    try {
      return InetAddress.getByAddress(network).getHostAddress() + "/64";
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // It has as many bytes as it had.
    }
  }
}
