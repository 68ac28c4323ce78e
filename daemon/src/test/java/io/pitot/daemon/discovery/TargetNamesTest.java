package io.pitot.daemon.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetNamesTest {
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          io.shop.Main,                        Main,          unknown
          Main,                                Main,          unknown
          shop/io.shop.Main,                   Main,          unknown
          /opt/shop/shop.jar,                  shop,          unknown
          shop-1.4.2.jar,                      shop,          1.4.2
          /a/order-api-0.0.1-SNAPSHOT.jar,     order-api,     0.0.1-SNAPSHOT
          surefirebooter-20261121052037544_3.jar, surefirebooter-20261121052037544_3, unknown
          order-api-2.0.0-RC1-all.jar,         order-api,     2.0.0-RC1
          cart-1.41-shaded.jar,                cart,          1.41
          web3-app.war,                        web3-app,      unknown
          '',                                  unknown_service, unknown
          """)
  void aProgramNamesItself(String main, String service, String release) {
    Map<String, String> labels = labels(Map.of(), List.of(), main);
    assertEquals(service, labels.get("service"));
    assertEquals(release, labels.get("release"));
    assertEquals("node1:7", labels.get("instance"));
  }

  @Test
  void eachSourceOfTheServiceGivesWayToTheOneBefore() {
    String attributes = "service.name=%s";
    var environment =
        new java.util.HashMap<>(
            Map.of(
                "OTEL_SERVICE_NAME", "third",
                "OTEL_RESOURCE_ATTRIBUTES", attributes.formatted("fifth"),
                "PYROSCOPE_APPLICATION_NAME", "seventh"));
    var options =
        new java.util.ArrayList<>(
            List.of(
                "-Dotel.service.name=first",
                "-Dservice.name=second",
                "-Dotel.resource.attributes=" + attributes.formatted("fourth"),
                "-Dpyroscope.application.name=sixth"));
    assertEquals("first", labels(environment, options, "x.Eighth").get("service"));
    options.remove(0);
    assertEquals("second", labels(environment, options, "x.Eighth").get("service"));
    options.remove(0);
    assertEquals("third", labels(environment, options, "x.Eighth").get("service"));
    environment.remove("OTEL_SERVICE_NAME");
    assertEquals("fourth", labels(environment, options, "x.Eighth").get("service"));
    options.remove(0);
    assertEquals("fifth", labels(environment, options, "x.Eighth").get("service"));
    environment.remove("OTEL_RESOURCE_ATTRIBUTES");
    assertEquals("sixth", labels(environment, options, "x.Eighth").get("service"));
    options.remove(0);
    assertEquals("seventh", labels(environment, options, "x.Eighth").get("service"));
    environment.remove("PYROSCOPE_APPLICATION_NAME");
    assertEquals("Eighth", labels(environment, options, "x.Eighth").get("service"));
  }

  @Test
  void otherAttributesBecomeLabelsButNeverOurs() {
    Map<String, String> labels =
        labels(
            Map.of(
                "OTEL_RESOURCE_ATTRIBUTES",
                "service.name=shop,service.version=2,k8s.pod.name=p-1,node=evil,host.name=h,broken",
                "PYROSCOPE_LABELS",
                "region=eu,k8s.pod.name=ignored"),
            List.of(),
            "x.Main");
    assertEquals(
        Map.of(
            "service", "shop",
            "release", "2",
            "instance", "node1:7",
            "node", "node1",
            "jdk", "17",
            "k8s.pod.name", "p-1",
            "region", "eu"),
        labels);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a%20b       | a b
          caf%C3%A9   | café
          1+1         | 1+1
          100%        | 100%
          %zz         | %zz
          %FF         | %FF
          """)
  void valuesArePercentDecoded(String encoded, String decoded) {
    assertEquals(Map.of("k", decoded), ResourceAttributes.parse("k=" + encoded));
  }

  @ParameterizedTest
  @CsvSource({
    "-cp x.jar:y.jar -Xmx1g io.shop.Main --port 1, io.shop.Main",
    "--add-opens java.base/java.lang=ALL-UNNAMED -jar shop.jar -jar other.jar, shop.jar",
    "@options -ea Main, Main",
    "-p mods -m shop/io.shop.Main, shop/io.shop.Main",
    "-version, ''"
  })
  void theMainClassIsTheFirstThatIsNoOption(String line, String main) {
    List<String> arguments = new java.util.ArrayList<>(List.of("java"));
    arguments.addAll(List.of(line.split(" ", -1)));
    assertEquals(main, CommandLine.parse(arguments).main());
  }

  @ParameterizedTest
  @CsvSource({"17.0.15,17", "25,25", "1.8.0_402,8", "1.8,8", "26-ea,26", "nonsense,0"})
  void featureVersions(String version, int feature) {
    assertEquals(feature, JdkRelease.feature(version));
  }

  @Test
  void laterOptionsWin() {
    JvmOptions options =
        JvmOptions.parse(
            JvmOptions.split(
                "-XX:+DisableAttachMechanism -Dservice.name='a b' -javaagent:/x/agent.jar=k=v"
                    + " -XX:-DisableAttachMechanism -Dpassword=secret"
                    + " -XX:StartFlightRecording=disk=true"));
    assertEquals(Map.of("DisableAttachMechanism", false), options.flags());
    assertEquals(Map.of("service.name", "a b"), options.properties());
    assertEquals(List.of("/x/agent.jar"), options.agents());
    assertEquals(true, options.startsRecording());
  }

  @Test
  void aPodNamesWhatHasNoNameOfItsOwn() {
    ContainerFacts container = new ContainerFacts("c1", "u1", "cart-7d9f-x2", "shop");
    TargetNames unnamed =
        new TargetNames(
            new TargetEnvironment(
                Map.of("OTEL_RESOURCE_ATTRIBUTES", "k8s.namespace.name=from-the-pod")),
            JvmOptions.parse(List.of()),
            "x.Main",
            container,
            Map.of("k8s.pod.name", "of the daemon's configuration"));
    Map<String, String> labels = unnamed.identity("node1", 4_711, 1, 1_000, 17).labels();
    assertEquals("cart-7d9f-x2:1", labels.get("instance"));
    assertEquals("cart-7d9f-x2", labels.get("k8s.pod.name"));
    assertEquals("from-the-pod", labels.get("k8s.namespace.name"));
    assertEquals("c1", labels.get("container.id"));
    assertEquals("u1", labels.get("k8s.pod.uid"));
  }

  private static Map<String, String> labels(
      Map<String, String> environment, List<String> options, String main) {
    return new TargetNames(
            new TargetEnvironment(environment),
            JvmOptions.parse(options),
            main,
            ContainerFacts.NONE,
            Map.of())
        .identity("node1", 7, 7, 1_000, 17)
        .labels();
  }
}
