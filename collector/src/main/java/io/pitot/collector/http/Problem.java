package io.pitot.collector.http;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.pitot.collector.query.InvalidQueryException;
import io.pitot.collector.query.QueryLimitException;
import io.pitot.collector.query.UnknownNameException;
import io.pitot.collector.store.StoreUnavailableException;
import java.io.EOFException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An error as RFC 9457 has it. */
record Problem(String type, String title, int status, String detail) {
  private static final Logger log = LoggerFactory.getLogger(Problem.class);

  static Problem of(HttpStatus status, String detail) {
    return new Problem("about:blank", status.getMessage(), status.getCode(), detail);
  }

  static Problem of(Exception failure, Context request) {
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof InvalidQueryException) {
      return of(HttpStatus.BAD_REQUEST, message);
    }
    if (failure instanceof UnknownNameException) {
      return of(HttpStatus.NOT_FOUND, message);
    }
    if (failure instanceof QueryLimitException) {
      return of(HttpStatus.UNPROCESSABLE_CONTENT, message);
    }
    if (failure instanceof StoreUnavailableException) {
      return of(HttpStatus.SERVICE_UNAVAILABLE, message);
    }
    if (failure instanceof HttpResponseException known) {
      HttpStatus status = HttpStatus.forStatus(known.getStatus());
      return of(status, request.method() + " " + request.path() + ": " + message);
    }
    if (isAway(failure)) {
      log.debug("Whoever asked {} {} is away", request.method(), request.fullUrl());
      return of(HttpStatus.INTERNAL_SERVER_ERROR, message);
    }
    log.error("Cannot answer {} {}", request.method(), request.fullUrl(), failure);
    return of(
        HttpStatus.INTERNAL_SERVER_ERROR,
        "the collector failed on this request: %s; its log says more".formatted(failure));
  }

  /** A page that was closed before its answer was there is no fault of anybody. */
  private static boolean isAway(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof EOFException) {
        return true;
      }
    }
    return false;
  }

  void answer(Context request) {
    request.status(status);
    Json.answer(request, "application/problem+json", this);
  }
}
