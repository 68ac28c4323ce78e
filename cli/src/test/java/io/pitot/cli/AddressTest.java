package io.pitot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class AddressTest {
  private final Address.Converter converter = new Address.Converter();

  @Test
  void readsHostAndPort() {
    assertEquals(
        new Address("collector.example", 7576), converter.convert("collector.example:7576"));
    assertEquals(new Address("::1", 7576), converter.convert("[::1]:7576"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", ":7576", "host:", "host:x", "host:65536", "host:-1"})
  void refusesWhatIsNoAddress(String text) {
    assertThrows(TypeConversionException.class, () -> converter.convert(text));
  }
}
