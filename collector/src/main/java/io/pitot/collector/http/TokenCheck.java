package io.pitot.collector.http;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Lets requests in that carry the token. */
final class TokenCheck implements Handler {
  private final byte[] expected;

  TokenCheck(String token) {
    this.expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void handle(Context request) {
    String presented = request.header("Authorization");
    if (presented == null
        || !MessageDigest.isEqual(presented.getBytes(StandardCharsets.UTF_8), expected)) {
      request.header("WWW-Authenticate", "Bearer");
      Problem.of(
              HttpStatus.UNAUTHORIZED,
              (presented == null ? "the token is missing" : "the token is wrong")
                  + ": send the header 'Authorization: Bearer TOKEN'")
          .answer(request);
      request.skipRemainingHandlers();
    }
  }
}
