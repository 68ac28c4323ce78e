package io.pitot.cli.remote;

import io.pitot.cli.console.ExitCode;
import io.pitot.cli.console.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One collector, asked over HTTP. Every error is a {@link Failure} that tells what to do. */
public final class CollectorClient {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
  private static final int LONGEST_PROBLEM_BYTES = 64 * 1024;

  private final HttpClient http;
  private final JsonMapper json = new JsonMapper();
  private final URI base;
  private final @Nullable String token;

  /** A collector whose certificate, if it has one, this JDK trusts. */
  public CollectorClient(URI base, @Nullable String token) {
    this(base, token, builder().build());
  }

  /**
   * A collector with a certificate of its own.
   *
   * @param tls for https
   */
  public CollectorClient(URI base, @Nullable String token, SSLContext tls) {
    this(base, token, builder().sslContext(tls).build());
  }

  private CollectorClient(URI base, @Nullable String token, HttpClient http) {
    this.base = base;
    this.token = token;
    this.http = http;
  }

  private static HttpClient.Builder builder() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_LIMIT);
  }

  /** The page or resource that a person opens for the query. */
  public String url(Query query) {
    return base.toString().replaceAll("/+$", "") + query;
  }

  public JsonNode get(Query query) throws Failure {
    return parse(query, getText(query));
  }

  /** The answer's text as the collector sent it. */
  public String getText(Query query) throws Failure {
    try (InputStream body = open(query)) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw brokenOff(query, e);
    }
  }

  /** Sends a text and takes the answer's. */
  public String postText(Query query, String contentType, String text) throws Failure {
    HttpRequest.Builder request =
        request(query)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(text, StandardCharsets.UTF_8));
    try (InputStream body = open(query, request)) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw brokenOff(query, e);
    }
  }

  /**
   * The collector's clock, in whole seconds.
   *
   * @throws Failure when it does not answer, or refuses the token
   */
  public Instant now() throws Failure {
    Query query = Query.of("/api/v1/services");
    HttpResponse<InputStream> response = send(request(query).build());
    if (response.statusCode() / 100 != 2) {
      throw refused(query, response);
    }
    String date = response.headers().firstValue("Date").orElse("");
    try {
      response.body().close();
      return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
    } catch (DateTimeParseException e) {
      throw new Failure(
          ExitCode.FAILED, "%s answers without a date: is --collector right?".formatted(base), e);
    } catch (IOException e) {
      throw brokenOff(query, e);
    }
  }

  /** Copies the answer's bytes. An error of {@code to} comes as it is. */
  public void download(Query query, OutputStream to) throws Failure, IOException {
    try (InputStream body = open(query)) {
      byte[] buffer = new byte[64 * 1024];
      for (int n; (n = read(query, body, buffer)) >= 0; ) {
        to.write(buffer, 0, n);
      }
    }
  }

  /** Sends a text and copies the answer's bytes. An error of {@code to} comes as it is. */
  public void download(Query query, String contentType, String text, OutputStream to)
      throws Failure, IOException {
    HttpRequest.Builder request =
        request(query)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(text, StandardCharsets.UTF_8));
    try (InputStream body = open(query, request)) {
      byte[] buffer = new byte[64 * 1024];
      for (int n; (n = read(query, body, buffer)) >= 0; ) {
        to.write(buffer, 0, n);
      }
    }
  }

  private static int read(Query query, InputStream body, byte[] buffer) throws Failure {
    try {
      return body.read(buffer);
    } catch (IOException e) {
      throw brokenOff(query, e);
    }
  }

  private InputStream open(Query query) throws Failure {
    return open(query, request(query));
  }

  private InputStream open(Query query, HttpRequest.Builder request) throws Failure {
    HttpResponse<InputStream> response = send(request.build());
    if (response.statusCode() / 100 != 2) {
      throw refused(query, response);
    }
    return response.body();
  }

  private HttpRequest.Builder request(Query query) throws Failure {
    HttpRequest.Builder request;
    try {
      request = HttpRequest.newBuilder(URI.create(url(query))).timeout(ANSWER_LIMIT);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          ExitCode.USAGE,
          "--collector '%s' is no HTTP address: write it like http://127.0.0.1:7575"
              .formatted(base),
          e);
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws Failure {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (ConnectException e) {
      throw new Failure(
          ExitCode.FAILED,
          ("no collector answers at %s: start one with 'pitot up' or 'pitot collector', or name"
                  + " another with --collector")
              .formatted(base),
          e);
    } catch (HttpTimeoutException e) {
      throw new Failure(
          ExitCode.FAILED,
          "the collector at %s did not answer within %d s: look at its log, or ask for less"
              .formatted(base, ANSWER_LIMIT.toSeconds()),
          e);
    } catch (SSLException e) {
      throw notEncrypted(e);
    } catch (IOException e) {
      throw new Failure(
          ExitCode.FAILED,
          "%s does not speak the collector's HTTP: %s; is --collector right? A collector with a certificate is asked with https://"
              .formatted(base, e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.FAILED, "interrupted while asking " + base, e);
    }
  }

  private Failure notEncrypted(SSLException e) {
    String message = String.valueOf(e.getMessage());
    String remedy =
        message.contains("PKIX") || message.contains("certification path")
            ? "its certificate is not trusted here: name the file of who certified it with --tls-ca"
            : message.contains("plaintext") || message.contains("Unsupported or unrecognized")
                ? "it has no certificate: ask it with http://"
                : "is --collector the name that its certificate is for?";
    return new Failure(
        ExitCode.FAILED,
        "no encrypted answer from %s (%s): %s".formatted(base, message, remedy),
        e);
  }

  private Failure refused(Query query, HttpResponse<InputStream> response) {
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      return new Failure(
          ExitCode.FAILED,
          "the collector at %s refuses the %s: give its token with --token or PITOT_TOKEN"
              .formatted(base, token == null ? "request without a token" : "token"));
    }
    return new Failure(exitCode(status), problem(query, response));
  }

  private static int exitCode(int status) {
    return switch (status) {
      case 400 -> ExitCode.USAGE;
      case 404 -> ExitCode.UNKNOWN;
      default -> ExitCode.FAILED;
    };
  }

  /** What the problem document (RFC 9457) says, or as much as can be said without one. */
  private String problem(Query query, HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      JsonNode problem = json.readTree(body.readNBytes(LONGEST_PROBLEM_BYTES));
      String detail = problem.path("detail").asString("");
      if (!detail.isEmpty()) {
        return detail;
      }
    } catch (IOException | JacksonException e) {
      // Whatever answered is no collector; the status says as much.
    }
    return "%s answered HTTP %d to %s: is it a Pitot collector of this version?"
        .formatted(base, response.statusCode(), query.path());
  }

  private JsonNode parse(Query query, String text) throws Failure {
    try {
      return json.readTree(text);
    } catch (JacksonException e) {
      throw new Failure(
          ExitCode.FAILED,
          "%s answered something that is no JSON to %s: is it a Pitot collector?"
              .formatted(base, query.path()),
          e);
    }
  }

  private static Failure brokenOff(Query query, IOException e) {
    return new Failure(
        ExitCode.FAILED,
        "the answer to %s broke off (%s): ask again, and look at the collector's log"
            .formatted(query.path(), e.getMessage()),
        e);
  }
}
