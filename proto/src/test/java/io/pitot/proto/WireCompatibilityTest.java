package io.pitot.proto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.TextFormat;
import io.pitot.proto.v1.Batch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Daemons and collectors of neighbouring versions talk to each other, so whatever was published
 * stays: number, name, type and cardinality of each field, numbers of enums, names of methods.
 *
 * <p>After a compatible addition the committed descriptor is brought up to date with {@code mvn -pl
 * proto test -Dpitot.wire=accept}; a change of what stands in it is refused even then.
 */
class WireCompatibilityTest {
  private static final Path COMMITTED =
      Path.of("src/test/resources/io/pitot/proto/ingest.descriptor.txt");

  private final FileDescriptorProto now = Batch.getDescriptor().getFile().toProto();

  @Test
  void everythingThatWasPublishedIsStillThere() throws IOException {
    List<String> broken = new ArrayList<>();
    Map<String, String> present = facts(now);
    facts(committed())
        .forEach(
            (what, published) -> {
              String actual = present.get(what);
              if (!published.equals(actual)) {
                broken.add(what + ": published as " + published + ", now " + actual);
              }
            });
    if (!broken.isEmpty()) {
      fail("The wire would break:\n" + String.join("\n", broken));
    }
  }

  @Test
  void theCommittedDescriptorIsUpToDate() throws IOException {
    if ("accept".equals(System.getProperty("pitot.wire"))) {
      everythingThatWasPublishedIsStillThere();
      Files.writeString(COMMITTED, TextFormat.printer().printToString(now));
    }
    assertEquals(
        facts(committed()),
        facts(now),
        "The wire grew: mvn -pl proto test -Dpitot.wire=accept, and commit the descriptor.");
  }

  private static FileDescriptorProto committed() throws IOException {
    FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder();
    TextFormat.merge(Files.readString(COMMITTED, StandardCharsets.UTF_8), file);
    return file.build();
  }

  /** What a peer relies on, a line each. */
  private static Map<String, String> facts(FileDescriptorProto file) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("package", file.getPackage());
    file.getMessageTypeList().forEach(message -> addMessage(facts, "", message));
    file.getEnumTypeList().forEach(type -> addEnum(facts, "", type));
    file.getServiceList()
        .forEach(
            service ->
                service
                    .getMethodList()
                    .forEach(
                        method ->
                            facts.put(
                                "rpc " + service.getName() + "." + method.getName(),
                                TextFormat.printer()
                                    .emittingSingleLine(true)
                                    .printToString(method))));
    return facts;
  }

  private static void addMessage(Map<String, String> facts, String outer, DescriptorProto message) {
    String name = outer + message.getName();
    for (FieldDescriptorProto field : message.getFieldList()) {
      facts.put(
          "field " + name + "." + field.getNumber(),
          "%s %s %s %s"
              .formatted(field.getLabel(), field.getType(), field.getTypeName(), field.getName()));
    }
    message.getNestedTypeList().forEach(nested -> addMessage(facts, name + ".", nested));
    message.getEnumTypeList().forEach(nested -> addEnum(facts, name + ".", nested));
  }

  private static void addEnum(Map<String, String> facts, String outer, EnumDescriptorProto type) {
    type.getValueList()
        .forEach(
            value ->
                facts.put(
                    "enum " + outer + type.getName() + "." + value.getNumber(), value.getName()));
  }
}
