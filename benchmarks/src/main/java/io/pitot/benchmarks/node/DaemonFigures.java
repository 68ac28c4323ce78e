package io.pitot.benchmarks.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** The figures that a daemon tells at {@code /metrics}. */
public final class DaemonFigures {
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI address;

  public DaemonFigures(int port) {
    address = URI.create("http://127.0.0.1:%d/metrics".formatted(port));
  }

  /** A sample by its full name, with labels; 0 when it is not there. */
  public double get(String name) throws IOException, InterruptedException {
    return all().getOrDefault(name, 0.0);
  }

  /** Of all samples of a family. */
  public double sum(String family) throws IOException, InterruptedException {
    return all().entrySet().stream()
        .filter(sample -> sample.getKey().startsWith(family + "{"))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  /** Of a histogram, linear within the bucket. */
  public double median(String histogram) throws IOException, InterruptedException {
    Map<String, Double> samples = all();
    double half = samples.getOrDefault(histogram + "_count", 0.0) / 2;
    double lower = 0;
    double below = 0;
    for (Map.Entry<String, Double> sample : samples.entrySet()) {
      if (sample.getKey().startsWith(histogram + "_bucket{le=\"")) {
        String bound = sample.getKey().replaceAll(".*le=\"|\"}", "");
        double upper = bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound);
        if (sample.getValue() >= half && sample.getValue() > below) {
          return lower + (upper - lower) * (half - below) / (sample.getValue() - below);
        }
        lower = upper;
        below = sample.getValue();
      }
    }
    return Double.NaN;
  }

  private Map<String, Double> all() throws IOException, InterruptedException {
    Map<String, Double> samples = new LinkedHashMap<>();
    client
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              samples.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
            });
    return samples;
  }
}
