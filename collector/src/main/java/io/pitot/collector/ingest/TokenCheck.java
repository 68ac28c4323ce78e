package io.pitot.collector.ingest;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Lets calls in that carry the token. */
final class TokenCheck implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final byte[] expected;
  private final IngestCounters counters;

  TokenCheck(String token, IngestCounters counters) {
    this.expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    this.counters = counters;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String presented = headers.get(AUTHORIZATION);
    if (presented != null
        && MessageDigest.isEqual(presented.getBytes(StandardCharsets.UTF_8), expected)) {
      return next.startCall(call, headers);
    }
    counters.countRefused("unauthenticated");
    String what = presented == null ? "the token is missing" : "the token is wrong";
    call.close(
        Status.UNAUTHENTICATED.withDescription(
            what + ": give the daemon the token that the collector was started with"),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }
}
