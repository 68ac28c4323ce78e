package io.pitot.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --some-flag} is taken from {@code PITOT_SOME_FLAG} where it is not given. */
final class EnvironmentDefaults implements IDefaultValueProvider {
  private final Map<String, String> environment;

  EnvironmentDefaults(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
      return null;
    }
    String name = option.longestName();
    return name.startsWith("--") ? environment.get(variable(name)) : null;
  }

  static String variable(String option) {
    return "PITOT_" + option.substring(2).toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
