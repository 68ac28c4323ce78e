package io.pitot.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A host and a port, written HOST:PORT; an IPv6 address stands in brackets. */
record Address(String host, int port) {
  static final class Converter implements ITypeConverter<Address> {
    @Override
    public Address convert(String text) {
      int colon = text.lastIndexOf(':');
      String host = colon < 0 ? "" : text.substring(0, colon).replaceAll("^\\[|\\]$", "");
      if (host.isEmpty()) {
        throw new TypeConversionException(
            "'" + text + "' is not HOST:PORT, for example collector.example:7576");
      }
      return new Address(host, port(text.substring(colon + 1), text));
    }

    private static int port(String digits, String text) {
      try {
        int port = Integer.parseInt(digits);
        if (port >= 0 && port <= 65_535) {
          return port;
        }
      } catch (NumberFormatException e) {
        // The message below is the one that helps.
      }
      throw new TypeConversionException("'" + text + "' has no port from 0 to 65535");
    }
  }
}
