package io.pitot.collector.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.javalin.Javalin;
import io.pitot.collector.TestApi;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a browser gets the UI. */
class UiResourcesTest {
  @TempDir Path classPath;

  @Test
  void everyPageIsTheOneDocumentUnderAStrictPolicy() throws Exception {
    write("pitot-ui/index.html", "<!doctype html><title>Pitot</title>");
    serve(
        api -> {
          for (String page :
              List.of(
                  "/",
                  "/flame?service=shop",
                  "/diff",
                  "/locks?service=shop",
                  "/maps?service=shop",
                  "/heatmap?service=shop",
                  "/targets",
                  "/service/shop/1.0")) {
            HttpResponse<String> response = api.get(page);
            assertEquals(200, response.statusCode(), page);
            assertEquals("text/html;charset=utf-8", header(response, "Content-Type"));
            assertEquals("no-cache", header(response, "Cache-Control"));
            String policy = header(response, "Content-Security-Policy");
            assertTrue(policy.contains("default-src 'none'"), policy);
            assertFalse(policy.contains("unsafe"), policy);
          }
        });
  }

  @Test
  void aBrowserThatHasTheFileIsToldSo() throws Exception {
    write("pitot-ui/index.html", "x");
    write("pitot-ui/views/main.js", "export const a = 1;");
    serve(
        api -> {
          HttpResponse<String> first = api.get("/views/main.js");
          assertEquals("text/javascript;charset=utf-8", header(first, "Content-Type"));
          HttpResponse<String> again =
              api.get("/views/main.js", "If-None-Match", header(first, "ETag"));
          assertEquals(304, again.statusCode());
          assertEquals("", again.body());
          assertEquals(200, api.get("/views/main.js", "If-None-Match", "\"x\"").statusCode());
        });
  }

  @Test
  void whatIsForReadersOfTheSourcesIsNotServed() throws Exception {
    write(
        "pitot-ui/ui/a.js",
        """
        /**
         * Twice.
         */
        export function a(b) {
          /** @type {number} */
          const c = 2;
          return b * c; // a rate: 1/s
        }
        export const glob = '/**' + 1;
        """);
    serve(
        api ->
            assertEquals(
                """



                export function a(b) {

                  const c = 2;
                  return b * c; // a rate: 1/s
                }
                export const glob = '/**' + 1;
                """,
                api.get("/ui/a.js").body()));
  }

  @Test
  void nothingElseOnTheClassPathIsServed() throws Exception {
    write("pitot-ui/index.html", "x");
    write("secret.txt", "secret");
    write("pitot-ui/.hidden.txt", "secret");
    Files.createDirectories(classPath.resolve("pitot-ui/folder.js"));
    serve(
        api -> {
          for (String path :
              List.of(
                  "/../secret.txt",
                  "/%2e%2e/secret.txt",
                  "/..%2fsecret.txt",
                  "/x/..%5csecret.txt",
                  "/.hidden.txt",
                  "//secret.txt",
                  "/views/",
                  "/pitot-ui/index.html",
                  "/io/pitot/collector/http/HttpServer.class")) {
            HttpResponse<String> response = api.get(path);
            assertTrue(response.statusCode() >= 400, path + " " + response.statusCode());
            assertFalse(response.body().contains("secret\n"), path);
          }
        });
  }

  @Test
  void withoutTheUiThePageSaysSo() throws Exception {
    serve(
        api -> {
          HttpResponse<String> response = api.get("/");
          assertEquals(404, response.statusCode());
          assertEquals(
              """
              This collector was built without the web UI.
              The API is under /api/v1, described by /openapi.json.
              """,
              response.body());
        });
  }

  @FunctionalInterface
  private interface Visit {
    void to(TestApi api) throws Exception;
  }

  private void serve(Visit visit) throws Exception {
    try (URLClassLoader classes = new URLClassLoader(new URL[] {classPath.toUri().toURL()}, null)) {
      UiResources ui = new UiResources(classes);
      Javalin server =
          Javalin.create(
              config -> {
                config.startup.showJavalinBanner = false;
                config.jetty.host = "127.0.0.1";
                config.jetty.port = 0;
                HttpServer.routeUi(config.routes, ui);
              });
      server.start();
      try {
        visit.to(new TestApi(server.port()));
      } finally {
        server.stop();
      }
    }
  }

  private void write(String path, String content) throws Exception {
    Path file = classPath.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("").replace("; charset", ";charset");
  }
}
